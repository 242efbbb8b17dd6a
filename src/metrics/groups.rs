//! `groups` (METRICS.md section 10): the customers of the window by what they spent and how often they bought.

use super::{
    context::Context,
    shape::{money_share, nearest_step, share},
};
use crate::{
    answers::{Group, Groups},
    base::{IndexVec, Money},
    model::{BuyerIdx, History},
    models::{radix, stats::quantile},
    recipe::Recipe,
};

/// The last purchase count stands for itself and all above.
const MOST_PURCHASES: u64 = 5;

/// What every customer bought in the window of the last months.
#[derive(Debug, Clone, Default)]
pub struct InWindow {
    /// Purchases in the window.
    pub purchases: IndexVec<BuyerIdx, u32>,
    /// Net revenue dated in it, of those without a purchase in it too.
    pub net: IndexVec<BuyerIdx, Money>,
}

/// A customer with a purchase in the window.
#[derive(Debug, Clone, Copy)]
pub struct Spender {
    /// Who.
    pub buyer: BuyerIdx,
    /// Purchases in the window.
    pub purchases: u64,
    /// Net revenue in it.
    pub net: Money,
}

impl InWindow {
    /// Looks through all purchases and returns.
    #[inline(never)]
    pub fn new(history: &History) -> InWindow {
        let (from, to) = (history.window_from, history.as_of);
        let mut window = InWindow::default();
        window.purchases.reserve_exact(history.n_customers());
        window.net.reserve_exact(history.n_customers());
        for buyer in history.buyers() {
            let numbers = history.numbers_between(buyer, from, to);
            window.purchases.push(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
            let bought = history.revenue_of_numbers(buyer, numbers);
            window.net.push(bought + history.returned_between(buyer, from, to));
        }
        window
    }
    /// The customers with a purchase in it.
    pub fn customers(&self) -> impl Iterator<Item = Spender> + '_ {
        let of = |((buyer, &purchases), &net)| Spender { buyer, purchases: u64::from(purchases), net };
        self.purchases.iter_enumerated().zip(self.net.iter()).map(of).filter(|of| 0 < of.purchases)
    }
    /// Their net revenue in it, ascending.
    pub fn net_ascending(&self) -> Vec<i64> {
        let mut net: Vec<i64> = self.customers().map(|customer| customer.net.0).collect();
        radix::sort(&mut net);
        net
    }
}

/// Customers with a purchase in the window, by spend and by purchases.
#[inline(never)]
pub fn answer(context: &Context) -> Groups {
    let (history, recipe) = (context.history, context.recipe);
    let customers: Vec<Spender> = context.window.customers().collect();
    Groups {
        from: history.window_from,
        to: history.as_of,
        customers: customers.len() as u64,
        by_spend: if history.amounts {
            spend_groups(&customers, &edges_in_use(recipe, &context.window_ascending))
        } else {
            Vec::new()
        },
        by_purchases: purchase_groups(history, &customers),
    }
}

/// The spend bands for given edges in currency units, ascending: the user's own.
pub fn by_spend(history: &History, edges: &[f64]) -> Vec<Group> {
    let edges: Vec<Money> = edges.iter().filter_map(|&edge| Money::from_f64(edge)).collect();
    let customers: Vec<Spender> = InWindow::new(history).customers().collect();
    if history.amounts { spend_groups(&customers, &edges) } else { Vec::new() }
}

/// The user's own edges, ascending and each once, or else those near the quintiles.
fn edges_in_use(recipe: &Recipe, ascending: &[i64]) -> Vec<Money> {
    if recipe.spend_edges.is_empty() {
        return edges(ascending);
    }
    let mut own = recipe.spend_edges.clone();
    own.sort_unstable();
    own.dedup();
    own
}

