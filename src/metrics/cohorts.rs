//! `cohorts` (METRICS.md section 9): what became of the customers of each period.

use std::collections::BTreeMap;

use crate::{
    answers::{Cohort, CohortMean, Cohorts, THIN},
    base::{Day, Money, Period, PeriodIdx},
    model::{BuyerIdx, History},
    models::stats::ratio,
    recipe::Recipe,
};

/// Cells that a table may have, and columns that it always may: a file over two centuries, which is one with wrong
/// dates, ends in a table that a page can hold. Sixteen years of months or eight of weeks are below.
const MOST_CELLS: usize = 200_000;
const LEAST_COLUMNS: usize = 60;

/// All measures by cohort, and the mean row.
pub fn answer(history: &History, recipe: &Recipe) -> Cohorts {
    let period = recipe.period;
    let mut members = BTreeMap::<PeriodIdx, Vec<BuyerIdx>>::new();
    for buyer in history.buyers() {
        members.entry(period.of(history.first_day(buyer))).or_default().push(buyer);
    }
    let now = period.of(history.as_of);
    let Some(&first) = members.keys().next() else { return Cohorts::default() };
    let most = (MOST_CELLS / members.len().max(1)).max(LEAST_COLUMNS);
    let n_columns = usize::try_from(now - first + 1).unwrap_or(0).min(most);
    let tables: Vec<Table> = members
        .into_iter()
        .map(|(cohort, buyers)| {
            let mut table = Table::new(history.as_of, period, cohort, n_columns, buyers.len() as u64);
            buyers.into_iter().for_each(|buyer| table.count(history, buyer));
            table
        })
        .collect();
    Cohorts {
        mean: mean(history, &tables, n_columns),
        cohorts: tables.iter().map(|table| table.cohort(history)).collect(),
    }
}

/// The sums of one cohort, column by column.
struct Table {
    period: Period,
    cohort: PeriodIdx,
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
}

impl Table {
    fn new(as_of: Day, period: Period, cohort: PeriodIdx, n_columns: usize, size: u64) -> Table {
        let now = period.of(as_of);
        let reached = usize::try_from(now - cohort + 1).unwrap_or(0).min(n_columns);
        let cut = as_of < period.last_day(now);
        let over = usize::try_from(now - cohort + i32::from(!cut)).unwrap_or(0).min(n_columns);
        Table { period, cohort, size, reached, over, cells: vec![Cell::default(); n_columns] }
    }

    fn column(&self, day: Day) -> usize {
        // A return dated before the first purchase, of something bought before the file begins, counts at the start.
        usize::try_from(self.period.of(day) - self.cohort).unwrap_or(0)
    }

    fn count(&mut self, history: &History, buyer: BuyerIdx) {
        let mut before = None;
        for (purchase, number) in history.purchases_of(buyer).zip(1..) {
            let column = self.column(history.purchases.day.at(purchase));
            let Some(cell) = self.cells.get_mut(column) else { continue };
            let revenue = history.purchases.revenue.at(purchase);
            cell.purchases += 1;
            cell.revenue += revenue;
            cell.net += revenue;
            cell.active += u64::from(before != Some(column));
            cell.second += u64::from(number == 2);
            before = Some(column);
        }
        for item in history.returns_of(buyer) {
            let column = self.column(history.returns.day.at(item));
            if let Some(cell) = self.cells.get_mut(column) {
                cell.net += history.returns.amount.at(item);
            }
        }
        let column = self.column(history.last_day(buyer));
        if let Some(cell) = self.cells.get_mut(column) {
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

    fn cohort(&self, history: &History) -> Cohort {
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
        Cohort {
            cohort: self.period.label(self.cohort),
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
                .map(|cell| cell.filter(|_| history.amounts).and_then(|cell| cell.average()))
                .collect(),
            in_progress,
        }
    }
}

impl Cell {
    fn average(&self) -> Option<f64> {
        ratio(self.revenue.to_f64(), self.purchases as f64)
    }
}

/// Column by column over the cohorts for which it is over, each customer counting once.
fn mean(history: &History, tables: &[Table], n_columns: usize) -> CohortMean {
    let mut mean = CohortMean::default();
    let sums: Vec<_> = tables
        .iter()
        .map(|table| (table, table.unbounded(), table.repurchased(), table.cumulative()))
        .collect();
    for k in 0..n_columns {
        let over = || sums.iter().filter(|(table, ..)| k < table.over);
        let at = |counts: &Vec<u64>| counts.get(k).copied().unwrap_or(0);
        let customers: u64 = over().map(|(table, ..)| table.size).sum();
        let of_customers = |count: u64| ratio(count as f64, customers as f64);
        let mut cell = Cell::default();
        for sum in over().filter_map(|(table, ..)| table.cells.get(k)) {
            cell.active += sum.active;
            cell.purchases += sum.purchases;
            cell.revenue += sum.revenue;
        }
        let cumulative: Money = over().filter_map(|(_, _, _, money)| money.get(k)).copied().sum();
        mean.customers.push(customers);
        mean.retention.push(of_customers(cell.active));
        mean.retention_unbounded.push(of_customers(over().map(|(_, unbounded, ..)| at(unbounded)).sum()));
        mean.repurchase_cumulative.push(of_customers(over().map(|(_, _, second, _)| at(second)).sum()));
        let known = history.money(cumulative);
        mean.cumulative_revenue_per_customer
            .push(known.and_then(|sum| ratio(sum.to_f64(), customers as f64)));
        mean.average_order_value.push(known.and_then(|_| cell.average()));
    }
    mean
}
