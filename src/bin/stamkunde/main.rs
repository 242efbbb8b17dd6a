//! The command line: the same engine as in the page, for automation and for checking.
//!
//! `stamkunde analyze FILE… [--recipe FILE] [--json FILE] [--segment ID --out FILE]`

use stamkunde::{
    answers::{About, Answers, Choice, Comparison, Decision, Question, SegmentId, Selector, Share},
    engine::Engine,
    ingest::InputFile,
    protocol::{FileFormat, FromWorker, OutputFile, Problem, ToWorker},
    recipe::{DateOrder, Recipe, Role},
};
mod asked;
mod fits;

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

const USAGE: &str = "\
stamkunde: an export of orders in, answers about customers out

  stamkunde analyze FILE… [--recipe FILE] [--json FILE] [--segment ID --out FILE] [--set-aside FILE]
                         [--tables FILE] [--compare FILE] [--drill SELECTOR] [--customer KEY] [--strict]
  stamkunde columns FILE… [--recipe FILE]
  stamkunde sample [--out FILE]

analyze
  --recipe FILE     settings as a JSON object; see docs/recipe.md
  --json FILE       write every answer as JSON; - writes to standard output
  --segment ID      hot_opportunity, second_purchase_due, at_risk, lapsed or best
  --out FILE        where the segment goes: .csv or .xlsx; -excel.csv for Excel in most of Europe
  --set-aside FILE  write the rows that could not be used, with the reason
  --tables FILE     write every answer as a table: .xlsx with a sheet each, .zip with a csv each; -excel.zip for Excel
  --compare FILE    a second recipe: its answers stand beside the first's, in --json or as a table
  --drill SELECTOR  the customers behind a figure, as JSON; which ones stands in docs/drill-down.md
  --customer KEY    one customer's orders with their rows, as JSON
  --strict          end with 3 while a doubt about one row in a hundred or more is undecided

  ends with 2 where something has to be answered first, with the questions in --json: each option has a recipe that
  answers it

columns
  says how the columns of the files are understood: role, how sure, why

sample
  writes the orders of the sample shop as csv
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(sentence) => {
            // nothing can be done where even that cannot be written
            let _ = writeln!(std::io::stderr(), "{sentence}");
            ExitCode::from(2)
        }
    }
}

/// What the command line asks for.
#[derive(Debug, Default)]
struct Options {
    files: Vec<PathBuf>,
    recipe: Option<PathBuf>,
    json: Option<PathBuf>,
    segment: Option<SegmentId>,
    out: Option<PathBuf>,
    set_aside: Option<PathBuf>,
    tables: Option<PathBuf>,
    compare: Option<PathBuf>,
    drill: Option<Selector>,
    customer: Option<String>,
    strict: bool,
}

fn run(arguments: &[String]) -> Result<ExitCode, String> {
    let done = |result: Result<(), String>| result.map(|()| ExitCode::SUCCESS);
    match arguments.split_first().map(|(command, rest)| (command.as_str(), rest)) {
        Some(("analyze" | "analyse", rest)) => analyze(&parse(rest)?),
        Some(("columns", rest)) => done(columns(&parse(rest)?)),
        Some(("sample", rest)) => {
            let options = parse(rest)?;
            done(write_file(options.out.as_deref().unwrap_or(Path::new("-")), &stamkunde::sample::csv()))
        }
        Some(("--version" | "-V", _)) => done(print(concat!("stamkunde ", env!("CARGO_PKG_VERSION"), "\n"))),
        Some(("help" | "--help" | "-h", _)) => done(print(USAGE)),
        Some((other, _)) => Err(format!("{other} is not a command.\n\n{USAGE}")),
        None => Err(USAGE.to_owned()),
    }
}

