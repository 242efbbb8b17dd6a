//! From a recipe's filters to the part of the shop that is looked at. Filters on customers are decided on the whole shop:
//! who a customer is does not change because less of the shop is looked at.

use super::buyers_of;
use crate::{
    base::{Idx, IndexVec},
    metrics::{rfm, stage, thresholds::Thresholds},
    model::{self, BuyerIdx, CustomerIdx, History, Ledger, ProductIdx, Selection},
    recipe::{FilterMode, FilterOn, Recipe},
};

/// What a recipe's filters leave. `whole` is the history of the same recipe without them.
pub fn selection(ledger: &Ledger, whole: &History, recipe: &Recipe) -> Selection {
    if recipe.filters.is_empty() {
        return Selection::default();
    }
    let mut selection = Selection::new(ledger, &recipe.filters);
    // Looking at less of the shop does not turn back the clock.
    selection.as_of = Some(whole.as_of);
    selection.exclude(ledger, &recipe.excluded_customers);
    let by_stage = |on: &FilterOn| matches!(on, FilterOn::Segment(_) | FilterOn::Stage(_));
    let thresholds = if recipe.filters.iter().any(|filter| by_stage(&filter.on)) {
        Thresholds::new(whole, recipe)
    } else {
        Thresholds::default()
    };
    for filter in recipe.filters.iter().filter(|filter| filter.on.picks_customers()) {
        let matching = matching(ledger, whole, recipe, &thresholds, &filter.on);
        let mut marks = IndexVec::<CustomerIdx, bool>::filled(false, ledger.customers.len());
        for buyer in matching {
            let mark = whole.buyers.key.get(buyer).and_then(|&key| marks.get_mut(key));
            mark.into_iter().for_each(|mark| *mark = true);
        }
        let keeps = |mark: bool| mark == (filter.mode == FilterMode::Include);
        let marks: IndexVec<CustomerIdx, bool> = match &selection.customers {
            None => marks.iter().map(|&mark| keeps(mark)).collect(),
            Some(before) => {
                before.iter().zip(marks.iter()).map(|(&before, &mark)| before && keeps(mark)).collect()
            }
        };
        selection.customers = Some(marks);
    }
    selection
}

/// The customers of the whole shop that a filter on customers matches.
fn matching(
    ledger: &Ledger,
    whole: &History,
    recipe: &Recipe,
    thresholds: &Thresholds,
    on: &FilterOn,
) -> Vec<BuyerIdx> {
    let buyers = whole.buyers();
    match on {
        FilterOn::FirstProduct(values) => {
            let mut wanted = IndexVec::<ProductIdx, bool>::filled(false, ledger.products.len());
            for product in values.iter().filter_map(|value| ledger.products.find(value)) {
                wanted.get_mut(product).into_iter().for_each(|wanted| *wanted = true);
            }
            let holds = |&buyer: &BuyerIdx| {
                let first = whole.purchase_number(buyer, 1).map_or(&[][..], |first| whole.lines_of(first));
                first.iter().any(|&line| {
                    let held = ledger.lines.amount.get(line).is_none_or(|amount| !amount.is_negative());
                    let product =
                        ledger.lines.product.get(line).filter(|product| product.index() < wanted.len());
                    held && product.is_some_and(|&product| wanted.at(product))
                })
            };
            buyers.filter(holds).collect()
        }
        FilterOn::Cohort(range) => buyers.filter(|&buyer| range.holds(whole.first_day(buyer))).collect(),
        FilterOn::Segment(segment) => buyers_of(ledger, whole, thresholds, *segment),
        FilterOn::Stage(wanted) => {
            let stages = stage::of_customers(ledger, whole, thresholds);
            buyers.filter(|&buyer| stages.at(buyer) == *wanted).collect()
        }
        FilterOn::RfmGroup(wanted) => {
            let groups = rfm::groups(whole, recipe);
            buyers.filter(|&buyer| groups.at(buyer) == *wanted).collect()
        }
        FilterOn::Customer(named) => {
            let marks = model::marks_of(ledger, named);
            let key = |&buyer: &BuyerIdx| whole.buyers.key.get(buyer).copied();
            buyers.filter(|buyer| key(buyer).is_some_and(|key| marks.get(key) == Some(&true))).collect()
        }
        FilterOn::Product(_)
        | FilterOn::Category(_)
        | FilterOn::DateRange(_)
        | FilterOn::Channel(_)
        | FilterOn::Country(_)
        | FilterOn::Coupon(_)
        | FilterOn::Discounted(_) => Vec::new(),
    }
}
