//! Filters ready for use: what a recipe names by text, found in one ledger. Lines are judged alone, orders by the lines
//! that are left of them, customers by a mark that somebody else has made (see `segments::selection`).
//!
//! Every line is judged once, in the order in which the ledger holds them, and the verdicts are kept as bits: orders
//! stand by customer, and looking up their lines one by one in whole columns takes far longer.

use crate::{
    base::{Day, Idx, IndexVec, Interner},
    model::{CustomerIdx, Ledger, LineIdx},
    recipe::{DayRange, Filter, FilterMode, FilterOn},
};

/// What part of a ledger is looked at.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The day that the analysis stands on where the recipe names none: that of the whole file, which a filter does not
    /// move. `None`: the date of the last order that is left.
    pub as_of: Option<Day>,
    /// Customers who are looked at; `None`: all.
    pub customers: Option<IndexVec<CustomerIdx, bool>>,
    /// Customers whom the recipe leaves out, as if they had never bought; `None`: nobody.
    excluded: Option<IndexVec<CustomerIdx, bool>>,
    /// Lines that pass all filters on lines; `None` without such a filter.
    lines: Option<LineSet>,
    /// The ranges of days that all of these filters are, and whether what lies in them stays; empty where there are others
    /// among them. An order of one day then needs no look at its lines.
    days: Vec<(DayRange, bool)>,
    /// Lines that each filter on orders matches, and whether an order that stays has one of them.
    orders: Vec<(LineSet, bool)>,
}

/// Lines, a bit each.
#[derive(Debug, Clone, Default)]
struct LineSet(Vec<u64>);

impl LineSet {
    fn new(ledger: &Ledger, holds: impl Fn(LineIdx) -> bool) -> LineSet {
        let n = ledger.lines.len();
        let word = |at: usize| {
            let lines = at * 64..n.min(at * 64 + 64);
            lines.rev().fold(0, |word, line| word << 1 | u64::from(holds(LineIdx::from_index(line))))
        };
        LineSet((0..n.div_ceil(64)).map(word).collect())
    }
    /// By the values of a column that every file has.
    fn of_column<T>(column: &IndexVec<LineIdx, T>, holds: impl Fn(&T) -> bool) -> LineSet {
        let word =
            |values: &[T]| values.iter().rev().fold(0, |word, value| word << 1 | u64::from(holds(value)));
        LineSet(column.as_slice().chunks(64).map(word).collect())
    }
    #[inline]
    fn has(&self, line: LineIdx) -> bool {
        self.0.get(line.index() / 64).is_some_and(|word| word >> (line.index() % 64) & 1 == 1)
    }
    fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }
    fn keep(&mut self, other: &LineSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }
}

/// Lines whose cell of a column is one of the texts that a filter names; an empty text stands for an empty cell.
fn lines_with<I: Idx>(
    ledger: &Ledger,
    column: &IndexVec<LineIdx, I>,
    texts: &Interner<I>,
    values: &[String],
    wanted: bool,
) -> LineSet {
    let mut marks = IndexVec::<I, bool>::filled(false, texts.len());
    for mark in values.iter().filter_map(|value| texts.find(value)) {
        marks.get_mut(mark).into_iter().for_each(|mark| *mark = true);
    }
    let empty = values.iter().any(String::is_empty);
    LineSet::new(ledger, |line| {
        let mark = column.get(line).and_then(|&text| marks.get(text));
        mark.copied().unwrap_or(empty) == wanted
    })
}

impl Selection {
    /// Everybody but those who are named, by number, e-mail or name as the file writes them.
    pub fn without(ledger: &Ledger, named: &[String]) -> Selection {
        let mut selection = Selection::default();
        selection.exclude(ledger, named);
        selection
    }

    /// Leaves out those who are named.
    pub fn exclude(&mut self, ledger: &Ledger, named: &[String]) {
        if named.is_empty() {
            return;
        }
        self.excluded = Some(marks_of(ledger, named));
    }

    /// Whether the recipe leaves a customer out.
    #[inline]
    pub(super) fn excludes(&self, customer: CustomerIdx) -> bool {
        self.excluded.as_ref().is_some_and(|marks| marks.get(customer) == Some(&true))
    }

