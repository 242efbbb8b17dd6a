//! By which columns one table can be looked up from others: by the role that both columns have, or because the heading of
//! the one names what the other table is a list of. Decides on sketches alone.

use crate::{
    ingest::columns::{
        assignment::{By, Origin},
        heading::{Entity, is_bare, meanings_in, names, says},
        profile::Column,
        table_profile::{Keys, Sketch, names_returns},
    },
    ingest::lexicon::{concept::Concept, dictionary::normalise},
    recipe::Role,
};

/// Roles by which tables are joined, in the order in which it is tried.
const KEYS: [Role; 4] = [Role::Order, Role::Customer, Role::Email, Role::Product];
/// What may be looked up by a number that has no role.
const THINGS: [Entity; 4] = [Entity::Product, Entity::Category, Entity::Store, Entity::Customer];
/// Roles of what is measured: such columns are no keys.
const MEASURES: [Role; 7] =
    [Role::Amount, Role::UnitPrice, Role::Quantity, Role::Discount, Role::Cost, Role::Date, Role::Status];

/// How likely a role has to be.
const LIKELY: f64 = 0.4;

/// A column by its table and its place in it.
pub type At = (usize, usize);

/// A table that can be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// What it tells apart.
    pub by: By,
    /// Its column in the table that is looked up.
    pub column: usize,
    /// Where it stands among what is at hand.
    pub from: At,
    /// A list of orders that were sent back: being on it is all that it says.
    pub marks_returns: bool,
}

/// The columns at hand: of the lines themselves, and of what was joined.
pub struct AtHand<'s> {
    columns: Vec<Hand<'s>>,
}

struct Hand<'s> {
    at: At,
    sketch: &'s Sketch,
    role: Option<Role>,
}

impl<'s> AtHand<'s> {
    /// Those of the lines.
    pub fn of(table: usize, sketch: &'s Sketch) -> AtHand<'s> {
        let mut hand = AtHand { columns: Vec::new() };
        hand.add(table, sketch, Origin::default());
        hand
    }

    /// Adds those of a table that is looked up.
    pub fn add(&mut self, table: usize, sketch: &'s Sketch, origin: Origin) {
        self.columns.extend((0..sketch.width()).map(|column| {
            let role = sketch.guesses.columns.get(column).and_then(|guess| Some(guess.as_ref()?.role));
            Hand { at: (table, column), sketch, role: role.filter(|&role| origin.allows(role)) }
        }));
    }

    /// True where a column has the role.
    pub fn has(&self, role: Role) -> bool {
        self.find(role).is_some()
    }

    fn find(&self, role: Role) -> Option<&Hand<'s>> {
        self.columns.iter().find(|hand| hand.role == Some(role))
    }

    /// How a table can be looked up, if it says something new.
    pub fn key_of(&self, sketch: &Sketch) -> Option<Key> {
        self.by_role(sketch).or_else(|| self.by_heading(sketch))
    }

    fn by_role(&self, sketch: &Sketch) -> Option<Key> {
        for role in KEYS {
            let (Some(column), Some(hand)) = (sketch.column(role), self.find(role)) else { continue };
            let ours = hand.keys(role);
            let theirs = sketch.keys(column, role);
            let key = |marks_returns| Some(Key { by: By::Role(role), column, from: hand.at, marks_returns });
            if role == Role::Order
                && names_returns(sketch)
                && !sketch.has(Role::Amount)
                && !sketch.has(Role::UnitPrice)
                && theirs.overlap(&ours) > 0.0
            {
                return key(true);
            }
            let is_new = |have: Role| {
                have != role && !self.has(have) && !(role == Role::Product && have == Role::Date)
            };
            // a bare number among things without days is that of no order
            let is_any = sketch.headers.get(column).is_some_and(|heading| is_bare(heading));
            if role == Role::Order && is_any && sketch.entity.is_none() && !sketch.has(Role::Date) {
                continue;
            }
            // several rows of theirs for one of ours are lines, not something to look up
            if theirs.are_unique()
                && theirs.overlap(&ours) >= enough(sketch)
                && roles_of(sketch).any(|(have, _)| is_new(have))
            {
                return key(false);
            }
        }
        None
    }

