//! Drill-down: the customers behind a cell, a bar or a list of an answer, and one customer's orders with the rows that
//! they came from. Each rule is that of the metric that the cell belongs to.

use std::sync::Arc;

use chrono::Datelike;

use super::{buyers_of, member, most_valuable};
use crate::{
    answers::{
        CustomerOrder, CustomerOrders, CustomerPage, MoveKind, OrderKind, OrderLine, RfmGroup, SeasonKind,
        Selector, SplitBy, Stage,
    },
    base::{Day, Idx, IndexVec, Interner, Money, Period, order::sort_by_key},
    metrics::{
        Context, Outlooks, groups, held::Held, movement, rfm, stage, thresholds::by_revenue,
        timeline::Timeline,
    },
    model::{BuyerIdx, History, Ledger, LineIdx, Orders, PurchaseIdx, Selection},
};

/// What a drill-down needs beside the context.
pub struct Drill<'a> {
    /// The history with what was found of it.
    pub context: &'a Context<'a>,
    /// All orders of the ledger, for histories of past days.
    pub orders: &'a Arc<Orders>,
    /// The part that is looked at.
    pub selection: &'a Selection,
    /// What is expected of customers, where that is known already.
    pub outlooks: Option<&'a Outlooks>,
}

impl Drill<'_> {
    /// One page of the customers behind a selector.
    pub fn page(&self, selector: &Selector, offset: u64, limit: u32) -> CustomerPage {
        let Context { ledger, history, thresholds, .. } = self.context;
        let buyers = most_valuable(ledger, history, self.buyers(selector));
        let stages = stage::of_customers(ledger, history, thresholds);
        let shown = buyers.iter().skip(usize::try_from(offset).unwrap_or(usize::MAX)).take(limit as usize);
        let customers = shown.map(|&buyer| {
            let outlook = self.outlooks.map(|outlooks| outlooks.of(buyer));
            member(ledger, history, buyer, stages.at(buyer), outlook)
        });
        CustomerPage {
            selector: selector.clone(),
            total: buyers.len() as u64,
            offset,
            customers: customers.collect(),
        }
    }

    /// A customer's purchases and returns with their rows; `None` for a key that is no customer here.
    pub fn customer(&self, key: &str) -> Option<CustomerOrders> {
        let Context { ledger, history, thresholds, .. } = self.context;
        let customer = ledger.customers.find(key)?;
        let buyer = history.buyers().find(|&buyer| history.buyers.key.at(buyer) == customer)?;
        let stages = stage::of_customers(ledger, history, thresholds);
        let mut orders: Vec<CustomerOrder> = Vec::new();
        for (purchase, number) in history.purchases_of(buyer).zip(1_u64..) {
            let (day, amount) = (history.purchases.day.at(purchase), history.purchases.revenue.at(purchase));
            let lines = history.lines_of(purchase);
            orders.push(order(ledger, OrderKind::Purchase, Some(number), day, history.money(amount), lines));
        }
        for item in history.returns_of(buyer) {
            let (day, amount) = (history.returns.day.at(item), history.returns.amount.at(item));
            let of = history.returns.purchase.at(item);
            let number = of.is_some().then(|| history.order_number(of) as u64);
            let lines = history.lines_of_return(item);
            orders.push(order(ledger, OrderKind::Return, number, day, history.money(amount), lines));
        }
        sort_by_key(&mut orders, |order| order.day);
        let outlook = self.outlooks.map(|outlooks| outlooks.of(buyer));
        Some(CustomerOrders { customer: member(ledger, history, buyer, stages.at(buyer), outlook), orders })
    }

    /// The customers behind a selector, in no order that means anything.
    pub fn buyers(&self, selector: &Selector) -> Vec<BuyerIdx> {
        let context = self.context;
        let Context { ledger, history, recipe, thresholds, .. } = context;
        let timeline = &context.purchase_timeline;
        let keep = |test: &dyn Fn(BuyerIdx) -> bool| history.buyers().filter(|&buyer| test(buyer)).collect();
        match selector {
            Selector::All => history.buyers().collect(),
            Selector::Returned => keep(&|buyer| 2 <= history.n_purchases(buyer)),
            Selector::Segment(segment) => buyers_of(ledger, history, thresholds, *segment),
            Selector::Stage(wanted) => {
                let stages = stage::of_customers(ledger, history, thresholds);
                keep(&|buyer| stages.at(buyer) == *wanted)
            }
            Selector::RfmGroup(wanted) => {
                let groups = rfm::groups(history, recipe);
                keep(&|buyer| groups.at(buyer) == *wanted)
            }
            Selector::RfmScore { r, fm } => {
                let scores = rfm::of_customers(history, recipe);
                keep(&|buyer| scores.at(buyer) == rfm::Scores { r: *r, fm: *fm })
            }
            Selector::ChurnState(state) => {
                keep(&|buyer| thresholds.state(history.days_since_purchase(buyer)) == Some(*state))
            }
            Selector::LostIn { month } => {
                let months =
                    Timeline::new(Period::Month, history.span().map(|(first, _)| first), history.as_of);
                let Some(slot) = slot_of(&months, month) else { return Vec::new() };
                let lapse = thresholds.lapse_day.map(|day| day.floor() as i32);
                keep(&|buyer| lapse.is_some_and(|lapse| is_lost_in(history, buyer, lapse, &months, slot)))
            }
            Selector::Cohort { cohort } => {
                let slot = slot_of(timeline, cohort);
                keep(&|buyer| slot.is_some() && timeline.slot(history.first_day(buyer)) == slot)
            }
            Selector::CohortActive { cohort, column } => {
                let Some(slot) = slot_of(timeline, cohort) else { return Vec::new() };
                let wanted = Some(slot + *column as usize);
                let active = |buyer| history.days_of(buyer).iter().any(|&day| timeline.slot(day) == wanted);
                keep(&|buyer| timeline.slot(history.first_day(buyer)) == Some(slot) && active(buyer))
            }
            Selector::CohortReturned { cohort, column } => {
                let Some(slot) = slot_of(timeline, cohort) else { return Vec::new() };
                let last = slot + *column as usize;
                let second = |buyer| history.days_of(buyer).get(1).and_then(|&day| timeline.slot(day));
                keep(&|buyer| {
                    timeline.slot(history.first_day(buyer)) == Some(slot)
                        && second(buyer).is_some_and(|slot| slot <= last)
                })
            }
            Selector::Began { by, value } => self.began(*by, value),
            Selector::BeganWithPair { products } => {
                let wanted = products.clone().map(|key| ledger.products.find(&key));
                let held =
                    |buyer| first_of(history, buyer).map_or(&[][..], |first| context.products.of(first));
                keep(&|buyer| wanted.iter().all(|key| key.is_some_and(|key| held(buyer).contains(&key))))
            }
            Selector::Path { products } => {
                let follows = |buyer| {
                    let own = history.purchases_of(buyer).take(products.len());
                    let main = own.map(|purchase| context.products.main(purchase));
                    let keys = main.map(|thing| thing.map(|thing| context.products.key(thing)));
                    keys.eq(products.iter().map(|key| Some(key.as_str())))
                };
                keep(&|buyer| follows(buyer))
            }
            Selector::ActiveIn { period } => {
                let slot = slot_of(timeline, period);
                let active = |buyer| history.days_of(buyer).iter().any(|&day| timeline.slot(day) == slot);
                keep(&|buyer| slot.is_some() && active(buyer))
            }
            Selector::BoughtNumber { period, number } => {
                let slot = period.as_ref().map(|period| slot_of(timeline, period));
                let inside = |day: Day| slot.is_none_or(|slot| slot.is_some() && timeline.slot(day) == slot);
                let numbered = |at: usize| at + 1 == usize::from(*number) || (*number == 4 && 4 <= at + 1);
                let days = |buyer| history.days_of(buyer).iter().enumerate();
                keep(&|buyer| days(buyer).any(|(at, &day)| numbered(at) && inside(day)))
            }
            Selector::SpendBand { band } => {
                let all = groups::answer(self.context).by_spend;
                let Some(group) = all.iter().find(|group| group.band == *band) else { return Vec::new() };
                let edge = |edge: Option<f64>| edge.and_then(Money::from_f64);
                let (from, to) = (edge(group.from), edge(group.to));
                let inside = |net: Money| from.is_none_or(|from| from <= net) && to.is_none_or(|to| net < to);
                let customers = self.context.window.customers();
                customers.filter(|customer| inside(customer.net)).map(|customer| customer.buyer).collect()
            }
            Selector::PurchaseBand { band } => {
                let wanted = groups::count_of_band(band);
                let customers = self.context.window.customers();
                let inside = |purchases: u64| wanted == Some(groups::band_of_count(purchases));
                customers
                    .filter(|customer| inside(customer.purchases))
                    .map(|customer| customer.buyer)
                    .collect()
            }
            Selector::Top { percent } => {
                let n = (history.n_customers() * *percent as usize).div_ceil(100);
                by_revenue(ledger, history).into_iter().take(n).collect()
            }
            Selector::Gap { from_days, to_days, step } => {
                let inside = |gap: u32| *from_days <= gap && to_days.is_none_or(|to| gap < to);
                let stepped = |at: usize| {
                    step.is_none_or(|step| at + 1 == usize::from(step) || (step == 5 && 5 <= at + 1))
                };
                let has = |buyer| {
                    let days = history.days_of(buyer);
                    let pairs = days.iter().zip(days.iter().skip(1)).enumerate();
                    pairs.into_iter().any(|(at, (&earlier, &later))| {
                        stepped(at) && inside(u32::try_from(later.days_since(earlier)).unwrap_or(0))
                    })
                };
                keep(&|buyer| has(buyer))
            }
            Selector::FirstValue { from, to } => {
                let inside = |value: Money| *from <= value && to.is_none_or(|to| value < to);
                let value = |buyer| first_of(history, buyer).map(|first| history.purchases.revenue.at(first));
                keep(&|buyer| value(buyer).is_some_and(inside))
            }
            Selector::Season { kind, slot } => keep(&|buyer| began_in(context, buyer, *kind) == Some(*slot)),
            Selector::BeganBetween { from, to } => {
                keep(&|buyer| *from <= history.first_day(buyer) && history.first_day(buyer) <= *to)
            }
            Selector::Moved { since, by, from, to } => self.moved(*since, *by, from, to),
            Selector::Alive { from, to } => {
                let Some(forecast) = self.outlooks.and_then(|outlooks| outlooks.forecast.as_ref()) else {
                    return Vec::new();
                };
                let inside = |chance: f64| *from <= chance && (chance < *to || 1.0 <= *to);
                keep(&|buyer| forecast.alive(buyer).is_some_and(inside))
            }
            Selector::Due { from, to } => {
                let due =
                    |buyer| self.outlooks.and_then(|outlooks| outlooks.due.get(buyer).copied().flatten());
                let inside = |day: Day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to);
                keep(&|buyer| due(buyer).is_some_and(inside))
            }
        }
    }

    fn began(&self, by: SplitBy, value: &str) -> Vec<BuyerIdx> {
        let Context { ledger, history, starts, .. } = self.context;
        match by {
            SplitBy::FirstProduct => began_with(history, &self.context.products, &ledger.products, value),
            SplitBy::Category => began_with(history, &self.context.categories, &ledger.categories, value),
            SplitBy::Channel => in_column(&starts.channel, &ledger.channels, value),
            SplitBy::Coupon => in_column(&starts.coupon, &ledger.coupons, value),
            SplitBy::Country => in_column(&starts.country, &ledger.countries, value),
            SplitBy::Discounted => {
                let wanted = value == "true";
                starts
                    .discounted
                    .iter_enumerated()
                    .filter(|&(_, &is)| is == wanted)
                    .map(|(buyer, _)| buyer)
                    .collect()
            }
        }
    }

    fn moved(&self, since: Day, by: MoveKind, from: &str, to: &str) -> Vec<BuyerIdx> {
        let history = self.context.history;
        let standings = movement::standings(self.context, self.orders, self.selection, since);
        let id = |standing: Option<(u8, u8)>| match (standing, by) {
            (None, _) => movement::NONE,
            (Some((stage, _)), MoveKind::Stage) => {
                Stage::ALL.get(usize::from(stage)).map_or("", |stage| stage.id())
            }
            (Some((_, group)), MoveKind::RfmGroup) => {
                RfmGroup::ALL.get(usize::from(group)).map_or("", |group| group.id())
            }
        };
        let moved = |&buyer: &BuyerIdx| {
            let key = history.buyers.key.at(buyer);
            let at = |standing: &movement::Standing| standing.get(key).copied().flatten();
            id(at(&standings.0)) == from && id(at(&standings.1)) == to
        };
        history.buyers().filter(moved).collect()
    }
}