fn parse(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value =
            || rest.next().cloned().ok_or_else(|| format!("{argument} needs a value.\n\n{USAGE}"));
        match argument.as_str() {
            "--recipe" => options.recipe = Some(value()?.into()),
            "--json" => options.json = Some(value()?.into()),
            "--out" => options.out = Some(value()?.into()),
            "--set-aside" => options.set_aside = Some(value()?.into()),
            "--tables" => options.tables = Some(value()?.into()),
            "--compare" => options.compare = Some(value()?.into()),
            "--customer" => options.customer = Some(value()?),
            "--strict" => options.strict = true,
            "--drill" => {
                let text = value()?;
                let selector = serde_json::from_str(&text);
                options.drill =
                    Some(selector.map_err(|error| format!("{text} is not a selector: {error}."))?);
            }
            "--segment" => {
                let id = value()?;
                let known = SegmentId::ALL.into_iter().find(|segment| segment.id() == id);
                let names = || SegmentId::ALL.map(SegmentId::id).join(", ");
                options.segment =
                    Some(known.ok_or_else(|| format!("{id} is not a segment; there are {}.", names()))?);
            }
            flag if flag.starts_with("--") => return Err(format!("{flag} is not an option.\n\n{USAGE}")),
            file => options.files.push(file.into()),
        }
    }
    Ok(options)
}

fn analyze(options: &Options) -> Result<ExitCode, String> {
    if options.files.is_empty() {
        return Err(format!("Name a file to analyse.\n\n{USAGE}"));
    }
    if options.segment.is_some() != options.out.is_some() {
        return Err("--segment and --out go together: which customers, and where to write them.".to_owned());
    }
    // known before the work, not after it
    let format = options.out.as_deref().map(format_of).transpose()?;
    let tables = options.tables.as_deref().map(format_of_tables).transpose()?;
    let recipe = options.recipe.as_deref().map(read_recipe).transpose()?.unwrap_or_default();
    let files = options.files.iter().map(|path| open(path)).collect::<Result<Vec<_>, _>>()?;
    let names: Vec<String> = options.files.iter().map(|path| path.display().to_string()).collect();
    let shown = names.join(", ");
    let worded = |problem: Problem| format!("{shown}: {}", sentence(&problem));
    let mut engine = Engine::with_all_products();
    let seen = ask(&mut engine, ToWorker::Inspect { recipe: recipe.clone() }, files).map_err(worded)?;
    if let Some(FromWorker::Inspected { inspection, .. }) = &seen {
        fits::check(&recipe, inspection).map_err(|detail| worded(Problem::BadRecipe { detail }))?;
    }
    let questions = say_what_was_seen(seen.as_ref())?;
    let open = match &seen {
        Some(FromWorker::Inspected { inspection, .. }) => inspection.questions.clone(),
        _ => Vec::new(),
    };
    let import = ToWorker::Import { recipe: recipe.clone(), apart: Vec::new() };
    if let Err(problem) = ask(&mut engine, import, Vec::new()) {
        if open.is_empty() {
            return Err(worded(problem));
        }
        if let Some(path) = &options.json {
            write_json(path, &asked::questions(&engine, &recipe, &open))?;
        }
        return Err(match problem {
            Problem::NeedsAnswer => format!("{shown}: {}.", questions.join("; ")),
            problem => worded(problem),
        });
    }
    if let Some(path) = &options.compare {
        compare(&engine, path, options).map_err(|failure| failure.worded(&worded))?;
        return Ok(ExitCode::SUCCESS);
    }
    if options.drill.is_some() || options.customer.is_some() {
        drill(&mut engine, options).map_err(|failure| failure.worded(&worded))?;
        return Ok(ExitCode::SUCCESS);
    }
    let answers = engine.answers().ok_or("There are no answers.")?;
    match &options.json {
        Some(path) => {
            let mut json = serde_json::to_value(answers).map_err(|error| error.to_string())?;
            if let Some(doubts) = json.get_mut("doubts") {
                *doubts = asked::doubts(&engine, &recipe, &answers.doubts);
            }
            write_json(path, &json)?;
        }
        None => print(&format!("{}{}", summary(answers), asked::lines(&recipe, &answers.doubts)))?,
    }
    let heavy: Vec<String> = asked::heavy(&answers.doubts).map(|doubt| doubt.sentence.clone()).collect();
    if let (Some(segment), Some(out), Some(format)) = (options.segment, &options.out, format) {
        let message = ToWorker::SegmentFile { segment, format };
        let file = file_of(&mut engine, message).map_err(worded)?;
        write_file(out, &file.bytes)?;
    }
    if let (Some(out), Some(format)) = (&options.tables, tables) {
        let file = file_of(&mut engine, ToWorker::AnswersFile { format }).map_err(worded)?;
        write_file(out, &file.bytes)?;
    }
    if let Some(out) = &options.set_aside {
        let file = file_of(&mut engine, ToWorker::SetAsideFile).map_err(worded)?;
        write_file(out, &file.bytes)?;
    }
    if options.strict && !heavy.is_empty() {
        for sentence in heavy {
            let _ = writeln!(std::io::stderr(), "{shown}: {sentence}");
        }
        return Ok(ExitCode::from(3));
    }
    Ok(ExitCode::SUCCESS)
}

