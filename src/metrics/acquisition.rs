//! `acquisition_season` and `acquisition_source` (METRICS.md section 4): when new customers come, and from where.

use chrono::{Datelike, Weekday};

use super::{
    context::Context,
    repurchase::{returned_by, survival_of},
    shape::share,
};
use crate::{
    answers::{AcquisitionSeason, AcquisitionSource, EventRow, SeasonRow, Share, SourceRow, THIN},
    base::{Day, Idx, IndexVec, Interner, Money, order::sort_by},
    model::{BuyerIdx, History, Ledger, history::days_between},
    models::{
        stats::{quantile, ratio},
        tally::Tally,
    },
};

/// Values of a source that are listed.
const MOST_SOURCES: usize = 100;

/// When new customers come.
#[inline(never)]
pub fn season(ledger: &Ledger, history: &History) -> AcquisitionSeason {
    let Some(first) = history.buyers().map(|buyer| history.first_day(buyer)).min() else {
        return AcquisitionSeason::default();
    };
    let last = history.as_of;
    let days: Vec<Day> = history.buyers().map(|buyer| history.first_day(buyer)).collect();
    let (first_year, last_year) = (first.ymd().0, last.ymd().0);
    let is_complete = |year: i32| {
        let (start, end) = (Day::from_ymd(year, 1, 1), Day::from_ymd(year, 12, 31));
        start.is_some_and(|start| first <= start) && end.is_some_and(|end| end <= last)
    };
    let complete = (first_year..=last_year).filter(|&year| is_complete(year)).count() as u32;
    // The calendar is asked once a day, not once a customer.
    let ahead: Tally = days.iter().map(|&day| days_between(first, day)).collect();
    let by_day = || ahead.values().map(|(ahead, n)| (first.add_days(ahead.cast_signed()), n));
    let months = by_day().filter_map(|(day, n)| {
        let (year, month, _) = day.ymd();
        is_complete(year).then_some((month, n))
    });
    AcquisitionSeason {
        complete_years: complete,
        months: if complete > 0 { slots(1..=12, months) } else { Vec::new() },
        weekdays: slots(1..=7, by_day().map(|(day, n)| (day.date().weekday().number_from_monday(), n))),
        hours: if ledger.has.times { slots(0..=23, hours(ledger, history)) } else { Vec::new() },
        events: events(&days, first, last),
    }
}

/// The hour of each first purchase: that of its earliest line.
fn hours<'a>(ledger: &'a Ledger, history: &'a History) -> impl Iterator<Item = (u32, u64)> + 'a {
    history.buyers().filter_map(|buyer| {
        let first = history.purchase_number(buyer, 1)?;
        let seconds = history.lines_of(first).iter().filter_map(|&line| ledger.lines.second.get(line));
        seconds.min().map(|second| (second / 3600, 1))
    })
}

fn slots(range: std::ops::RangeInclusive<u32>, values: impl Iterator<Item = (u32, u64)>) -> Vec<SeasonRow> {
    let mut rows: Vec<SeasonRow> = range.map(|slot| SeasonRow { slot, ..SeasonRow::default() }).collect();
    let first = rows.first().map_or(0, |row| row.slot);
    for (value, n) in values {
        if let Some(row) = value.checked_sub(first).and_then(|at| rows.get_mut(at as usize)) {
            row.new_customers += n;
        }
    }
    let average = rows.iter().map(|row| row.new_customers).sum::<u64>() as f64 / rows.len().max(1) as f64;
    for row in &mut rows {
        row.index = ratio(row.new_customers as f64 * 100.0, average);
    }
    rows
}

/// The Monday before Black Friday (the Friday after the fourth Thursday of November) and the Monday after it.
fn black_friday(year: i32) -> Option<(Day, Day)> {
    let november = Day::from_ymd(year, 11, 1)?;
    let to_thursday =
        (Weekday::Thu.num_days_from_monday() + 7 - november.date().weekday().num_days_from_monday()) % 7;
    let friday = november.add_days(to_thursday as i32 + 21 + 1);
    Some((friday.add_days(-4), friday.add_days(3)))
}

