//! Tables of how often they buy, and when they come back.

use super::{
    AnswerTable, DISTRIBUTION, Filled, Row, distribution, each, figures, filled, spread, whole, yes,
};
use crate::{
    answers::{Answers, Histogram},
    export::Cell,
};

pub(super) const TABLES: &[AnswerTable] = &[
    AnswerTable { id: "gaps", make: gaps },
    AnswerTable { id: "gaps.histogram", make: gaps_histogram },
    AnswerTable { id: "gaps.reached", make: reached },
    AnswerTable { id: "orders_per_customer", make: orders_per_customer },
    AnswerTable { id: "orders_per_customer.histogram", make: orders_histogram },
    AnswerTable { id: "active_customers", make: active_customers },
    AnswerTable { id: "replenishment", make: replenishment },
    AnswerTable { id: "repurchase", make: repurchase },
    AnswerTable { id: "repurchase.of_returning", make: of_returning },
    AnswerTable { id: "repurchase.of_all", make: of_all },
    AnswerTable { id: "repurchase.hazard", make: hazard },
    AnswerTable { id: "repurchase.weeks_to_second", make: weeks_to_second },
];

fn gaps(answers: &Answers) -> Filled<'_> {
    let gaps = &answers.gaps;
    let whole = [distribution("all", &gaps.all), distribution("distinct_days", &gaps.distinct_days)];
    let steps = gaps.steps.iter().map(|step| distribution(&step.step, &step.days));
    filled(&DISTRIBUTION, whole.into_iter().chain(steps))
}

/// Two histograms with the same edges, beside each other.
fn two_histograms<'a>(headers: &[&'a str], first: &Histogram, second: &Histogram) -> Filled<'a> {
    let bars = first.edges.iter().zip(&first.counts).zip(&second.counts);
    let rows = bars.map(|((&edge, &first), &second)| -> Row<'a> {
        vec![Cell::Number(edge), Cell::Count(first), Cell::Count(second)]
    });
    filled(headers, rows)
}

fn gaps_histogram(answers: &Answers) -> Filled<'_> {
    let gaps = &answers.gaps;
    two_histograms(&["days_from", "all", "distinct_days"], &gaps.histogram, &gaps.distinct_histogram)
}

/// How many reached purchase 1, 2, 3 …
fn reached(answers: &Answers) -> Filled<'_> {
    let rows = answers.gaps.reached.iter().zip(1_u64..);
    filled(
        &["purchase", "customers"],
        rows.map(|(&customers, number)| vec![Cell::Count(number), Cell::Count(customers)]),
    )
}

fn orders_per_customer(answers: &Answers) -> Filled<'_> {
    let orders = &answers.orders_per_customer;
    filled(&DISTRIBUTION, [distribution("typical", &orders.typical), distribution("good", &orders.good)])
}

fn orders_histogram(answers: &Answers) -> Filled<'_> {
    let orders = &answers.orders_per_customer;
    two_histograms(&["purchases_from", "typical", "good"], &orders.typical_histogram, &orders.good_histogram)
}

fn active_customers(answers: &Answers) -> Filled<'_> {
    let headers = ["period", "customers", "purchases", "purchases_per_customer", "in_progress", "thin"];
    each(&headers, &answers.active_customers.periods, |row| {
        vec![
            Cell::text(&row.period),
            Cell::Count(row.customers),
            Cell::Count(row.purchases),
            Cell::number(row.purchases_per_customer),
            yes(row.in_progress),
            yes(row.thin),
        ]
    })
}

fn replenishment(answers: &Answers) -> Filled<'_> {
    let headers = [
        "product",
        "label",
        "customers",
        "gaps",
        "mean",
        "p25",
        "median",
        "p75",
        "p90",
        "per_unit_gaps",
        "per_unit_mean",
        "per_unit_p25",
        "per_unit_median",
        "per_unit_p75",
        "per_unit_p90",
    ];
    each(&headers, &answers.replenishment.products, |row| {
        let names = [Cell::text(&row.product), Cell::text(&row.label), Cell::Count(row.customers)];
        names.into_iter().chain(spread(&row.days)).chain(spread(&row.days_per_unit)).collect()
    })
}

fn repurchase(answers: &Answers) -> Filled<'_> {
    let repurchase = &answers.repurchase;
    let (returning, days) = (repurchase.returning, &repurchase.days_to_second);
    figures([
        ("returning", Cell::Count(returning.count)),
        ("customers", Cell::Count(returning.of)),
        ("returning_share", Cell::number(returning.share)),
        ("returning_low", Cell::number(returning.low)),
        ("returning_high", Cell::number(returning.high)),
        ("hot_window_months", Cell::count(repurchase.hot_window_months.map(u64::from))),
        ("days_to_second_mean", Cell::number(days.mean)),
        ("days_to_second_p25", Cell::number(days.p25)),
        ("days_to_second_median", Cell::number(days.median)),
        ("days_to_second_p75", Cell::number(days.p75)),
        ("days_to_second_p90", Cell::number(days.p90)),
    ])
}

fn of_returning(answers: &Answers) -> Filled<'_> {
    let repurchase = &answers.repurchase;
    let months = repurchase.of_returning_months.iter().map(|within| (within, "months"));
    let days = repurchase.of_returning_days.iter().map(|within| (within, "days"));
    let rows = months.chain(days).map(|(within, unit)| {
        let share = within.share;
        let counts = [whole(within.limit), Cell::text(unit), Cell::Count(share.count), Cell::Count(share.of)];
        counts.into_iter().chain([share.share, share.low, share.high].map(Cell::number)).collect()
    });
    filled(&["within", "unit", "customers", "of", "share", "low", "high"], rows)
}

fn of_all(answers: &Answers) -> Filled<'_> {
    let curves = [&answers.repurchase.of_all].into_iter().chain(&answers.repurchase.later_steps);
    let rows = curves.flat_map(|curve| {
        curve.curve.iter().map(|point| {
            let (low, high) = (Cell::number(point.low), Cell::number(point.high));
            let at_risk = Cell::Count(point.at_risk);
            vec![Cell::text(&curve.step), whole(point.t), Cell::Number(point.p), low, high, at_risk]
        })
    });
    filled(&["step", "days", "probability", "low", "high", "at_risk"], rows)
}

fn hazard(answers: &Answers) -> Filled<'_> {
    each(&["from_day", "at_risk", "chance", "thin"], &answers.repurchase.hazard, |step| {
        vec![whole(step.from_day), Cell::Count(step.at_risk), Cell::number(step.chance), yes(step.thin)]
    })
}

fn weeks_to_second(answers: &Answers) -> Filled<'_> {
    let rows = answers.repurchase.weeks_to_second.iter().zip(0_u64..);
    filled(
        &["weeks", "customers"],
        rows.map(|(&customers, week)| vec![Cell::Count(week), Cell::Count(customers)]),
    )
}
