//! The engine: owns what is loaded and answers messages. Worker, command line, tests and benches all drive this.

use crate::{
    answers::{Answers, Comparison, ImportAnswer},
    export,
    ingest::{InputFile, Loaded, Plan, Table, inspect, load},
    model::Ledger,
    protocol::{FileFormat, FromWorker, OutputFile, Problem, Progress, Step, ToWorker},
    recipe::Recipe,
    sample,
};

mod analysis;
mod compare;
mod set_aside_file;

use analysis::{Analysis, Products};

/// Products that the page gets; the command line gets all.
pub const PRODUCTS_SHOWN: usize = 200;

/// Where messages and progress go.
pub type Emit<'a> = &'a mut dyn FnMut(FromWorker);

/// What was inspected last, kept open so that an import need not open it again.
struct Inspected {
    table: Table,
    plan: Plan,
    recipe: Recipe,
    /// It is read just as it was when it was loaded.
    loaded: bool,
}

/// Owns the open file and the loaded lines.
#[derive(Default)]
pub struct Engine {
    inspected: Option<Inspected>,
    analysis: Option<Analysis>,
    products: Products,
}

impl Engine {
    /// An engine with nothing loaded.
    pub fn new() -> Self {
        Self::default()
    }
    /// The same, whose answers have a row for every first product: for those who go on with them elsewhere.
    pub fn with_all_products() -> Self {
        Self { products: Products::All, ..Self::default() }
    }

    /// Does what a message asks and emits progress and one answer. Never fails: a problem is an answer, and what was
    /// loaded before stays.
    pub fn handle(&mut self, message: ToWorker, files: Vec<InputFile>, emit: Emit<'_>) {
        if let Err(problem) = self.try_handle(message, files, emit) {
            emit(FromWorker::Failed(problem));
        }
    }

    /// The answers in use beside those of another recipe, with every product.
    ///
    /// # Errors
    /// Where nothing is loaded, or the other recipe cannot be used.
    pub fn compare(&self, beside: &Recipe) -> Result<Comparison, Problem> {
        self.analysis.as_ref().ok_or(Problem::NothingLoaded)?.compare(beside)
    }

    /// Loads lines that were made and not read, and answers: what tests and benches begin with.
    ///
    /// # Errors
    /// Where the recipe cannot be used.
    pub fn load(
        &mut self,
        ledger: Ledger,
        import: ImportAnswer,
        recipe: Recipe,
    ) -> Result<&Answers, Problem> {
        let analysis = self.analysis.insert(Analysis::new(ledger, import, recipe, self.products)?);
        Ok(&analysis.answers)
    }

    /// Answers under another recipe, without what follows later.
    ///
    /// # Errors
    /// Where nothing is loaded, or the recipe cannot be used.
    pub fn answer(&mut self, recipe: Recipe) -> Result<&Answers, Problem> {
        let analysis = self.analysis.as_mut().ok_or(Problem::NothingLoaded)?;
        analysis.answer(recipe)?;
        Ok(&analysis.answers)
    }

    /// The answers to what is loaded.
    pub fn answers(&self) -> Option<&Answers> {
        self.analysis.as_ref().map(|analysis| &analysis.answers)
    }

