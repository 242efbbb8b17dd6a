//! What the page and the worker say to each other: closed enums, a version, nothing about the transport.
//!
//! A message travels as postcard bytes; files travel beside it as `File` objects and are named here by position.
//! Every request carries an id and the answer repeats it: the newest request of a kind wins, and one that a newer one
//! replaces before it has begun is not answered at all (`queue`).

mod queue;

pub use queue::Queue;

use serde::{Deserialize, Serialize};

use crate::{
    answers::{
        Answers, Comparison, CustomerOrders, CustomerPage, Dimension, Effect, Inspection, Later, Movement,
        NamedValue, SegmentId, SegmentMember, Selector,
    },
    base::Day,
    recipe::{Recipe, Role},
};

/// Raised whenever a message changes its meaning; page and worker compare it before anything else.
pub const PROTOCOL_VERSION: u32 = 4;

/// A message with the number of the request that it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Counts up in the page; 0 for messages that answer nothing.
    pub request: u32,
    /// The message.
    pub body: T,
}

/// From the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Look at the attached files without importing them; without any, at those that are open, read differently.
    Inspect {
        /// What is already decided.
        recipe: Recipe,
    },
    /// Import the files that were inspected last, then answer.
    Import {
        /// What was decided.
        recipe: Recipe,
        /// Keys of customers that are to join nobody, as [`MergedKey::id`](crate::answers::MergedKey::id) names them.
        /// They stand for customers, and so are no part of the recipe.
        apart: Vec<u64>,
    },
    /// Import the sample shop, then answer.
    ImportSample {
        /// What was decided.
        recipe: Recipe,
    },
    /// What a recipe makes of the files that are open, in five figures; nothing that is loaded changes.
    Effect {
        /// The recipe.
        recipe: Recipe,
    },
    /// Answer again from the loaded ledger.
    Analyse {
        /// The new settings.
        recipe: Recipe,
    },
    /// The first members of a segment.
    SegmentPreview {
        /// Which.
        segment: SegmentId,
        /// At most so many.
        limit: u32,
    },
    /// A file with a segment's members.
    SegmentFile {
        /// Which.
        segment: SegmentId,
        /// In which form.
        format: FileFormat,
    },
    /// The lines as they were read, without what is personal.
    CleanedFile {
        /// What was decided about reading.
        recipe: Recipe,
        /// What is left out.
        cleaning: Cleaning,
        /// In which form.
        format: FileFormat,
    },
    /// A page of the customers behind a cell, a bar or a list of the answers.
    DrillDown {
        /// Which.
        selector: Selector,
        /// Customers to skip.
        offset: u64,
        /// At most so many.
        limit: u32,
    },
    /// A file with the customers behind a cell, a bar or a list of the answers.
    DrillFile {
        /// Which.
        selector: Selector,
        /// In which form.
        format: FileFormat,
    },
    /// What a filter can name.
    Values {
        /// Of what.
        of: Dimension,
        /// Only those that hold this text, in letters of any case; empty: all.
        search: String,
        /// At most so many.
        limit: u32,
    },
    /// One customer's orders, with the rows that they came from.
    Customer {
        /// The key, as lists show it.
        customer: String,
    },
    /// Who moved since a past day.
    MovedSince {
        /// The day.
        day: Day,
    },
    /// The answers in use beside those of another recipe, which does not come into use.
    Compare {
        /// The other recipe.
        beside: Recipe,
    },
    /// The rows that were set aside, with reason and original cells: reads the file again.
    SetAsideFile,
    /// A file with the tables of all answers: a workbook, or an archive of csv files.
    AnswersFile {
        /// In which form.
        format: FileFormat,
    },
}

/// What a cleaned file leaves out: all that is personal but what is named here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cleaning {
    /// A phrase that customers' codes are made with: the same one gives the same codes in every file. Empty: customers
    /// are numbered.
    pub phrase: String,
    /// Personal columns that are kept as they are: customer number, e-mail, name, phone, postcode.
    pub keep: Vec<Role>,
}

/// The form of a saved table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileFormat {
    /// UTF-8, comma, decimal point, CRLF: for machines.
    Csv,
    /// UTF-8 with BOM, semicolon, decimal comma: for Excel in most of Europe.
    CsvExcel,
    /// A workbook.
    Xlsx,
}

