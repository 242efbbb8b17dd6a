//! How a disguise ends: the command line is run as a person runs it, and when it asks or doubts, every option is tried.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Map, Value};

use crate::figures::Figures;

/// How a file can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// The figures of a right reading.
    Right,
    /// Questions, and an option leads to the right figures.
    Asked,
    /// Other figures with doubts, and an option leads to the right ones.
    Doubted,
    /// Customers and purchases are right; revenue or products are not shown though the file has them.
    Partly,
    /// Questions or doubts, and no option leads to the right figures.
    NoWayOut,
    /// It stopped without a question.
    Refused,
    /// Other figures, and not a word.
    SilentlyWrong,
}

impl End {
    /// In the order of the line of counts.
    pub const ALL: [End; 7] =
        [End::Right, End::Asked, End::Doubted, End::Partly, End::NoWayOut, End::Refused, End::SilentlyWrong];

    /// As `score` says it.
    pub fn words(self) -> &'static str {
        match self {
            End::Right => "right",
            End::Asked => "asked",
            End::Doubted => "doubted",
            End::Partly => "partly",
            End::NoWayOut => "no way out",
            End::Refused => "refused",
            End::SilentlyWrong => "SILENTLY WRONG",
        }
    }
}

/// How one file ended.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The end.
    pub end: End,
    /// Figures that were shown, or what was said.
    pub detail: String,
    /// Ids of questions and of doubts nobody decided.
    pub raised: Vec<String>,
    /// The recipe that led to the right figures, where one was needed.
    pub recipe: Option<Value>,
}

/// What a run of the command line gave.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Exit code.
    pub code: i32,
    /// The JSON that it wrote.
    pub answers: Option<Value>,
    /// What it said on standard error.
    pub text: String,
}

/// Decisions one after another, and runs in all, that are tried on the way to the right figures.
const DEPTH: usize = 3;
const MOST_RUNS: usize = 40;
/// A run that takes longer has not answered.
const LONGEST: Duration = Duration::from_secs(60);

/// The command line over files that lie in a folder.
pub struct CommandLine<'a> {
    /// The program.
    pub program: &'a Path,
    /// The files.
    pub files: &'a [PathBuf],
    /// Where recipes and answers may be written.
    pub folder: &'a Path,
}

/// Says how files end.
pub struct Judge<'a> {
    /// Runs the command line with a recipe, or without one for null.
    pub run: &'a dyn Fn(&Value) -> Outcome,
    /// The right figures.
    pub readings: &'a [Figures],
    /// Whether the file names products.
    pub has_products: bool,
}

