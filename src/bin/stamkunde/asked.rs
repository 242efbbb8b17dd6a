//! Questions and doubts on the command line: as JSON for programs, with a recipe for every option and what it makes of the
//! whole file; as lines of text for people.

use serde_json::{Value, json};
use stamkunde::{
    answers::{About, Choice, Decision, Doubt, DoubtOption, Effect, Question, with_decisions},
    engine::Engine,
    recipe::{DateOrder, Recipe, Role},
};

/// Doubts from this weight on end `--strict`.
const HEAVY: f64 = 0.01;
/// Options whose effect is computed: each is an import.
const EFFECTS: usize = 24;

/// What decisions change in a recipe, to be merged into it: objects key by key, everything else replaced.
pub fn patch(recipe: &Recipe, decisions: &[Decision]) -> Value {
    let mut changed = recipe.clone();
    decisions.iter().for_each(|decision| decision.apply(&mut changed));
    patch_to(recipe, &changed)
}

/// What makes one recipe of another.
fn patch_to(recipe: &Recipe, changed: &Recipe) -> Value {
    let value = |recipe: &Recipe| serde_json::to_value(recipe).unwrap_or_default();
    difference(&value(recipe), &value(changed)).unwrap_or_else(|| json!({}))
}

fn difference(before: &Value, after: &Value) -> Option<Value> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let changed = after.iter().filter_map(|(key, value)| {
                let patch = match before.get(key) {
                    Some(old) => difference(old, value)?,
                    None => value.clone(),
                };
                Some((key.clone(), patch))
            });
            let changed: serde_json::Map<String, Value> = changed.collect();
            (!changed.is_empty()).then_some(Value::Object(changed))
        }
        _ if before == after => None,
        _ => Some(after.clone()),
    }
}

fn effect(engine: &Engine, recipe: &Recipe, decisions: &[Decision], left: &mut usize) -> Option<Effect> {
    *left = left.checked_sub(1)?;
    let mut changed = recipe.clone();
    decisions.iter().for_each(|decision| decision.apply(&mut changed));
    // what another question leaves open has no effect yet
    engine.effect(&changed, &mut |_| {}).ok()
}

/// `{"questions": [...]}`.
pub fn questions(engine: &Engine, recipe: &Recipe, questions: &[Question]) -> Value {
    let mut left = EFFECTS;
    let one = |question: &Question| {
        let options: Vec<Value> = question
            .choices
            .iter()
            .map(|choice| {
                let decisions = [choice.decision.clone()];
                json!({
                    "label": label(choice),
                    "recipe": patch(recipe, &decisions),
                    "effect": effect(engine, recipe, &decisions, &mut left),
                })
            })
            .collect();
        json!({ "id": id(&question.about), "sentence": sentence(&question.about), "options": options })
    };
    json!({ "questions": questions.iter().map(one).collect::<Vec<_>>() })
}

/// The id of a question.
pub fn id(about: &About) -> String {
    match about {
        About::WhichColumn(role) | About::WhichOf(role) => format!("{}_column", role.id()),
        About::DateOrder { .. } => "date_order".to_owned(),
        About::DecimalSign { .. } => "decimal_sign".to_owned(),
        About::Currency => "currency".to_owned(),
        About::NothingSold => "statuses".to_owned(),
    }
}

/// A question in words.
pub fn sentence(about: &About) -> String {
    match about {
        About::WhichColumn(Role::Date) => "Which column holds the date of the order?".to_owned(),
        About::WhichColumn(Role::Amount) | About::WhichOf(Role::Amount) => {
            "Which column is what was paid?".to_owned()
        }
        About::WhichColumn(_) | About::WhichOf(_) => "Which column tells customers apart?".to_owned(),
        About::DateOrder { example } => format!("What day is {example}?"),
        About::DecimalSign { example } => format!("How much is {example}?"),
        About::Currency => "Which currency is to be looked at?".to_owned(),
        About::NothingSold => {
            "By their status none of these orders was sold. Which of these statuses is a sale here?"
                .to_owned()
        }
    }
}

fn label(choice: &Choice) -> String {
    match &choice.decision {
        Decision::Column(_, column) => column.clone(),
        Decision::NoColumn(_) => "none of them".to_owned(),
        Decision::Currency(code) => code.clone(),
        Decision::Status(status, _) => status.clone(),
        Decision::DateOrder(DateOrder::DayFirst) => "the day comes first".to_owned(),
        Decision::DateOrder(DateOrder::MonthFirst) => "the month comes first".to_owned(),
        Decision::DateOrder(DateOrder::YearFirst) => "the year comes first".to_owned(),
        Decision::DecimalSign(sign) => format!("{sign} separates decimals"),
        other => format!("{other:?}"),
    }
}

/// The doubts with a recipe for each option, and what it makes of the whole file where the doubt is open.
pub fn doubts(engine: &Engine, recipe: &Recipe, doubts: &[Doubt]) -> Value {
    let mut left = EFFECTS;
    let one = |doubt: &Doubt| {
        let option = |option: &DoubtOption| {
            let is_open = doubt.decided.is_none() && HEAVY / 10.0 <= doubt.weight.most();
            json!({
                "id": option.id,
                "label": option.label,
                "recipe": patch_to(recipe, &with_decisions(recipe, doubt, option)),
                "effect": is_open.then(|| effect(engine, recipe, &option.decisions, &mut left)).flatten(),
            })
        };
        let options: Vec<Value> = doubt.options.iter().map(option).collect();
        json!({
            "id": doubt.id,
            "kind": doubt.kind,
            "sentence": doubt.sentence,
            "where": doubt.place,
            "weight": doubt.weight,
            "options": options,
            "decided": doubt.decided,
        })
    };
    Value::Array(doubts.iter().map(one).collect())
}

/// The doubts as lines of text, each option with what it changes in the recipe; empty where there are none.
pub fn lines(recipe: &Recipe, doubts: &[Doubt]) -> String {
    let mut text = String::new();
    for doubt in doubts {
        match &doubt.decided {
            Some(option) => {
                text.push_str(&format!("decided    {} ({}: {option})\n", doubt.sentence, doubt.id))
            }
            None => {
                let percent = doubt.weight.most() * 100.0;
                text.push_str(&format!("look at    {} ({percent:.1} %)\n", doubt.sentence));
                text.push_str("           decide by merging one of these into the recipe\n");
                for option in &doubt.options {
                    let patch = patch_to(recipe, &with_decisions(recipe, doubt, option));
                    text.push_str(&format!("             {}: {patch}\n", option.label));
                }
            }
        }
    }
    text
}

/// The doubts that end `--strict`.
pub fn heavy(doubts: &[Doubt]) -> impl Iterator<Item = &Doubt> {
    doubts.iter().filter(|doubt| doubt.decided.is_none() && HEAVY <= doubt.weight.most())
}