/// From the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// The worker runs; sent once, first.
    Ready {
        /// [`PROTOCOL_VERSION`] of the worker.
        protocol: u32,
    },
    /// How far the work is.
    Progress(Progress),
    /// What was understood of the files.
    Inspected {
        /// Of those that could be opened.
        inspection: Box<Inspection>,
        /// Those that could not, by name.
        refused: Vec<(String, Problem)>,
    },
    /// What a recipe would make of the files that are open; `None` where it cannot be imported as it stands.
    Effect {
        /// The recipe.
        recipe: Box<Recipe>,
        /// Its figures.
        effect: Option<Effect>,
    },
    /// Answers to an import or a new recipe; the recipe comes back with it.
    Answered {
        /// The recipe that was answered.
        recipe: Box<Recipe>,
        /// The answers.
        answers: Box<Answers>,
    },
    /// The answers that take longer than all the rest: follows its `Answered`.
    Later(Box<Later>),
    /// What a filter can name, the most frequent first.
    Values {
        /// Of what.
        of: Dimension,
        /// What was looked for.
        search: String,
        /// How many there are in all.
        total: u64,
        /// The first of them.
        values: Vec<NamedValue>,
    },
    /// Customers behind a cell.
    Customers(Box<CustomerPage>),
    /// One customer's orders; `None` for one who is no customer under the recipe in use.
    CustomerOrders(Option<Box<CustomerOrders>>),
    /// Who moved; `None` where nobody had bought by the day.
    Moved(Option<Box<Movement>>),
    /// The recipe in use beside another.
    Compared {
        /// The other recipe.
        beside: Box<Recipe>,
        /// Both answers.
        comparison: Box<Comparison>,
    },
    /// Members of a segment.
    Members {
        /// Which segment.
        segment: SegmentId,
        /// Size of the whole segment.
        total: u64,
        /// The first of them.
        members: Vec<SegmentMember>,
    },
    /// A file to save.
    File(OutputFile),
    /// The request could not be done; what was loaded before is untouched.
    Failed(Problem),
}

/// A file made by the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// Suggested name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Bytes of the file read.
    pub bytes_done: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
    /// Rows read.
    pub rows: u64,
    /// What is being done.
    pub step: Step,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Step {
    /// Looking at the start of the file.
    #[default]
    Looking,
    /// Opening a workbook: its texts are read before its cells.
    Opening,
    /// Reading rows.
    Reading,
    /// Computing the answers.
    Answering,
    /// Writing a file.
    Writing,
}

impl Problem {
    /// Whether memory was filled until a limit was met. A program never gives memory back to the browser: only its end
    /// does.
    pub const fn is_limit(&self) -> bool {
        matches!(self, Self::TooLarge { .. } | Self::LookupTooLarge { .. })
    }
}

/// Why something could not be done: a kind for the program, and what the interface needs to word it.
/// Never holds cells of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// The file has no bytes, or no cells.
    EmptyFile,
    /// The content is not a spreadsheet or a table of text.
    NotATable {
        /// What it looks like, such as `PDF`, where known.
        looks_like: Option<String>,
    },
    /// The workbook is protected by a password.
    Encrypted,
    /// The file ends early or contradicts itself.
    Broken {
        /// What the reader said.
        detail: String,
    },
    /// Larger than can be read in a tab.
    TooLarge {
        /// Which limit, in words.
        limit: String,
    },
    /// A table that is looked up is larger than can be held beside the orders.
    LookupTooLarge {
        /// Its name.
        table: String,
        /// Which limit, in words.
        limit: String,
    },
    /// The amounts together leave what money is counted in.
    AmountsTooLarge,
    /// No column with dates.
    NoDates,
    /// No column that tells customers apart.
    NoCustomers,
    /// One row per customer: totals, no history of purchases.
    OneRowPerCustomer,
    /// There are rows, but none can be used.
    NoUsableRows {
        /// The most frequent reason, and its rows.
        reason: Option<crate::answers::SetAsideReason>,
        /// Rows read.
        rows: u64,
    },
    /// Something has to be decided first.
    NeedsAnswer,
    /// Nothing is loaded yet.
    NothingLoaded,
    /// The recipe cannot be used.
    BadRecipe {
        /// What is wrong.
        detail: String,
    },
    /// A file could not be written.
    CannotWrite {
        /// What the writer said.
        detail: String,
    },
}
