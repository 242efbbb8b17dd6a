//! Everything that was given, as one table: the lines of several files and sheets below each other, each row widened by
//! what other tables know of its order, customer or product.

use std::rc::Rc;

use crate::{
    answers::{FileView, TableUse, TableView},
    base::{Money, hash::Map},
    ingest::{
        columns::{
            assignment::{By, Origin},
            heading::Entity,
            profile::Profile,
            table_profile::Sketch,
        },
        read::{
            row::Row,
            sheet_rows::Flow,
            source::InputFile,
            table::{LookupEnd, OnProgress, OpenFile, ScanEnd, ScanError, Table, Visit},
        },
        tables::{
            join_row::{Join, Matches, Widener},
            layout::{JoinPlan, Layout},
            lookup::{Limit, Lookup, Source},
            match_tables::{Arrangement, arrange},
            part::Part,
            shared_keys::At,
        },
    },
    protocol::{Problem, Progress, Step},
    recipe::{Reading, Recipe, Role},
};

/// Rows that are looked at to understand a table.
pub const SAMPLE_ROWS: usize = 2000;
/// The same where there are many tables.
const FEWER_SAMPLE_ROWS: usize = 400;
/// More tables than this are not looked into.
const MAX_TABLES: usize = 400;

/// The tables of some files, arranged.
pub struct Dataset {
    files: Vec<Rc<OpenFile>>,
    given: Vec<FileView>,
    refused: Vec<(String, Problem)>,
    reading: Reading,
    sketches: Vec<Sketch>,
    arrangement: Arrangement,
    parts: Vec<Part>,
    joins: Vec<Join>,
    headers: Vec<String>,
    /// By column, where it comes from.
    origins: Vec<Origin>,
    label_column: Option<usize>,
    markers: Vec<usize>,
}

impl Dataset {
    /// Opens files and arranges their tables. A file that cannot be opened costs the others nothing.
    ///
    /// # Errors
    /// The first problem where no file could be opened; [`Problem::EmptyFile`] where no table has rows.
    pub fn open(
        files: Vec<InputFile>,
        recipe: &Recipe,
        on_progress: OnProgress<'_>,
    ) -> Result<Dataset, Problem> {
        let mut dataset = Dataset {
            files: Vec::new(),
            given: Vec::new(),
            refused: Vec::new(),
            reading: recipe.reading.clone(),
            sketches: Vec::new(),
            arrangement: Arrangement::default(),
            parts: Vec::new(),
            joins: Vec::new(),
            headers: Vec::new(),
            origins: Vec::new(),
            label_column: None,
            markers: Vec::new(),
        };
        for file in files {
            let file_name = file.name.clone();
            let mut view = FileView { name: file.name.clone(), size: file.size, ..FileView::default() };
            match OpenFile::open(file, &recipe.reading, on_progress) {
                Ok(open) => {
                    view.kind = open.first().map(|one| one.kind().to_owned()).unwrap_or_default();
                    dataset.files.extend(open.into_iter().map(Rc::new));
                }
                Err(problem) => {
                    dataset.refused.push((file_name, problem));
                    continue;
                }
            }
            dataset.given.push(view);
        }
        if dataset.files.is_empty() {
            let first = dataset.refused.into_iter().next();
            return Err(first.map_or(Problem::NothingLoaded, |(_, problem)| problem));
        }
        dataset.understand(recipe, on_progress)?;
        Ok(dataset)
    }

    /// Arranges the tables again under what a recipe says about reading.
    ///
    /// # Errors
    /// As [`Dataset::open`].
    pub fn apply(&mut self, recipe: &Recipe, on_progress: OnProgress<'_>) -> Result<(), Problem> {
        let is_same = |a: &Reading, b: &Reading| {
            (&a.sheets, a.header_row, &a.encoding, &a.delimiter)
                == (&b.sheets, b.header_row, &b.encoding, &b.delimiter)
        };
        if is_same(&self.reading, &recipe.reading) {
            return Ok(());
        }
        let re_encodes = (&self.reading.encoding, &self.reading.delimiter)
            != (&recipe.reading.encoding, &recipe.reading.delimiter);
        if re_encodes {
            // the tables hold the files; they are made again below
            self.sketches.clear();
            self.parts.clear();
            for file in &mut self.files {
                if let Some(file) = Rc::get_mut(file) {
                    file.apply(&recipe.reading)?;
                }
            }
        }
        self.reading = recipe.reading.clone();
        self.understand(recipe, on_progress)
    }