/// How the columns are understood, a line each.
fn columns(options: &Options) -> Result<(), String> {
    let recipe = options.recipe.as_deref().map(read_recipe).transpose()?.unwrap_or_default();
    let files = options.files.iter().map(|path| open(path)).collect::<Result<Vec<_>, _>>()?;
    let mut engine = Engine::new();
    let seen = ask(&mut engine, ToWorker::Inspect { recipe }, files).map_err(|problem| sentence(&problem))?;
    let Some(FromWorker::Inspected { inspection, .. }) = seen else { return Ok(()) };
    let mut text = String::new();
    if let Some(known) = &inspection.known_export {
        text.push_str(&format!("{known}\n"));
    }
    for table in &inspection.tables {
        text.push_str(&format!("{:<44}{:?}\n", table.name, table.used));
    }
    for column in &inspection.columns {
        let guess = column.guess.as_ref().map_or_else(String::new, |guess| {
            format!("{:<14}{:.2}  {:?}", guess.role.id(), guess.confidence, guess.reason)
        });
        let line = format!("{:<44}{guess}", column.reference);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    print(&text)
}

/// What went wrong: in the engine, or already in words.
enum Failure {
    Engine(Problem),
    Said(String),
}

impl Failure {
    fn worded(self, engine: &dyn Fn(Problem) -> String) -> String {
        match self {
            Failure::Engine(problem) => engine(problem),
            Failure::Said(sentence) => sentence,
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Engine(problem)
    }
}

impl From<String> for Failure {
    fn from(sentence: String) -> Self {
        Failure::Said(sentence)
    }
}

/// The answers beside those of a second recipe: all of them as JSON, or the first figures as a table.
fn compare(engine: &Engine, recipe: &Path, options: &Options) -> Result<(), Failure> {
    let comparison = engine.compare(&read_recipe(recipe)?)?;
    match &options.json {
        Some(path) => write_json(path, &comparison)?,
        None => print(&compared(&comparison))?,
    }
    Ok(())
}

/// The figures of both recipes, a line each.
fn compared(comparison: &Comparison) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"));
    let mut text = format!("{:<36}{:>16}{:>16}{:>12}{:>10}\n", "", "recipe", "beside", "change", "p");
    for figure in &comparison.figures {
        let [here, beside, change, p] = [figure.here, figure.beside, figure.change, figure.p].map(number);
        text.push_str(&format!("{:<36}{here:>16}{beside:>16}{change:>12}{p:>10}\n", figure.id));
    }
    text
}

/// The customers behind a figure, and one customer's orders, as JSON to where `--json` says or to standard output.
fn drill(engine: &mut Engine, options: &Options) -> Result<(), Failure> {
    let out = options.json.as_deref().unwrap_or(Path::new("-"));
    if let Some(selector) = options.drill.clone() {
        let message = ToWorker::DrillDown { selector, offset: 0, limit: u32::MAX };
        if let Some(FromWorker::Customers(page)) = ask(engine, message, Vec::new())? {
            write_json(out, &page)?;
        }
    }
    if let Some(customer) = options.customer.clone() {
        let message = ToWorker::Customer { customer: customer.clone() };
        match ask(engine, message, Vec::new())? {
            Some(FromWorker::CustomerOrders(Some(orders))) => write_json(out, &orders)?,
            _ => return Err(Failure::Said(format!("{customer} is no customer under this recipe."))),
        }
    }
    Ok(())
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), String> {
    let mut json = serde_json::to_vec_pretty(value).map_err(|error| error.to_string())?;
    json.push(b'\n');
    write_file(path, &json)
}

/// Says on standard error which files could not be opened, and gives what is still open in words.
fn say_what_was_seen(seen: Option<&FromWorker>) -> Result<Vec<String>, String> {
    let Some(FromWorker::Inspected { inspection, refused }) = seen else { return Ok(Vec::new()) };
    for (name, problem) in refused {
        let _ = writeln!(
            std::io::stderr(),
            "{name}: {} The other files are analysed without it.",
            sentence(problem)
        );
    }
    Ok(inspection.questions.iter().map(worded_question).collect())
}

/// The orders of dates that a question offers, as a recipe writes them.
fn date_orders(question: &Question) -> String {
    let name = |choice: &Choice| match choice.decision {
        Decision::DateOrder(DateOrder::DayFirst) => "\"day_first\"",
        Decision::DateOrder(DateOrder::MonthFirst) => "\"month_first\"",
        _ => "\"year_first\"",
    };
    question.choices.iter().map(name).collect::<Vec<_>>().join(" or ")
}

/// A question, with what to write into the recipe.
fn worded_question(question: &Question) -> String {
    let choices = || -> Vec<String> {
        let one = |choice: &Choice| match &choice.decision {
            Decision::Column(_, column) => format!("\"{column}\""),
            Decision::Currency(code) => format!("\"{code}\""),
            _ => String::new(),
        };
        question.choices.iter().map(one).collect()
    };
    match &question.about {
        About::WhichColumn(Role::Amount) => {
            "no column was recognised as amount: set columns.amount in the recipe, or to null where none is".to_owned()
        }
        About::WhichColumn(role) => {
            format!("no column was recognised as {0}: set columns.{0} in the recipe", role.id())
        }
        About::WhichOf(role) => {
            format!(
                "{} could each be {1}: set columns.{1} in the recipe to one of them",
                choices().join(", "),
                role.id()
            )
        }
        About::DateOrder { example } => format!(
            "day and month of {example} can be read two ways: set reading.date_order to {}",
            date_orders(question)
        ),
        About::DecimalSign { example } => {
            format!("{example} can be read two ways: set reading.decimal_sign to \",\" or \".\"")
        }
        About::NothingSold => {
            "by their status none of these orders was sold: set reading.statuses in the recipe to {\"pending\": true} or the like".to_owned()
        }
        About::Currency => format!(
            "there are several currencies: set reading.currency to one of {}, and reading.rates for the others",
            choices().join(", ")
        ),
    }
}

/// Sends a message and waits for its answer. A reader that panics on a broken file costs only that file.
fn ask(engine: &mut Engine, message: ToWorker, files: Vec<InputFile>) -> Result<Option<FromWorker>, Problem> {
    let mut last = None;
    std::panic::set_hook(Box::new(|_| {}));
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        engine.handle(message, files, &mut |answer| last = Some(answer));
    }));
    let _ = std::panic::take_hook();
    match (result, last) {
        (Err(_), _) => Err(Problem::Broken { detail: "the reader stopped in the middle of it".to_owned() }),
        (_, Some(FromWorker::Failed(problem))) => Err(problem),
        (_, last) => Ok(last),
    }
}

