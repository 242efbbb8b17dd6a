//! What is expected of single customers (METRICS.md section 13): the fitted models applied, and the day on which the next
//! order is due, which needs no model.

use super::{context::Context, gaps};
use crate::{
    answers::{
        AliveBand, AliveProbability, ChurnState, DueWeek, ModelFit, NextOrderDate, Outlook, Parameter, THIN,
    },
    base::{Day, IndexVec, Money, Turns, at_once},
    model::{BuyerIdx, History, history::days_between},
    models::{
        buying::{A_TURN, BgNbd, GammaGamma, MbgNbd, ParetoNbd, Repeat, Repeats},
        maximise::Fit,
        stats::{quantile, ratio},
    },
    recipe::Margin,
};

/// Gaps of the whole shop that a customer's own history is weighed against.
const SHRINK: f64 = 3.0;
/// The days ahead that everything is expected for.
const DAYS: [u32; 2] = [90, 365];
/// Weeks ahead that due orders are counted in.
const WEEKS: i32 = 13;
/// Distinct customers that Pareto/NBD is fitted on at most; see `Repeats::thinned`.
const MOST_DISTINCT: usize = 4_000;

/// A customer's repeat purchase days up to a day.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    /// Repeat days.
    pub x: u32,
    /// Days from the first purchase to the last one seen.
    pub t_x: u32,
    /// Days from the first purchase to the day.
    pub t: u32,
}

impl Seen {
    /// The same in weeks.
    pub fn repeat(self) -> Repeat {
        Repeat { x: self.x, t_x: f64::from(self.t_x) / 7.0, t: f64::from(self.t) / 7.0 }
    }
}

/// What was seen of a customer up to a day; `None` where the first purchase comes later.
pub fn seen(history: &History, buyer: BuyerIdx, until: Day) -> Option<Seen> {
    let days = history.days_of(buyer);
    let first = *days.first().filter(|&&first| first <= until)?;
    let mut before = first;
    let mut x = 0;
    for &day in days.iter().take_while(|&&day| day <= until) {
        if day != before {
            x += 1;
            before = day;
        }
    }
    Some(Seen { x, t_x: days_between(first, before), t: days_between(first, until) })
}

/// Mean value of the repeat purchase days: all purchases but those of the first day.
fn mean_repeat_value(history: &History, buyer: BuyerIdx, x: u32) -> Option<f64> {
    let first = history.first_day(buyer);
    let later: Money = history
        .purchases_of(buyer)
        .filter(|&purchase| history.purchases.day.at(purchase) != first)
        .map(|purchase| history.purchases.revenue.at(purchase))
        .sum();
    ratio(later.to_f64(), f64::from(x)).filter(|mean| *mean > 0.0)
}

fn fit_of<const N: usize>(model: &str, customers: usize, names: [&str; N], fit: &Fit<N>) -> ModelFit {
    let errors = |at: usize| fit.standard_errors.and_then(|errors| errors.get(at).copied());
    ModelFit {
        model: model.to_owned(),
        customers: customers as u64,
        parameters: names
            .iter()
            .zip(fit.parameters)
            .enumerate()
            .map(|(at, (name, value))| Parameter {
                name: (*name).to_owned(),
                value,
                standard_error: errors(at),
            })
            .collect(),
        log_likelihood: fit.log_likelihood,
        converged: fit.converged,
    }
}

/// The models, fitted at as_of.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// Every model with its fit.
    pub models: Vec<ModelFit>,
    /// Correlation of repeat days and mean value: Gamma-Gamma assumes that there is none.
    pub correlation: Option<f64>,
    /// What was seen of each customer.
    pub seen: IndexVec<BuyerIdx, Seen>,
    /// Mean value of each one's repeat days.
    values: IndexVec<BuyerIdx, Option<f64>>,
    buying: BgNbd,
    /// Expected purchase days in 90 and in 365 days: a series for each customer, asked for by several metrics.
    expected: [IndexVec<BuyerIdx, Option<f64>>; 2],
    lasting: ParetoNbd,
    worth: Option<GammaGamma>,
    /// What is left of a unit of revenue; `None` where margin is not known.
    pub margin_share: Option<f64>,
}

