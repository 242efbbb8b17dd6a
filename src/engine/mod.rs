//! The engine: owns what is loaded and answers messages. Worker, command line, tests and benches all drive this.

use crate::{
    answers::{Answers, Comparison, Effect, ImportAnswer},
    base::at_once,
    export,
    ingest::{Dataset, Imported, InputFile, Plan, inspect, layout_of, load},
    model::Ledger,
    protocol::{FileFormat, FromWorker, OutputFile, Problem, Progress, Step, ToWorker},
    recipe::Recipe,
    sample, segments,
};

pub use crate::base::turns::{Turns, turn};

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
    dataset: Dataset,
    plan: Plan,
    recipe: Recipe,
    /// Keys of customers that were told apart.
    apart: Vec<u64>,
    /// It is read just as it was when it was loaded.
    loaded: bool,
}

/// What was read to tell a recipe's effect before anything was loaded: it is this recipe that is imported next, as a rule.
struct Ahead {
    recipe: Recipe,
    plan: Plan,
    imported: Imported,
}

/// Owns the open file and the loaded lines.
#[derive(Default)]
pub struct Engine {
    inspected: Option<Inspected>,
    ahead: Option<Box<Ahead>>,
    analysis: Option<Analysis>,
    /// Answers were emitted, and what follows them was not looked for yet.
    owes_models: bool,
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

    /// Does what a message asks and emits progress and one answer, and what follows it. Never fails: a problem is an
    /// answer, and what was loaded before stays.
    pub fn handle(&mut self, message: ToWorker, files: Vec<InputFile>, emit: Emit<'_>) {
        self.begin(message, files, emit);
        if let Some(later) = at_once(self.look_ahead(&Turns::ONE)) {
            emit(later);
        }
    }

    /// The same without what takes longer than the answers and follows them: [`look_ahead`](Self::look_ahead) finds that.
    pub fn begin(&mut self, message: ToWorker, files: Vec<InputFile>, emit: Emit<'_>) {
        self.owes_models = false;
        if let Err(problem) = self.try_handle(message, files, emit) {
            emit(FromWorker::Failed(problem));
        }
    }

