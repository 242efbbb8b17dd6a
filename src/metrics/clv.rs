//! `clv` (METRICS.md section 13): what the present customers will buy, what that is worth, and how far to trust it.

use crate::{
    answers::{Backtest, BacktestRow, Clv, Expectation, ModelFit, Parameter, THIN, Verdict},
    base::{Day, IndexVec, Money},
    model::{BuyerIdx, History, history::days_between},
    models::{
        buying::{BgNbd, GammaGamma, Repeat, Repeats},
        maximise::Fit,
        stats::ratio,
    },
};

/// A customer's repeat purchase days up to a day.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// Repeat days.
    x: u32,
    /// Days from the first purchase to the last one seen.
    t_x: u32,
    /// Days from the first purchase to the day.
    t: u32,
}

impl Seen {
    fn repeat(self) -> Repeat {
        Repeat { x: self.x, t_x: f64::from(self.t_x) / 7.0, t: f64::from(self.t) / 7.0 }
    }
}

/// What was seen of a customer up to a day; `None` where the first purchase comes later.
fn seen(history: &History, buyer: BuyerIdx, until: Day) -> Option<Seen> {
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

/// Fits the models at as_of and tests them on the past. Nothing is fitted below 30 customers who came back.
pub fn answer(history: &History) -> Clv {
    let all: IndexVec<BuyerIdx, Seen> = history
        .buyers()
        .map(|buyer| seen(history, buyer, history.as_of).unwrap_or(Seen { x: 0, t_x: 0, t: 0 }))
        .collect();
    let returned = all.iter().filter(|seen| seen.x > 0).count();
    if (returned as u64) < THIN {
        return Clv { too_few: true, ..Clv::default() };
    }
    let (buying, buying_fit) =
        BgNbd::fit(&Repeats::of_days(all.iter().map(|seen| (seen.x, seen.t_x, seen.t))));
    let mut models = vec![fit_of("bg_nbd", all.len(), ["r", "alpha", "a", "b"], &buying_fit)];
    let values: IndexVec<BuyerIdx, Option<f64>> = all
        .iter_enumerated()
        .map(
            |(buyer, seen)| {
                if seen.x > 0 && history.amounts { mean_repeat_value(history, buyer, seen.x) } else { None }
            },
        )
        .collect();
    let known: Vec<(u32, f64)> =
        all.iter().zip(values.iter()).filter_map(|(seen, value)| Some((seen.x, (*value)?))).collect();
    let worth = (known.len() as u64 >= THIN).then(|| {
        let (worth, fit) = GammaGamma::fit(&known);
        models.push(fit_of("gamma_gamma", known.len(), ["p", "q", "v"], &fit));
        worth
    });
    let expectation = |days: u32| {
        let weeks = f64::from(days) / 7.0;
        let (mut purchases, mut value) = (0.0, 0.0);
        for (buyer, seen) in all.iter_enumerated() {
            let Some(expected) =
                buying.expected(&seen.repeat(), weeks).filter(|expected| expected.is_finite())
            else {
                continue;
            };
            purchases += expected;
            if let Some(worth) = &worth {
                let mean = values.at(buyer);
                // who has not come back yet is worth what a customer is on average
                let each = worth.expected(if mean.is_some() { seen.x } else { 0 }, mean.unwrap_or(0.0));
                value += expected * each.unwrap_or(0.0);
            }
        }
        Expectation { days, purchases, value: worth.map(|_| value) }
    };
    Clv {
        correlation: correlation(&known),
        expected: vec![expectation(90), expectation(365)],
        backtest: backtest(history),
        too_few: false,
        models,
    }
}

/// Fits on the first two thirds of the span and predicts the rest.
fn backtest(history: &History) -> Option<Backtest> {
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
    let (model, _) = BgNbd::fit(&Repeats::of_days(known.iter().map(|(_, seen)| (seen.x, seen.t_x, seen.t))));
    let weeks = f64::from(rest) / 7.0;
    let mut rows = [(0u64, 0u64, 0.0); 8];
    for (buyer, before) in &known {
        let after = seen(history, *buyer, history.as_of).map_or(0, |seen| seen.x) - before.x;
        let predicted =
            model.expected(&before.repeat(), weeks).filter(|expected| expected.is_finite()).unwrap_or(0.0);
        if let Some(row) = rows.get_mut(before.x.min(7) as usize) {
            row.0 += 1;
            row.1 += u64::from(after);
            row.2 += predicted;
        }
    }
    let (actual, predicted) =
        (rows.iter().map(|row| row.1).sum::<u64>(), rows.iter().map(|row| row.2).sum::<f64>());
    let error = ratio(predicted - actual as f64, actual as f64);
    let verdict = match error.map(f64::abs) {
        Some(error) if error <= 0.10 => Verdict::Good,
        Some(error) if error <= 0.25 => Verdict::Fair,
        _ => Verdict::Poor,
    };
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
    Some(Backtest { cut, customers: known.len() as u64, actual, predicted, error, verdict, by_repeat_days })
}
