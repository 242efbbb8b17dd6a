//! Where the columns of several tables stand in one: those of the first table, those that only others have, and those
//! that are looked up.

use crate::{
    ingest::{
        columns::{assignment::By, table_profile::Sketch},
        lexicon::dictionary::normalise,
        tables::match_tables::Joined,
    },
    recipe::Role,
};

/// The columns while they are being laid out.
pub(in crate::ingest) struct Layout {
    /// One for each column.
    pub headers: Vec<String>,
    /// What they mean.
    pub roles: Vec<Option<Role>>,
}

impl Layout {
    /// The columns of the first table.
    pub fn of(base: &Sketch) -> Layout {
        let mut headers = base.headers.clone();
        headers.resize(base.width(), String::new());
        let mut roles = roles_of(base);
        roles.resize(base.width(), None);
        Layout { headers, roles }
    }

    /// The place of each column of a further table: under the same header, under the same meaning, or a new one.
    pub fn place(&mut self, sketch: &Sketch, returns: bool) -> Vec<usize> {
        let width = sketch.width();
        let mut places: Vec<Option<usize>> = vec![None; width];
        let mut taken = vec![false; self.headers.len()];
        let mut put = |column: usize, place: usize, places: &mut Vec<Option<usize>>| {
            if let (Some(slot @ None), Some(taken @ false)) = (places.get_mut(column), taken.get_mut(place)) {
                *slot = Some(place);
                *taken = true;
            }
        };
        let ours: Vec<String> = self.headers.iter().map(|header| normalise(header).joined).collect();
        for column in 0..width {
            let name = sketch.headers.get(column).map(|header| normalise(header).joined).unwrap_or_default();
            let place = if sketch.headers.is_empty() {
                Some(column).filter(|&column| column < ours.len())
            } else if name.is_empty() {
                None
            } else {
                ours.iter().enumerate().position(|(_, have)| *have == name)
            };
            if let Some(place) = place {
                put(column, place, &mut places);
            }
        }
        for (column, role) in roles_of(sketch).into_iter().enumerate() {
            let of = |role: Role| self.roles.iter().position(|have| *have == Some(role));
            // what was given back of lines that have a price alone is a price
            let place = role.and_then(|role| {
                of(role).or_else(|| of(Role::UnitPrice).filter(|_| returns && role == Role::Amount))
            });
            if let Some(place) = place {
                put(column, place, &mut places);
            }
        }
        let roles = roles_of(sketch);
        let new = |(column, place): (usize, Option<usize>)| {
            place.unwrap_or_else(|| {
                self.headers.push(sketch.headers.get(column).cloned().unwrap_or_default());
                self.roles.push(roles.get(column).copied().flatten());
                self.headers.len() - 1
            })
        };
        places.into_iter().enumerate().map(new).collect()
    }
}

fn roles_of(sketch: &Sketch) -> Vec<Option<Role>> {
    sketch.guesses.columns.iter().map(|guess| guess.as_ref().map(|guess| guess.role)).collect()
}

/// Which columns of a joined table become columns of the lines.
#[derive(Default)]
pub(in crate::ingest) struct JoinPlan {
    names: Vec<String>,
    /// The columns in the first of its tables.
    pub own: Vec<usize>,
    /// Column of the layout for each of its columns.
    pub columns: Vec<usize>,
    /// Those of them that belong to the whole order.
    pub once: Vec<bool>,
    /// The column that is filled for whatever is on the list.
    pub marker: Option<usize>,
    /// Which of its columns holds what an order is worth.
    pub total: Option<usize>,
}

impl JoinPlan {
    /// Adds its columns to the headers.
    pub fn make(
        joined: &Joined,
        sketches: &[Sketch],
        headers: &mut Vec<String>,
        roles: &mut Vec<Option<Role>>,
        markers: &mut Vec<usize>,
    ) -> JoinPlan {
        let mut plan = JoinPlan::default();
        let Some(sketch) = joined.tables.first().and_then(|&table| sketches.get(table)) else { return plan };
        let mut add = |header: String, role: Option<Role>| {
            let name = if headers.contains(&header) {
                format!("{header} ({})", sketch.table.name())
            } else {
                header
            };
            headers.push(name);
            roles.push(role);
            headers.len() - 1
        };
        if joined.key.marks_returns {
            let marker = add(sketch.table.name().to_owned(), None);
            plan.marker = Some(marker);
            markers.push(marker);
            return plan;
        }
        let is_by_order = joined.key.by == By::Role(Role::Order);
        for (column, role) in roles_of(sketch).into_iter().enumerate() {
            let header = sketch.headers.get(column).cloned().unwrap_or_default();
            if column == joined.key.column || header.is_empty() {
                continue;
            }
            plan.names.push(header.clone());
            plan.columns.push(add(header, role));
            plan.own.push(column);
            // what an order is worth is not what each of its lines is worth
            let is_of_order = matches!(
                role,
                Some(Role::Amount | Role::Discount | Role::Quantity | Role::Cost | Role::UnitPrice)
            );
            if is_by_order && role == Some(Role::Amount) {
                plan.total = Some(plan.own.len() - 1);
            }
            plan.once.push(is_by_order && is_of_order);
        }
        plan
    }

    /// Where these columns are in one of the tables.
    pub fn columns_in(&self, sketch: &Sketch) -> Vec<Option<usize>> {
        let find = |name: &String| {
            let wanted = normalise(name).joined;
            let exact = sketch.headers.iter().position(|header| header == name);
            exact.or_else(|| sketch.headers.iter().position(|header| normalise(header).joined == wanted))
        };
        self.names.iter().map(find).collect()
    }

    /// Where the key is in one of the tables.
    pub fn key_in(joined: &Joined, sketches: &[Sketch], sketch: &Sketch) -> Option<usize> {
        if let By::Role(role) = joined.key.by {
            return sketch.column(role);
        }
        let first = joined.tables.first().and_then(|&table| sketches.get(table))?;
        let wanted = normalise(first.headers.get(joined.key.column)?).joined;
        sketch.headers.iter().position(|header| normalise(header).joined == wanted)
    }
}