    /// What follows the answers that were emitted last, in turns; `None` where nothing does. To drop it on the way gives
    /// it up: the answers stay as they are.
    pub async fn look_ahead(&mut self, turns: &Turns<'_>) -> Option<FromWorker> {
        if !std::mem::take(&mut self.owes_models) {
            return None;
        }
        Some(self.analysis.as_mut()?.look_ahead(turns).await)
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
        let analysis = Analysis::new(ledger, import, Vec::new(), recipe, self.products)?;
        let analysis = self.analysis.insert(analysis);
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

    /// What a recipe makes of the files that are open, in five figures; nothing that is loaded changes.
    ///
    /// # Errors
    /// As an import under that recipe.
    pub fn effect(&self, recipe: &Recipe, on_progress: &mut dyn FnMut(Progress)) -> Result<Effect, Problem> {
        let open = self.inspected.as_ref().ok_or(Problem::NothingLoaded)?;
        let (mut plan, _) = inspect(&open.dataset, recipe)?;
        let mut imported = load(&open.dataset, &mut plan, recipe, &open.apart, on_progress)?;
        analysis::effect_of(&mut imported.ledger, recipe)
    }

    /// The same; what was read is kept where it may be what is imported next.
    fn effect_ahead(
        &mut self,
        recipe: &Recipe,
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<Effect, Problem> {
        let is_next = self.analysis.is_none()
            && self.inspected.as_ref().is_some_and(|open| open.recipe == *recipe && open.apart.is_empty());
        let Some(open) = self.inspected.as_ref().filter(|_| is_next) else {
            return self.effect(recipe, on_progress);
        };
        let (mut plan, _) = inspect(&open.dataset, recipe)?;
        let mut imported = load(&open.dataset, &mut plan, recipe, &open.apart, on_progress)?;
        let effect = analysis::effect_of(&mut imported.ledger, recipe)?;
        self.ahead = Some(Box::new(Ahead { recipe: recipe.clone(), plan, imported }));
        Ok(effect)
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
        // whatever else is asked needs the memory more
        let ahead = self.ahead.take();
        match message {
            ToWorker::Inspect { recipe } => self.inspect(recipe, files, emit),
            ToWorker::Import { recipe, apart } => self.import(recipe, apart, ahead, emit),
            ToWorker::ImportSample { recipe } => {
                emit(FromWorker::Progress(Progress { step: Step::Opening, ..Progress::default() }));
                let file = InputFile::from_bytes("stamkunde-sample.csv", sample::csv());
                let dataset = Dataset::open(vec![file], &recipe, &mut |progress| {
                    emit(FromWorker::Progress(progress));
                })?;
                let (plan, _) = inspect(&dataset, &recipe)?;
                let apart = Vec::new();
                self.inspected =
                    Some(Inspected { dataset, plan, recipe: recipe.clone(), apart, loaded: false });
                self.import(recipe, Vec::new(), None, emit)
            }
            ToWorker::Effect { recipe } => {
                let mut progress = |progress| emit(FromWorker::Progress(progress));
                let effect = self.effect_ahead(&recipe, &mut progress).ok();
                emit(FromWorker::Effect { recipe: Box::new(recipe), effect });
                Ok(())
            }
            ToWorker::Analyse { recipe } => {
                let analysis = self.analysis.as_mut().ok_or(Problem::NothingLoaded)?;
                analysis.answer(recipe)?;
                emit(analysis.message());
                self.owes_models = true;
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
                let file = export::segment_file(&members, segment, as_of, form_of(format));
                emit(FromWorker::File(output(file)?));
                Ok(())
            }
            ToWorker::CleanedFile { recipe, cleaning, format } => {
                self.settle(&recipe, emit)?;
                let open = self.inspected.as_mut().ok_or(Problem::NothingLoaded)?;
                let writing = Progress { step: Step::Writing, ..Progress::default() };
                let form = form_of(format);
                let file = match self.analysis.as_mut().filter(|_| open.loaded) {
                    // what is loaded need not be read again
                    Some(Analysis { ledger, recipe: loaded, .. }) => {
                        emit(FromWorker::Progress(writing));
                        // shipping is no product, but it is a line
                        ledger.leave_out_products(&[]);
                        let file = export::cleaned_file(ledger, &cleaning, form);
                        ledger.leave_out_products(&loaded.not_products);
                        file
                    }
                    None => {
                        let read =
                            load(&open.dataset, &mut open.plan, &recipe, &open.apart, &mut |progress| {
                                emit(FromWorker::Progress(progress));
                            })?;
                        emit(FromWorker::Progress(writing));
                        export::cleaned_file(&read.ledger, &cleaning, form)
                    }
                };
                emit(FromWorker::File(output(file)?));
                Ok(())
            }
            ToWorker::DrillDown { selector, offset, limit } => {
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                emit(FromWorker::Customers(Box::new(analysis.page(&selector, offset, limit))));
                Ok(())
            }
            ToWorker::DrillFile { selector, format } => {
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                let page = analysis.page(&selector, 0, u32::MAX);
                let as_of = analysis.answers.settings.as_of;
                let file = export::customers_file(&page.customers, selector.id(), as_of, form_of(format));
                emit(FromWorker::File(output(file)?));
                Ok(())
            }
            ToWorker::Values { of, search, limit } => {
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                let (total, values) = segments::values(&analysis.ledger, of, &search, limit as usize);
                emit(FromWorker::Values { of, search, total, values });
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
            ToWorker::AnswersFile { format } => {
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                let file = export::all_answers_file(&analysis.answers, form_of(format));
                emit(FromWorker::File(output(file)?));
                Ok(())
            }
            ToWorker::SetAsideFile => {
                // the rows are in the file, and another one may be open by now
                let open =
                    self.inspected.as_ref().filter(|open| open.loaded).ok_or(Problem::NothingLoaded)?;
                let analysis = self.analysis.as_ref().ok_or(Problem::NothingLoaded)?;
                let left_out = analysis.reasons();
                let file = set_aside_file::write(
                    &open.dataset,
                    &open.plan,
                    &open.apart,
                    &left_out,
                    &mut |progress| {
                        emit(FromWorker::Progress(progress));
                    },
                )?;
                emit(FromWorker::File(file));
                Ok(())
            }
        }
    }

    fn inspect(&mut self, recipe: Recipe, files: Vec<InputFile>, emit: Emit<'_>) -> Result<(), Problem> {
        recipe.check().map_err(|detail| Problem::BadRecipe { detail })?;
        emit(FromWorker::Progress(Progress { step: Step::Looking, ..Progress::default() }));
        let mut progress = |progress| emit(FromWorker::Progress(progress));
        let dataset = if files.is_empty() {
            // those that are open, read differently
            let mut open = self.inspected.take().ok_or(Problem::NothingLoaded)?;
            if let Err(problem) = open.dataset.apply(&recipe, &mut progress) {
                self.inspected = Some(open);
                return Err(problem);
            }
            open.dataset
        } else {
            Dataset::open(files, &recipe, &mut progress)?
        };
        let (plan, inspection) = inspect(&dataset, &recipe)?;
        let refused = dataset.refused().to_vec();
        self.inspected = Some(Inspected { dataset, plan, recipe, apart: Vec::new(), loaded: false });
        emit(FromWorker::Inspected { inspection: Box::new(inspection), refused });
        Ok(())
    }

    /// Understands the open files again where a recipe says something else about reading than the last one.
    fn settle(&mut self, recipe: &Recipe, emit: Emit<'_>) -> Result<(), Problem> {
        let open = self.inspected.as_mut().ok_or(Problem::NothingLoaded)?;
        if open.recipe.reading != recipe.reading
            || open.recipe.columns != recipe.columns
            || open.recipe.customer_key != recipe.customer_key
            || open.recipe.decisions != recipe.decisions
        {
            open.loaded = false;
            open.dataset.apply(recipe, &mut |progress| emit(FromWorker::Progress(progress)))?;
            (open.plan, _) = inspect(&open.dataset, recipe)?;
            open.recipe = recipe.clone();
        }
        Ok(())
    }

    fn import(
        &mut self,
        mut recipe: Recipe,
        apart: Vec<u64>,
        ahead: Option<Box<Ahead>>,
        emit: Emit<'_>,
    ) -> Result<(), Problem> {
        self.settle(&recipe, emit)?;
        let open = self.inspected.as_mut().ok_or(Problem::NothingLoaded)?;
        let bytes_total = open.dataset.bytes();
        let imported = match ahead.filter(|ahead| ahead.recipe == recipe && apart.is_empty()) {
            Some(ahead) => {
                let Ahead { plan, imported, .. } = *ahead;
                open.plan = plan;
                imported
            }
            None => load(&open.dataset, &mut open.plan, &recipe, &apart, &mut |progress| {
                emit(FromWorker::Progress(progress));
            })?,
        };
        let Imported { ledger, import, doubts } = imported;
        // what the next file is compared with
        recipe.layout = layout_of(&open.plan.headers);
        open.recipe = recipe.clone();
        open.apart = apart;
        let done =
            Progress { bytes_done: bytes_total, bytes_total, rows: import.rows_read, step: Step::Answering };
        emit(FromWorker::Progress(done));
        let analysis = Analysis::new(ledger, import, doubts, recipe, self.products)?;
        emit(analysis.message());
        self.analysis = Some(analysis);
        self.owes_models = true;
        open.loaded = true;
        Ok(())
    }
}

fn output(file: Result<export::ExportFile, export::CannotWrite>) -> Result<OutputFile, Problem> {
    let file = file.map_err(|export::CannotWrite(detail)| Problem::CannotWrite { detail })?;
    Ok(OutputFile { name: file.name, mime: file.mime.to_owned(), bytes: file.bytes })
}

const fn form_of(format: FileFormat) -> export::Form {
    match format {
        FileFormat::Csv => export::Form::Csv,
        FileFormat::CsvExcel => export::Form::CsvExcel,
        FileFormat::Xlsx => export::Form::Xlsx,
    }
}
