//! What one table looks like by itself, from its first rows: its header, what its columns hold and may mean. From such
//! sketches `tables::match_tables` tells how several tables belong together.

use std::rc::Rc;

use crate::{
    answers::{ColumnGuess, GuessReason},
    base::hash::{FxHasher, Set},
    ingest::{
        columns::{
            assignment::{Guesses, Origin, Seen, guess},
            header::{self, Header},
            heading::{Entity, says},
            profile::Profile,
            slips::Slips,
        },
        lexicon::{concept::Concept, dictionary::normalise},
        read::{row::Row, table::Table},
        values::key::match_form,
    },
    protocol::Problem,
    recipe::{Recipe, Role},
};

/// A table seen by its first rows.
pub struct Sketch {
    /// The table.
    pub table: Table,
    /// Which of the files it comes from.
    pub file: usize,
    /// What it is a list of, by its name.
    pub entity: Option<Entity>,
    /// Row number of the last line of the header; 0 where there is none.
    pub header_row: u64,
    /// A header for each column; empty where the table has none.
    pub headers: Vec<String>,
    /// How rows with more cells than the heading are read.
    pub(in crate::ingest) slips: Option<Rc<Slips>>,
    /// The first rows below the header.
    pub below: Vec<Row>,
    /// What the columns hold.
    pub profile: Profile,
    /// What they may mean.
    pub guesses: Guesses,
    /// There are more rows than were looked at.
    pub is_cut: bool,
    /// It is one of those that may be used.
    pub is_candidate: bool,
}

impl Sketch {
    /// Looks at the first `limit` rows; at none of a table that is not to be used.
    ///
    /// # Errors
    /// What reading says.
    pub fn make(table: Table, file: usize, recipe: &Recipe, limit: usize) -> Result<Sketch, Problem> {
        let is_candidate = limit > 0;
        if !is_candidate {
            return Ok(Sketch {
                table,
                file,
                entity: None,
                header_row: 0,
                headers: Vec::new(),
                slips: None,
                below: Vec::new(),
                profile: Profile::default(),
                guesses: Guesses::default(),
                is_cut: true,
                is_candidate,
            });
        }
        let rows = table.first_rows(limit)?;
        let is_cut = rows.len() >= limit;
        let found: Option<Header> = match recipe.reading.header_row {
            Some(0) => None,
            Some(number) => {
                let at = rows.iter().position(|row| row.number == u64::from(number));
                at.map(|at| header::around(&rows, at))
            }
            None => header::find(&rows),
        };
        let last = found.as_ref().and_then(|found| rows.get(found.last));
        let header_row = last.map_or(0, |row| row.number);
        let skip = found.as_ref().map_or(0, |found| found.last + 1);
        let headers = found.map(|found| found.names).unwrap_or_default();
        let mut below: Vec<Row> = rows.into_iter().skip(skip).collect();
        let slips = Slips::of(&headers, table.delimiter(), &below);
        if let Some(slips) = &slips {
            for row in &mut below {
                slips.for_sample(row);
            }
        }
        let profile = Profile::of(&below);
        // "Sheet1" says nothing, and the name of its file may
        let entity = Entity::of_name(table.name()).or_else(|| Entity::of_name(&table.file().name));
        let origins = vec![Origin { entity, ..Origin::default() }; headers.len().max(profile.columns.len())];
        let rows: Vec<&Row> = below.iter().filter(|row| !row.is_blank()).collect();
        let seen = Seen { headers: &headers, profile: &profile, rows: &rows, origins: &origins };
        let guesses = guess(&seen, &Recipe::default());
        let mut sketch = Sketch {
            table,
            file,
            entity,
            header_row,
            headers,
            slips: slips.map(Rc::new),
            below,
            profile,
            guesses,
            is_cut,
            is_candidate,
        };
        if names_returns(&sketch) && !sketch.has(Role::Amount) {
            sketch.find_refunds();
        }
        Ok(sketch)
    }

