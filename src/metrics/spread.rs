//! Sums of cohort measures over customers who began in different periods: column k counts those for whom k is over, each
//! customer once. Behind the mean row and behind the tables by what purchase 1 was.

use super::context::Context;
use crate::{
    answers::CohortMean,
    base::Money,
    model::{BuyerIdx, History},
    models::stats::ratio,
};

/// What changes at one column. Sums that hold on are kept as changes and added up at the end.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    active: u64,
    purchases: u64,
    revenue: Money,
    net: Money,
    less_cost: Money,
    customers: i64,
    unbounded: i64,
    repurchased: i64,
    cumulative: i128,
}

/// The sums of one group of customers.
#[derive(Debug, Clone)]
pub struct Spread {
    /// One more than there are columns, for what ends with the last.
    cells: Vec<Cell>,
    n_columns: usize,
}

impl Spread {
    /// Nothing counted yet.
    pub fn new(n_columns: usize) -> Spread {
        Spread { cells: vec![Cell::default(); n_columns + 1], n_columns }
    }

    /// Counts a customer whose first purchase lies in period `slot`, in the first `over` columns.
    pub fn count(&mut self, context: &Context, buyer: BuyerIdx, slot: usize, over: usize) {
        let over = over.min(self.n_columns);
        if over == 0 {
            return;
        }
        let (history, timeline) = (context.history, &context.purchase_timeline);
        let mut before = usize::MAX;
        let mut last = 0;
        let mut whole = 0_i128;
        for (purchase, number) in history.purchases_of(buyer).zip(1..) {
            let column =
                timeline.slot(history.purchases.day.at(purchase)).map_or(0, |at| at.saturating_sub(slot));
            last = column;
            if over <= column {
                break;
            }
            let Some(cell) = self.cells.get_mut(column) else { break };
            let revenue = history.purchases.revenue.at(purchase);
            cell.purchases += 1;
            cell.revenue += revenue;
            cell.net += revenue;
            cell.less_cost += history.purchase_margin(purchase);
            cell.cumulative += i128::from(revenue.0);
            whole += i128::from(revenue.0);
            cell.active += u64::from(before != column);
            before = column;
            if number == 2 {
                cell.repurchased += 1;
                self.end(over, |cell| cell.repurchased -= 1);
            }
        }
        for item in history.returns_of(buyer) {
            let day = history.returns.day.at(item);
            let column = timeline.slot(day).map_or(0, |at| at.saturating_sub(slot));
            if over <= column {
                continue;
            }
            let amount = history.returns.amount.at(item);
            if let Some(cell) = self.cells.get_mut(column) {
                cell.net += amount;
                cell.less_cost += history.return_margin(item);
                cell.cumulative += i128::from(amount.0);
                whole += i128::from(amount.0);
            }
        }
        if let Some(cell) = self.cells.first_mut() {
            cell.customers += 1;
            cell.unbounded += 1;
        }
        self.end(over, |cell| {
            cell.customers -= 1;
            cell.cumulative -= whole;
        });
        self.end((last + 1).min(over), |cell| cell.unbounded -= 1);
    }

    fn end(&mut self, column: usize, change: impl FnOnce(&mut Cell)) {
        if let Some(cell) = self.cells.get_mut(column) {
            change(cell);
        }
    }

    /// The measures, column by column.
    pub fn measures(&self, history: &History) -> CohortMean {
        let mut mean = CohortMean::default();
        let mut sum = Cell::default();
        for cell in self.cells.iter().take(self.n_columns) {
            sum.customers += cell.customers;
            sum.unbounded += cell.unbounded;
            sum.repurchased += cell.repurchased;
            sum.cumulative += cell.cumulative;
            let known = 0 < sum.customers;
            let of_customers = |count: f64| ratio(count, sum.customers as f64);
            mean.customers.push(u64::try_from(sum.customers).unwrap_or(0));
            mean.active.push(cell.active);
            mean.purchases.push(cell.purchases);
            mean.retention.push(of_customers(cell.active as f64));
            mean.retention_unbounded.push(of_customers(sum.unbounded as f64));
            mean.repurchase_cumulative.push(of_customers(sum.repurchased as f64));
            mean.net_revenue.push(history.money(cell.net).filter(|_| known));
            let cumulative = sum.cumulative as f64 / Money::SCALE as f64;
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
