//! What the headlines of the answers claim, as values: the page finds the words. A claim is made only where the figures
//! carry it, also in a shop of one customer, of one day, or where all are the same; else it is another one, or none.

use crate::answers::{
    Answers, ChurnState, CurvePoint, Distribution, EventRow, FirstOrderValue, FirstProductRow, Gaps, Group,
    HazardStep, MixRow, NewCustomersPeriod, ProductRole, ReplenishmentRow, RfmGroup, SeasonRow, THIN,
};

/// One number beside another, as far as whole percents tell them apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// By this share more.
    More(f64),
    /// By this share fewer.
    Fewer(f64),
    /// No difference that would show.
    Same,
}

/// `None` beside nothing: no share of it says how much more something is.
pub fn change(now: f64, before: f64) -> Option<Change> {
    let by = now / before - 1.0;
    (0.0 < before && by.is_finite()).then(|| match by {
        by if 0.005 <= by => Change::More(by),
        by if by <= -0.005 => Change::Fewer(-by),
        _ => Change::Same,
    })
}

/// A share of a whole. Returns can make a part of revenue larger than all of it, or smaller than nothing.
fn part_of_whole(share: Option<f64>) -> Option<f64> {
    share.filter(|share| (0.0..=1.0).contains(share))
}

/// The one thing that has more than any other; `None` where two share the place, or nobody has any.
fn single_largest<T>(of: impl Iterator<Item = T> + Clone, count: impl Fn(&T) -> u64) -> Option<T> {
    let most = of.clone().map(|one| count(&one)).max().filter(|&most| 0 < most)?;
    let mut largest = of.filter(|one| count(one) == most);
    let first = largest.next();
    first.filter(|_| largest.next().is_none())
}

/// True where somebody has bought on two different days: only then has anybody come back.
pub fn has_come_back(answers: &Answers) -> bool {
    0 < answers.gaps.distinct_days.count
}

/// Who is new.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NewCustomers<'a> {
    /// In the last twelve months, beside the twelve before.
    Year(u64, Change),
    /// So many in all, nine in ten of them by the end of a period.
    EarlyOn(u64, &'a str),
    /// In a typical period.
    Typical(u64),
    /// In all.
    SoFar(u64),
}

/// Who is new; `yearly` periods are a year.
pub fn new_customers(periods: &[NewCustomersPeriod], yearly: usize) -> NewCustomers<'_> {
    let total = |part: &[&NewCustomersPeriod]| part.iter().map(|period| period.new_customers).sum::<u64>();
    let all: Vec<&NewCustomersPeriod> = periods.iter().collect();
    let whole: Vec<&NewCustomersPeriod> = periods.iter().filter(|period| !period.in_progress).collect();
    let last_from = |years: usize| whole.len().checked_sub(years * yearly);
    if let (Some(last), Some(before)) = (last_from(1), last_from(2))
        && let (Some(last), Some(before)) = (whole.get(last..), whole.get(before..last))
        && let Some(change) = change(total(last) as f64, total(before) as f64)
    {
        return NewCustomers::Year(total(last), change);
    }
    let mut counts: Vec<u64> = whole.iter().map(|period| period.new_customers).collect();
    counts.sort_unstable();
    let n = total(&whole);
    match counts.get(counts.len() / 2) {
        Some(&median) if 0 < median => NewCustomers::Typical(median),
        Some(_) if 0 < n => {
            // nearly everybody came in a few periods
            let mut seen = 0;
            let by = whole.iter().find(|period| {
                seen += period.new_customers;
                n * 9 <= seen * 10
            });
            by.map_or(NewCustomers::SoFar(n), |by| NewCustomers::EarlyOn(n, &by.period))
        }
        _ => NewCustomers::SoFar(total(&all)),
    }
}