fn first_of(history: &History, buyer: BuyerIdx) -> Option<PurchaseIdx> {
    history.purchase_number(buyer, 1)
}

fn slot_of(timeline: &Timeline, label: &str) -> Option<usize> {
    (0..timeline.len()).find(|&slot| timeline.label(slot) == label)
}

fn began_with<I: Idx>(
    history: &History,
    held: &Held<'_, I>,
    texts: &Interner<I>,
    value: &str,
) -> Vec<BuyerIdx> {
    let Some(wanted) = texts.find(value) else { return Vec::new() };
    let holds =
        |&buyer: &BuyerIdx| first_of(history, buyer).is_some_and(|first| held.of(first).contains(&wanted));
    history.buyers().filter(holds).collect()
}

fn in_column<I: Idx>(column: &IndexVec<BuyerIdx, I>, texts: &Interner<I>, value: &str) -> Vec<BuyerIdx> {
    let text = |idx: I| if idx.index() < texts.len() { texts.text(idx) } else { "" };
    column.iter_enumerated().filter(|&(_, &idx)| text(idx) == value).map(|(buyer, _)| buyer).collect()
}

/// As `churn` counts it: nothing bought by the date of a purchase + lapse day, which falls in the month.
fn is_lost_in(history: &History, buyer: BuyerIdx, lapse: i32, months: &Timeline, slot: usize) -> bool {
    let days = history.days_of(buyer);
    let nexts = days.iter().skip(1).copied().map(Some).chain([None]);
    days.iter().zip(nexts).any(|(&day, next)| {
        let lapses = day.add_days(lapse);
        let is_lost = lapses <= history.as_of && next.is_none_or(|next| lapses < next);
        is_lost && months.slot(lapses) == Some(slot)
    })
}