impl Judge<'_> {
    /// How it ends.
    pub fn verdict(&self) -> Verdict {
        let mut tried = BTreeMap::new();
        let first = self.outcome(&Value::Null, &mut tried);
        let (questions, doubts) = (raised(&first, "questions"), undecided(&first));
        let ids =
            |list: &[Value]| list.iter().map(|one| one["id"].as_str().unwrap_or("?").to_owned()).collect();
        let Some(answers) = first.answers.as_ref().filter(|_| first.code == 0) else {
            let verdict =
                |end, recipe| Verdict { end, detail: first.text.clone(), raised: ids(&questions), recipe };
            if questions.is_empty() {
                return verdict(End::Refused, None);
            }
            return match self.way_out(&Value::Null, DEPTH, &mut tried) {
                Some(recipe) => verdict(End::Asked, Some(recipe)),
                None => verdict(End::NoWayOut, None),
            };
        };
        let shown = shown(answers);
        let verdict = |end, recipe| Verdict { end, detail: shown.clone(), raised: ids(&doubts), recipe };
        if self.is_right(answers) {
            let hides_products = self.has_products && number_of_products(answers) == 0;
            return verdict(if hides_products && doubts.is_empty() { End::Partly } else { End::Right }, None);
        }
        if !doubts.is_empty() {
            return match self.way_out(&Value::Null, DEPTH, &mut tried) {
                Some(recipe) => verdict(End::Doubted, Some(recipe)),
                None => verdict(End::NoWayOut, None),
            };
        }
        let summary = &answers["summary"];
        let counts = (summary["customers"].as_u64(), summary["purchases"].as_u64());
        let is_counted = |(customers, purchases)| counts == (Some(customers), Some(purchases));
        let counts_are_right = self
            .readings
            .iter()
            .any(|right| is_counted((right.customers, right.purchases)) || is_counted(right.without_amounts));
        verdict(
            if summary["net_revenue"].is_null() && counts_are_right {
                End::Partly
            } else {
                End::SilentlyWrong
            },
            None,
        )
    }

    fn is_right(&self, answers: &Value) -> bool {
        let summary = &answers["summary"];
        let Some(revenue) = summary["net_revenue"].as_f64() else { return false };
        self.readings.iter().any(|right| {
            let wanted = right.revenue as f64 / 100.0;
            summary["customers"].as_u64() == Some(right.customers)
                && summary["purchases"].as_u64() == Some(right.purchases)
                && (revenue - wanted).abs() <= f64::max(0.02, 1e-5 * wanted.abs())
                && summary["first_date"].as_str() == Some(right.first.as_str())
                && summary["last_date"].as_str() == Some(right.last.as_str())
        })
    }

    /// The recipe of options, each one decision, that leads to the right figures.
    fn way_out(&self, recipe: &Value, depth: usize, tried: &mut BTreeMap<String, Outcome>) -> Option<Value> {
        let outcome = self.outcome(recipe, tried);
        if outcome.code == 0 && outcome.answers.as_ref().is_some_and(|answers| self.is_right(answers)) {
            return Some(recipe.clone());
        }
        if depth == 0 || tried.len() > MOST_RUNS {
            return None;
        }
        let open = if outcome.code == 2 { raised(&outcome, "questions") } else { undecided(&outcome) };
        for one in open.iter().take(8) {
            for option in one["options"].as_array().into_iter().flatten().take(6) {
                if option["recipe"].is_object()
                    && let Some(found) = self.way_out(&patched(recipe, &option["recipe"]), depth - 1, tried)
                {
                    return Some(found);
                }
            }
        }
        None
    }

    fn outcome(&self, recipe: &Value, tried: &mut BTreeMap<String, Outcome>) -> Outcome {
        let key = recipe.to_string();
        if let Some(known) = tried.get(&key) {
            return known.clone();
        }
        let outcome = (self.run)(recipe);
        tried.insert(key, outcome.clone());
        outcome
    }
}

impl CommandLine<'_> {
    /// One run.
    pub fn run(&self, recipe: &Value) -> Outcome {
        let answers = self.folder.join("answers.json");
        let said = self.folder.join("said.txt");
        let _ = fs::remove_file(&answers);
        let mut command = Command::new(self.program);
        command.arg("analyze").args(self.files).arg("--json").arg(&answers);
        if recipe.is_object() {
            let path = self.folder.join("recipe.json");
            if fs::write(&path, recipe.to_string()).is_ok() {
                command.arg("--recipe").arg(&path);
            }
        }
        // a file and no pipe: nobody has to read while it runs
        let error = fs::File::create(&said).map_or_else(|_| Stdio::null(), Stdio::from);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(error);
        let code = match command.spawn() {
            Ok(child) => wait(child),
            Err(error) => {
                return Outcome { code: 127, answers: None, text: format!("cannot be started: {error}") };
            }
        };
        let text = String::from_utf8_lossy(&fs::read(&said).unwrap_or_default()).into_owned();
        let text = self.files.iter().fold(text, |text, file| text.replace(&file.display().to_string(), "…"));
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
        let text = if matches!(code, 0 | 2) { text } else { format!("exit code {code}: {text}") };
        let answers = fs::read(&answers).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Outcome { code, answers, text }
    }
}

fn wait(mut child: std::process::Child) -> i32 {
    let start = Instant::now();
    let mut pause = Duration::from_micros(500);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.code().unwrap_or(-1),
            Ok(None) if start.elapsed() < LONGEST => {
                std::thread::sleep(pause);
                pause = (pause * 3 / 2).min(Duration::from_millis(20));
            }
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return 124;
            }
        }
    }
}

/// A patch over a document: objects key by key, everything else replaced, null kept.
pub fn patched(document: &Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut merged = document.as_object().cloned().unwrap_or_else(Map::new);
    for (key, value) in patch {
        let before = merged.get(key).cloned().unwrap_or(Value::Null);
        merged.insert(key.clone(), patched(&before, value));
    }
    Value::Object(merged)
}

fn raised(outcome: &Outcome, list: &str) -> Vec<Value> {
    let answers = outcome.answers.as_ref();
    answers.and_then(|answers| answers[list].as_array()).cloned().unwrap_or_default()
}