/// The named events that begin in a year.
fn events_of(year: i32) -> Vec<(&'static str, Day, Day)> {
    let span = |from: (i32, u32, u32), to: (i32, u32, u32)| {
        Some((Day::from_ymd(from.0, from.1, from.2)?, Day::from_ymd(to.0, to.1, to.2)?))
    };
    [
        ("summer", span((year, 7, 1), (year, 7, 31))),
        ("black_friday", black_friday(year)),
        ("christmas", span((year, 12, 1), (year, 12, 24))),
        ("january_sale", span((year, 12, 26), (year + 1, 1, 31))),
    ]
    .into_iter()
    .filter_map(|(name, span)| span.map(|(from, to)| (name, from, to)))
    .collect()
}

fn events(days: &[Day], first: Day, last: Day) -> Vec<EventRow> {
    let length = usize::try_from(last.days_since(first)).unwrap_or(0) + 1;
    // a file over centuries of mistyped years has no seasons to speak of
    if length > 40_000 {
        return Vec::new();
    }
    let mut counts = vec![0u32; length];
    for day in days {
        if let Some(count) = usize::try_from(day.days_since(first)).ok().and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    let (first_year, last_year) = (first.ymd().0, last.ymd().0);
    let of_year = |year: i32| events_of(year).into_iter().map(move |(name, from, to)| (name, year, from, to));
    let all: Vec<_> = (first_year - 1..=last_year).flat_map(of_year).collect();
    let inside = |day: Day| all.iter().any(|&(_, _, from, to)| from <= day && day <= to);
    let usual = |year: i32| {
        let mut outside: Vec<u32> = (first.0..=last.0)
            .map(Day)
            .zip(&counts)
            .filter(|(day, _)| day.ymd().0 == year && !inside(*day))
            .map(|(_, &count)| count)
            .collect();
        outside.sort_unstable();
        quantile(&outside, 0.5)
    };
    let usual: Vec<(i32, Option<f64>)> = (first_year..=last_year).map(|year| (year, usual(year))).collect();
    all.iter()
        .filter_map(|&(event, year, from, to)| {
            let (from, to) = (from.max(first), to.min(last));
            let days = u32::try_from(to.days_since(from)).ok()? + 1;
            let start = usize::try_from(from.days_since(first)).ok()?;
            let new_customers: u64 =
                counts.get(start..start + days as usize)?.iter().map(|&count| u64::from(count)).sum();
            let a_day = new_customers as f64 / f64::from(days);
            let usual_day = usual.iter().find(|(of, _)| *of == year).and_then(|(_, usual)| *usual);
            let lift = usual_day.and_then(|usual| ratio(a_day, usual));
            Some(EventRow {
                event: event.to_owned(),
                year,
                from,
                to,
                days,
                new_customers,
                a_day,
                usual_day,
                lift,
            })
        })
        .collect()
}

/// From where new customers come.
#[inline(never)]
pub fn source(context: &Context) -> AcquisitionSource {
    let (ledger, starts) = (context.ledger, &context.starts);
    AcquisitionSource {
        channels: by_column(context, &starts.channel, &ledger.channels),
        coupons: by_column(context, &starts.coupon, &ledger.coupons),
        countries: by_column(context, &starts.country, &ledger.countries),
        discounted: discounted(context),
    }
}

fn by_column<I: Idx>(
    context: &Context,
    column: &IndexVec<BuyerIdx, I>,
    texts: &Interner<I>,
) -> Vec<SourceRow> {
    if column.is_empty() {
        return Vec::new();
    }
    // the last place is for those without one
    let mut buyers: Vec<Vec<BuyerIdx>> = vec![Vec::new(); texts.len() + 1];
    for (buyer, idx) in column.iter_enumerated() {
        if let Some(list) = buyers.get_mut(idx.index().min(texts.len())) {
            list.push(buyer);
        }
    }
    let mut groups: Vec<(&str, Vec<BuyerIdx>)> = buyers
        .into_iter()
        .enumerate()
        .filter(|(_, buyers)| !buyers.is_empty())
        .map(|(at, buyers)| (if at < texts.len() { texts.text(I::from_index(at)) } else { "" }, buyers))
        .collect();
    sort_by(&mut groups, |a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(b.0)));
    groups.truncate(MOST_SOURCES);
    groups.into_iter().map(|(name, buyers)| row(name.to_owned(), context, &buyers)).collect()
}

