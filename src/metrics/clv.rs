//! `clv` and `value_at_risk` (METRICS.md sections 11 and 13): what the present customers will buy, what that is worth, and
//! how far to trust it.

use super::{
    churn::STATES,
    context::Context,
    forecast::{Forecast, Seen, seen},
};
use crate::{
    answers::{
        Backtest, BacktestRow, BacktestWeek, ChurnState, Clv, Expectation, THIN, ValueAtRisk, ValueAtRiskRow,
        Verdict,
    },
    base::{Day, Money, Turns, at_once},
    model::{BuyerIdx, History, history::days_between},
    models::{
        buying::{A_TURN, BgNbd, Repeat, Repeats},
        stats::ratio,
    },
};

/// Weeks of the rest that are predicted at most: ten years.
const MOST_WEEKS: u32 = 520;
/// Weeks that are computed where there are many customers.
pub const WEEKS_COMPUTED: u32 = 12;

/// The fitted models, what they expect of all customers, and a test of them on the past.
pub fn answer(history: &History, forecast: Option<&Forecast>) -> Clv {
    at_once(in_turns(history, forecast, &Turns::ONE))
}

/// The same, in turns.
pub async fn in_turns(history: &History, forecast: Option<&Forecast>, turns: &Turns<'_>) -> Clv {
    let Some(forecast) = forecast else { return Clv { too_few: true, ..Clv::default() } };
    let expectation = |days: u32| {
        let (mut purchases, mut value) = (0.0, 0.0);
        for buyer in history.buyers() {
            let Some(expected) = forecast.expected(buyer, days) else { continue };
            purchases += expected;
            value += expected * forecast.value_of_a_purchase(buyer).unwrap_or(0.0);
        }
        let value = forecast.knows_worth().then_some(value);
        let margin = value.and_then(|value| Some(value * forecast.margin_share?));
        Expectation { days, purchases, value, margin }
    };
    let in_90_days = expectation(90);
    turns.next().await;
    Clv {
        correlation: forecast.correlation,
        expected: vec![in_90_days, expectation(365)],
        backtest: backtest(history, turns).await,
        too_few: false,
        models: forecast.models.clone(),
    }
}

/// What is at stake in each churn state. Without models the expected figures are null.
pub fn value_at_risk(context: &Context, forecast: Option<&Forecast>) -> ValueAtRisk {
    let (history, thresholds) = (context.history, &context.thresholds);
    if thresholds.lapse_day.is_none() {
        return ValueAtRisk::default();
    }
    let mut sums = [(0_u64, Money::ZERO, 0.0, 0.0); STATES.len()];
    for buyer in history.buyers() {
        let Some(state) = thresholds.state(history.days_since_purchase(buyer)) else { continue };
        let Some(sum) = sums.get_mut(state as usize) else { continue };
        sum.0 += 1;
        sum.1 += history.net_between(buyer, history.window_from, history.as_of);
        if let Some(forecast) = forecast {
            let expected = forecast.expected(buyer, 365).unwrap_or(0.0);
            sum.2 += expected;
            sum.3 += expected * forecast.value_of_a_purchase(buyer).unwrap_or(0.0);
        }
    }
    let share = forecast.and_then(|forecast| forecast.margin_share).unwrap_or(1.0);
    let worth = forecast.is_some_and(Forecast::knows_worth);
    let row =
        |(state, (customers, net, purchases, value)): (ChurnState, (u64, Money, f64, f64))| ValueAtRiskRow {
            state,
            customers,
            net_revenue_window: history.money(net),
            expected_purchases: forecast.map(|_| purchases),
            expected_value: worth.then_some(value * share),
            thin: customers < THIN,
        };
    ValueAtRisk { states: STATES.into_iter().zip(sums).map(row).collect() }
}

/// Fits on the first two thirds of the span and predicts the rest.
async fn backtest(history: &History, turns: &Turns<'_>) -> Option<Backtest> {
    let first = history.buyers().map(|buyer| history.first_day(buyer)).min()?;
    let span = days_between(first, history.as_of);
    let cut = first.add_days((span * 2 / 3) as i32);
    let rest = days_between(cut, history.as_of);
    if rest < 14 {
        return None;
    }
    let known: Vec<(BuyerIdx, Seen)> =
        history.buyers().filter_map(|buyer| Some((buyer, seen(history, buyer, cut)?))).collect();
    if (known.iter().filter(|(_, seen)| seen.x > 0).count() as u64) < THIN {
        return None;
    }
    turns.next().await;
    let repeats = Repeats::of_days(known.iter().map(|(_, seen)| (seen.x, seen.t_x, seen.t)));
    let (model, _) = BgNbd::fit_in_turns(&repeats, turns).await;
    let mut rows = [(0u64, 0u64, 0.0); 8];
    for (at, (buyer, before)) in known.iter().enumerate() {
        if at % A_TURN == 0 {
            turns.next().await;
        }
        let after = seen(history, *buyer, history.as_of).map_or(0, |seen| seen.x) - before.x;
        let predicted = expected(&model, &before.repeat(), f64::from(rest) / 7.0);
        if let Some(row) = rows.get_mut(before.x.min(7) as usize) {
            row.0 += 1;
            row.1 += u64::from(after);
            row.2 += predicted;
        }
    }
    let (actual, predicted) =
        (rows.iter().map(|row| row.1).sum::<u64>(), rows.iter().map(|row| row.2).sum::<f64>());
    let error = ratio(predicted - actual as f64, actual as f64);
    let verdict = verdict(error);
    let by_repeat_days = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.0 > 0)
        .map(|(x, &(customers, actual, predicted))| BacktestRow {
            repeat_days: if x == 7 { "7+".to_owned() } else { x.to_string() },
            customers,
            actual: actual as f64 / customers as f64,
            predicted: predicted / customers as f64,
        })
        .collect();
    let weekly = weekly(history, &known, &repeats, &model, (cut, rest / 7), turns).await;
    Some(Backtest {
        cut,
        customers: known.len() as u64,
        actual,
        predicted,
        error,
        verdict,
        by_repeat_days,
        weekly,
    })
}