impl Forecast {
    /// Fits the models; `None` below 30 customers who came back.
    pub fn fit(history: &History) -> Option<Forecast> {
        at_once(Self::fit_in_turns(history, &Turns::ONE))
    }
    /// The same, in turns.
    pub async fn fit_in_turns(history: &History, turns: &Turns<'_>) -> Option<Forecast> {
        let seen: IndexVec<BuyerIdx, Seen> =
            history.buyers().map(|buyer| seen(history, buyer, history.as_of).unwrap_or_default()).collect();
        let returned = seen.iter().filter(|seen| seen.x > 0).count();
        if (returned as u64) < THIN {
            return None;
        }
        turns.next().await;
        let repeats = Repeats::of_days(seen.iter().map(|seen| (seen.x, seen.t_x, seen.t)));
        let n = seen.len();
        let (buying, buying_fit) = BgNbd::fit_in_turns(&repeats, turns).await;
        let (_, second_fit) = MbgNbd::fit_in_turns(&repeats, turns).await;
        let thinned = repeats.thinned(MOST_DISTINCT);
        let (lasting, lasting_fit) = ParetoNbd::fit_in_turns(&thinned, turns).await;
        let mut models = vec![
            fit_of("bg_nbd", n, ["r", "alpha", "a", "b"], &buying_fit),
            fit_of("mbg_nbd", n, ["r", "alpha", "a", "b"], &second_fit),
            fit_of("pareto_nbd", thinned.customers() as usize, ["r", "alpha", "s", "beta"], &lasting_fit),
        ];
        let value = |(buyer, seen): (BuyerIdx, &Seen)| {
            if seen.x > 0 && history.amounts { mean_repeat_value(history, buyer, seen.x) } else { None }
        };
        let values: IndexVec<BuyerIdx, Option<f64>> = seen.iter_enumerated().map(value).collect();
        let known: Vec<(u32, f64)> =
            seen.iter().zip(values.iter()).filter_map(|(seen, value)| Some((seen.x, (*value)?))).collect();
        turns.next().await;
        let mut worth = None;
        if known.len() as u64 >= THIN {
            let (fitted, fit) = GammaGamma::fit_in_turns(&known, turns).await;
            models.push(fit_of("gamma_gamma", known.len(), ["p", "q", "v"], &fit));
            worth = Some(fitted);
        }
        let correlation = correlation(&known);
        let margin_share = margin_share(history);
        let mut expected = [IndexVec::default(), IndexVec::default()];
        for (expected, days) in expected.iter_mut().zip(DAYS) {
            *expected = expected_of_all(&buying, &seen, days, turns).await;
        }
        Some(Forecast { models, correlation, seen, values, buying, expected, lasting, worth, margin_share })
    }

    /// Purchase days that a customer is expected to have in the next days.
    pub fn expected(&self, buyer: BuyerIdx, days: u32) -> Option<f64> {
        match DAYS.iter().position(|&known| known == days).and_then(|at| self.expected.get(at)) {
            Some(known) => known.get(buyer).copied().flatten(),
            None => expected_days(&self.buying, *self.seen.get(buyer)?, days),
        }
    }
    /// What one purchase day of a customer is expected to be worth.
    pub fn value_of_a_purchase(&self, buyer: BuyerIdx) -> Option<f64> {
        let worth = self.worth.as_ref()?;
        let (seen, mean) = (self.seen.get(buyer)?, self.values.get(buyer)?);
        // who has not come back yet is worth what a customer is on average
        worth.expected(if mean.is_some() { seen.x } else { 0 }, mean.unwrap_or(0.0))
    }
    /// Whether purchases can be valued.
    pub fn knows_worth(&self) -> bool {
        self.worth.is_some()
    }
    /// The chance that a customer will ever buy again.
    pub fn alive(&self, buyer: BuyerIdx) -> Option<f64> {
        let repeat = self.seen.get(buyer)?.repeat();
        self.lasting.alive(&repeat).filter(|chance| chance.is_finite())
    }
    /// Everything that is expected of one customer. Values are margin where it is known.
    pub fn outlook(&self, buyer: BuyerIdx, next_order_date: Option<Day>) -> Outlook {
        let each = self.value_of_a_purchase(buyer).map(|value| value * self.margin_share.unwrap_or(1.0));
        let [in_90, in_365] = [90, 365].map(|days| self.expected(buyer, days));
        let worth = |expected: Option<f64>| Some(expected? * each?);
        Outlook {
            next_order_date,
            alive_probability: self.alive(buyer),
            expected_purchases_90: in_90,
            expected_purchases_365: in_365,
            clv_90: worth(in_90),
            clv_365: worth(in_365),
        }
    }
    /// `alive_probability`: all chances together.
    pub async fn alive_probability(&self, turns: &Turns<'_>) -> AliveProbability {
        let mut bands: Vec<AliveBand> = (0..10)
            .map(|at| AliveBand { from: f64::from(at) / 10.0, to: f64::from(at + 1) / 10.0, customers: 0 })
            .collect();
        let (mut customers, mut expected_alive) = (0, 0.0);
        for (at, buyer) in self.seen.indices().enumerate() {
            if at % A_TURN == 0 {
                turns.next().await;
            }
            let Some(chance) = self.alive(buyer) else { continue };
            customers += 1;
            expected_alive += chance;
            let at = bands.iter().take(9).filter(|band| band.to <= chance).count();
            bands.get_mut(at).into_iter().for_each(|band| band.customers += 1);
        }
        AliveProbability { customers, expected_alive, bands }
    }
}

