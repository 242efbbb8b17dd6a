//! What the rows of one customer say together: what stays with the customer from order to order, what changes, which rows
//! are of one day, and whether a number counts orders, rows, or begins again every year.

use super::{A_FEW_WORDS, Candidate, Rows, Together, best, is_same};
use crate::{
    base::hash::{Map, Set},
    ingest::{columns::profile::Column, read::row::Row},
    recipe::Role,
};

impl Together {
    /// What stays with a customer from order to order, and what changes.
    pub(super) fn see_what_stays(&mut self, rows: &Rows<'_>, candidates: &[Candidate]) {
        let who = [Role::Email, Role::Customer, Role::Phone, Role::Name]
            .into_iter()
            .find_map(|role| best(candidates, role, 0.4).first().copied());
        let Some(who) = who else { return };
        let mut groups: Map<u64, Vec<usize>> = Map::default();
        for row in 0..rows.rows.len() {
            if let Some(value) = rows.hash(row, who) {
                groups.entry(value).or_default().push(row);
            }
        }
        let several: Vec<&Vec<usize>> = groups.values().filter(|rows| rows.len() > 1).collect();
        if 3 <= several.len() {
            let is_own = |&at: &usize| {
                at != who
                    && rows.is_numeric(at)
                    && rows.profile.columns.get(at).is_some_and(|column| column.distinct() > 2)
                    && several.iter().filter(|group| is_same(rows, group, at)).count() * 20
                        >= several.len() * 19
            };
            self.of_customer = (0..rows.profile.columns.len()).filter(is_own).collect();
        }
        for one in candidates.iter().filter(|one| one.role == Role::Status && one.column != who) {
            let distinct = rows.profile.columns.get(one.column).map_or(0, Column::distinct);
            if !(2..=A_FEW_WORDS).contains(&distinct) {
                continue;
            }
            let changing = several.iter().filter(|group| !is_same(rows, group, one.column)).count();
            if changing >= 3 && changing * 10 >= several.len() {
                self.changes_with_orders.push(one.column);
            }
        }
    }

    /// What belongs together where no order number tells: the rows of a customer's day.
    pub(super) fn see_days(&mut self, rows: &Rows<'_>, candidates: &[Candidate]) {
        let find =
            |roles: &[Role]| roles.iter().find_map(|&role| best(candidates, role, 0.4).first().copied());
        let who = find(&[Role::Email, Role::Customer, Role::Phone, Role::Name]);
        let (Some(who), Some(when)) = (who, find(&[Role::Date])) else { return };
        let mut groups: Map<(u64, u64), Vec<usize>> = Map::default();
        for row in 0..rows.rows.len() {
            if let (Some(who), Some(when)) = (rows.hash(row, who), rows.hash(row, when)) {
                groups.entry((who, when)).or_default().push(row);
            }
        }
        let several: Vec<&Vec<usize>> = groups.values().filter(|rows| rows.len() > 1).collect();
        // a till's cash customer buys many times a day: who has most rows says nothing
        let mut rows_of: Map<u64, (usize, usize)> = Map::default();
        for (&(who, _), group) in &groups {
            let (all, with_others) = rows_of.entry(who).or_default();
            *all += group.len();
            *with_others += if group.len() > 1 { group.len() } else { 0 };
        }
        let largest = rows_of.values().max().copied().unwrap_or_default();
        let all = rows.rows.len().saturating_sub(largest.0);
        let together = rows_of.values().map(|&(_, with_others)| with_others).sum::<usize>() - largest.1;
        // orders of one customer on one day are few, and lines of one order many
        if together * 3 < all.max(1) {
            return;
        }
        let counts: Vec<usize> = candidates
            .iter()
            .filter(|one| one.role == Role::Order && counts_rows(rows, one.column))
            .map(|one| one.column)
            .collect();
        self.counters = counts;
        if self.order.is_none() {
            self.several_of_day = several.len();
            let is_of_day = |&at: &usize| {
                at != who
                    && at != when
                    && rows.is_numeric(at)
                    && rows.profile.columns.get(at).is_some_and(|column| column.distinct() > 2)
                    && several.iter().filter(|group| is_same(rows, group, at)).count() * 20
                        >= several.len() * 19
            };
            self.of_day = (0..rows.profile.columns.len()).filter(is_of_day).collect();
        }
    }
}

/// True for 1, 2, 3 … on all rows, in any order, beginning anywhere.
fn counts_rows(rows: &Rows<'_>, column: usize) -> bool {
    let mut numbers: Vec<u64> = rows
        .numbers(column)
        .into_iter()
        .flatten()
        .filter(|number| number.fract() == 0.0 && (0.0..1e9).contains(number))
        .map(|number| number as u64)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let Some((first, last)) = numbers.first().zip(numbers.last()) else { return false };
    let range = (last - first + 1) as usize;
    numbers.len() * 50 >= rows.rows.len() * 49 && range * 9 <= numbers.len() * 10
}

/// True for a number that comes again for other customers, but for one customer hardly on another day: numbers that begin
/// again every year.
pub(super) fn restarts(rows: &Rows<'_>, column: usize, who: usize, when: usize) -> bool {
    let mut groups: Map<(u64, u64), Vec<usize>> = Map::default();
    let mut numbers: Set<u64> = Set::default();
    for row in 0..rows.rows.len() {
        if let (Some(number), Some(who)) = (rows.hash(row, column), rows.hash(row, who)) {
            numbers.insert(number);
            groups.entry((number, who)).or_default().push(row);
        }
    }
    let several = groups.values().filter(|rows| rows.len() > 1);
    let (mut all, mut same) = (0usize, 0usize);
    for group in several {
        all += 1;
        same += usize::from(is_same(rows, group, when));
    }
    let cells = rows.profile.columns.get(column);
    let counts = cells.is_some_and(|cells| cells.share(cells.references) > 0.9);
    // one row an order makes no group but by chance
    let is_chance = all * 20 <= rows.rows.len();
    counts && numbers.len() * 4 >= rows.rows.len() && (is_chance || same * 10 >= all * 8)
}

/// True for a number that counts on from row to row and seldom begins again: numbers of orders that restart every year
/// do, those of products, of customers and of the lines of an order do not.
pub(super) fn is_running(rows: &Rows<'_>, column: usize) -> bool {
    let digits = |row: &&Row| {
        let text = row.cell(column).to_text();
        let digits: String = text.chars().filter(char::is_ascii_digit).take(18).collect();
        digits.parse::<u64>().ok()
    };
    let numbers: Vec<u64> = rows.rows.iter().filter_map(digits).collect();
    let (mut up, mut down) = (0usize, 0usize);
    for pair in numbers.windows(2) {
        let [before, after] = pair else { continue };
        up += usize::from(before < after);
        down += usize::from(after < before);
    }
    20 <= up + down && up.min(down) * 12 <= up + down
}
