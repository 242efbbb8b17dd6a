//! `acquisition_season` and `acquisition_source` (METRICS.md section 4): when new customers come, and from where.

use chrono::{Datelike, Weekday};

use super::{context::Context, repurchase::returned_by, shape::share};
use crate::{
    answers::{AcquisitionSeason, AcquisitionSource, EventRow, SeasonRow, SourceRow, THIN},
    base::{Day, Idx, IndexVec, Interner, Money, order::sort_by},
    model::{BuyerIdx, History, Ledger, history::days_between},
    models::{
        stats::{quantile, ratio},
        survival::Survival,
        tally::Tally,
    },
};

/// Values of a source that are listed.
const MOST_SOURCES: usize = 100;

/// When new customers come.
#[inline(never)]
pub fn season(ledger: &Ledger, history: &History) -> AcquisitionSeason {
    let Some((first, _)) = history.span() else { return AcquisitionSeason::default() };
    let last = history.as_of;
    let (first_year, last_year) = (first.ymd().0, last.ymd().0);
    let is_complete = |year: i32| {
        let (start, end) = (Day::from_ymd(year, 1, 1), Day::from_ymd(year, 12, 31));
        start.is_some_and(|start| first <= start) && end.is_some_and(|end| end <= last)
    };
    let complete = (first_year..=last_year).filter(|&year| is_complete(year)).count() as u32;
    // The calendar is asked once a day, not once a customer.
    let ahead: Tally = history.buyers().map(|buyer| days_between(first, history.first_day(buyer))).collect();
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
        events: events(&ahead, first, last),
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

/// New customers of the named events. `ahead`: of each its day, counted from the first.
fn events(ahead: &Tally, first: Day, last: Day) -> Vec<EventRow> {
    let length = usize::try_from(last.days_since(first)).unwrap_or(0) + 1;
    // a file over centuries of mistyped years has no seasons to speak of
    if length > 40_000 {
        return Vec::new();
    }
    let mut counts = vec![0_u64; length];
    for (day, n) in ahead.values() {
        counts.get_mut(day as usize).into_iter().for_each(|count| *count = n);
    }
    let (first_year, last_year) = (first.ymd().0, last.ymd().0);
    let of_year = |year: i32| events_of(year).into_iter().map(move |(name, from, to)| (name, year, from, to));
    let all: Vec<_> = (first_year - 1..=last_year).flat_map(of_year).collect();
    let inside = |day: Day| all.iter().any(|&(_, _, from, to)| from <= day && day <= to);
    let usual = |year: i32| {
        let mut outside: Vec<i64> = (first.0..=last.0)
            .map(Day)
            .zip(&counts)
            .filter(|(day, _)| day.ymd().0 == year && !inside(*day))
            .map(|(_, &count)| count.cast_signed())
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
            let new_customers: u64 = counts.get(start..start + days as usize)?.iter().sum();
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

/// Rows of a column of first purchases, the largest first.
fn by_column<I: Idx>(
    context: &Context,
    column: &IndexVec<BuyerIdx, I>,
    texts: &Interner<I>,
) -> Vec<SourceRow> {
    if column.is_empty() {
        return Vec::new();
    }
    // the last place is for those without one
    let place = |idx: I| idx.index().min(texts.len());
    let name = |at: usize| if at < texts.len() { texts.text(I::from_index(at)) } else { "" };
    let mut sizes = vec![0_u32; texts.len() + 1];
    for &idx in column.iter() {
        sizes.get_mut(place(idx)).into_iter().for_each(|size| *size += 1);
    }
    let mut largest: Vec<(usize, u32)> = sizes.into_iter().enumerate().filter(|&(_, n)| 0 < n).collect();
    let by_name = |a: usize, b: usize| name(a).cmp(name(b)).then(a.cmp(&b));
    sort_by(&mut largest, |a, b| b.1.cmp(&a.1).then_with(|| by_name(a.0, b.0)));
    largest.truncate(MOST_SOURCES);
    let mut row_of = vec![usize::MAX; texts.len() + 1];
    for (row, &(at, _)) in largest.iter().enumerate() {
        row_of.get_mut(at).into_iter().for_each(|slot| *slot = row);
    }
    let mut sums = vec![Sums::default(); largest.len()];
    for (buyer, &idx) in column.iter_enumerated() {
        let row = row_of.get(place(idx)).and_then(|&row| sums.get_mut(row));
        row.into_iter().for_each(|sums| sums.add(context, buyer));
    }
    largest.iter().zip(sums).map(|(&(at, _), sums)| sums.row(name(at), context.history)).collect()
}

/// Purchase 1 with a discount or a coupon on any line, beside those without.
fn discounted(context: &Context) -> Vec<SourceRow> {
    let column = &context.starts.discounted;
    if column.is_empty() {
        return Vec::new();
    }
    let (mut with, mut without) = (Sums::default(), Sums::default());
    for buyer in context.history.buyers() {
        let sums = if column.get(buyer) == Some(&true) { &mut with } else { &mut without };
        sums.add(context, buyer);
    }
    [("true", with), ("false", without)]
        .into_iter()
        .filter(|(_, sums)| 0 < sums.customers)
        .map(|(name, sums)| sums.row(name, context.history))
        .collect()
}

/// Days within which a second purchase counts.
const BACK_DAYS: i32 = 90;

/// What is known of the customers of one source.
#[derive(Clone, Default)]
struct Sums {
    customers: u64,
    first: Money,
    /// Net revenue in their first 12 months of those watched that long.
    revenue: Money,
    followed: u64,
    /// Watched for so many days, and back within them.
    watched: u64,
    back: u64,
    /// Days until purchase 2, and days watched of those who have not made it.
    came_back: Tally,
    open: Tally,
}

impl Sums {
    #[inline]
    fn add(&mut self, context: &Context, buyer: BuyerIdx) {
        let history = context.history;
        self.customers += 1;
        self.first += history.revenue_of(buyer).first().copied().unwrap_or_default();
        if let Some(revenue) = context.revenue_12_months.at(buyer) {
            self.revenue += revenue;
            self.followed += 1;
        }
        let seen = context.until_second.at(buyer);
        if seen.censored { &mut self.open } else { &mut self.came_back }.add(seen.days);
        let until = history.first_day(buyer).add_days(BACK_DAYS);
        if until <= history.as_of {
            self.watched += 1;
            self.back += u64::from(!seen.censored && seen.days <= BACK_DAYS.unsigned_abs());
        }
    }

    fn row(self, source: &str, history: &History) -> SourceRow {
        let n = self.customers as f64;
        let of_each = |sum: Money, n: f64| history.money(sum).and_then(|sum| ratio(sum.to_f64(), n));
        SourceRow {
            source: source.to_owned(),
            new_customers: self.customers,
            share: ratio(n, history.n_customers() as f64).unwrap_or(0.0),
            first_order_value: of_each(self.first, n),
            km_90: returned_by(&Survival::from_tallies(&self.came_back, &self.open), 90),
            back_in_90_days: share(self.back, self.watched),
            revenue_12_months: of_each(self.revenue, self.followed as f64),
            thin: self.customers < THIN,
        }
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
