//! Sums of cohort measures over customers who began in different periods: column k counts those for whom k is over, each
//! customer once. Behind the mean row and behind the tables by what purchase 1 was.

use super::context::Context;
use crate::{
    answers::CohortMean,
    base::Money,
    model::{BuyerIdx, History},
    models::stats::ratio,
};

/// What happened in one column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell {
    pub(super) active: u64,
    pub(super) purchases: u64,
    pub(super) revenue: Money,
    pub(super) net: Money,
    pub(super) less_cost: Money,
}

impl Cell {
    #[inline]
    pub(super) fn add(&mut self, step: &Step) {
        self.purchases += u64::from(step.purchases);
        self.active += u64::from(0 < step.purchases);
        self.revenue += step.revenue;
        self.net += step.net;
        self.less_cost += step.less_cost;
    }
    fn absorb(&mut self, other: &Cell) {
        self.purchases += other.purchases;
        self.active += other.active;
        self.revenue += other.revenue;
        self.net += other.net;
        self.less_cost += other.less_cost;
    }
}

/// One column of all customers who began in one period.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Column {
    pub(super) cell: Cell,
    /// Customers whose last purchase is in this column.
    pub(super) last: u64,
    /// Customers whose second purchase is in this column.
    pub(super) second: u64,
}

/// What changes at one column. Sums that hold on are kept as changes and added up at the end.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    customers: i64,
    unbounded: i64,
    repurchased: i64,
    /// Net revenue of those of whom this column is not over any more: it leaves the cumulative sum.
    gone: Money,
}

/// One customer's purchases and returns, column by column: read once, counted in every group that the customer is in.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// By column; only those where something happened.
    pub(super) steps: Vec<Step>,
    /// The column of the second purchase.
    pub(super) second: Option<usize>,
    /// The column of the last purchase.
    pub(super) last: usize,
}

/// What a customer did in one column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Step {
    pub(super) column: usize,
    pub(super) purchases: u32,
    pub(super) revenue: Money,
    pub(super) net: Money,
    pub(super) less_cost: Money,
}

impl Course {
    /// Reads a customer whose first purchase lies in period `slot`.
    #[inline(never)]
    pub fn read(&mut self, context: &Context, buyer: BuyerIdx, slot: usize) {
        let (history, timeline) = (context.history, &context.purchase_timeline);
        self.steps.clear();
        let column = |day| timeline.slot(day).map_or(0, |at: usize| at.saturating_sub(slot));
        let (days, less_cost) = (history.days_of(buyer), history.margins_of(buyer));
        // purchases of one column follow each other
        let mut step = Step::default();
        for ((&day, &revenue), at) in days.iter().zip(history.revenue_of(buyer)).zip(0_usize..) {
            let column = column(day);
            if column != step.column && 0 < step.purchases {
                self.steps.push(step);
                step = Step::default();
            }
            step.column = column;
            step.purchases += 1;
            step.revenue += revenue;
            let less_cost = less_cost.get(at).copied().unwrap_or_default();
            (step.net, step.less_cost) = (step.net + revenue, step.less_cost + less_cost);
        }
        self.steps.push(step);
        self.last = step.column;
        self.second = days.get(1).map(|&day| column(day));
        for item in history.returns_of(buyer) {
            let at = column(history.returns.day.at(item));
            let step = match self.steps.binary_search_by_key(&at, |step| step.column) {
                Ok(found) => found,
                Err(place) => {
                    self.steps.insert(place, Step { column: at, ..Step::default() });
                    place
                }
            };
            if let Some(step) = self.steps.get_mut(step) {
                step.net += history.returns.amount.at(item);
                step.less_cost += history.return_margin(item);
            }
        }
    }
}

/// The sums of one group of customers.
#[derive(Debug, Clone)]
pub struct Spread {
    cells: Vec<Cell>,
    /// One more than there are columns, for what ends with the last.
    changes: Vec<Change>,
    n_columns: usize,
}

