//! Answers of METRICS.md section 3, and what the review page shows: what was read, how it was understood, what was
//! set aside.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Day, Money},
    recipe::{DateOrder, Decision, Role},
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
    /// A payment, a withdrawal, an opening balance: money that moved, and no sale.
    Payment,
    /// A day that cannot be: far from all others, or a date that programs write for none.
    ImpossibleDay,
    /// More cells than the heading has: they have slipped.
    Slipped,
    /// A customer whom the recipe leaves out.
    CustomerExcluded,
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
            SetAsideReason::Payment => "payment",
            SetAsideReason::ImpossibleDay => "impossible_day",
            SetAsideReason::Slipped => "slipped",
            SetAsideReason::CustomerExcluded => "customer_excluded",
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
    /// Which of the tables that were read: an index of [`ImportAnswer::tables`].
    pub table: u32,
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
    /// Lines that stand more than once in one table, beyond the first; they are kept.
    pub identical_lines: Option<u64>,
    /// What was read and assumed, in the words of the review page.
    pub notes: Vec<ImportNote>,
    /// The tables whose rows were read, in their order.
    pub tables: Vec<SourceTable>,
    /// Every table that was given, with what became of its rows.
    pub accounts: Vec<TableAccount>,
    /// Who is a customer.
    pub identity: IdentityAnswer,
    /// Order statuses, most rows first.
    pub statuses: Vec<StatusCount>,
    /// Currencies, most rows first; empty where the file names none or one.
    pub currencies: Vec<CurrencyCount>,
    /// Columns that could be what a line is worth.
    pub amounts: Vec<AmountColumn>,
    /// Products that may be none: shipping, gift cards, fees.
    pub other_lines: Vec<OtherLine>,
    /// Orders of a hundred times the median or more, largest first. They are counted like all others.
    pub outliers: Vec<Outlier>,
}

/// A table whose rows were read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SourceTable {
    /// Name of the file.
    pub file: String,
    /// Name of the sheet, or of the member of a zip.
    pub sheet: Option<String>,
    /// Its rows were read as returns.
    pub returns: bool,
}

/// A table that was given, with what became of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TableAccount {
    /// Name of the file.
    pub file: String,
    /// Name of the sheet, of the member of a zip, or of the file.
    pub table: String,
    /// What it was used for.
    pub used: TableUse,
    /// Its rows below the header; of a table that is looked up those with a key of their own. `None` where nobody read them.
    pub rows: Option<u64>,
    /// How looking up went; of tables that were looked up together it stands at the first.
    pub looked_up: Option<LookedUp>,
}

/// How looking up in a table went.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LookedUp {
    /// Rows that found something in it.
    pub found: u64,
    /// Rows that found nothing, though they have a key.
    pub missed: u64,
    /// The amounts of these, without signs.
    pub missed_amount: Money,
    /// Its own rows that nothing asked for.
    pub unasked: u64,
    /// What these are worth, where they are orders with totals.
    pub unasked_amount: Money,
}

/// Who is a customer: how many keys became how many persons.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IdentityAnswer {
    /// The roles that make the key.
    pub key: Vec<Role>,
    /// Distinct cells of the key columns, as they stand.
    pub written: u64,
    /// Persons that they became.
    pub persons: u64,
    /// Persons behind more than one way of writing, or more than one key.
    pub merged: u64,
    /// Merges that were undone.
    pub undone: u64,
    /// Rows without any key.
    pub guest_rows: u64,
    /// The merged persons, those of most keys first; no more than can be looked through.
    pub merges: Vec<Merge>,
}

/// One person behind several keys or ways of writing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Merge {
    /// The person's key.
    pub person: String,
    /// What was put together, at most twenty.
    pub keys: Vec<MergedKey>,
    /// How many there are.
    pub total: u64,
}

/// A key of a merged person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MergedKey {
    /// What undoing names: stands for the normalised key.
    pub id: u64,
    /// The column.
    pub role: Option<Role>,
    /// The ways in which it is written, at most five.
    pub written: Vec<String>,
}

/// Rows of one order status.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StatusCount {
    /// As it stands.
    pub status: String,
    /// Rows.
    pub rows: u64,
    /// Their amounts.
    pub amount: Money,
    /// They were set aside.
    pub set_aside: bool,
}

/// Rows of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CurrencyCount {
    /// The code.
    pub code: String,
    /// Rows.
    pub rows: u64,
    /// Their amounts in that currency.
    pub amount: Money,
    /// They were used, as they are or by a rate.
    pub used: bool,
}

/// A product that may be none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OtherLine {
    /// Its key.
    pub product: String,
    /// Its name.
    pub label: String,
    /// Lines.
    pub lines: u64,
    /// Their amounts.
    pub amount: Money,
    /// The recipe leaves it out of tables of products.
    pub left_out: bool,
}

/// An order far above the others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outlier {
    /// Number of the order, where there is one.
    pub order: Option<String>,
    /// Its day.
    pub day: Day,
    /// What it is worth.
    pub amount: Money,
    /// The median of all purchases.
    pub median: Money,
    /// The table of its first line.
    pub table: u32,
    /// The row of its first line.
    pub row: u64,
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
    /// Rows with bytes that are no characters, as where a file was cut off; each became �.
    DamagedRows(u64),
    /// Dates in a second style.
    MixedDateStyles(u64),
    /// Rows whose date is a month, a quarter or a year: counted as its first day.
    DaysUnknown(u64),
    /// Records that swallowed many lines: quotes that do not close.
    UnbalancedQuotes {
        /// Where it begins, counted from 1.
        row: u64,
    },
    /// Rows whose amount was lessened by what their refund or discount column says.
    Deducted(u64),
    /// The sign of numbers: `,` or `.`, where the texts of the file do not agree with a plain reading.
    DecimalSign(char),
    /// Orders that stand in two tables with different lines; both are used.
    ChangedOrders(u64),
    /// Rows of looked-up tables that repeat a number; the first was used.
    RepeatedKeys(u64),
    /// Rows whose cell of products was taken apart; the amount was shared out by units.
    SplitProducts(u64),
    /// Rows of credit notes whose amount was written without a minus.
    CreditNotes(u64),
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

