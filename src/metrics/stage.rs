//! `stage` (METRICS.md section 12): where each customer stands on the journey.

use super::{
    shape::{money_share, share},
    thresholds::{Thresholds, best},
};
use crate::{
    answers::{ChurnState, Stage, StageRow, Stages},
    base::{Day, IndexVec, Money},
    model::{BuyerIdx, History, Ledger, history::days_between},
};

/// Customers, purchases and net revenue by stage.
#[inline(never)]
pub fn answer(history: &History, stages: &IndexVec<BuyerIdx, Stage>) -> Stages {
    let total: Money = history.buyers.net_revenue.iter().copied().sum();
    // by the place of a stage in ALL, which is the order of the journey
    let mut sums = [(0_u64, 0_u64, Money::ZERO); Stage::ALL.len()];
    for (buyer, &stage) in stages.iter_enumerated() {
        if let Some(sum) = sums.get_mut(stage as usize) {
            sum.0 += 1;
            sum.1 += history.n_purchases(buyer) as u64;
            sum.2 += history.buyers.net_revenue.at(buyer);
        }
    }
    let row = |(stage, (customers, purchases, net)): (Stage, (u64, u64, Money))| StageRow {
        stage,
        customers: share(customers, history.n_customers() as u64),
        purchases,
        net_revenue: history.money(net),
        share_of_revenue: money_share(net, total).filter(|_| history.amounts),
    };
    Stages { stages: Stage::ALL.into_iter().zip(sums).map(row).collect() }
}

/// The stage of every customer.
pub fn of_customers(
    ledger: &Ledger,
    history: &History,
    thresholds: &Thresholds,
) -> IndexVec<BuyerIdx, Stage> {
    with_best(history, thresholds, &best(ledger, history))
}

/// The same where the best are known.
#[inline(never)]
pub fn with_best(
    history: &History,
    thresholds: &Thresholds,
    best: &IndexVec<BuyerIdx, bool>,
) -> IndexVec<BuyerIdx, Stage> {
    let hot_from = thresholds.hot_from(history.as_of);
    history.buyers().map(|buyer| stage(history, thresholds, hot_from, buyer, best.at(buyer))).collect()
}

/// Decided from the top, as the table of METRICS.md section 12 stands. Without a lapse day nobody has lapsed, is at risk
/// or was won back; without a hot window nobody is hot.
fn stage(
    history: &History,
    thresholds: &Thresholds,
    hot_from: Option<Day>,
    buyer: BuyerIdx,
    is_best: bool,
) -> Stage {
    let state = thresholds.state(history.days_since_purchase(buyer));
    let lapsed = state == Some(ChurnState::Lapsed);
    match history.n_purchases(buyer) {
        0 | 1 if hot_from.is_some_and(|from| from <= history.last_day(buyer)) => Stage::HotOpportunity,
        0 | 1 if !lapsed => Stage::Cooling,
        0 | 1 => Stage::OneTimeLapsed,
        _ if lapsed => Stage::Lapsed,
        _ if state == Some(ChurnState::AtRisk) => Stage::AtRisk,
        _ if came_back_late(history, thresholds, buyer) => Stage::WonBack,
        2 => Stage::SecondPurchase,
        _ if is_best => Stage::Best,
        _ => Stage::Regular,
    }
}

fn came_back_late(history: &History, thresholds: &Thresholds, buyer: BuyerIdx) -> bool {
    match (history.days_of(buyer), thresholds.lapse_day) {
        ([.., earlier, later], Some(lapse_day)) => lapse_day < f64::from(days_between(*earlier, *later)),
        _ => false,
    }
}