    fn understand(&mut self, recipe: &Recipe, on_progress: OnProgress<'_>) -> Result<(), Problem> {
        let picked = &recipe.reading.sheets;
        let mut tables = Vec::new();
        for file in &self.files {
            let at =
                self.given.iter().position(|view| view.name == file.file.name && view.size == file.file.size);
            tables.extend(file.tables().into_iter().map(|table| (table, at.unwrap_or(0))));
        }
        let is_picked =
            |table: &Table| table.sheet().is_none_or(|sheet| picked.iter().any(|name| name == sheet));
        let any_picked = tables.iter().any(|(table, _)| table.sheet().is_some() && is_picked(table));
        let all_hidden = tables.iter().all(|(table, _)| table.is_hidden());
        let limit = if tables.len() > 8 { FEWER_SAMPLE_ROWS } else { SAMPLE_ROWS };
        self.sketches.clear();
        let mut failure = None;
        for (table, file) in tables.into_iter().take(MAX_TABLES) {
            let looks = if any_picked { is_picked(&table) } else { all_hidden || !table.is_hidden() };
            // what is not looked into is still shown, and can be picked
            let result = Sketch::make(table.clone(), file, recipe, if looks { limit } else { 0 });
            match result {
                Ok(sketch) => self.sketches.push(sketch),
                Err(problem) => failure = Some(problem),
            }
        }
        if self.sketches.iter().all(Sketch::is_empty) {
            return Err(failure.unwrap_or(Problem::EmptyFile));
        }
        let arrangement = arrange(&self.sketches, any_picked);
        self.lay_out(&arrangement);
        self.arrangement = arrangement;
        self.read_lookups(on_progress)
    }

    /// Columns of the first table, then those that only others have, then what is looked up.
    fn lay_out(&mut self, arrangement: &Arrangement) {
        self.parts.clear();
        self.headers.clear();
        self.markers.clear();
        self.label_column = None;
        let Some(base) = arrangement.stacked.first().and_then(|first| self.sketches.get(first.table)) else {
            return;
        };
        let mut layout = Layout::of(base);
        let mut maps: Vec<Option<Vec<usize>>> = Vec::new();
        for (at, stacked) in arrangement.stacked.iter().enumerate() {
            let Some(sketch) = self.sketches.get(stacked.table) else { continue };
            let places =
                if at == 0 { (0..sketch.width()).collect() } else { layout.place(sketch, stacked.negate) };
            let is_identity = places.iter().enumerate().all(|(column, &place)| column == place);
            maps.push((!is_identity).then_some(places));
            self.parts.push(Part {
                table: sketch.table.clone(),
                file: sketch.file,
                header_row: sketch.header_row,
                headers: sketch.headers.clone(),
                negate: stacked.negate,
                slips: sketch.slips.clone(),
                columns: None,
            });
        }
        let width = layout.headers.len();
        for (part, places) in self.parts.iter_mut().zip(maps) {
            part.columns = places.map(|places| {
                let mut columns = vec![None; width];
                for (column, place) in places.into_iter().enumerate() {
                    if let Some(slot) = columns.get_mut(place) {
                        *slot = Some(column);
                    }
                }
                columns
            });
        }
        if self.parts.len() > 1 && self.parts.iter().any(|part| part.table.sheet().is_some()) {
            self.label_column = Some(layout.headers.len());
            layout.headers.push("Sheet".to_owned());
            layout.roles.push(None);
        }
        // orders in a file named after a shop, or after anything else beside orders, are orders all the same
        let entity = base.entity.filter(|entity| !matches!(entity, Entity::Store | Entity::Other));
        let origin = Origin { entity, is_of_orders: true, ..Origin::default() };
        self.origins = vec![origin; layout.headers.len()];
        self.headers = layout.headers;
    }