/// What brings people in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BringsIn<'a> {
    /// A product that stands in more first purchases than in others.
    Opener(&'a MixRow),
    /// An event with so many times as many new customers a day as usual.
    Event(&'a EventRow, f64),
    /// The product that is in more first purchases than any other.
    Largest(&'a MixRow),
}

/// What brings people in, from this lift on.
pub fn brings_in(answers: &Answers, notable: f64) -> Option<BringsIn<'_>> {
    let products = &answers.first_product_mix.products;
    let opener =
        products.iter().take(20).filter(|row| !row.thin && row.lift.is_some_and(|lift| notable <= lift));
    if let Some(row) = opener.max_by_key(|row| row.new_customers) {
        return Some(BringsIn::Opener(row));
    }
    let events = answers.acquisition_season.events.iter().filter(|event| THIN <= event.new_customers);
    let best = events.filter_map(|event| Some((event, event.lift?))).max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((event, lift)) = best.filter(|(_, lift)| notable <= *lift) {
        return Some(BringsIn::Event(event, lift));
    }
    single_largest(products.iter(), |row| row.new_customers).map(BringsIn::Largest)
}

/// What happens after the first product, with the share that came back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AfterFirst<'a> {
    /// More come back than of all.
    LoyaltyBuilder(&'a FirstProductRow, f64),
    /// Fewer come back than of all.
    Leak(&'a FirstProductRow, f64),
    /// More begin with it than with any other; `None` where nobody has come back on another day.
    Largest(&'a FirstProductRow, Option<f64>),
}

/// What happens after the first product.
pub fn after_first<'a>(answers: &Answers, rows: &'a [FirstProductRow]) -> Option<AfterFirst<'a>> {
    let returns = has_come_back(answers);
    let best = |role: ProductRole| {
        let of_role = rows.iter().filter(|row| row.role == role && returns);
        of_role.max_by_key(|row| row.customers).and_then(|row| Some((row, row.returning.share?)))
    };
    let builder =
        best(ProductRole::LoyaltyBuilder).map(|(row, share)| AfterFirst::LoyaltyBuilder(row, share));
    let leak = || best(ProductRole::Leak).map(|(row, share)| AfterFirst::Leak(row, share));
    let largest = || {
        let row = single_largest(rows.iter(), |row| row.customers)?;
        Some(AfterFirst::Largest(row, row.returning.share.filter(|_| returns)))
    };
    builder.or_else(leak).or_else(largest)
}

/// Days from one purchase to the next, of the middle gap; `None` where nobody has bought on two days.
pub fn typical_gap(gaps: &Gaps) -> Option<f64> {
    gaps.distinct_days.median.filter(|_| 0 < gaps.distinct_days.count)
}

/// When they come back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Returning {
    /// Of those who came back the share within three months, and the chance of all new customers.
    Within(f64, CurvePoint),
    /// The share that has bought a second time.
    Second(f64),
    /// Nobody has bought on two different days.
    Nobody,
}

/// When they come back.
pub fn returning(answers: &Answers) -> Returning {
    let repurchase = &answers.repurchase;
    if !has_come_back(answers) {
        return Returning::Nobody;
    }
    let three_months = repurchase.of_returning_months.iter().find(|within| within.limit == 3);
    let at_90 = repurchase.of_all.at.iter().find(|at| at.days == 90).and_then(|at| at.point);
    match (three_months.and_then(|within| within.share.share), at_90, repurchase.returning.share) {
        (Some(share), Some(point), _) => Returning::Within(share, point),
        (.., Some(share)) => Returning::Second(share),
        _ => Returning::Nobody,
    }
}

/// The chance of the first 30 days, and of the next 30 for those who waited until a day.
pub fn waiting(steps: &[(&HazardStep, f64)]) -> Option<(f64, u32, f64)> {
    let (&(first, now), &(last, chance)) = (steps.first()?, steps.get(3).or(steps.last())?);
    (first.from_day == 0 && 0 < last.from_day).then_some((now, last.from_day, chance))
}

/// What a first purchase is worth, and how that stands beside the later ones.
pub fn first_value(value: &FirstOrderValue) -> Option<(f64, Option<Change>)> {
    let first = value.first.median?;
    let later = value.later.median.filter(|_| 0 < value.later.count);
    Some((first, later.and_then(|later| change(first, later))))
}