/// Purchase 1 with a discount or a coupon on any line, beside those without.
fn discounted(context: &Context) -> Vec<SourceRow> {
    let column = &context.starts.discounted;
    if column.is_empty() {
        return Vec::new();
    }
    let (with, without): (Vec<BuyerIdx>, Vec<BuyerIdx>) =
        context.history.buyers().partition(|&buyer| column.get(buyer) == Some(&true));
    [("true", with), ("false", without)]
        .into_iter()
        .filter(|(_, buyers)| !buyers.is_empty())
        .map(|(name, buyers)| row(name.to_owned(), context, &buyers))
        .collect()
}

/// Customers with a second purchase within so many days, of those watched that long.
pub(super) fn back_within(history: &History, buyers: &[BuyerIdx], days: i32) -> Share {
    let (mut back, mut watched) = (0, 0);
    for &buyer in buyers {
        let own = history.days_of(buyer);
        let until = history.first_day(buyer).add_days(days);
        if until <= history.as_of {
            watched += 1;
            back += u64::from(own.get(1).is_some_and(|&second| second <= until));
        }
    }
    share(back, watched)
}

fn row(source: String, context: &Context, buyers: &[BuyerIdx]) -> SourceRow {
    let history = context.history;
    let n = buyers.len() as f64;
    let first_value = |&buyer: &BuyerIdx| {
        history.purchase_number(buyer, 1).map(|purchase| history.purchases.revenue.at(purchase))
    };
    let first: Money = buyers.iter().filter_map(first_value).sum();
    let followed = || buyers.iter().filter_map(|&buyer| context.revenue_12_months.at(buyer));
    let revenue: Money = followed().sum();
    let survival = survival_of(buyers.iter().map(|&buyer| context.until_second.at(buyer)));
    SourceRow {
        source,
        new_customers: buyers.len() as u64,
        share: ratio(n, history.n_customers() as f64).unwrap_or(0.0),
        first_order_value: history.money(first).and_then(|sum| ratio(sum.to_f64(), n)),
        km_90: returned_by(&survival, 90),
        back_in_90_days: back_within(history, buyers, 90),
        revenue_12_months: history
            .money(revenue)
            .and_then(|sum| ratio(sum.to_f64(), followed().count() as f64)),
        thin: (buyers.len() as u64) < THIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_begin_and_end_where_the_calendar_says() {
        let day = |text: &str| Day::parse_iso(text).unwrap();
        assert_eq!(black_friday(2024), Some((day("2024-11-25"), day("2024-12-02"))));
        // 1 November 2019 is a Friday: the fourth Thursday is the 28th
        assert_eq!(black_friday(2019), Some((day("2019-11-25"), day("2019-12-02"))));
        // 1 November 2018 is a Thursday itself
        assert_eq!(black_friday(2018), Some((day("2018-11-19"), day("2018-11-26"))));
        let january = events_of(2023).into_iter().find(|event| event.0 == "january_sale").unwrap();
        assert_eq!((january.1, january.2), (day("2023-12-26"), day("2024-01-31")));
    }

    #[test]
    fn an_even_week_has_the_index_100() {
        let rows = slots(1..=7, (1..=7).chain(1..=7).map(|day| (day, 1)));
        assert!(rows.iter().all(|row| row.new_customers == 2 && row.index == Some(100.0)));
        assert!(slots(1..=7, std::iter::empty()).iter().all(|row| row.index.is_none()));
    }
}