    fn read_lookups(&mut self, on_progress: OnProgress<'_>) -> Result<(), Problem> {
        self.joins.clear();
        let base = self.arrangement.stacked.first().map(|first| first.table);
        let mut roles: Vec<Option<Role>> = vec![None; self.headers.len()];
        if let Some(base) = base.and_then(|base| self.sketches.get(base)) {
            for (slot, guess) in roles.iter_mut().zip(&base.guesses.columns) {
                *slot = guess.as_ref().map(|guess| guess.role);
            }
        }
        // by table and column, the column of the layout
        let mut places: Map<At, usize> = Map::default();
        if let Some(base) = base {
            places.extend((0..self.headers.len()).map(|column| ((base, column), column)));
        }
        let is_priced = base.and_then(|base| self.sketches.get(base)).is_some_and(|base| {
            base.has(Role::Amount) || (base.has(Role::UnitPrice) && base.has(Role::Order))
        });
        for joined in &self.arrangement.joined {
            let Some(&key) = places.get(&joined.key.from) else { continue };
            let plan =
                JoinPlan::make(joined, &self.sketches, &mut self.headers, &mut roles, &mut self.markers);
            let sources: Vec<Source<'_>> = joined
                .tables
                .iter()
                .filter_map(|&table| {
                    let sketch = self.sketches.get(table)?;
                    Some(Source {
                        table: &sketch.table,
                        header_row: sketch.header_row,
                        slips: sketch.slips.as_deref(),
                        key: JoinPlan::key_in(joined, &self.sketches, sketch)?,
                        columns: plan.columns_in(sketch),
                    })
                })
                .collect();
            let first = joined.tables.first().copied();
            let by = joined.key.by;
            let entity = match by {
                By::Entity(entity) => Some(entity),
                By::Role(_) => first.and_then(|table| self.sketches.get(table)?.entity),
            };
            // where lines have amounts of their own, the total of their order is none of them
            let origin = Origin { entity, looked_up_by: Some(by), is_priced, ..Origin::default() };
            self.origins.resize(self.headers.len(), origin);
            if let (By::Entity(_), Some(origin)) = (by, self.origins.get_mut(key)) {
                origin.leads_on = true;
            }
            for (&own, &place) in plan.own.iter().zip(&plan.columns) {
                places.extend(first.map(|table| ((table, own), place)));
            }
            let form = if let By::Role(role) = by { role } else { Role::Product };
            let lookup = Lookup::read(form, &sources, Limit::TABLE, on_progress)?;
            let total = plan.total;
            let JoinPlan { columns, once, marker, .. } = plan;
            let name = joined.tables.first().and_then(|&table| self.sketches.get(table));
            let name = name.map(|sketch| self.name_of(sketch)).unwrap_or_default();
            let at = first.unwrap_or_default();
            self.joins.push(Join { name, at, lookup, key, columns, once, marker, total });
        }
        Ok(())
    }

    /// The name of a table; of several sheets with one name that of the file.
    fn name_of(&self, sketch: &Sketch) -> String {
        let name = sketch.table.name();
        let is_shared = self.sketches.iter().filter(|other| other.table.name() == name).count() > 1;
        if is_shared { sketch.table.file().name.clone() } else { name.to_owned() }
    }