/// A question that only the user can answer, with what each answer would make of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// What is asked.
    pub about: About,
    /// The answers to choose from.
    pub choices: Vec<Choice>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// No column was recognised for a role that is needed.
    WhichColumn(Role),
    /// Several columns fit a role equally well, and say different things.
    WhichOf(Role),
    /// 03-04 is it March or April.
    DateOrder {
        /// An example cell.
        example: String,
    },
    /// `1.234` is it a thousand or one and a bit.
    DecimalSign {
        /// An example cell.
        example: String,
    },
    /// Which of several currencies.
    Currency,
    /// By its status nothing in the file was sold: which of the statuses mean a sale here.
    NothingSold,
}

/// One answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The answer.
    pub decision: Decision,
    /// What real cells would be read as.
    pub examples: Vec<ReadCell>,
    /// Distinct values among the rows looked at.
    pub distinct: Option<u64>,
    /// Rows that it concerns, among those looked at.
    pub rows: Option<u64>,
    /// The earliest and the latest date among the rows looked at.
    pub span: Option<(Day, Day)>,
    /// Sum over the rows looked at.
    pub sum: Option<Money>,
}

/// A cell and what it would be read as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadCell {
    /// As it stands.
    pub cell: String,
    /// As it would be read.
    pub read: ReadAs,
}

/// What a cell is read as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadAs {
    /// Just so.
    Text,
    /// A day.
    Day(Day),
    /// An amount.
    Amount(Money),
    /// Nothing that could be used.
    Unreadable,
}

/// A file that was given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// `csv`, `xlsx`, `xls` …; empty for one that could not be opened.
    pub kind: String,
    /// Bytes.
    pub size: u64,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SheetView {
    /// Its name.
    pub name: String,
    /// It is hidden in the workbook.
    pub hidden: bool,
}

/// A table among what was given, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TableView {
    /// Which of the files.
    pub file: u32,
    /// Name of the sheet, of the member of a zip, or of the file.
    pub name: String,
    /// It is a sheet of a workbook, and can be chosen by its name.
    pub is_sheet: bool,
    /// It is hidden in its workbook.
    pub hidden: bool,
    /// What it is used for.
    pub used: TableUse,
}

/// What a table is used for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableUse {
    /// Its rows are lines.
    Lines,
    /// Its rows are returns, written without a minus.
    Returns,
    /// It is looked up by what it shares with the lines.
    Joined(Role),
    /// It is looked up by a column with this heading, which has no role.
    JoinedBy(String),
    /// It lists orders that were sent back.
    MarksReturns,
    /// It is not used.
    LeftOut(LeftOut),
}

impl Default for TableUse {
    fn default() -> Self {
        TableUse::LeftOut(LeftOut::NotPicked)
    }
}

/// Why a table is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// Hidden, or others were chosen.
    NotPicked,
    /// Nothing is in it.
    Empty,
    /// No history of purchases, and nothing that belongs to one.
    NotOrders,
    /// Money that moved, and no sales: payments, invoices of suppliers, a bank's lines.
    NotSales,
    /// The same orders as in another table.
    SameOrders,
    /// Sales with other columns than those used, in the same workbook.
    OtherColumns,
}

/// What was understood of the files before they are imported: all that the review page shows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Inspection {
    /// The files, for showing only.
    pub files: Vec<FileView>,
    /// The tables in them.
    pub tables: Vec<TableView>,
    /// A known export, such as `Shopify orders_export`.
    pub known_export: Option<String>,
    /// Encoding of the first text file.
    pub encoding: Option<String>,
    /// Delimiter of the first text file, `aligned` for spaces.
    pub delimiter: Option<String>,
    /// Row of the header counted from 1, 0 where there is none; of the first table.
    pub header_row: u64,
    /// The columns.
    pub columns: Vec<ColumnView>,
    /// The first 50 rows below the header.
    pub rows: Vec<ExampleRow>,
    /// Day or month first, where it was settled or assumed.
    pub date_order: Option<DateOrder>,
    /// Decimal sign.
    pub decimal_sign: Option<char>,
    /// Roles that make the customer.
    pub customer_key: Vec<Role>,
    /// Columns that could be what a line is worth, best first: net, gross, subtotal …
    pub amounts: Vec<AmountColumn>,
    /// Currencies with their rows among those looked at, most rows first.
    pub currencies: Vec<(String, u64)>,
    /// The currency that would be analysed.
    pub currency: Option<String>,
    /// How the columns differ from those that the recipe was made for; `None` without such a recipe.
    pub layout_change: Option<LayoutChange>,
    /// What still has to be answered; the import can start when it is empty.
    pub questions: Vec<Question>,
}

/// A column that could be what a line is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountColumn {
    /// How a recipe names it.
    pub reference: String,
    /// Sum over the rows looked at.
    pub sum: Money,
    /// It is the one used.
    pub used: bool,
}

/// How the columns of a file differ from those that a recipe was made for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LayoutChange {
    /// Headers that are no more, with the role that the recipe gave them.
    pub missing: Vec<(String, Option<Role>)>,
    /// Headers that were not there.
    pub new: Vec<String>,
}

impl LayoutChange {
    /// True where nothing changed that matters: no column with a role is missing.
    pub fn is_harmless(&self) -> bool {
        self.missing.iter().all(|(_, role)| role.is_none())
    }
}