fn file_of(engine: &mut Engine, message: ToWorker) -> Result<OutputFile, Problem> {
    match ask(engine, message, Vec::new())? {
        Some(FromWorker::File(file)) => Ok(file),
        _ => Err(Problem::NothingLoaded),
    }
}

fn open(path: &Path) -> Result<InputFile, String> {
    let cannot = |error: std::io::Error| format!("{} cannot be read: {error}.", path.display());
    let about = std::fs::metadata(path).map_err(cannot)?;
    if about.is_dir() {
        return Err(format!("{} is a folder; name a file.", path.display()));
    }
    let size = about.len();
    std::fs::File::open(path).map_err(cannot)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let path = path.to_owned();
    Ok(InputFile::new(name, size, move || Ok(Box::new(std::fs::File::open(&path)?))))
}

fn read_recipe(path: &Path) -> Result<Recipe, String> {
    let bytes =
        std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
    // editors and shells write a mark in front, or two bytes a letter
    let (text, _, is_damaged) = encoding_rs::UTF_8.decode(&bytes);
    if is_damaged {
        return Err(format!("{} is not a recipe: it is no text in UTF-8. Save it as one.", path.display()));
    }
    Recipe::from_json(&text).map_err(|detail| format!("{} is not a recipe: {detail}.", path.display()))
}

fn format_of(path: &Path) -> Result<FileFormat, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    match name {
        name if name.ends_with(".xlsx") => Ok(FileFormat::Xlsx),
        name if name.ends_with("-excel.csv") => Ok(FileFormat::CsvExcel),
        name if name.ends_with(".csv") => Ok(FileFormat::Csv),
        _ => Err("--out has to end in .csv or .xlsx.".to_owned()),
    }
}

