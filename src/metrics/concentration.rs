//! `concentration` (METRICS.md section 10): how much of the revenue the best customers bring.

use super::{context::Context, shape::money_share};
use crate::{
    answers::{Concentration, TopShare},
    base::Money,
    models::{
        concentration::{gini, lorenz},
        radix,
    },
};

/// The best so many percent.
const PERCENTS: [u32; 5] = [1, 5, 10, 20, 50];
/// Steps of the Lorenz curve.
const STEPS: usize = 100;

/// Over the whole file, and in the window. Empty in a file without amounts or customers.
pub fn answer(context: &Context) -> Concentration {
    let (history, all) = (context.history, &context.net_ascending);
    if !history.amounts || history.n_customers() == 0 {
        return Concentration::default();
    }
    let mut window: Vec<i64> = context.window.customers().map(|customer| customer.net.0).collect();
    radix::sort(&mut window);
    Concentration { top: top(all), top_window: top(&window), lorenz: lorenz(all, STEPS), gini: gini(all) }
}

fn top(ascending: &[i64]) -> Vec<TopShare> {
    if ascending.is_empty() {
        return Vec::new();
    }
    let sum = |values: &mut dyn Iterator<Item = i64>| values.map(Money).sum::<Money>();
    let total = sum(&mut ascending.iter().copied());
    let row = |percent: u32| {
        let customers = (ascending.len() * percent as usize).div_ceil(100);
        let net_revenue = sum(&mut ascending.iter().rev().take(customers).copied());
        TopShare { percent, customers: customers as u64, net_revenue, share: money_share(net_revenue, total) }
    };
    PERCENTS.map(row).to_vec()
}