/// The share of revenue, or of purchases in a file without amounts, that comes from coming back.
pub fn from_returning(answers: &Answers) -> Option<f64> {
    let total = &answers.revenue_by_order_number.total;
    if answers.settings.amounts {
        return part_of_whole(total.returning_share);
    }
    let all: u64 = total.purchases.iter().sum();
    let first = total.purchases.first().copied().unwrap_or(0);
    (0 < all).then(|| 1.0 - first as f64 / all as f64)
}

/// The best tenth: how many they are, and their share of the revenue. Of fewer than ten, a tenth is nobody.
pub fn best_tenth(answers: &Answers) -> Option<(u64, f64)> {
    let ten = answers.concentration.top.iter().find(|top| top.percent == 10)?;
    let share = part_of_whole(ten.share)?;
    (10 <= answers.summary.customers).then_some((ten.customers, share))
}

/// The share of the window's customers who bought once.
pub fn bought_once(groups: &[Group]) -> Option<f64> {
    groups.first().and_then(|once| once.customers.share)
}

/// Who is about to be lost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AboutToBeLost {
    /// Nobody.
    Nobody,
    /// So many, and what they brought in the last months where that is something.
    Customers(u64, Option<f64>),
}

/// Who is about to be lost; `None` where no lapse day is known.
pub fn about_to_be_lost(answers: &Answers) -> Option<AboutToBeLost> {
    answers.churn.lapse_day?;
    let row = answers.churn.states.iter().find(|row| row.state == ChurnState::AtRisk)?;
    let worth = row.net_revenue_window.map(|money| money.to_f64()).filter(|&worth| 0.0 < worth);
    Some(match row.customers.count {
        0 => AboutToBeLost::Nobody,
        n => AboutToBeLost::Customers(n, worth),
    })
}

/// The RFM groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Groups {
    /// The share of champions, and what they bring of the revenue.
    Champions(f64, Option<f64>),
    /// There are none; the group that is larger than any other, and its share.
    Largest(RfmGroup, f64),
    /// There are none, and no group is larger than all others.
    NoChampions,
}

/// The RFM groups.
pub fn groups(answers: &Answers) -> Groups {
    let groups = &answers.rfm.groups;
    let champions = groups.iter().find(|row| row.group == RfmGroup::Champions && 0 < row.customers.count);
    if let Some((row, share)) = champions.and_then(|row| Some((row, row.customers.share?))) {
        return Groups::Champions(share, part_of_whole(row.share_of_revenue));
    }
    let largest = single_largest(groups.iter(), |row| row.customers.count);
    match largest.and_then(|row| Some((row.group, row.customers.share?))) {
        Some((group, share)) => Groups::Largest(group, share),
        None => Groups::NoChampions,
    }
}

/// When a product is bought again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Again<'a> {
    /// After so many days.
    After(&'a ReplenishmentRow, f64),
    /// Mostly on the same day: there is nothing to remind of.
    SameDay(&'a ReplenishmentRow),
}

/// When a product is bought again: the first that is not mostly bought again on the same day.
pub fn bought_again(rows: &[ReplenishmentRow]) -> Option<Again<'_>> {
    let days = |days: &Distribution| days.median.filter(|&days| 1.0 <= days);
    let later = rows.iter().find_map(|row| Some(Again::After(row, days(&row.days)?)));
    later.or_else(|| rows.first().map(Again::SameDay))
}

/// The part of the year, the week or the day that clearly brings most, and how many times an average one.
pub fn best_season(rows: &[SeasonRow]) -> Option<(&SeasonRow, f64)> {
    let known = rows.iter().filter_map(|row| Some((row, row.index? / 100.0)));
    let best = known.max_by(|a, b| a.1.total_cmp(&b.1))?;
    let others = rows.iter().filter(|row| row.slot != best.0.slot);
    let is_alone = others.clone().all(|row| row.new_customers < best.0.new_customers);
    (THIN <= best.0.new_customers && 1.05 <= best.1 && 0 < others.count() && is_alone).then_some(best)
}
