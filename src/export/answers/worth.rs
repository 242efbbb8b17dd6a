//! Tables of what customers will be worth, and how far to trust that.

use super::{AnswerTable, Filled, figures, filled, whole};
use crate::{
    answers::{Answers, Backtest, Verdict},
    export::Cell,
};

pub(super) const TABLES: &[AnswerTable] = &[
    AnswerTable { id: "clv", make: expected },
    AnswerTable { id: "clv.models", make: models },
    AnswerTable { id: "clv.backtest", make: backtest },
    AnswerTable { id: "clv.backtest_groups", make: backtest_groups },
    AnswerTable { id: "clv.backtest_weeks", make: backtest_weeks },
    AnswerTable { id: "alive_probability", make: alive },
    AnswerTable { id: "next_order_date", make: next_orders },
];

fn expected(answers: &Answers) -> Filled<'_> {
    let rows = answers.clv.iter().flat_map(|clv| &clv.expected).map(|expected| {
        vec![
            whole(expected.days),
            Cell::Number(expected.purchases),
            Cell::number(expected.value),
            Cell::number(expected.margin),
        ]
    });
    filled(&["days", "purchases", "value", "margin"], rows)
}

fn models(answers: &Answers) -> Filled<'_> {
    let rows = answers.clv.iter().flat_map(|clv| &clv.models).flat_map(|model| {
        model.parameters.iter().map(|parameter| {
            vec![
                Cell::text(&model.model),
                Cell::text(&parameter.name),
                Cell::Number(parameter.value),
                Cell::number(parameter.standard_error),
                Cell::Count(model.customers),
                Cell::Number(model.log_likelihood),
                Cell::text(if model.converged { "yes" } else { "no" }),
            ]
        })
    });
    let headers = ["model", "parameter", "value", "standard_error", "customers", "log_likelihood", "settled"];
    filled(&headers, rows)
}

fn test(answers: &Answers) -> Option<&Backtest> {
    answers.clv.as_ref()?.backtest.as_ref()
}

fn backtest(answers: &Answers) -> Filled<'_> {
    let Some(test) = test(answers) else { return figures([]) };
    let verdict = match test.verdict {
        Verdict::Good => "good",
        Verdict::Fair => "fair",
        Verdict::Poor => "poor",
    };
    figures([
        ("cut", Cell::Day(test.cut)),
        ("customers", Cell::Count(test.customers)),
        ("actual", Cell::Count(test.actual)),
        ("predicted", Cell::Number(test.predicted)),
        ("error", Cell::number(test.error)),
        ("verdict", Cell::text(verdict)),
    ])
}

fn backtest_groups(answers: &Answers) -> Filled<'_> {
    let rows = test(answers).into_iter().flat_map(|test| &test.by_repeat_days).map(|row| {
        let (actual, predicted) = (Cell::Number(row.actual), Cell::Number(row.predicted));
        vec![Cell::text(&row.repeat_days), Cell::Count(row.customers), actual, predicted]
    });
    filled(&["repeat_days", "customers", "actual", "predicted"], rows)
}

fn backtest_weeks(answers: &Answers) -> Filled<'_> {
    let rows = test(answers)
        .into_iter()
        .flat_map(|test| &test.weekly)
        .map(|week| vec![whole(week.week), Cell::Count(week.actual), Cell::Number(week.predicted)]);
    filled(&["week", "actual", "predicted"], rows)
}

fn alive(answers: &Answers) -> Filled<'_> {
    let rows = answers
        .alive_probability
        .iter()
        .flat_map(|alive| &alive.bands)
        .map(|band| vec![Cell::Number(band.from), Cell::Number(band.to), Cell::Count(band.customers)]);
    filled(&["from", "to", "customers"], rows)
}

/// Orders due already, week by week, and later.
fn next_orders(answers: &Answers) -> Filled<'_> {
    let Some(due) = answers.next_order_date.as_ref().filter(|due| 0 < due.customers) else {
        return filled(&["due", "from", "customers"], []);
    };
    let row = |what, from, customers| vec![Cell::text(what), from, Cell::Count(customers)];
    let weeks = due.weeks.iter().map(|week| row("week", Cell::Day(week.from), week.customers));
    let first = [row("already", Cell::Empty, due.overdue)];
    filled(
        &["due", "from", "customers"],
        first.into_iter().chain(weeks).chain([row("later", Cell::Empty, due.later)]),
    )
}
