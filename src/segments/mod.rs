//! Rules that pick customers, how many they are and what they are worth, and the lists themselves. `selection` picks the
//! part of the shop that filters name, `drill` the customers behind a cell of an answer.

pub mod drill;
mod selection;
mod values;

pub use selection::selection;
pub use values::values;

use std::borrow::Cow;

use crate::{
    answers::{ChurnState, Outlook, SegmentId, SegmentMember, SegmentSummary, Stage},
    base::{Day, IndexVec, Money},
    metrics::{
        Context,
        groups::InWindow,
        shape::share,
        stage,
        thresholds::{Thresholds, best},
    },
    model::{BuyerIdx, CustomerIdx, History, Ledger, ProductIdx},
    recipe::Recipe,
};

/// Size and value of every segment, in the order in which they are shown.
pub fn summaries(ledger: &Ledger, history: &History, recipe: &Recipe) -> Vec<SegmentSummary> {
    let (thresholds, window) = (Thresholds::new(history, recipe), InWindow::new(history));
    summed(history, &Rules::new(ledger, history, thresholds), &window)
}

/// The same from what is known already.
pub fn summaries_of(context: &Context) -> Vec<SegmentSummary> {
    let thresholds = context.thresholds;
    let hot_from = thresholds.hot_from(context.history.as_of);
    let rules = Rules { thresholds, hot_from, best: Cow::Borrowed(&context.best) };
    summed(context.history, &rules, &context.window)
}

fn summed(history: &History, rules: &Rules<'_>, window: &InWindow) -> Vec<SegmentSummary> {
    let mut sums = [(0_u64, Money::ZERO, Money::ZERO); SegmentId::ALL.len()];
    for buyer in history.buyers() {
        let facts = rules.facts(history, buyer);
        for (segment, sum) in SegmentId::ALL.into_iter().zip(&mut sums) {
            if rules.holds(history, segment, buyer, facts) {
                sum.0 += 1;
                sum.1 += history.buyers.net_revenue.at(buyer);
                sum.2 += window.net.at(buyer);
            }
        }
    }
    let summary = |(id, (customers, net, window)): (SegmentId, (u64, Money, Money))| {
        let (days_from, days_to) = rules.days(history, id);
        SegmentSummary {
            id,
            customers: share(customers, history.n_customers() as u64),
            net_revenue: history.money(net),
            net_revenue_window: history.money(window),
            days_from,
            days_to,
        }
    };
    SegmentId::ALL.into_iter().zip(sums).map(summary).collect()
}

/// The members of a segment, the most valuable first: see [`most_valuable`].
pub fn members(
    ledger: &Ledger,
    history: &History,
    recipe: &Recipe,
    segment: SegmentId,
) -> Vec<SegmentMember> {
    let thresholds = Thresholds::new(history, recipe);
    let buyers = buyers_of(ledger, history, &thresholds, segment);
    let stages = stage::of_customers(ledger, history, &thresholds);
    let buyers = most_valuable(ledger, history, buyers);
    buyers.into_iter().map(|buyer| member(ledger, history, buyer, stages.at(buyer), None)).collect()
}

/// Who is in a segment.
pub fn buyers_of(
    ledger: &Ledger,
    history: &History,
    thresholds: &Thresholds,
    segment: SegmentId,
) -> Vec<BuyerIdx> {
    let rules = Rules::new(ledger, history, *thresholds);
    let holds = |&buyer: &BuyerIdx| rules.holds(history, segment, buyer, rules.facts(history, buyer));
    history.buyers().filter(holds).collect()
}

/// Sorts customers: the most valuable first, by net revenue, without amounts by purchases; then those who bought last,
/// then by key.
pub fn most_valuable(ledger: &Ledger, history: &History, mut buyers: Vec<BuyerIdx>) -> Vec<BuyerIdx> {
    let key = |buyer: BuyerIdx| ledger.customers.text(history.buyers.key.at(buyer));
    let value = |buyer: BuyerIdx| match history.money(history.buyers.net_revenue.at(buyer)) {
        Some(net) => net.0,
        None => history.n_purchases(buyer) as i64,
    };
    buyers.sort_unstable_by(|&a, &b| {
        let later = || history.last_day(b).cmp(&history.last_day(a));
        value(b).cmp(&value(a)).then_with(later).then_with(|| key(a).cmp(key(b)))
    });
    buyers
}

/// What decides over membership, computed once.
struct Rules<'a> {
    thresholds: Thresholds,
    /// First day of the hot window.
    hot_from: Option<Day>,
    best: Cow<'a, IndexVec<BuyerIdx, bool>>,
}

