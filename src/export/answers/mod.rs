//! The answers as tables, for those who go on in a spreadsheet: one table an id, numbers as they are in the answers
//! (shares from 0 to 1), empty where a value is not known. Which tables there are stands in the files beside this one,
//! by what they are about; here is how they are found and become files.

mod behaviour;
mod cohorts;
mod customers;
mod products;
mod states;
mod whole;
mod worth;

use std::borrow::Cow;

use super::{CannotWrite, Cell, ExportFile, Form, Table, archive::Archive, file_name, workbook, write};
use crate::answers::{Answers, Distribution, registry};

/// A table of the answers.
#[derive(Clone, Copy)]
pub struct AnswerTable {
    /// The id of the metric, and after a dot the measure or part.
    pub id: &'static str,
    make: for<'a> fn(&'a Answers) -> Filled<'a>,
}

/// Headings and rows.
struct Filled<'a> {
    headers: Vec<Cow<'a, str>>,
    rows: Vec<Row<'a>>,
}

type Row<'a> = Vec<Cell<'a>>;

/// Every table there is, in the order of the page.
pub fn answer_tables() -> impl Iterator<Item = &'static AnswerTable> {
    [
        whole::TABLES,
        customers::TABLES,
        behaviour::TABLES,
        products::TABLES,
        cohorts::TABLES,
        states::TABLES,
        worth::TABLES,
    ]
    .into_iter()
    .flatten()
}

/// A table of the answers; `None` for an id that no table has.
pub fn answer_table<'a>(answers: &'a Answers, id: &str) -> Option<Table<'a>> {
    let table = answer_tables().find(|table| table.id == id)?;
    let Filled { headers, rows } = (table.make)(answers);
    Some(Table { rows, ..Table::new(&sheet_name(id), answers.settings.as_of, headers) })
}

/// A table of the answers as a file.
///
/// # Errors
/// An id that no table has, and what [`write()`] says.
pub fn answer_file(answers: &Answers, id: &str, form: Form) -> Result<ExportFile, CannotWrite> {
    let table = answer_table(answers, id).ok_or_else(|| CannotWrite(format!("there is no table {id}")))?;
    let name = file_name(&id.replace('.', "_"), table.as_of, table.rows.len(), form);
    Ok(ExportFile { name, mime: form.mime(), bytes: write(&table, form)? })
}

/// All tables that hold anything as one file, with what each of them is before them: a workbook with a sheet a table,
/// or an archive with a csv a table.
///
/// # Errors
/// A file larger than its kind can be.
pub fn all_answers_file(answers: &Answers, form: Form) -> Result<ExportFile, CannotWrite> {
    let as_of = answers.settings.as_of;
    let mut tables = vec![Table::new("contents", as_of, ["table", "rows", "what", "unit", "definition"])];
    let mut contents = Vec::new();
    for AnswerTable { id, .. } in answer_tables() {
        let Some(table) = answer_table(answers, id).filter(|table| !table.rows.is_empty()) else { continue };
        contents.push(about(id, &table));
        tables.push(table);
    }
    if let Some(first) = tables.first_mut() {
        first.rows = contents;
    }
    let n_tables = tables.len() - 1;
    let name = |extension| format!("stamkunde_answers_{as_of}_{n_tables}-tables.{extension}");
    match form {
        Form::Xlsx => {
            let bytes = workbook::write_all(&tables)?;
            Ok(ExportFile { name: name(form.extension()), mime: form.mime(), bytes })
        }
        Form::Csv | Form::CsvExcel => {
            let mut archive = Archive::default();
            let failed = |error: std::io::Error| CannotWrite(error.to_string());
            for table in &tables {
                let member = format!("{}.csv", table.sheet);
                archive.add(&member, &write(table, form)?).map_err(failed)?;
            }
            let bytes = archive.finish().map_err(failed)?;
            Ok(ExportFile { name: name("zip"), mime: "application/zip", bytes })
        }
    }
}

/// The line of a table in the contents.
fn about<'a>(id: &'static str, table: &Table<'_>) -> Row<'a> {
    // a part of a metric is told by the metric
    let metric = id.split('.').next().unwrap_or_default();
    let metric = registry::find(id).or_else(|| registry::find(metric));
    let told =
        |of: fn(&registry::Metric) -> &'static str| metric.map_or(Cell::Empty, |it| Cell::text(of(it)));
    vec![
        Cell::Text(table.sheet.clone().into()),
        Cell::Count(table.rows.len() as u64),
        told(|metric| metric.title),
        told(|metric| metric.unit),
        told(|metric| metric.definition),
    ]
}

/// A sheet's name holds at most 31 characters.
fn sheet_name(id: &str) -> String {
    id.chars().take(31).collect()
}

// What the tables are made with.

fn filled<'a>(headers: &[&'a str], rows: impl IntoIterator<Item = Row<'a>>) -> Filled<'a> {
    let mut all = Vec::new();
    for row in rows {
        push(&mut all, row);
    }
    under(headers, all)
}

/// A row for each of a list.
fn each<'a, T>(headers: &[&'a str], of: &'a [T], row: impl Fn(&'a T) -> Row<'a>) -> Filled<'a> {
    let mut all = Vec::new();
    for one in of {
        push(&mut all, row(one));
    }
    under(headers, all)
}

/// Rows under their headings.
fn under<'a>(headers: &[&'a str], rows: Vec<Row<'a>>) -> Filled<'a> {
    Filled { headers: headers.iter().map(|&header| Cow::Borrowed(header)).collect(), rows }
}

/// One for all tables, not one a table.
#[inline(never)]
fn push<'a>(rows: &mut Vec<Row<'a>>, row: Row<'a>) {
    rows.push(row);
}

/// Single figures, a row each.
fn figures<'a>(rows: impl IntoIterator<Item = (&'a str, Cell<'a>)>) -> Filled<'a> {
    filled(&["figure", "value"], rows.into_iter().map(|(name, value)| vec![Cell::text(name), value]))
}

#[inline(never)]
fn yes(value: bool) -> Cell<'static> {
    Cell::text(if value { "yes" } else { "" })
}

#[inline(never)]
fn whole(number: u32) -> Cell<'static> {
    Cell::Count(u64::from(number))
}

fn texts(texts: impl IntoIterator<Item = String>) -> Cell<'static> {
    let joined = texts.into_iter().collect::<Vec<_>>().join(", ");
    if joined.is_empty() { Cell::Empty } else { Cell::Text(joined.into()) }
}

const DISTRIBUTION: [&str; 7] = ["what", "count", "mean", "p25", "median", "p75", "p90"];

fn distribution<'a>(what: &'a str, of: &Distribution) -> Row<'a> {
    [Cell::text(what)].into_iter().chain(spread(of)).collect()
}

/// The cells of a distribution behind its name.
fn spread<'a>(of: &Distribution) -> impl Iterator<Item = Cell<'a>> + use<'a> {
    let numbers = [of.mean, of.p25, of.median, of.p75, of.p90];
    [Cell::Count(of.count)].into_iter().chain(numbers.map(Cell::number))
}
