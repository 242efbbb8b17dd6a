//! What customers will be worth, with a test of the prediction; and who buys lately, often and much.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, Backtest, Clv, RfmGroup},
    charts::{Bar, Bars, Columns, Paint, Series},
    state::{DataTable, Value},
};

use super::{chart, frame, head, in_use};
use crate::{
    session::Session,
    text::{format, words},
    widgets::table::data_table,
};

/// What will they be worth: shown as soon as the models are fitted.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let answers = Arc::clone(answers);
    let content = move || match session.later.get() {
        None => {
            let waiting = view! { <p class="fine" role="status">"Fitting the models …"</p> }.into_any();
            frame("What will they be worth?", "Working it out".to_owned(), waiting)
        }
        Some(later) => shown(session, &answers, &later.clv),
    };
    Some(view! { {content} }.into_any())
}

fn shown(session: Session, answers: &Answers, clv: &Clv) -> AnyView {
    let question = "What will they be worth?";
    let Some(year) = clv.expected.iter().find(|expected| expected.days == 365) else {
        let text = "A prediction needs at least 30 customers who have come back.";
        return frame(question, "Too early to predict".to_owned(), view! { <p>{text}</p> }.into_any());
    };
    let purchases = format::int(year.purchases.round() as u64);
    let finding = match year.value {
        Some(value) => format!(
            "Your present customers are expected to spend {} in the next twelve months",
            format::amount(value)
        ),
        None => format!(
            "Your present customers are expected to make {purchases} purchases in the next twelve months"
        ),
    };
    let table = data_table(&DataTable {
        head: head(&["in the next", "purchases expected", "worth", "per customer"]),
        rows: clv
            .expected
            .iter()
            .map(|expected| {
                let n = answers.summary.customers.max(1) as f64;
                vec![
                    Value::text(format!("{} days", expected.days)),
                    Value::number(expected.purchases, format::int(expected.purchases.round() as u64)),
                    Value::maybe(expected.value, format::amount),
                    Value::maybe(expected.value.map(|value| value / n), format::amount),
                ]
            })
            .collect(),
    });
    let unsettled = clv.models.iter().any(|model| !model.converged).then(|| {
        view! { <p class="few">"The models did not settle on this file: take the figures as a rough guess."</p> }
    });
    let test = match &clv.backtest {
        Some(test) => backtest(session, answers, test),
        None => view! { <p class="fine">"The file is too short to test the prediction on its own past."</p> }
            .into_any(),
    };
    let content = view! {
        {table}
        {unsettled}
        <p class="fine">
            "Expected purchase days of everyone who has bought so far (BG/NBD), times what their purchases are worth (Gamma-Gamma); new customers are not in it."
        </p>
        {test}
    };
    frame(question, finding, content.into_any())
}

/// The prediction made on the past, beside what happened.
fn backtest(session: Session, answers: &Answers, test: &Backtest) -> AnyView {
    let title = match test.error {
        Some(error) => {
            let word = if error >= 0.0 { "more" } else { "fewer" };
            format!(
                "Tested on the past, it predicted {} {word} purchases than came: {}",
                format::percent(error.abs()),
                words::verdict(test.verdict)
            )
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
                    Value::number(row.customers as f64, format::int(row.customers)),
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
    view! {
        <h3>{title.clone()}</h3>
        {chart("backtest", title, source, columns, table)}
    }
    .into_any()
}

/// Recency, frequency and value in groups.
pub fn rfm(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let groups = &answers.rfm.groups;
    let champions = groups.iter().find(|row| row.group == RfmGroup::Champions)?;
    let share = champions
        .share_of_revenue
        .map(|share| format!(" and bring {} of the revenue", format::percent(share)));
    let finding = format!(
        "{} of customers are champions{}",
        format::percent_of(champions.customers.share),
        share.unwrap_or_default()
    );
    let bars = Bars {
        bars: groups
            .iter()
            .map(|row| {
                let (name, meaning) = words::rfm_group(row.group);
                let share = row.customers.share.unwrap_or(0.0);
                let mut lines = vec![
                    (meaning.to_owned(), String::new()),
                    ("customers".to_owned(), format::int(row.customers.count)),
                    ("of all".to_owned(), format::percent(share)),
                    ("purchases".to_owned(), format::int(row.purchases)),
                ];
                if row.net_revenue.is_some() {
                    lines.push(("net revenue".to_owned(), format::money_of(row.net_revenue)));
                    lines.push(("of the revenue".to_owned(), format::percent_of(row.share_of_revenue)));
                }
                Bar {
                    label: name.to_owned(),
                    value: share,
                    interval: None,
                    text: format::int(row.customers.count),
                    paint: match row.group {
                        RfmGroup::Champions | RfmGroup::Loyal => Paint::Return(3),
                        RfmGroup::PotentialLoyal | RfmGroup::NeedAttention => Paint::Return(2),
                        RfmGroup::New | RfmGroup::Promising => Paint::Return(1),
                        RfmGroup::AtRisk | RfmGroup::CannotLose => Paint::Accent,
                        RfmGroup::AboutToSleep | RfmGroup::Hibernating | RfmGroup::Lost => Paint::First,
                    },
                    thin: false,
                    lines,
                }
            })
            .collect(),
        reference: None,
    };
    let table = DataTable {
        head: head(&["group", "customers", "share", "purchases", "net revenue", "share of revenue"]),
        rows: groups
            .iter()
            .map(|row| {
                vec![
                    Value::text(words::rfm_group(row.group).0),
                    Value::number(row.customers.count as f64, format::int(row.customers.count)),
                    Value::maybe(row.customers.share, format::percent),
                    Value::number(row.purchases as f64, format::int(row.purchases)),
                    Value::maybe(row.net_revenue.map(|money| money.to_f64()), format::amount),
                    Value::maybe(row.share_of_revenue, format::percent),
                ]
            })
            .collect(),
    };
    let source = format!(
        "Customers scored 1 to 5 by days since the last purchase, number of purchases and net revenue, in eleven groups. n = {}. {}.",
        format::counted(answers.summary.customers, "customer", "customers"),
        in_use(session, answers)
    );
    Some(frame(
        "Who buys lately, often and much?",
        finding.clone(),
        chart("rfm", finding, source, bars, table),
    ))
}
