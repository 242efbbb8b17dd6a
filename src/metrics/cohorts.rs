//! `cohorts` (METRICS.md section 9): what became of the customers of each period. The same by what purchase 1 was is in
//! `splits`, which shares the sums of `spread`.

use super::{
    context::Context,
    splits::Splits,
    spread::{Course, Spread},
};
use crate::{
    answers::{Cohort, Cohorts, THIN},
    base::Money,
    model::History,
    models::stats::ratio,
};

/// Cells that a table may have, and columns that it always may: a file over two centuries, which is one with wrong
/// dates, ends in a table that a page can hold. Sixteen years of months or eight of weeks are below.
const MOST_CELLS: usize = 200_000;
const LEAST_COLUMNS: usize = 60;

/// All measures by cohort, the mean row, and the tables by what purchase 1 was.
pub fn answer(context: &Context) -> Cohorts {
    let (history, timeline) = (context.history, &context.purchase_timeline);
    let mut sizes = vec![0_u64; timeline.len()];
    for buyer in history.buyers() {
        let slot = timeline.slot(history.first_day(buyer)).and_then(|slot| sizes.get_mut(slot));
        slot.into_iter().for_each(|size| *size += 1);
    }
    let n_cohorts = sizes.iter().filter(|&&size| size > 0).count();
    if n_cohorts == 0 {
        return Cohorts::default();
    }
    let most = (MOST_CELLS / n_cohorts).max(LEAST_COLUMNS);
    let n_columns = timeline.len().min(most);
    let over = timeline.over();
    let mut tables: Vec<Option<Table>> = sizes
        .iter()
        .enumerate()
        .map(|(slot, &size)| (size > 0).then(|| Table::new(slot, size, timeline.len(), over, n_columns)))
        .collect();
    let mut mean = Spread::new(n_columns);
    let mut splits = Splits::new(context, n_columns.min(LEAST_COLUMNS));
    let mut course = Course::default();
    for buyer in history.buyers() {
        let Some(slot) = timeline.slot(history.first_day(buyer)) else { continue };
        if let Some(Some(table)) = tables.get_mut(slot) {
            course.read(context, buyer, slot);
            table.count(&course);
            mean.count(&course, over.saturating_sub(slot));
            splits.count(context, buyer, &course, over.saturating_sub(slot));
        }
    }
    Cohorts {
        mean: mean.measures(history),
        cohorts: tables.iter().flatten().map(|table| table.cohort(context)).collect(),
        splits: splits.measured(history),
    }
}

/// The sums of one cohort, column by column.
struct Table {
    slot: usize,
    size: u64,
    /// Columns that have begun by as_of.
    reached: usize,
    /// Columns that are over.
    over: usize,
    cells: Vec<Cell>,
}

#[derive(Clone, Default)]
struct Cell {
    active: u64,
    /// Customers whose last purchase is in this column.
    last: u64,
    /// Customers whose second purchase is in this column.
    second: u64,
    purchases: u64,
    revenue: Money,
    net: Money,
    less_cost: Money,
}

impl Table {
    fn new(slot: usize, size: u64, n_periods: usize, over: usize, n_columns: usize) -> Table {
        let of = |periods: usize| periods.saturating_sub(slot).min(n_columns);
        Table { slot, size, reached: of(n_periods), over: of(over), cells: vec![Cell::default(); n_columns] }
    }

    fn count(&mut self, course: &Course) {
        for step in &course.steps {
            let Some(cell) = self.cells.get_mut(step.column) else { continue };
            cell.purchases += u64::from(step.purchases);
            cell.active += u64::from(0 < step.purchases);
            cell.revenue += step.revenue;
            cell.net += step.net;
            cell.less_cost += step.less_cost;
        }
        if let Some(cell) = course.second.and_then(|second| self.cells.get_mut(second)) {
            cell.second += 1;
        }
        if let Some(cell) = self.cells.get_mut(course.last) {
            cell.last += 1;
        }
    }

    /// Customers with a purchase in column k or later: all but those whose last one was before.
    fn unbounded(&self) -> Vec<u64> {
        let mut left = self.size;
        let next = |cell: &Cell| {
            let here = left;
            left = left.saturating_sub(cell.last);
            here
        };
        self.cells.iter().map(next).collect()
    }

    /// Customers with two or more purchases by the end of column k.
    fn repurchased(&self) -> Vec<u64> {
        let mut sum = 0;
        self.cells.iter().map(|cell| (sum += cell.second, sum).1).collect()
    }

    /// Net revenue up to the end of column k.
    fn cumulative(&self) -> Vec<Money> {
        let mut sum = Money::ZERO;
        self.cells.iter().map(|cell| (sum += cell.net, sum).1).collect()
    }

    fn cohort(&self, context: &Context) -> Cohort {
        let history: &History = context.history;
        let size = self.size as f64;
        let in_progress = (self.over < self.reached).then(|| u32::try_from(self.over).unwrap_or(u32::MAX));
        let cells = || self.cells.iter().enumerate().map(|(k, cell)| (k < self.reached).then_some(cell));
        let of_size = |counts: Vec<u64>, columns: usize| {
            let cell = |(k, count): (usize, u64)| if k < columns { ratio(count as f64, size) } else { None };
            counts.into_iter().enumerate().map(cell).collect()
        };
        let money = |amount: Money| if history.amounts { Some(amount) } else { None };
        let per_customer = |(k, sum): (usize, Money)| {
            money(sum).filter(|_| k < self.reached).and_then(|sum| ratio(sum.to_f64(), size))
        };
        let margin = |cell: Option<&Cell>| cell.and_then(|cell| history.margin_of(cell.net, cell.less_cost));
        Cohort {
            cohort: context.purchase_timeline.label(self.slot),
            size: self.size,
            thin: self.size < THIN,
            active: cells().map(|cell| cell.map(|cell| cell.active)).collect(),
            retention: cells().map(|cell| cell.and_then(|cell| ratio(cell.active as f64, size))).collect(),
            retention_unbounded: of_size(self.unbounded(), self.over),
            repurchase_cumulative: of_size(self.repurchased(), self.reached),
            purchases: cells().map(|cell| cell.map(|cell| cell.purchases)).collect(),
            net_revenue: cells().map(|cell| cell.and_then(|cell| money(cell.net))).collect(),
            cumulative_revenue_per_customer: self
                .cumulative()
                .into_iter()
                .enumerate()
                .map(per_customer)
                .collect(),
            average_order_value: cells()
                .map(|cell| cell.filter(|_| history.amounts).and_then(Cell::average))
                .collect(),
            margin: if history.margin.is_some() { cells().map(margin).collect() } else { Vec::new() },
            in_progress,
        }
    }
}

impl Cell {
    fn average(&self) -> Option<f64> {
        ratio(self.revenue.to_f64(), self.purchases as f64)
    }
}
