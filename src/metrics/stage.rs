//! `stage` (METRICS.md section 12): where each customer stands on the journey.

use super::{
    shape::{money_share, share},
    thresholds::{Thresholds, best},
};
use crate::{
    answers::{ChurnState, Stage, StageRow, Stages},
    base::{IndexVec, Money},
    model::{BuyerIdx, History, Ledger, history::days_between},
};

/// The stages in the order of the journey.
pub const ORDER: [Stage; 9] = [
    Stage::HotOpportunity,
    Stage::Cooling,
    Stage::OneTimeLapsed,
    Stage::SecondPurchase,
    Stage::Regular,
    Stage::Best,
    Stage::WonBack,
    Stage::AtRisk,
    Stage::Lapsed,
];

/// Customers, purchases and net revenue by stage.
pub fn answer(ledger: &Ledger, history: &History, thresholds: &Thresholds) -> Stages {
    let stages = of_customers(ledger, history, thresholds);
    let total: Money = history.buyers.net_revenue.iter().copied().sum();
    let row = |stage: Stage| {
        let inside = || stages.iter_enumerated().filter(|&(_, &of)| of == stage).map(|(buyer, _)| buyer);
        let net: Money = inside().map(|buyer| history.buyers.net_revenue.at(buyer)).sum();
        StageRow {
            stage,
            customers: share(inside().count() as u64, history.n_customers() as u64),
            purchases: inside().map(|buyer| history.n_purchases(buyer) as u64).sum(),
            net_revenue: history.money(net),
            share_of_revenue: money_share(net, total).filter(|_| history.amounts),
        }
    };
    Stages { stages: ORDER.map(row).to_vec() }
}

/// The stage of every customer.
pub fn of_customers(
    ledger: &Ledger,
    history: &History,
    thresholds: &Thresholds,
) -> IndexVec<BuyerIdx, Stage> {
    let best = best(ledger, history);
    history.buyers().map(|buyer| stage(history, thresholds, buyer, best.at(buyer))).collect()
}

/// Decided from the top, as the table of METRICS.md section 12 stands. Without a lapse day nobody has lapsed, is at risk
/// or was won back; without a hot window nobody is hot.
fn stage(history: &History, thresholds: &Thresholds, buyer: BuyerIdx, is_best: bool) -> Stage {
    let state = thresholds.state(history.days_since_purchase(buyer));
    let lapsed = state == Some(ChurnState::Lapsed);
    match history.n_purchases(buyer) {
        0 | 1 if thresholds.is_hot(history, buyer) => Stage::HotOpportunity,
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
