//! Tables as files that other programs take as they are (EXPORT.md): csv for machines, csv for Excel, xlsx. What a
//! table holds is decided in `segment` and `answers`; how it is written in `text` and `workbook`.

mod answers;
mod archive;
mod cleaned;
mod segment;
mod table;
mod text;
mod workbook;

pub use answers::{AnswerTable, all_answers_file, answer_file, answer_table, answer_tables};
pub use cleaned::cleaned_file;
pub use segment::{customers_file, customers_table, file_name, segment_file, segment_table};
pub use table::{Cell, Column, Table};

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// UTF-8, comma, decimal point, CRLF: for machines.
    Csv,
    /// UTF-8 with BOM, semicolon, decimal comma, CRLF: for Excel in most of Europe.
    CsvExcel,
    /// A workbook.
    Xlsx,
}

impl Form {
    /// Ending of the file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Form::Csv | Form::CsvExcel => "csv",
            Form::Xlsx => "xlsx",
        }
    }
    /// Media type.
    pub const fn mime(self) -> &'static str {
        match self {
            Form::Csv | Form::CsvExcel => "text/csv;charset=utf-8",
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A file to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Suggested name.
    pub name: String,
    /// Media type.
    pub mime: &'static str,
    /// The content.
    pub bytes: Vec<u8>,
}

/// Why a file could not be written: what the writer said, or which limit was met. Holds no cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannotWrite(pub String);

/// The bytes of a table in a form.
///
/// # Errors
/// A workbook with more rows than a sheet holds.
pub fn write(table: &Table<'_>, form: Form) -> Result<Vec<u8>, CannotWrite> {
    match form {
        Form::Csv => text::write(table, &text::MACHINES),
        Form::CsvExcel => text::write(table, &text::EXCEL),
        Form::Xlsx => workbook::write(table),
    }
}