impl Spread {
    /// Nothing counted yet.
    pub fn new(n_columns: usize) -> Spread {
        Spread {
            cells: vec![Cell::default(); n_columns],
            changes: vec![Change::default(); n_columns + 1],
            n_columns,
        }
    }

    /// Counts a customer in the first `over` columns.
    pub fn count(&mut self, course: &Course, over: usize) {
        let over = over.min(self.n_columns);
        if over == 0 {
            return;
        }
        let mut whole = Money::ZERO;
        for step in course.steps.iter().take_while(|step| step.column < over) {
            let Some(cell) = self.cells.get_mut(step.column) else { break };
            cell.add(step);
            whole += step.net;
        }
        if let Some(second) = course.second.filter(|&second| second < over) {
            self.change(second, |change| change.repurchased += 1);
            self.change(over, |change| change.repurchased -= 1);
        }
        self.change(0, |change| {
            change.customers += 1;
            change.unbounded += 1;
        });
        self.change(over, |change| {
            change.customers -= 1;
            change.gone += whole;
        });
        self.change((course.last + 1).min(over), |change| change.unbounded -= 1);
    }

    /// Counts all customers who began in one period at once, in the first `over` columns.
    pub(super) fn absorb(&mut self, columns: &[Column], customers: u64, over: usize) {
        let over = over.min(self.n_columns);
        if over == 0 {
            return;
        }
        let customers = customers.cast_signed();
        let (mut whole, mut left, mut came_back) = (Money::ZERO, customers, 0);
        for (at, column) in columns.iter().enumerate().take(over) {
            self.cells.get_mut(at).into_iter().for_each(|cell| cell.absorb(&column.cell));
            let (last, second) = (column.last.cast_signed(), column.second.cast_signed());
            whole += column.cell.net;
            left -= last;
            came_back += second;
            self.change(at, |change| change.repurchased += second);
            self.change(at + 1, |change| change.unbounded -= last);
        }
        self.change(0, |change| {
            change.customers += customers;
            change.unbounded += customers;
        });
        self.change(over, |change| {
            change.customers -= customers;
            change.unbounded -= left;
            change.repurchased -= came_back;
            change.gone += whole;
        });
    }

    fn change(&mut self, column: usize, by: impl FnOnce(&mut Change)) {
        if let Some(change) = self.changes.get_mut(column) {
            by(change);
        }
    }

    /// The measures, column by column.
    pub fn measures(&self, history: &History) -> CohortMean {
        let mut mean = CohortMean::default();
        let (mut sum, mut so_far) = (Change::default(), Money::ZERO);
        for (cell, change) in self.cells.iter().zip(&self.changes) {
            sum.customers += change.customers;
            sum.unbounded += change.unbounded;
            sum.repurchased += change.repurchased;
            so_far += cell.net - change.gone;
            let known = 0 < sum.customers;
            let of_customers = |count: f64| ratio(count, sum.customers as f64);
            mean.customers.push(u64::try_from(sum.customers).unwrap_or(0));
            mean.active.push(cell.active);
            mean.purchases.push(cell.purchases);
            mean.retention.push(of_customers(cell.active as f64));
            mean.retention_unbounded.push(of_customers(sum.unbounded as f64));
            mean.repurchase_cumulative.push(of_customers(sum.repurchased as f64));
            mean.net_revenue.push(history.money(cell.net).filter(|_| known));
            mean.cumulative_revenue_per_customer
                .push(of_customers(so_far.to_f64()).filter(|_| history.amounts));
            let average = ratio(cell.revenue.to_f64(), cell.purchases as f64);
            mean.average_order_value.push(average.filter(|_| history.amounts));
            if history.margin.is_some() {
                mean.margin.push(history.margin_of(cell.net, cell.less_cost).filter(|_| known));
            }
        }
        mean
    }
}