fn format_of_tables(path: &Path) -> Result<FileFormat, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    match name {
        name if name.ends_with(".xlsx") => Ok(FileFormat::Xlsx),
        name if name.ends_with("-excel.zip") => Ok(FileFormat::CsvExcel),
        name if name.ends_with(".zip") => Ok(FileFormat::Csv),
        _ => Err("--tables has to end in .xlsx or .zip.".to_owned()),
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if path == Path::new("-") {
        let mut stdout = std::io::stdout();
        return match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            // whoever reads has seen enough
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(|error| format!("standard output cannot be written: {error}.")),
        };
    }
    std::fs::write(path, bytes).map_err(|error| format!("{} cannot be written: {error}.", path.display()))
}

fn print(text: &str) -> Result<(), String> {
    write_file(Path::new("-"), text.as_bytes())
}

/// The whole in a few lines, for a person.
fn summary(answers: &Answers) -> String {
    let summary = &answers.summary;
    let mut text = String::new();
    let mut line = |name: &str, value: String| text.push_str(&format!("{name:<28}{value}\n"));
    line("rows read, used", format!("{}, {}", answers.import.rows_read, answers.import.rows_used));
    for aside in &answers.import.set_aside {
        line("", format!("{} {}", aside.rows, aside.reason.id()));
    }
    line("as of", answers.settings.as_of.to_string());
    line("customers", summary.customers.to_string());
    line("purchases", summary.purchases.to_string());
    if let Some(revenue) = summary.net_revenue {
        line("net revenue", revenue.to_string());
    }
    line("customers with 2+ purchases", percent(&summary.returning));
    for segment in &answers.segments {
        line(segment.id.id(), segment.customers.count.to_string());
    }
    text
}

fn percent(share: &Share) -> String {
    match (share.share, share.low, share.high) {
        (Some(share), Some(low), Some(high)) => {
            format!("{:.1} % ({:.1}-{:.1} %)", share * 100.0, low * 100.0, high * 100.0)
        }
        _ => "-".to_owned(),
    }
}

/// A problem in words, with what to do.
fn sentence(problem: &Problem) -> String {
    match problem {
        Problem::EmptyFile => "the file is empty. Export the orders again.".to_owned(),
        Problem::NotATable { looks_like: Some(what) } if what.contains(" inside a ") => {
            format!("this is {what}, and only the outer one is opened here. Unpack it and take the file inside.")
        }
        Problem::NotATable { looks_like: Some(what) } => {
            format!("this is {what}, not a table of orders. Export the orders as csv or Excel.")
        }
        Problem::NotATable { looks_like: None } => {
            "this is not a table that can be read. Export the orders as csv or Excel.".to_owned()
        }
        Problem::Encrypted => "the file is protected by a password. Save a copy without one.".to_owned(),
        Problem::Broken { detail } => format!("the file cannot be read ({detail}). Open it in your spreadsheet program and save it again."),
        Problem::TooLarge { limit } => format!("the file is larger than can be read here ({limit}). Export a shorter period."),
        Problem::LookupTooLarge { table, limit } => format!(
            "\"{table}\" is looked up for every row and has more than {limit}. Leave the file out, or keep only the columns and rows that are needed."
        ),
        Problem::AmountsTooLarge => "the amounts add up to more than 900 trillion, so no sum of them would be right. Is a column of numbers, such as barcodes, taken for the amount? Name another one in the recipe under columns.amount.".to_owned(),
        Problem::NoDates => "no column with dates was found. Name it in the recipe under columns.date.".to_owned(),
        Problem::NoCustomers => {
            "no column that tells customers apart was found. Name it in the recipe under columns.customer or columns.email.".to_owned()
        }
        Problem::OneRowPerCustomer => {
            "there is one row per customer: totals, without a history of purchases. Export the orders instead.".to_owned()
        }
        Problem::NoUsableRows { reason, rows } => {
            let reason = reason.map_or("no reason", |reason| reason.id());
            format!("none of the {rows} rows can be used, mostly because of {reason}. Check the columns.")
        }
        Problem::NeedsAnswer => {
            "a question is open. Analyse the file by itself: that names the setting which answers it.".to_owned()
        }
        Problem::NothingLoaded => "nothing is loaded.".to_owned(),
        Problem::BadRecipe { detail } => format!("the recipe cannot be used: {detail}."),
        Problem::CannotWrite { detail } => format!("the file cannot be written: {detail}."),
    }
}