fn expected_days(model: &BgNbd, seen: Seen, days: u32) -> Option<f64> {
    model.expected(&seen.repeat(), f64::from(days) / 7.0).filter(|expected| expected.is_finite())
}

/// The same of all customers.
async fn expected_of_all(
    model: &BgNbd,
    seen: &IndexVec<BuyerIdx, Seen>,
    days: u32,
    turns: &Turns<'_>,
) -> IndexVec<BuyerIdx, Option<f64>> {
    let mut expected = IndexVec::with_capacity(seen.len());
    for some in seen.as_slice().chunks(A_TURN) {
        turns.next().await;
        for &seen in some {
            expected.push(expected_days(model, seen, days));
        }
    }
    expected
}

/// Margin of all net revenue, as a share of it.
fn margin_share(history: &History) -> Option<f64> {
    if let Margin::Percent(percent) = history.margin? {
        return Some(percent / 100.0);
    }
    let sum = |amounts: &[Money]| amounts.iter().copied().sum::<Money>();
    let less_cost = sum(history.purchases.margin.as_slice()) + sum(history.returns.margin.as_slice());
    let net = sum(history.purchases.revenue.as_slice()) + sum(history.returns.amount.as_slice());
    ratio(less_cost.to_f64(), net.to_f64())
}

/// Pearson's correlation.
fn correlation(pairs: &[(u32, f64)]) -> Option<f64> {
    let n = pairs.len() as f64;
    let (mean_x, mean_y) = (
        ratio(pairs.iter().map(|pair| f64::from(pair.0)).sum(), n)?,
        ratio(pairs.iter().map(|pair| pair.1).sum(), n)?,
    );
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for &(x, y) in pairs {
        let (dx, dy) = (f64::from(x) - mean_x, y - mean_y);
        xy += dx * dy;
        xx += dx * dx;
        yy += dy * dy;
    }
    ratio(xy, (xx * yy).sqrt())
}

/// The day on which each customer's next order is due; `None` for lapsed customers, and where nobody's gaps tell.
///
/// Last purchase + (n × own median gap + 3 × median gap of the step) / (n + 3), with n own gaps between distinct days,
/// rounded half up to whole days. Without a gap of the step in the whole shop, its median over all steps.
pub fn next_order_dates(context: &Context) -> IndexVec<BuyerIdx, Option<Day>> {
    let history = context.history;
    let steps = context.gaps.step_medians();
    let [overall] = context.gaps.distinct.quantiles([0.5]);
    let mut own = Vec::new();
    let date = |buyer| {
        let lapsed = context.thresholds.state(history.days_since_purchase(buyer)) == Some(ChurnState::Lapsed);
        if lapsed {
            return None;
        }
        own.clear();
        own.extend(gaps::of_customer(history, buyer));
        let n = own.len();
        own.sort_unstable();
        let step = steps.get(n.min(steps.len().saturating_sub(1))).copied().flatten().or(overall)?;
        let weighed = match quantile(&own, 0.5) {
            Some(median) => (n as f64 * median + SHRINK * step) / (n as f64 + SHRINK),
            None => step,
        };
        Some(history.last_day(buyer).add_days((weighed + 0.5).floor() as i32))
    };
    history.buyers().map(date).collect()
}

/// What is expected of every customer.
#[derive(Debug, Clone, Default)]
pub struct Outlooks {
    /// The models, where they could be fitted.
    pub forecast: Option<Forecast>,
    /// When the next order is due.
    pub due: IndexVec<BuyerIdx, Option<Day>>,
}

impl Outlooks {
    /// Of one customer.
    pub fn of(&self, buyer: BuyerIdx) -> Outlook {
        let due = self.due.get(buyer).copied().flatten();
        match &self.forecast {
            Some(forecast) => forecast.outlook(buyer, due),
            None => Outlook { next_order_date: due, ..Outlook::default() },
        }
    }
}

/// `next_order_date`: how many orders are due when.
pub fn next_order_date(history: &History, dates: &IndexVec<BuyerIdx, Option<Day>>) -> NextOrderDate {
    let start = history.as_of.add_days(1);
    let mut answer = NextOrderDate {
        weeks: (0..WEEKS).map(|week| DueWeek { from: start.add_days(week * 7), customers: 0 }).collect(),
        ..NextOrderDate::default()
    };
    for day in dates.iter().flatten() {
        answer.customers += 1;
        match usize::try_from(day.days_since(start)) {
            Err(_) => answer.overdue += 1,
            Ok(ahead) => match answer.weeks.get_mut(ahead / 7) {
                Some(week) => week.customers += 1,
                None => answer.later += 1,
            },
        }
    }
    answer
}
