//! `cohorts` (METRICS.md section 9): what became of the customers of each period. The same by what purchase 1 was is in
//! `splits`, which shares the sums of `spread`.

use super::{
    context::Context,
    periods::InPeriod,
    splits::Splits,
    spread::{Cell, Column, Course, Spread},
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
#[inline(never)]
pub fn answer(context: &Context) -> Cohorts {
    let (history, timeline) = (context.history, &context.purchase_timeline);
    // first purchases of a period are its new customers
    let new_customers = |bought: &InPeriod| bought.purchases.first().copied().unwrap_or(0);
    let sizes: Vec<u64> = context.purchase_periods().map(new_customers).collect();
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
    let mut splits = Splits::new(context, n_columns.min(LEAST_COLUMNS));
    let mut course = Course::default();
    for buyer in history.buyers() {
        let Some(slot) = timeline.slot(history.first_day(buyer)) else { continue };
        if let Some(Some(table)) = tables.get_mut(slot) {
            course.read(context, buyer, slot);
            table.count(&course);
            splits.count(context, buyer, &course, over.saturating_sub(slot));
        }
    }
    let mut mean = Spread::new(n_columns);
    for table in tables.iter().flatten() {
        mean.absorb(&table.columns, table.size, over.saturating_sub(table.slot));
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
    columns: Vec<Column>,
}

impl Table {
    fn new(slot: usize, size: u64, n_periods: usize, over: usize, n_columns: usize) -> Table {
        let of = |periods: usize| periods.saturating_sub(slot).min(n_columns);
        Table {
            slot,
            size,
            reached: of(n_periods),
            over: of(over),
            columns: vec![Column::default(); n_columns],
        }
    }

    fn count(&mut self, course: &Course) {
        for step in &course.steps {
            self.columns.get_mut(step.column).into_iter().for_each(|column| column.cell.add(step));
        }
        if let Some(column) = course.second.and_then(|second| self.columns.get_mut(second)) {
            column.second += 1;
        }
        if let Some(column) = self.columns.get_mut(course.last) {
            column.last += 1;
        }
    }

    /// Customers with a purchase in column k or later: all but those whose last one was before.
    fn unbounded(&self) -> Vec<u64> {
        let mut left = self.size;
        let next = |column: &Column| {
            let here = left;
            left = left.saturating_sub(column.last);
            here
        };
        self.columns.iter().map(next).collect()
    }

    /// Customers with two or more purchases by the end of column k.
    fn repurchased(&self) -> Vec<u64> {
        let mut sum = 0;
        self.columns.iter().map(|column| (sum += column.second, sum).1).collect()
    }

    /// Net revenue up to the end of column k.
    fn cumulative(&self) -> Vec<Money> {
        let mut sum = Money::ZERO;
        self.columns.iter().map(|column| (sum += column.cell.net, sum).1).collect()
    }

    fn cohort(&self, context: &Context) -> Cohort {
        let history: &History = context.history;
        let size = self.size as f64;
        let in_progress = (self.over < self.reached).then(|| u32::try_from(self.over).unwrap_or(u32::MAX));
        let cells =
            || self.columns.iter().enumerate().map(|(k, column)| (k < self.reached).then_some(&column.cell));
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
                .map(|cell| cell.filter(|_| history.amounts).and_then(average))
                .collect(),
            margin: if history.margin.is_some() { cells().map(margin).collect() } else { Vec::new() },
            in_progress,
        }
    }
}

fn average(cell: &Cell) -> Option<f64> {
    ratio(cell.revenue.to_f64(), cell.purchases as f64)
}