    /// By a number that has no role: its heading names what the table is a list of, or stands in both.
    fn by_heading(&self, sketch: &Sketch) -> Option<Key> {
        for column in 0..sketch.width() {
            if !may_be_key(sketch, column) {
                continue;
            }
            let Some(heading) = sketch.headers.get(column) else { continue };
            let is_bare = is_bare(heading);
            let own = if is_bare { None } else { Entity::of_name(heading) };
            let theirs = sketch.keys(column, Role::Product);
            if !theirs.are_unique() || (theirs.filled as f64) < 0.95 * sketch.rows() as f64 {
                continue;
            }
            let name = normalise(heading).joined;
            for hand in self.columns.iter().filter(|hand| hand.may_be_key()) {
                let Some(ours) = hand.sketch.headers.get(hand.at.1) else { continue };
                // the name of a table that no dictionary knows may stand in the heading: `butik_id`, `butikker.csv`
                let by_name = || Entity::of_name(ours).filter(|_| is_bare && names_table(ours, sketch));
                let entity = own.or(sketch.entity).or_else(by_name);
                let Some(entity) = entity.filter(|entity| THINGS.contains(entity)) else { continue };
                let by = By::Entity(entity);
                let origin = Origin { looked_up_by: Some(by), ..Origin::default() };
                let means_it = (!is_bare && normalise(ours).joined == name)
                    || (names(ours, entity)
                        && (says(ours, Concept::Id) || says(ours, Concept::Reference))
                        && (is_bare || names(heading, entity)));
                // a name in place of its number is new
                let is_new = |have: Role, at: usize| {
                    let known = self.find(have);
                    at != column && known.is_none_or(|known| known.at == hand.at)
                };
                if means_it
                    && possible_roles(sketch, entity)
                        .any(|(have, at)| origin.allows(have) && is_new(have, at))
                    && hand.keys(Role::Product).share_in(&theirs) >= enough(sketch)
                {
                    return Some(Key { by, column, from: hand.at, marks_returns: false });
                }
            }
        }
        None
    }
}

impl Hand<'_> {
    fn keys(&self, role: Role) -> Keys {
        self.sketch.keys(self.at.1, role)
    }
    fn may_be_key(&self) -> bool {
        may_be_key(self.sketch, self.at.1)
    }
}

/// Samples of long tables may begin at other places.
fn enough(sketch: &Sketch) -> f64 {
    if sketch.is_cut { 0.05 } else { 0.3 }
}

fn roles_of(sketch: &Sketch) -> impl Iterator<Item = (Role, usize)> {
    let guesses = sketch.guesses.columns.iter().enumerate();
    guesses.filter_map(|(column, guess)| Some((guess.as_ref()?.role, column)))
}

/// What its columns may be in a list of something.
fn possible_roles(sketch: &Sketch, entity: Entity) -> impl Iterator<Item = (Role, usize)> {
    sketch.headers.iter().enumerate().flat_map(move |(column, heading)| {
        let likely = meanings_in(heading, Some(entity)).into_iter().filter(|(_, score)| LIKELY <= *score);
        likely.map(move |(role, _)| (role, column))
    })
}

/// True where a word of a heading is the beginning of the name of a table.
fn names_table(heading: &str, sketch: &Sketch) -> bool {
    let name = normalise(sketch.table.name()).joined;
    normalise(heading).words.iter().any(|word| 3 < word.chars().count() && name.starts_with(word.as_str()))
}

/// Numbers and codes are keys; what is measured, and when, is none.
fn may_be_key(sketch: &Sketch, column: usize) -> bool {
    let role = sketch.guesses.columns.get(column).and_then(|guess| Some(guess.as_ref()?.role));
    let is_date = |cells: &Column| cells.share(cells.dates) > 0.5;
    !role.is_some_and(|role| MEASURES.contains(&role))
        && sketch.profile.columns.get(column).is_some_and(|cells| cells.filled() > 0 && !is_date(cells))
}