    /// The headers of all columns; empty where no table has a header.
    pub fn headers(&self) -> &[String] {
        if self.headers.iter().all(String::is_empty) { &[] } else { &self.headers }
    }
    /// By column, where it comes from.
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }
    /// The tables that lie below each other.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
    /// Columns that hold something for orders that were sent back.
    pub fn markers(&self) -> &[usize] {
        &self.markers
    }
    /// The files that could be opened.
    pub fn files(&self) -> &[FileView] {
        &self.given
    }
    /// Those that could not, by name, and why.
    pub fn refused(&self) -> &[(String, Problem)] {
        &self.refused
    }
    /// Rows of looked-up tables that repeat a key.
    pub fn repeated_keys(&self) -> u64 {
        self.joins.iter().map(|join| join.lookup.repeated).sum()
    }
    /// Rows of looked-up tables that had more cells than the heading.
    pub fn slipped_in_lookups(&self) -> u64 {
        self.joins.iter().map(|join| join.lookup.slipped).sum()
    }
    /// Bytes of all files that are read.
    pub fn bytes(&self) -> u64 {
        self.given.iter().map(|file| file.size).sum()
    }

    /// The place of a part among the tables that were given.
    pub fn table_of(&self, part: usize) -> Option<usize> {
        self.arrangement.stacked.get(part).map(|stacked| stacked.table)
    }

    /// Every table, with what became of it.
    pub fn tables(&self) -> Vec<TableView> {
        let view = |(at, sketch): (usize, &Sketch)| TableView {
            file: sketch.file as u32,
            name: sketch.table.name().to_owned(),
            is_sheet: sketch.table.sheet().is_some(),
            hidden: sketch.table.is_hidden(),
            used: self.arrangement.uses.get(at).cloned().unwrap_or(TableUse::default()),
        };
        self.sketches.iter().enumerate().map(view).collect()
    }

    /// The first rows of each part below its header, widened.
    pub fn sample(&self) -> Vec<(usize, Row)> {
        let mut widener = Widener::new(&self.joins, self.label_column);
        let mut rows = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let table = self.arrangement.stacked.get(at).and_then(|stacked| self.sketches.get(stacked.table));
            for row in table.map(|sketch| sketch.below.as_slice()).unwrap_or_default() {
                rows.push((at, widener.widen(part, row).clone()));
            }
        }
        rows
    }

    /// What the columns hold, of the sample.
    pub fn profile(&self, sample: &[(usize, Row)]) -> Profile {
        let known = match (self.parts.as_slice(), self.arrangement.stacked.first()) {
            // a single table was profiled when it was sketched
            ([part], Some(only)) if self.is_as_is(part) => self.sketches.get(only.table),
            _ => None,
        };
        let of_sample = || Profile::of(sample.iter().map(|(_, row)| row));
        known.map_or_else(of_sample, |sketch| sketch.profile.clone())
    }

    /// True where the rows of a part are those of its table, and nothing is added.
    fn is_as_is(&self, part: &Part) -> bool {
        part.columns.is_none() && self.joins.is_empty() && self.label_column.is_none()
    }

    /// Gives every row below the headers to `visit`, with the number of its part.
    ///
    /// # Errors
    /// As [`Table::scan`].
    pub fn scan(&self, on_progress: OnProgress<'_>, visit: &mut dyn VisitPart) -> Result<ScanEnd, ScanError> {
        let bytes_total = self.bytes();
        let (mut bytes_before, mut rows_before) = (0, 0);
        let mut whole = ScanEnd::default();
        let mut widener = Widener::new(&self.joins, self.label_column);
        for (at, part) in self.parts.iter().enumerate() {
            let mut last = Progress::default();
            let mut report = |progress: Progress| {
                last = progress;
                on_progress(Progress {
                    bytes_done: (bytes_before + progress.bytes_done).min(bytes_total),
                    bytes_total,
                    rows: rows_before + progress.rows,
                    step: Step::Reading,
                });
            };
            let as_is = self.is_as_is(part);
            let mut below = Below { at, part, as_is, widener: &mut widener, visit, stopped: false };
            let end = part.table.scan(&mut report, &mut below)?;
            let stopped = below.stopped;
            whole.unbalanced_row = whole.unbalanced_row.or(end.unbalanced_row);
            whole.formulas_without_value += end.formulas_without_value;
            whole.damaged_rows += end.damaged_rows;
            if stopped {
                break;
            }
            rows_before += last.rows;
            // sheets share their file
            let is_last_of_file = self.parts.get(at + 1).is_none_or(|next| next.file != part.file);
            bytes_before += if is_last_of_file { part.table.file().size } else { 0 };
        }
        let Widener { met, matches, .. } = widener;
        let joins = self.joins.iter().zip(met).zip(matches);
        whole.lookups = joins.map(|((join, met), matches)| end_of(join, &met, matches, &*visit)).collect();
        Ok(whole)
    }

    /// [`Dataset::scan`] of one part that begins again by itself where the encoding changes.
    ///
    /// # Errors
    /// What reading says.
    pub fn look_through(&self, part: usize, see: &mut dyn FnMut(&Row) -> Flow) -> Result<(), Problem> {
        let Some(part) = self.parts.get(part) else { return Ok(()) };
        let mut widener = Widener::new(&self.joins, self.label_column);
        part.table.scan_again(&mut |_| {}, &mut |row: Option<&Row>| {
            let Some(row) = row.filter(|row| row.number > part.header_row) else { return Ok(Flow::More) };
            let mended = part.slips.as_ref().and_then(|slips| slips.mend(row));
            Ok(see(widener.widen(part, mended.as_ref().unwrap_or(row))))
        })?;
        Ok(())
    }
}