/// How far a forecast that was off by this share may be trusted.
fn verdict(error: Option<f64>) -> Verdict {
    match error.map(f64::abs) {
        Some(error) if error <= 0.10 => Verdict::Good,
        Some(error) if error <= 0.25 => Verdict::Fair,
        _ => Verdict::Poor,
    }
}

fn expected(model: &BgNbd, repeat: &Repeat, weeks: f64) -> f64 {
    model.expected(repeat, weeks).filter(|expected| expected.is_finite()).unwrap_or(0.0)
}

/// Purchase days since the cut, week by week, as they were and as predicted.
async fn weekly(
    history: &History,
    known: &[(BuyerIdx, Seen)],
    repeats: &Repeats,
    model: &BgNbd,
    (cut, weeks): (Day, u32),
    turns: &Turns<'_>,
) -> Vec<BacktestWeek> {
    let weeks = weeks.min(MOST_WEEKS);
    let mut actual = vec![0_u64; weeks as usize];
    for (buyer, _) in known {
        let mut before = None;
        for &day in history.days_of(*buyer) {
            let is_new = before != Some(day);
            before = Some(day);
            // the days of week 1 are 1 to 7 after the cut
            if let Some(ahead) = u32::try_from(day.days_since(cut)).ok().filter(|&ahead| is_new && 0 < ahead)
            {
                actual.get_mut((ahead as usize - 1) / 7).into_iter().for_each(|count| *count += 1);
            }
        }
    }
    let predicted = weekly_in_turns(repeats, model, weeks, WEEKS_COMPUTED, turns).await;
    let mut so_far = 0;
    let rows = actual.into_iter().zip(predicted).zip(1..).map(|((actual, predicted), week)| {
        so_far += actual;
        BacktestWeek { week, actual: so_far, predicted }
    });
    rows.collect()
}

/// The total predicted by the end of each week. Between weeks that are computed the curve, which is smooth and without
/// turns, is drawn by parabolas: there are many customers, and each costs a series a week.
pub fn predicted_weekly(repeats: &Repeats, model: &BgNbd, weeks: u32, most_computed: u32) -> Vec<f64> {
    at_once(weekly_in_turns(repeats, model, weeks, most_computed, &Turns::ONE))
}

async fn weekly_in_turns(
    repeats: &Repeats,
    model: &BgNbd,
    weeks: u32,
    most_computed: u32,
    turns: &Turns<'_>,
) -> Vec<f64> {
    let step = if repeats.distinct_len() < 5_000 { 1 } else { weeks.div_ceil(most_computed).max(1) };
    let last = weeks.div_ceil(step);
    let mut computed = vec![0.0];
    // one beyond the end, so that every week has three points around it
    for at in 1..=last + 1 {
        let week = f64::from(at * step);
        computed.push(repeats.sum_in_turns(|repeat| expected(model, repeat, week), turns).await);
    }
    (1..=weeks)
        .map(|week| {
            let at = ((week / step) as usize).clamp(1, last.max(1) as usize);
            let point = |at: usize| computed.get(at).copied().unwrap_or(0.0);
            let (before, here, after) = (point(at - 1), point(at), point(at + 1));
            let u = (f64::from(week) - f64::from(at as u32 * step)) / f64::from(step);
            here + u * (after - before) / 2.0 + u * u * (after - 2.0 * here + before) / 2.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_off_is_good_and_a_quarter_fair() {
        let of = |errors: [f64; 3]| errors.map(|error| verdict(Some(error)));
        assert_eq!(of([0.0, 0.10, -0.10]), [Verdict::Good; 3]);
        assert_eq!(of([0.101, 0.25, -0.25]), [Verdict::Fair; 3]);
        assert_eq!(of([0.251, -0.3, f64::INFINITY]), [Verdict::Poor; 3]);
        assert_eq!(verdict(None), Verdict::Poor);
    }
}
