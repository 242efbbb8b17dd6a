//! Order numbers that come again for the same customer after months: numbering begins at one every January. Each time is an
//! order of its own.

use crate::{
    base::{Day, Idx, IndexVec, Money, hash::Map},
    ingest::rows::noticed::Seen,
    model::{CustomerIdx, Ledger, LineIdx, OrderIdIdx},
};

/// Days between two lines of one order beyond which the number has come again.
const APART: i32 = 60;

/// Days into a new year in which lines of an order of the old one may follow.
const TURN_OF_YEAR: i32 = 14;

/// Orders with their customer.
type Key = (OrderIdIdx, CustomerIdx);

/// Gives every further time a number of its own, unless `keeps`; says how many orders it is about.
pub(super) fn split(ledger: &mut Ledger, keeps: bool) -> Seen {
    let mut seen = Seen::default();
    if ledger.lines.order_id.is_empty() {
        return seen;
    }
    // the last day of each number: nearly all numbers are of one customer and one day
    let mut last: IndexVec<OrderIdIdx, Day> = IndexVec::filled(Day(i32::MIN), ledger.order_ids.len());
    let mut again: Map<Key, ()> = Map::default();
    let mut suspects: Vec<bool> = vec![false; ledger.order_ids.len()];
    let mut crossing: Vec<bool> = vec![false; ledger.order_ids.len()];
    let mut in_new_year = 0;
    for (line, &order) in ledger.lines.order_id.iter_enumerated() {
        let Some(&day) = ledger.lines.day.get(line) else { continue };
        let Some(before) = last.get_mut(order) else { continue };
        let apart = if before.0 == i32::MIN { 0 } else { (day.0 - before.0).abs() };
        if apart > TURN_OF_YEAR {
            let crosses = year_of(day) != year_of(*before);
            if let (true, Some(slot)) = (crosses, crossing.get_mut(order.index())) {
                *slot = true;
            }
            if apart > APART
                && let Some(suspect) = suspects.get_mut(order.index())
                && !std::mem::replace(suspect, true)
            {
                in_new_year += usize::from(crosses);
            }
        }
        *before = day;
    }
    let all = suspects.iter().filter(|&&suspect| suspect).count();
    if all == 0 {
        return seen;
    }
    // where numbers come again with the new year and hardly else, a new year ends every order but those of its first days
    let yearly = 3 <= all && all * 9 <= in_new_year * 10;
    if yearly {
        for (suspect, &crosses) in suspects.iter_mut().zip(&crossing) {
            *suspect |= crosses;
        }
    }
    let belongs = |first: Day, last: Day, day: Day| {
        let near = first.0 - APART <= day.0 && day.0 <= last.0 + APART;
        let apart = (first.0 - day.0).max(day.0 - last.0);
        near && !(yearly
            && apart > TURN_OF_YEAR
            && year_of(first) != year_of(day)
            && year_of(last) != year_of(day))
    };
    // times of each suspect: first and last day, and the number that stands for it
    let mut times: Map<Key, Vec<(Day, Day, OrderIdIdx)>> = Map::default();
    for at in 0..ledger.lines.order_id.len() {
        let line = LineIdx::from_index(at);
        let (Some(&order), Some(&day), Some(&customer)) =
            (ledger.lines.order_id.get(line), ledger.lines.day.get(line), ledger.lines.customer.get(line))
        else {
            continue;
        };
        if !suspects.get(order.index()).is_some_and(|&suspect| suspect) {
            continue;
        }
        let known = times.entry((order, customer)).or_default();
        let near = known.iter_mut().find(|(first, last, _)| belongs(*first, *last, day));
        let number = match near {
            Some((first, last, number)) => {
                *first = (*first).min(day);
                *last = (*last).max(day);
                *number
            }
            None => {
                let is_again = !known.is_empty();
                let number = if is_again && !keeps {
                    let text = format!("{} ({day})", ledger.order_ids.text(order));
                    ledger.order_ids.intern(&text)
                } else {
                    order
                };
                if is_again && again.insert((order, customer), ()).is_none() {
                    seen.see(Money::ZERO, || ledger.order_ids.text(order).to_owned());
                }
                known.push((day, day, number));
                number
            }
        };
        if let Some(slot) = ledger.lines.order_id.get_mut(line) {
            *slot = number;
        }
    }
    seen
}

fn year_of(day: Day) -> i32 {
    day.ymd().0
}
