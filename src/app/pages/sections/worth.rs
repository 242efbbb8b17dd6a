//! What customers will be worth, who is likely to buy again and when, with a test of the prediction.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, Later, Selector},
    charts::{Columns, Curve, Curves, Paint, Series, Stop},
    state::{
        DataTable, Value,
        headlines::{Change, change},
    },
};

use super::{Shown, by_mark, chart, chart_behind, columns, frame, head, in_use, number_of};
use crate::{
    session::{Behind, Session},
    text::{format, words},
    widgets::table::data_table,
};

const QUESTION: &str = "What will they be worth?";

/// Until the models are fitted.
pub fn waiting() -> AnyView {
    frame(QUESTION, "Working it out".to_owned(), super::waiting("Fitting the models …"))
}

/// The models have something to say.
fn is_known(later: &Later) -> bool {
    later.clv.expected.iter().any(|expected| expected.days == 365)
}

/// What they will be worth, as soon as the models are fitted.
pub fn view(_: Session, answers: &Arc<Answers>, later: &Arc<Later>) -> Option<AnyView> {
    let clv = &later.clv;
    let Some(year) = clv.expected.iter().find(|expected| expected.days == 365) else {
        let text = "A prediction needs at least 30 customers who have come back.";
        return Some(frame(QUESTION, "Too early to predict".to_owned(), view! { <p>{text}</p> }.into_any()));
    };
    let purchases = format::counted(year.purchases.round().max(0.0) as u64, "purchase", "purchases");
    let finding = match year.value {
        Some(value) => format!(
            "Your present customers are expected to spend {} in the next twelve months",
            format::amount(value)
        ),
        None => format!("Your present customers are expected to make {purchases} in the next twelve months"),
    };
    let has_margin = clv.expected.iter().any(|expected| expected.margin.is_some());
    let table = data_table(&DataTable {
        head: {
            let mut names = vec!["in the next", "purchases expected", "worth", "per customer"];
            if has_margin {
                names.push("margin");
            }
            head(&names)
        },
        rows: clv
            .expected
            .iter()
            .map(|expected| {
                let n = answers.summary.customers.max(1) as f64;
                let mut row = vec![
                    Value::text(format!("{} days", expected.days)),
                    Value::number(expected.purchases, format::int(expected.purchases.round() as u64)),
                    Value::maybe(expected.value, format::amount),
                    Value::maybe(expected.value.map(|value| value / n), format::amount),
                ];
                if has_margin {
                    row.push(Value::maybe(expected.margin, format::amount));
                }
                row
            })
            .collect(),
    });
    let unsettled = clv.models.iter().any(|model| !model.converged).then(|| {
        view! { <p class="few">"The models did not settle on this file: take the figures as a rough guess."</p> }
    });
    let content = view! {
        {table}
        {unsettled}
        <p class="fine">
            "Expected purchase days of everyone who has bought so far (BG/NBD), times what their purchases are worth (Gamma-Gamma); new customers are not in it."
        </p>
    };
    Some(frame(QUESTION, finding, content.into_any()))
}

/// The prediction made on the past, beside what happened.
pub fn backtest(session: Session, answers: &Arc<Answers>, later: &Arc<Later>) -> Option<AnyView> {
    if !is_known(later) {
        return None;
    }
    let Some(test) = &later.clv.backtest else {
        let text = "The file is too short to test the prediction on its own past.";
        return Some(view! { <p class="fine">{text}</p> }.into_any());
    };
    let title = match test.error {
        Some(error) => {
            let how_many = match change(1.0 + error, 1.0) {
                Some(Change::More(by)) => format!("{} more purchases than", format::percent(by)),
                Some(Change::Fewer(by)) => format!("{} fewer purchases than", format::percent(by)),
                _ => "as many purchases as".to_owned(),
            };
            format!("Tested on the past, it predicted {how_many} came: {}", words::verdict(test.verdict))
        }
        None => "Tested on the past: nobody bought again in the last third".to_owned(),
    };
    let rows = &test.by_repeat_days;
    let columns = Columns {
        labels: rows.iter().map(|row| row.repeat_days.clone()).collect(),
        series: vec![
            Series {
                name: "happened".to_owned(),
                paint: Paint::Return(2),
                values: rows.iter().map(|row| row.actual).collect(),
            },
            Series {
                name: "predicted".to_owned(),
                paint: Paint::First,
                values: rows.iter().map(|row| row.predicted).collect(),
            },
        ],
        grouped: true,
        in_progress: Vec::new(),
        tips: rows
            .iter()
            .map(|row| {
                vec![
                    ("customers".to_owned(), format::int(row.customers)),
                    ("purchases each, happened".to_owned(), format::decimal(row.actual)),
                    ("purchases each, predicted".to_owned(), format::decimal(row.predicted)),
                ]
            })
            .collect(),
        format: format::decimal,
        height: 180.0,
        x_title: format!("purchases after the first, until {}", test.cut),
    };
    let table = DataTable {
        head: head(&[
            "repeat days before",
            "customers",
            "purchases each, happened",
            "purchases each, predicted",
        ]),
        rows: rows
            .iter()
            .map(|row| {
                vec![
                    Value::text(row.repeat_days.clone()),
                    number_of(row.customers),
                    Value::number(row.actual, format::decimal(row.actual)),
                    Value::number(row.predicted, format::decimal(row.predicted)),
                ]
            })
            .collect(),
    };
    let source = format!(
        "The model saw the first two thirds of the file only, until {}; here is what it said of the rest. n = {}, {} purchases happened, {} were predicted. {}.",
        test.cut,
        format::counted(test.customers, "customer", "customers"),
        format::int(test.actual),
        format::int(test.predicted.round().max(0.0) as u64),
        in_use(session, answers)
    );
    Some(view! { <h3>{title.clone()}</h3> {chart("backtest", title, source, columns, table)} }.into_any())
}

