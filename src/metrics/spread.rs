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
struct Cell {
    active: u64,
    purchases: u64,
    revenue: Money,
    net: Money,
    less_cost: Money,
}

/// What changes at one column. Sums that hold on are kept as changes and added up at the end.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    customers: i64,
    unbounded: i64,
    repurchased: i64,
    /// Net revenue of those of whom this column is not over any more: it leaves the cumulative sum.
    gone: i128,
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
    pub fn read(&mut self, context: &Context, buyer: BuyerIdx, slot: usize) {
        let (history, timeline) = (context.history, &context.purchase_timeline);
        self.steps.clear();
        self.second = None;
        let column = |day| timeline.slot(day).map_or(0, |at: usize| at.saturating_sub(slot));
        for (purchase, number) in history.purchases_of(buyer).zip(1..) {
            let at = column(history.purchases.day.at(purchase));
            let revenue = history.purchases.revenue.at(purchase);
            let less_cost = history.purchase_margin(purchase);
            match self.steps.last_mut().filter(|step| step.column == at) {
                Some(step) => {
                    step.purchases += 1;
                    step.revenue += revenue;
                    step.net += revenue;
                    step.less_cost += less_cost;
                }
                None => self.steps.push(Step { column: at, purchases: 1, revenue, net: revenue, less_cost }),
            }
            self.last = at;
            if number == 2 {
                self.second = Some(at);
            }
        }
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
        let mut whole = 0_i128;
        for step in course.steps.iter().take_while(|step| step.column < over) {
            let Some(cell) = self.cells.get_mut(step.column) else { break };
            cell.purchases += u64::from(step.purchases);
            cell.active += u64::from(0 < step.purchases);
            cell.revenue += step.revenue;
            cell.net += step.net;
            cell.less_cost += step.less_cost;
            whole += i128::from(step.net.0);
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

    fn change(&mut self, column: usize, by: impl FnOnce(&mut Change)) {
        if let Some(change) = self.changes.get_mut(column) {
            by(change);
        }
    }

    /// The measures, column by column.
    pub fn measures(&self, history: &History) -> CohortMean {
        let mut mean = CohortMean::default();
        let (mut sum, mut so_far) = (Change::default(), 0_i128);
        for (cell, change) in self.cells.iter().zip(&self.changes) {
            sum.customers += change.customers;
            sum.unbounded += change.unbounded;
            sum.repurchased += change.repurchased;
            so_far += i128::from(cell.net.0) - change.gone;
            let known = 0 < sum.customers;
            let of_customers = |count: f64| ratio(count, sum.customers as f64);
            mean.customers.push(u64::try_from(sum.customers).unwrap_or(0));
            mean.active.push(cell.active);
            mean.purchases.push(cell.purchases);
            mean.retention.push(of_customers(cell.active as f64));
            mean.retention_unbounded.push(of_customers(sum.unbounded as f64));
            mean.repurchase_cumulative.push(of_customers(sum.repurchased as f64));
            mean.net_revenue.push(history.money(cell.net).filter(|_| known));
            let cumulative = so_far as f64 / Money::SCALE as f64;
            mean.cumulative_revenue_per_customer.push(of_customers(cumulative).filter(|_| history.amounts));
            let average = ratio(cell.revenue.to_f64(), cell.purchases as f64);
            mean.average_order_value.push(average.filter(|_| history.amounts));
            if history.margin.is_some() {
                mean.margin.push(history.margin_of(cell.net, cell.less_cost).filter(|_| known));
            }
        }
        mean
    }
}