    /// The filters on lines and orders among those of a recipe. Those on customers are left out.
    pub fn new(ledger: &Ledger, filters: &[Filter]) -> Selection {
        let (mut selection, columns) = (Selection::default(), &ledger.lines);
        let mut n_on_lines = 0;
        for Filter { mode, on } in filters {
            let stays = *mode == FilterMode::Include;
            let lines = match on {
                FilterOn::Product(values) => {
                    lines_with(ledger, &columns.product, &ledger.products, values, stays)
                }
                FilterOn::Category(values) => {
                    lines_with(ledger, &columns.category, &ledger.categories, values, stays)
                }
                FilterOn::DateRange(range) => {
                    selection.days.push((*range, stays));
                    LineSet::of_column(&columns.day, |&day| range.holds(day) == stays)
                }
                _ => {
                    selection.orders.extend(order_test(ledger, on, stays));
                    continue;
                }
            };
            n_on_lines += 1;
            match &mut selection.lines {
                Some(before) => before.keep(&lines),
                None => selection.lines = Some(lines),
            }
        }
        if selection.days.len() < n_on_lines {
            selection.days.clear();
        }
        selection
    }

    /// How many lines pass all filters on lines; `None` without such a filter.
    pub(super) fn kept_lines(&self) -> Option<usize> {
        self.lines.as_ref().map(LineSet::len)
    }
    /// Whether lines are judged.
    #[inline]
    pub(super) fn judges_lines(&self) -> bool {
        self.lines.is_some()
    }
    /// Whether orders are judged.
    #[inline]
    pub(super) fn judges_orders(&self) -> bool {
        !self.orders.is_empty()
    }

    /// Whether a line passes all filters on lines.
    #[inline]
    pub(super) fn has_line(&self, line: LineIdx) -> bool {
        self.lines.as_ref().is_none_or(|lines| lines.has(line))
    }

    /// Whether all lines of a day pass all filters on lines, or none; `None` where the day alone does not say.
    #[inline]
    pub(super) fn has_day(&self, day: Day) -> Option<bool> {
        let passes = || self.days.iter().all(|(range, stays)| range.holds(day) == *stays);
        (!self.days.is_empty()).then(passes)
    }

    /// Whether an order passes all filters on orders: each matches where any of its lines does.
    #[inline]
    pub(super) fn has_order(&self, order: &[LineIdx]) -> bool {
        self.orders.iter().all(|(lines, wanted)| order.iter().any(|&line| lines.has(line)) == *wanted)
    }

    /// Whether a customer is looked at.
    #[inline]
    pub(super) fn has_customer(&self, customer: CustomerIdx) -> bool {
        self.customers.as_ref().is_none_or(|marks| marks.get(customer) == Some(&true))
    }
}

/// Customers by number, e-mail or name; letters of any case, and spaces around them, are the same.
pub fn marks_of(ledger: &Ledger, named: &[String]) -> IndexVec<CustomerIdx, bool> {
    let form = |text: &str| text.trim().to_lowercase();
    let wanted: std::collections::BTreeSet<String> =
        named.iter().map(|name| form(name)).filter(|name| !name.is_empty()).collect();
    let people = &ledger.people;
    let is_named = |customer: CustomerIdx| {
        let columns = [&people.number, &people.email, &people.name];
        let texts = columns.iter().filter_map(|column| column.get(customer)).map(String::as_str);
        texts.chain([ledger.customers.text(customer)]).any(|text| wanted.contains(&form(text)))
    };
    ledger.customers.indices().map(is_named).collect()
}

fn order_test(ledger: &Ledger, on: &FilterOn, stays: bool) -> Option<(LineSet, bool)> {
    let columns = &ledger.lines;
    Some(match on {
        FilterOn::Channel(values) => {
            (lines_with(ledger, &columns.channel, &ledger.channels, values, true), stays)
        }
        FilterOn::Country(values) => {
            (lines_with(ledger, &columns.country, &ledger.countries, values, true), stays)
        }
        FilterOn::Coupon(values) => {
            (lines_with(ledger, &columns.coupon, &ledger.coupons, values, true), stays)
        }
        FilterOn::Discounted(wanted) => {
            (LineSet::new(ledger, |line| ledger.is_discounted(line)), *wanted == stays)
        }
        _ => return None,
    })
}