    /// In a list of refunds, what was given back is the amount.
    fn find_refunds(&mut self) {
        let is_money = |&(at, header): &(usize, &String)| {
            let column = self.profile.columns.get(at);
            says(header, Concept::Return)
                && (says(header, Concept::Amount) || says(header, Concept::Total))
                && column.is_some_and(|column| column.numbers > 0 && column.share(column.numbers) > 0.9)
        };
        let found = self.headers.iter().enumerate().find(is_money).map(|(at, _)| at);
        if let Some(slot) = found.and_then(|at| self.guesses.columns.get_mut(at)) {
            *slot = Some(ColumnGuess {
                role: Role::Amount,
                confidence: 0.8,
                reason: GuessReason::HeaderAndContent,
            });
        }
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.headers.len().max(self.profile.columns.len())
    }
    /// The column of a role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.guesses.column(role)
    }
    /// True where a role has a column.
    pub fn has(&self, role: Role) -> bool {
        self.column(role).is_some()
    }
    /// Filled cells of the first 200 rows that have more than one: a row of one cell is a title or a remark.
    pub fn weight(&self) -> usize {
        let filled = |row: &Row| row.cells().filter(|cell| !cell.is_blank()).count();
        self.below.iter().take(200).map(filled).filter(|&cells| cells > 1).sum()
    }
    /// Rows of the sample that hold something.
    pub fn rows(&self) -> usize {
        self.below.iter().filter(|row| !row.is_blank()).count()
    }
    /// True where nothing stands below the header.
    pub fn is_empty(&self) -> bool {
        self.below.iter().all(Row::is_blank)
    }

    /// The values of a key column, for comparing with those of another table.
    pub fn keys(&self, column: usize, role: Role) -> Keys {
        let mut keys = Keys::default();
        let mut text = String::new();
        for row in &self.below {
            let cell = row.cell(column);
            if cell.is_blank() {
                continue;
            }
            text.clear();
            cell.write_text(&mut text);
            keys.filled += 1;
            keys.values.insert(key_hash(role, &text));
        }
        keys
    }

    /// True where both tables have the same columns, in any order; a few may differ.
    pub fn is_like(&self, other: &Sketch) -> bool {
        let names = |sketch: &Sketch| -> std::collections::BTreeSet<String> {
            let joined = sketch.headers.iter().map(|header| normalise(header).joined);
            joined.filter(|name| !name.is_empty()).collect()
        };
        let (ours, theirs) = (names(self), names(other));
        if ours.is_empty() || theirs.is_empty() {
            return ours.is_empty()
                && theirs.is_empty()
                && self.width() == other.width()
                && self.kinds() == other.kinds();
        }
        let shared = ours.intersection(&theirs).count();
        shared * 5 >= ours.union(&theirs).count() * 4
    }

    fn kinds(&self) -> Vec<Option<Role>> {
        self.guesses.columns.iter().map(|guess| guess.as_ref().map(|guess| guess.role)).collect()
    }
}

/// Distinct values of a key column.
#[derive(Debug, Default)]
pub struct Keys {
    /// Hashes of the values.
    pub values: Set<u64>,
    /// Cells that are not blank.
    pub filled: usize,
}

impl Keys {
    /// True where hardly a value comes twice.
    pub fn are_unique(&self) -> bool {
        self.filled > 0 && self.values.len() * 50 >= self.filled * 49
    }
    /// Share of these that the others have too.
    pub fn share_in(&self, others: &Keys) -> f64 {
        let shared = self.values.iter().filter(|value| others.values.contains(*value)).count();
        if self.values.is_empty() { 0.0 } else { shared as f64 / self.values.len() as f64 }
    }
    /// Share of the smaller set that the other one has too.
    pub fn overlap(&self, other: &Keys) -> f64 {
        let (small, large) =
            if self.values.len() <= other.values.len() { (self, other) } else { (other, self) };
        if small.values.is_empty() {
            return 0.0;
        }
        let shared = small.values.iter().filter(|value| large.values.contains(*value)).count();
        shared as f64 / small.values.len() as f64
    }
}

fn key_hash(role: Role, text: &str) -> u64 {
    use std::hash::Hasher;
    let mut hasher = FxHasher::default();
    hasher.write(match_form(role, crate::ingest::values::key::clean_id(text)).as_bytes());
    hasher.finish()
}

/// Words for returns in the name of a sheet or file.
pub fn names_returns(sketch: &Sketch) -> bool {
    const WORDS: [&str; 20] = [
        "return",
        "returns",
        "returned",
        "refund",
        "refunds",
        "retur",
        "returer",
        "returneret",
        "returneringer",
        "kreditnota",
        "kreditnotaer",
        "kredit",
        "krediteringer",
        "credit",
        "creditnotes",
        "gutschrift",
        "gutschriften",
        "retouren",
        "retoure",
        "retours",
    ];
    let name = sketch.table.name();
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let name = normalise(name);
    WORDS.contains(&name.joined.as_str()) || name.words.iter().any(|word| WORDS.contains(&word.as_str()))
}
