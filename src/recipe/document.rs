//! A recipe as a document that people write and save: JSON, with the mark that some programs put in front.

use serde_json::{Map, Value};

use super::{Recipe, Role, check};

impl Recipe {
    /// Reads a recipe. What cannot be one is named with its value and what is allowed, not with a place in the text.
    ///
    /// # Errors
    /// What is wrong, as a sentence without its end.
    pub fn from_json(text: &str) -> Result<Recipe, String> {
        let text = text.trim_start_matches('\u{feff}');
        let recipe: Recipe = match serde_json::from_str(text) {
            Ok(recipe) => recipe,
            Err(error) => return Err(blame(text).unwrap_or_else(|| error.to_string())),
        };
        recipe.check()?;
        Ok(recipe)
    }
}

/// The first setting that alone is no recipe.
fn blame(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    let Value::Object(settings) = value else { return None };
    let is_wrong = |document: Value| serde_json::from_value::<Recipe>(document).is_err();
    let one = |id: &str, value: &Value| Value::Object(Map::from_iter([(id.to_owned(), value.clone())]));
    let (id, value) = settings.iter().find(|(id, value)| is_wrong(one(id, value)))?;
    let inner = value.as_object().filter(|_| id == "reading").and_then(|reading| {
        let (inner, value) = reading.iter().find(|(inner, value)| is_wrong(one(id, &one(inner, value))))?;
        Some((format!("{id}.{inner}"), value))
    });
    let is_no_role = |role: &&String| is_wrong(one(id, &one(role, &Value::Null)));
    if let Some(role) =
        value.as_object().filter(|_| id == "columns").and_then(|all| all.keys().find(is_no_role))
    {
        let roles: Vec<String> = Role::ALL.iter().map(|role| format!("`{}`", role.id())).collect();
        return Some(format!("columns names `{role}`, and allowed is {}", roles.join(", ")));
    }
    let (path, value) = inner.unwrap_or_else(|| (id.clone(), value));
    // a name that is no setting is best told by the list of those that are
    check::allowed(&path)?;
    Some(check::refusal(&path, value))
}
