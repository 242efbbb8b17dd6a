//! Answers of METRICS.md section 3, and what the review page shows: what was read, how it was understood, what was
//! set aside.

use serde::{Deserialize, Serialize};

use crate::{
    base::Money,
    recipe::{DateOrder, Role},
};

/// Why a row was not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetAsideReason {
    /// No customer key.
    NoCustomer,
    /// The date cell is empty.
    NoDate,
    /// The date cell cannot be read as a date.
    UnreadableDate,
    /// The amount, price or quantity cannot be read as a number.
    UnreadableAmount,
    /// No amount on the row.
    NoAmount,
    /// The status says cancelled, failed, pending, draft or refunded in full.
    Cancelled,
    /// A line that another file already brought.
    DuplicateLine,
    /// A row of totals.
    TotalRow,
    /// Nothing in it.
    Blank,
    /// The header again.
    RepeatedHeader,
    /// Another currency than the one analysed.
    CurrencyDiffers,
    /// After the day that the analysis stands on.
    AfterAsOf,
    /// Left out by a filter.
    Filtered,
    /// A return, where the recipe ignores them.
    ReturnsIgnored,
}

impl SetAsideReason {
    /// The id used in JSON and in downloads.
    pub const fn id(self) -> &'static str {
        match self {
            SetAsideReason::NoCustomer => "no_customer",
            SetAsideReason::NoDate => "no_date",
            SetAsideReason::UnreadableDate => "unreadable_date",
            SetAsideReason::UnreadableAmount => "unreadable_amount",
            SetAsideReason::NoAmount => "no_amount",
            SetAsideReason::Cancelled => "cancelled",
            SetAsideReason::DuplicateLine => "duplicate_line",
            SetAsideReason::TotalRow => "total_row",
            SetAsideReason::Blank => "blank",
            SetAsideReason::RepeatedHeader => "repeated_header",
            SetAsideReason::CurrencyDiffers => "currency_differs",
            SetAsideReason::AfterAsOf => "after_as_of",
            SetAsideReason::Filtered => "filtered",
            SetAsideReason::ReturnsIgnored => "returns_ignored",
        }
    }
}

/// Rows set aside for one reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetAside {
    /// The reason.
    pub reason: SetAsideReason,
    /// Rows.
    pub rows: u64,
    /// Their amounts, as far as they could be read.
    pub amount: Money,
    /// The first rows: row number and the cells as they stand.
    pub examples: Vec<ExampleRow>,
}

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExampleRow {
    /// Row number, counted from 1.
    pub row: u64,
    /// The cells as text.
    pub cells: Vec<String>,
}

/// `import`. `rows_read = rows_used + Σ set_aside.rows` and the same for amounts, to the last minor unit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ImportAnswer {
    /// Rows read below the header.
    pub rows_read: u64,
    /// Rows that became lines.
    pub rows_used: u64,
    /// Sum of all amounts read.
    pub amount_read: Money,
    /// Sum of the amounts used.
    pub amount_used: Money,
    /// By reason, most rows first.
    pub set_aside: Vec<SetAside>,
    /// Lines that stand more than once in the file, beyond the first; they are kept.
    pub identical_lines: Option<u64>,
    /// What was read and assumed, in the words of the review page.
    pub notes: Vec<ImportNote>,
}

/// Something that the import assumed or noticed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportNote {
    /// The text encoding.
    Encoding(String),
    /// The delimiter.
    Delimiter(String),
    /// The sheet.
    Sheet(String),
    /// Day or month first, where the file has both readings.
    DateOrder(DateOrder),
    /// The amount is quantity times unit price.
    AmountFromPrice,
    /// Two currencies or more; the one used.
    Currency(String),
    /// Amounts with more than four decimals were rounded to four.
    RoundedAmounts(u64),
    /// Formula cells without a stored value.
    FormulasWithoutValue(u64),
    /// Dates in a second style.
    MixedDateStyles(u64),
    /// Records that swallowed many lines: quotes that do not close.
    UnbalancedQuotes {
        /// Where it begins, counted from 1.
        row: u64,
    },
    /// Rows whose amount was lessened by what their refund or discount column says.
    Deducted(u64),
}

/// A role recognised for a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnGuess {
    /// The role.
    pub role: Role,
    /// How sure, 0 to 1.
    pub confidence: f64,
    /// Why.
    pub reason: GuessReason,
}

/// Why a column got its role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuessReason {
    /// The header is a known word.
    Header,
    /// The header is a known word of this known export.
    KnownExport(String),
    /// The cells look like it.
    Content,
    /// Both.
    HeaderAndContent,
    /// The user said so.
    Chosen,
}

/// A column of the file as the review page shows it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ColumnView {
    /// Header as it stands; empty where there is none.
    pub header: String,
    /// How a recipe names this column: the header, or `#3`.
    pub reference: String,
    /// What it was recognised as.
    pub guess: Option<ColumnGuess>,
    /// Share of the sampled cells that are empty, 0 to 1.
    pub empty: f64,
    /// What the cells hold, such as "dates, day first".
    pub content: ContentKind,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentKind {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text,
    /// Few different texts.
    Labels,
    /// Whole numbers.
    Integers,
    /// Numbers with decimals.
    Decimals,
    /// Dates.
    Dates,
    /// E-mail addresses.
    Emails,
}

/// A question that only the user can answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// No column was recognised for a role that is needed.
    WhichColumn(Role),
    /// 03-04 is it March or April: an example cell read both ways.
    DateOrder {
        /// The cell.
        example: String,
    },
    /// `1.234` is it a thousand or one and a bit.
    DecimalSign {
        /// The cell.
        example: String,
    },
}

/// A sheet or member of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SheetView {
    /// Its name.
    pub name: String,
    /// It is hidden in the workbook.
    pub hidden: bool,
}

/// What was understood of a file before it is imported: all that the review page shows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Inspection {
    /// File name, for showing only.
    pub file: String,
    /// `csv`, `xlsx`, `xls` …
    pub kind: String,
    /// Bytes.
    pub size: u64,
    /// A known export, such as `Shopify orders_export`.
    pub known_export: Option<String>,
    /// Sheets of a workbook.
    pub sheets: Vec<SheetView>,
    /// The sheet that is shown.
    pub sheet: Option<String>,
    /// Encoding of a text file.
    pub encoding: Option<String>,
    /// Delimiter of a text file, `aligned` for spaces.
    pub delimiter: Option<String>,
    /// Row of the header counted from 1, 0 where there is none.
    pub header_row: u64,
    /// The columns.
    pub columns: Vec<ColumnView>,
    /// The first 50 rows below the header.
    pub rows: Vec<ExampleRow>,
    /// Day or month first, where it was settled or assumed.
    pub date_order: Option<DateOrder>,
    /// Decimal sign.
    pub decimal_sign: Option<char>,
    /// What still has to be answered; the import can start when it is empty.
    pub questions: Vec<Question>,
}