/// Zero and the four quintile limits, each moved to the nearest of 1, 2, 2.5, 5 times a power of ten; equal ones once.
fn edges(ascending: &[i64]) -> Vec<Money> {
    let limits = [0.2, 0.4, 0.6, 0.8].into_iter().filter_map(|p| quantile(ascending, p));
    let round = limits.filter(|&limit| limit > 0.0).filter_map(|limit| {
        // A step below one minor unit cannot be written.
        Money::from_f64(nearest_step(limit / Money::SCALE as f64)).filter(|edge| edge.is_positive())
    });
    let mut edges: Vec<Money> = [Money::ZERO].into_iter().chain(round).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn spend_groups(customers: &[Spender], edges: &[Money]) -> Vec<Group> {
    let lowest = edges.first().copied().unwrap_or_default();
    // the first is for those below the lowest edge
    let mut sums = vec![Sums::default(); edges.len().max(1) + 1];
    for customer in customers {
        let begun = edges.partition_point(|&edge| edge <= customer.net);
        let band = if customer.net < lowest { 0 } else { begun.max(1) };
        sums.get_mut(band).into_iter().for_each(|sums| sums.add(customer));
    }
    let total = Some(sums.iter().map(|sums| sums.net).sum());
    // More sent back than bought in the window: below the lowest edge, and shown only where it happens.
    let below = sums.first().filter(|sums| 0 < sums.customers).map(|sums| (None, Some(lowest), sums));
    let uppers = edges.iter().skip(1).copied().map(Some).chain([None]);
    let within = edges.iter().copied().map(Some).zip(uppers).zip(sums.iter().skip(1));
    let bands = below.into_iter().chain(within.map(|((from, to), sums)| (from, to, sums)));
    let group = |(from, to, sums): (Option<Money>, Option<Money>, &Sums)| {
        let band = match (from, to) {
            (Some(from), Some(to)) => format!("{}-{}", plain(from), plain(to)),
            (Some(from), None) => format!("{}+", plain(from)),
            (None, to) => format!("<{}", plain(to.unwrap_or_default())),
        };
        sums.group(band, (from.map(Money::to_f64), to.map(Money::to_f64)), customers.len(), total)
    };
    bands.map(group).collect()
}

/// The band that a number of purchases belongs to: the number itself, or the last band's.
pub fn band_of_count(purchases: u64) -> u64 {
    purchases.min(MOST_PURCHASES)
}

/// The number that stands for a band of purchases, by the band's name.
pub fn count_of_band(band: &str) -> Option<u64> {
    (1..=MOST_PURCHASES).find(|&count| name_of_count(count) == band)
}

fn name_of_count(count: u64) -> String {
    if count == MOST_PURCHASES { format!("{count}+") } else { count.to_string() }
}

fn purchase_groups(history: &History, customers: &[Spender]) -> Vec<Group> {
    let mut sums = [Sums::default(); MOST_PURCHASES as usize];
    for customer in customers {
        let band = (band_of_count(customer.purchases) as usize).checked_sub(1);
        band.and_then(|band| sums.get_mut(band)).into_iter().for_each(|sums| sums.add(customer));
    }
    let total = history.money(sums.iter().map(|sums| sums.net).sum());
    let group =
        |(count, sums): (u64, &Sums)| sums.group(name_of_count(count), (None, None), customers.len(), total);
    (1..).zip(&sums).map(group).collect()
}

/// What the customers of one group bought in the window.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    customers: u64,
    purchases: u64,
    net: Money,
}

impl Sums {
    fn add(&mut self, customer: &Spender) {
        self.customers += 1;
        self.purchases += customer.purchases;
        self.net += customer.net;
    }
    /// `total` is the net revenue of all groups; `None` in a file without amounts.
    fn group(
        &self,
        band: String,
        (from, to): (Option<f64>, Option<f64>),
        of: usize,
        total: Option<Money>,
    ) -> Group {
        Group {
            band,
            from,
            to,
            customers: share(self.customers, of as u64),
            purchases: self.purchases,
            net_revenue: total.map(|_| self.net),
            share_of_revenue: total.and_then(|total| money_share(self.net, total)),
        }
    }
}

/// An edge as people write it: without decimals where it has none.
fn plain(edge: Money) -> String {
    let text = edge.to_string();
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}