/// What the rules ask of a customer.
#[derive(Clone, Copy)]
struct Facts {
    days: u32,
    purchases: usize,
    state: Option<ChurnState>,
}

impl Rules<'_> {
    fn new(ledger: &Ledger, history: &History, thresholds: Thresholds) -> Rules<'static> {
        let hot_from = thresholds.hot_from(history.as_of);
        Rules { thresholds, hot_from, best: Cow::Owned(best(ledger, history)) }
    }

    #[inline]
    fn facts(&self, history: &History, buyer: BuyerIdx) -> Facts {
        let days = history.days_since_purchase(buyer);
        Facts { days, purchases: history.n_purchases(buyer), state: self.thresholds.state(days) }
    }

    #[inline]
    fn holds(&self, history: &History, segment: SegmentId, buyer: BuyerIdx, facts: Facts) -> bool {
        let Facts { days, purchases, state } = facts;
        match segment {
            SegmentId::HotOpportunity => {
                purchases == 1 && self.hot_from.is_some_and(|from| from <= history.last_day(buyer))
            }
            SegmentId::SecondPurchaseDue => {
                let (from, to) = (self.thresholds.second_p25, self.thresholds.second_p75);
                let is_due = |(from, to)| from <= f64::from(days) && f64::from(days) <= to;
                purchases == 1 && from.zip(to).is_some_and(is_due)
            }
            SegmentId::AtRisk => purchases >= 2 && state == Some(ChurnState::AtRisk),
            SegmentId::Lapsed => state == Some(ChurnState::Lapsed),
            // Without a lapse day nobody is known to have left.
            SegmentId::Best => {
                purchases >= 3 && state.is_none_or(|state| state == ChurnState::Active) && self.best.at(buyer)
            }
        }
    }

    /// Days since the last purchase that the segment lies between. The hot window is months, so its last day is that
    /// of the oldest purchase still inside.
    fn days(&self, history: &History, segment: SegmentId) -> (Option<f64>, Option<f64>) {
        let thresholds = &self.thresholds;
        let months = |months: u32| -i32::try_from(months).unwrap_or(i32::MAX);
        let hot = thresholds
            .hot_window_months
            .map(|window| history.as_of.days_since(history.as_of.add_months(months(window))));
        match segment {
            SegmentId::HotOpportunity => (hot.map(|_| 0.0), hot.map(f64::from)),
            SegmentId::SecondPurchaseDue => (thresholds.second_p25, thresholds.second_p75),
            SegmentId::AtRisk => (thresholds.active_until(), thresholds.lapse_day),
            SegmentId::Lapsed => (thresholds.lapse_day, None),
            SegmentId::Best => (Some(0.0), thresholds.active_until()),
        }
    }
}

/// One customer as lists show it.
pub fn member(
    ledger: &Ledger,
    history: &History,
    buyer: BuyerIdx,
    stage: Stage,
    outlook: Option<Outlook>,
) -> SegmentMember {
    let customer = history.buyers.key.at(buyer);
    let known = |column: &IndexVec<CustomerIdx, String>| column.get(customer).cloned().unwrap_or_default();
    SegmentMember {
        customer: ledger.customers.text(customer).to_owned(),
        email: known(&ledger.people.email),
        name: known(&ledger.people.name),
        phone: known(&ledger.people.phone),
        purchases: history.n_purchases(buyer) as u64,
        net_revenue: history.money(history.buyers.net_revenue.at(buyer)),
        first_purchase: history.first_day(buyer),
        last_purchase: history.last_day(buyer),
        days_since_purchase: history.days_since_purchase(buyer),
        last_product: last_product(ledger, history, buyer),
        stage: Some(stage),
        outlook,
    }
}

/// The product of the last purchase with the largest amount; of equal ones the first by key.
fn last_product(ledger: &Ledger, history: &History, buyer: BuyerIdx) -> String {
    let Some(last) = history.purchases_of(buyer).next_back() else { return String::new() };
    let line = |&line| {
        let product: ProductIdx =
            ledger.lines.product.get(line).copied().filter(|product| product.is_some())?;
        Some((product, ledger.lines.amount.get(line).copied().unwrap_or_default()))
    };
    let mut amounts: Vec<(ProductIdx, Money)> = history.lines_of(last).iter().filter_map(line).collect();
    amounts.sort_unstable();
    let sums = amounts.chunk_by(|a, b| a.0 == b.0).filter_map(|lines| {
        let product = lines.first()?.0;
        Some((
            lines.iter().map(|&(_, amount)| amount).sum::<Money>(),
            std::cmp::Reverse(ledger.products.text(product)),
            product,
        ))
    });
    sums.max().map_or_else(String::new, |(_, _, product)| ledger.product_label(product).to_owned())
}