/// Purchase days since the cut, week by week.
pub fn weekly(session: Session, answers: &Arc<Answers>, later: &Arc<Later>) -> Option<AnyView> {
    let test = later.clv.backtest.as_ref().filter(|_| is_known(later))?;
    let weeks = &test.weekly;
    let end = f64::from(weeks.last()?.week.max(1));
    let line = |name: &str, paint: Paint, dashed: bool, points: Vec<(f64, f64)>| Curve {
        name: name.to_owned(),
        paint,
        points,
        band: Vec::new(),
        steps: false,
        dashed,
    };
    let step = if end > 60.0 { 13 } else { 4 };
    let curves = Curves {
        curves: vec![
            line(
                "predicted",
                Paint::Muted,
                true,
                weeks.iter().map(|week| (f64::from(week.week), week.predicted)).collect(),
            ),
            line(
                "happened",
                Paint::Return(2),
                false,
                weeks.iter().map(|week| (f64::from(week.week), week.actual as f64)).collect(),
            ),
        ],
        stops: weeks
            .iter()
            .map(|week| Stop {
                x: f64::from(week.week),
                y: week.actual as f64,
                title: format!("By week {}", week.week),
                lines: vec![
                    ("happened".to_owned(), format::int(week.actual)),
                    ("predicted".to_owned(), format::int(week.predicted.round().max(0.0) as u64)),
                ],
            })
            .collect(),
        x_max: end,
        x_ticks: (0..=end as u32 / step).map(|at| (f64::from(at * step), (at * step).to_string())).collect(),
        x_title: format!("weeks since {}", test.cut),
        y_max: 0.0,
        format: format::axis_int,
        rules: Vec::new(),
        height: 160.0,
    };
    let table = DataTable {
        head: head(&["week", "happened", "predicted"]),
        rows: weeks
            .iter()
            .map(|week| {
                vec![
                    Value::number(f64::from(week.week), week.week.to_string()),
                    number_of(week.actual),
                    Value::number(week.predicted, format::int(week.predicted.round().max(0.0) as u64)),
                ]
            })
            .collect(),
    };
    let source = format!("Purchase days since {}, added up. {}.", test.cut, in_use(session, answers));
    Some(chart("backtest-weekly", "The prediction week by week".to_owned(), source, curves, table))
}

/// Orders that are due in the weeks ahead.
pub fn due(session: Session, answers: &Arc<Answers>, later: &Arc<Later>) -> Option<AnyView> {
    let due = &later.next_order_date;
    if due.customers == 0 || !is_known(later) {
        return None;
    }
    let title = format!(
        "{} due for their next order already, {} in the four weeks ahead",
        format::counted(due.overdue, "customer is", "customers are"),
        format::int(due.weeks.iter().take(4).map(|week| week.customers).sum())
    );
    let as_of = answers.settings.as_of;
    let mut labels = vec!["due already".to_owned()];
    labels.extend(due.weeks.iter().map(|week| week.from.to_string()));
    labels.push("later".to_owned());
    let mut counts = vec![due.overdue];
    counts.extend(due.weeks.iter().map(|week| week.customers));
    counts.push(due.later);
    let mut spans = vec![(None, Some(as_of))];
    spans.extend(due.weeks.iter().map(|week| (Some(week.from), Some(week.from.add_days(6)))));
    spans.push((due.weeks.last().map(|week| week.from.add_days(7)), None));
    let names = labels.clone();
    let behind = move |(at, _): (usize, usize)| {
        let (Some(&(from, to)), Some(name)) = (spans.get(at), names.get(at)) else { return Vec::new() };
        let title = match (from, to) {
            (Some(_), Some(_)) => format!("Next order due in the week from {name}"),
            _ => format!("Next order {name}"),
        };
        vec![Behind::new(title, Selector::Due { from, to })]
    };
    let table = DataTable {
        head: head(&["week from", "customers"]),
        rows: labels
            .iter()
            .zip(&counts)
            .map(|(label, &count)| vec![Value::text(label.clone()), number_of(count)])
            .collect(),
    };
    let bars = labels
        .into_iter()
        .zip(&counts)
        .map(|(label, &count)| (label, count as f64, vec![("customers".to_owned(), format::int(count))]));
    let columns = Columns {
        height: 140.0,
        x_title: "week from".to_owned(),
        ..columns("next orders due", Paint::Return(2), bars)
    };
    let source = format!(
        "Last purchase plus the customer’s own typical gap, or that of customers like them. n = {}. {}.",
        format::counted(due.customers, "customer", "customers"),
        in_use(session, answers)
    );
    let shown = Shown { id: "next-order", title: title.clone(), source, chart: columns, table };
    Some(view! { <h3>{title}</h3> {chart_behind(session, shown, behind)} }.into_any())
}