    fn try_handle(
        &mut self,
        message: ToWorker,
        files: Vec<InputFile>,
        emit: Emit<'_>,
    ) -> Result<(), Problem> {
        match message {
            ToWorker::Inspect { recipe } => self.inspect(recipe, files, emit),
            ToWorker::Import { recipe } => self.import(recipe, emit),
            ToWorker::ImportSample { recipe } => {
                emit(FromWorker::Progress(Progress { step: Step::Opening, ..Progress::default() }));
                let file = InputFile::from_bytes("stamkunde-sample.csv", sample::csv());
                let table =
                    Table::open(file, &recipe.reading, &mut |progress| emit(FromWorker::Progress(progress)))?;
                let (plan, _) = inspect(&table, &recipe)?;
                self.inspected = Some(Inspected { table, plan, recipe: recipe.clone(), loaded: false });
                self.import(recipe, emit)
            }
            ToWorker::Analyse { recipe } => {
                let analysis = self.analysis.as_mut().ok_or(Problem::NothingLoaded)?;
                analysis.answer(recipe)?;
                emit(analysis.message());
                emit(analysis.look_ahead());
                Ok(())
            }
            ToWorker::SegmentPreview { segment, limit } => {
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                let (total, members) = analysis.members(segment, limit);
                emit(FromWorker::Members { segment, total, members });
                Ok(())
            }
            ToWorker::SegmentFile { segment, format } => {
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                let (_, members) = analysis.members(segment, u32::MAX);
                let as_of = analysis.answers.settings.as_of;
                let file = export::segment_file(&members, segment, as_of, form_of(format))
                    .map_err(|export::CannotWrite(detail)| Problem::CannotWrite { detail })?;
                emit(FromWorker::File(OutputFile {
                    name: file.name,
                    mime: file.mime.to_owned(),
                    bytes: file.bytes,
                }));
                Ok(())
            }
            ToWorker::DrillDown { selector, offset, limit } => {
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                emit(FromWorker::Customers(Box::new(analysis.page(&selector, offset, limit))));
                Ok(())
            }
            ToWorker::Customer { customer } => {
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                emit(FromWorker::CustomerOrders(analysis.customer(&customer).map(Box::new)));
                Ok(())
            }
            ToWorker::MovedSince { day } => {
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                emit(FromWorker::Moved(analysis.moved_since(day).map(Box::new)));
                Ok(())
            }
            ToWorker::Compare { beside } => {
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                let comparison = analysis.compare(&beside)?;
                emit(FromWorker::Compared { beside: Box::new(beside), comparison: Box::new(comparison) });
                Ok(())
            }
            ToWorker::SetAsideFile => {
                // the rows are in the file, and another one may be open by now
                let open =
                    self.inspected.as_ref().filter(|open| open.loaded).ok_or(Problem::NothingLoaded)?;
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                let left_out = analysis.reasons();
                let file = set_aside_file::write(&open.table, &open.plan, &left_out, &mut |progress| {
                    emit(FromWorker::Progress(progress));
                })?;
                emit(FromWorker::File(file));
                Ok(())
            }
        }
    }

    fn inspect(&mut self, recipe: Recipe, mut files: Vec<InputFile>, emit: Emit<'_>) -> Result<(), Problem> {
        emit(FromWorker::Progress(Progress { step: Step::Looking, ..Progress::default() }));
        let table = match files.pop() {
            Some(file) => {
                Table::open(file, &recipe.reading, &mut |progress| emit(FromWorker::Progress(progress)))?
            }
            // no file: the one that is open, read differently
            None => {
                let mut open = self.inspected.take().ok_or(Problem::NothingLoaded)?;
                if let Err(problem) = open.table.apply(&recipe.reading) {
                    self.inspected = Some(open);
                    return Err(problem);
                }
                open.table
            }
        };
        let (plan, inspection) = inspect(&table, &recipe)?;
        self.inspected = Some(Inspected { table, plan, recipe, loaded: false });
        emit(FromWorker::Inspected(Box::new(inspection)));
        Ok(())
    }

    fn import(&mut self, recipe: Recipe, emit: Emit<'_>) -> Result<(), Problem> {
        let open = self.inspected.as_mut().ok_or(Problem::NothingLoaded)?;
        if open.recipe.reading != recipe.reading
            || open.recipe.columns != recipe.columns
            || open.recipe.customer_key != recipe.customer_key
        {
            open.loaded = false;
            open.table.apply(&recipe.reading)?;
            (open.plan, _) = inspect(&open.table, &recipe)?;
        }
        open.recipe = recipe.clone();
        let bytes_total = open.table.file.size;
        let Loaded { ledger, import } =
            load(&open.table, &open.plan, &recipe, &mut |progress| emit(FromWorker::Progress(progress)))?;
        let done =
            Progress { bytes_done: bytes_total, bytes_total, rows: import.rows_read, step: Step::Answering };
        emit(FromWorker::Progress(done));
        let mut analysis = Analysis::new(ledger, import, recipe, self.products)?;
        emit(analysis.message());
        emit(analysis.look_ahead());
        self.analysis = Some(analysis);
        open.loaded = true;
        Ok(())
    }
}

const fn form_of(format: FileFormat) -> export::Form {
    match format {
        FileFormat::Csv => export::Form::Csv,
        FileFormat::CsvExcel => export::Form::CsvExcel,
        FileFormat::Xlsx => export::Form::Xlsx,
    }
}
