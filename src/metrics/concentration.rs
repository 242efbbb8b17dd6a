//! `concentration` (METRICS.md section 10): how much of the revenue the best customers bring.

use super::{context::Context, shape::money_share};
use crate::{
    answers::{Concentration, TopShare},
    base::Money,
    models::concentration::{gini, lorenz},
};

/// The best so many percent.
const PERCENTS: [u32; 5] = [1, 5, 10, 20, 50];
/// Steps of the Lorenz curve.
const STEPS: usize = 100;

/// Over the whole file, and in the window. Empty in a file without amounts or customers.
#[inline(never)]
pub fn answer(context: &Context) -> Concentration {
    let (history, all) = (context.history, &context.net_ascending);
    if !history.amounts || history.n_customers() == 0 {
        return Concentration::default();
    }
    Concentration {
        top: top(all),
        top_window: top(&context.window_ascending),
        lorenz: lorenz(all, STEPS),
        gini: gini(all),
    }
}

fn top(ascending: &[i64]) -> Vec<TopShare> {
    if ascending.is_empty() {
        return Vec::new();
    }
    let sum = |values: &[i64]| values.iter().copied().map(Money).sum::<Money>();
    let total = sum(ascending);
    let row = |percent: u32| {
        let customers = (ascending.len() * percent as usize).div_ceil(100);
        let net_revenue = sum(ascending.get(ascending.len().saturating_sub(customers)..).unwrap_or(&[]));
        TopShare { percent, customers: customers as u64, net_revenue, share: money_share(net_revenue, total) }
    };
    PERCENTS.map(row).to_vec()
}