/// The chance to ever buy again.
pub fn alive(session: Session, answers: &Arc<Answers>, later: &Arc<Later>) -> Option<AnyView> {
    let alive = &later.alive_probability;
    if alive.customers == 0 || !is_known(later) {
        return None;
    }
    // without anybody who is seen to leave, the model cannot tell who has
    let title = if 0.99 * alive.customers as f64 <= alive.expected_alive {
        "Too short to tell who has left for good: the model expects nearly everybody to buy again".to_owned()
    } else {
        format!(
            "{} of {} are expected to buy again at all",
            format::int(alive.expected_alive.round().max(0.0) as u64),
            format::counted(alive.customers, "customer", "customers")
        )
    };
    let name = |from: f64, to: f64| format!("{}–{}", (from * 100.0).round(), format::whole_percent(to));
    let labels: Vec<String> = alive.bands.iter().map(|band| name(band.from, band.to)).collect();
    let spans: Vec<(f64, f64)> = alive.bands.iter().map(|band| (band.from, band.to)).collect();
    let behind = by_mark(spans, move |&(from, to)| {
        let title = format!("Chance to buy again {}", name(from, to));
        Behind::new(title, Selector::Alive { from, to })
    });
    let table = DataTable {
        head: head(&["chance to buy again", "customers"]),
        rows: labels
            .iter()
            .zip(&alive.bands)
            .map(|(label, band)| vec![Value::text(label.clone()), number_of(band.customers)])
            .collect(),
    };
    let bars = labels.into_iter().zip(&alive.bands).map(|(label, band)| {
        let lines = vec![("customers".to_owned(), format::int(band.customers))];
        (label, band.customers as f64, lines)
    });
    let columns = Columns {
        height: 140.0,
        x_title: "chance to ever buy again".to_owned(),
        ..columns("customers", Paint::Return(2), bars)
    };
    let source = format!(
        "Pareto/NBD: how likely it is that a customer has not left for good. {}.",
        in_use(session, answers)
    );
    let shown = Shown { id: "alive", title: title.clone(), source, chart: columns, table };
    Some(view! { <h3>{title}</h3> {chart_behind(session, shown, behind)} }.into_any())
}

/// The fitted models for those who want to see them.
pub fn models(_: Session, _: &Arc<Answers>, later: &Arc<Later>) -> Option<AnyView> {
    let clv = &later.clv;
    if clv.models.is_empty() || !is_known(later) {
        return None;
    }
    let name = |model: &str| match model {
        "bg_nbd" => "BG/NBD".to_owned(),
        "mbg_nbd" => "MBG/NBD".to_owned(),
        "pareto_nbd" => "Pareto/NBD".to_owned(),
        "gamma_gamma" => "Gamma-Gamma".to_owned(),
        other => other.to_owned(),
    };
    let four = |value: f64| format!("{value:.4}");
    let table = DataTable {
        head: head(&[
            "model",
            "parameter",
            "value",
            "standard error",
            "customers",
            "log-likelihood",
            "settled",
        ]),
        rows: clv
            .models
            .iter()
            .flat_map(|model| {
                model.parameters.iter().map(move |parameter| {
                    vec![
                        Value::text(name(&model.model)),
                        Value::text(parameter.name.clone()),
                        Value::number(parameter.value, four(parameter.value)),
                        Value::maybe(parameter.standard_error, four),
                        number_of(model.customers),
                        Value::number(model.log_likelihood, format::decimal(model.log_likelihood)),
                        Value::text(if model.converged { "yes" } else { "no" }),
                    ]
                })
            })
            .collect(),
    };
    let correlation = clv.correlation.map(|correlation| {
        format!(
            "Correlation of how often and how much: {} (Gamma-Gamma assumes none).",
            format::two_decimals(correlation)
        )
    });
    Some(
        view! {
            <details class="models">
                <summary>"The models and their parameters"</summary>
                {data_table(&table)}
                <p class="source">"Time in weeks. "{correlation}</p>
            </details>
        }
        .into_any(),
    )
}