fn undecided(outcome: &Outcome) -> Vec<Value> {
    let mut doubts = raised(outcome, "doubts");
    let is_decided = |decided: &Value| !matches!(decided, Value::Null | Value::Bool(false));
    doubts.retain(|doubt| !is_decided(&doubt["decided"]));
    doubts
}

fn number_of_products(answers: &Value) -> usize {
    answers["first_product_mix"]["products"].as_array().map_or(0, Vec::len)
}

/// The figures of answers, as those of a reading are shown.
fn shown(answers: &Value) -> String {
    let summary = &answers["summary"];
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let revenue =
        summary["net_revenue"].as_f64().map_or("no revenue".to_owned(), |revenue| format!("{revenue:.2}"));
    format!(
        "{} / {} / {revenue} / {}..{}",
        summary["customers"],
        summary["purchases"],
        text(&summary["first_date"]),
        text(&summary["last_date"])
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The figures that are right, and others.
    fn figures(revenue: f64) -> Value {
        let summary = json!({"customers": 7, "purchases": 9, "net_revenue": revenue,
            "first_date": "2024-01-01", "last_date": "2024-12-31"});
        json!({"summary": summary, "first_product_mix": {"products": [1]}})
    }

    fn end(run: impl Fn(&Value) -> (i32, Value)) -> (End, Option<Value>) {
        let right = Figures {
            customers: 7,
            purchases: 9,
            without_amounts: (7, 10),
            revenue: 12_345,
            first: "2024-01-01".to_owned(),
            last: "2024-12-31".to_owned(),
        };
        let run = |recipe: &Value| {
            let (code, answers) = run(recipe);
            Outcome { code, answers: answers.is_object().then_some(answers), text: String::new() }
        };
        let verdict = Judge { run: &run, readings: &[right], has_products: true }.verdict();
        (verdict.end, verdict.recipe)
    }

    #[test]
    fn the_ends_are_those_of_the_contract() {
        assert_eq!(end(|_| (0, figures(123.45))), (End::Right, None));
        assert_eq!(end(|_| (0, figures(124.0))), (End::SilentlyWrong, None));
        assert_eq!(end(|_| (2, Value::Null)), (End::Refused, None));
        let mut without_amounts = figures(0.0);
        without_amounts["summary"]["net_revenue"] = Value::Null;
        without_amounts["summary"]["purchases"] = json!(10);
        assert_eq!(end(|_| (0, without_amounts.clone())), (End::Partly, None));
    }

    #[test]
    fn questions_and_doubts_count_where_an_option_leads_to_the_right_figures() {
        let asks = json!({"questions": [{"id": "q", "options": [
            {"recipe": {"columns": {"amount": "a"}}}, {"recipe": {"columns": {"amount": "b"}}}]}]});
        let doubts = |decided: bool| {
            let mut answers = figures(99.0);
            answers["doubts"] =
                json!([{"id": "d", "decided": decided, "options": [{"recipe": {"divide": true}}]}]);
            answers
        };
        // two decisions, one after the other
        let run = |recipe: &Value| match (recipe["columns"]["amount"].as_str(), recipe["divide"].as_bool()) {
            (None, _) => (2, asks.clone()),
            (Some("b"), Some(true)) => (0, figures(123.45)),
            _ => (0, doubts(false)),
        };
        assert_eq!(end(run), (End::Asked, Some(json!({"columns": {"amount": "b"}, "divide": true}))));
        assert_eq!(end(|_| (2, asks.clone())), (End::NoWayOut, None));
        let doubted = |recipe: &Value| (0, if recipe.is_null() { doubts(false) } else { figures(123.45) });
        assert_eq!(end(doubted), (End::Doubted, Some(json!({"divide": true}))));
        // what is decided is no word of warning
        assert_eq!(end(|_| (0, doubts(true))), (End::SilentlyWrong, None));
    }

    #[test]
    fn patches_are_merged_key_by_key_and_null_is_kept() {
        let recipe = json!({"columns": {"amount": "a", "date": "d"}, "filters": [1]});
        let patch = json!({"columns": {"amount": null, "order": "o"}, "filters": [2]});
        let merged = json!({"columns": {"amount": null, "date": "d", "order": "o"}, "filters": [2]});
        assert_eq!(patched(&recipe, &patch), merged);
        assert_eq!(patched(&Value::Null, &patch), patch);
    }
}