fn began_in(context: &Context, buyer: BuyerIdx, kind: SeasonKind) -> Option<u32> {
    let history = context.history;
    let day = history.first_day(buyer);
    match kind {
        SeasonKind::Month => {
            let (year, month, _) = day.ymd();
            let (first, _) = history.span()?;
            let complete =
                first <= Day::from_ymd(year, 1, 1)? && Day::from_ymd(year, 12, 31)? <= history.as_of;
            complete.then_some(month)
        }
        SeasonKind::Weekday => Some(day.date().weekday().number_from_monday()),
        SeasonKind::Hour => {
            let lines = history.lines_of(first_of(history, buyer)?).iter();
            lines.filter_map(|&line| context.ledger.lines.second.get(line)).min().map(|second| second / 3600)
        }
    }
}

fn order(
    ledger: &Ledger,
    kind: OrderKind,
    number: Option<u64>,
    day: Day,
    amount: Option<Money>,
    lines: &[LineIdx],
) -> CustomerOrder {
    let first = lines.first().and_then(|&line| ledger.lines.order_id.get(line)).filter(|id| id.is_some());
    let line = |&line: &LineIdx| OrderLine {
        file: if ledger.sources.len() > 1 { ledger.address(line).file.to_owned() } else { String::new() },
        sheet: ledger.address(line).sheet.filter(|_| ledger.sources.len() > 1).unwrap_or_default().to_owned(),
        row: u64::from(ledger.address(line).row),
        product: ledger
            .lines
            .product
            .get(line)
            .filter(|product| product.is_some())
            .map_or_else(String::new, |&product| ledger.product_label(product).to_owned()),
        quantity: ledger.lines.quantity_milli.get(line).map(|&milli| f64::from(milli) / 1000.0),
        amount: ledger.lines.amount.get(line).copied(),
    };
    CustomerOrder {
        kind,
        number,
        order: first.map_or_else(String::new, |&id| ledger.order_ids.text(id).to_owned()),
        day,
        amount,
        lines: lines.iter().map(line).collect(),
    }
}