/// How the look-ups in a table went, and what nothing asked for.
fn end_of(join: &Join, met: &[bool], matches: Matches, visit: &dyn VisitPart) -> LookupEnd {
    let mut end = LookupEnd {
        table: join.name.clone(),
        at: join.at,
        column: join.key,
        found: matches.found,
        ours: matches.examples,
        theirs: join.lookup.examples(),
        keys: join.lookup.len() as u64,
        ..LookupEnd::default()
    };
    let total = join.total.and_then(|own| Some((own, *join.columns.get(own)?)));
    for (key, &is_met) in join.lookup.keys().zip(met) {
        end.unasked += u64::from(!is_met);
        if let Some((own, column)) = total {
            let worth = join.lookup.text(key, own).map_or(Money::ZERO, |text| visit.worth(column, text));
            *(if is_met { &mut end.asked_amount } else { &mut end.unasked_amount }) += worth;
        }
    }
    end
}

/// Takes the rows of all parts.
pub trait VisitPart {
    /// These rows of a part come next, if nothing stops before them.
    fn ahead(&mut self, _rows: &[Row]) {}
    /// The row that comes next found nothing in these of the tables that are looked up, a bit each.
    fn missed(&mut self, _joins: u64) {}
    /// What an amount of a table that is looked up is worth; its column is that of the dataset.
    fn worth(&self, _column: usize, _text: &str) -> Money {
        Money::ZERO
    }
    /// Takes a row with the number of its part.
    ///
    /// # Errors
    /// What ends the reading.
    fn row(&mut self, part: usize, row: &Row) -> Result<Flow, Problem>;
}

impl<F: FnMut(usize, &Row) -> Result<Flow, Problem>> VisitPart for F {
    fn row(&mut self, part: usize, row: &Row) -> Result<Flow, Problem> {
        self(part, row)
    }
}

/// The rows of a part below its header, widened where they have to be.
struct Below<'a, 'd> {
    at: usize,
    part: &'d Part,
    as_is: bool,
    widener: &'a mut Widener<'d>,
    visit: &'a mut dyn VisitPart,
    stopped: bool,
}

impl Visit for Below<'_, '_> {
    fn ahead(&mut self, rows: &[Row]) {
        if self.as_is {
            self.visit.ahead(rows);
        }
    }
    fn row(&mut self, row: &Row) -> Result<Flow, Problem> {
        if row.number <= self.part.header_row {
            return Ok(Flow::More);
        }
        let mended = self.part.slips.as_ref().and_then(|slips| slips.mend(row));
        let row = mended.as_ref().unwrap_or(row);
        if self.as_is {
            let flow = self.visit.row(self.at, row)?;
            self.stopped = flow == Flow::Stop;
            return Ok(flow);
        }
        let (row, missed) = self.widener.widen_and_tell(self.part, row);
        if missed != 0 {
            self.visit.missed(missed);
        }
        let flow = self.visit.row(self.at, row)?;
        self.stopped = flow == Flow::Stop;
        Ok(flow)
    }
}
