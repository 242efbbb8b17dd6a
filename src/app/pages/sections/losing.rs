//! Who is about to be lost, and where everyone is on the journey.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, ChurnState, Stage},
    charts::{Bar, Bars, Curve, Curves, Paint, Stop},
    state::{DataTable, Phase, Value},
};

use super::{chart, frame, head, in_use};
use crate::{
    session::Session,
    text::{format, words},
};

/// The states at this day, and the chance to come back by the days gone.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let churn = &answers.churn;
    let lapse = churn.lapse_day?;
    let at_risk = churn.states.iter().find(|row| row.state == ChurnState::AtRisk);
    let finding = match at_risk {
        Some(row) => {
            let n = format::counted(row.customers.count, "customer is", "customers are");
            let value = row.net_revenue_window.map(|money| {
                format!(
                    ", worth {} in the last {} months",
                    format::amount(money.to_f64()),
                    answers.settings.window_months
                )
            });
            format!("{n} about to be lost{}", value.unwrap_or_default())
        }
        None => format!("After {} of silence a customer is as good as gone", format::days(lapse)),
    };
    let bars = Bars {
        bars: churn
            .states
            .iter()
            .map(|row| {
                let share = row.customers.share.unwrap_or(0.0);
                let mut lines = vec![
                    ("customers".to_owned(), format::int(row.customers.count)),
                    ("of all".to_owned(), format::percent(share)),
                ];
                if row.net_revenue_window.is_some() {
                    lines.push((
                        "revenue of the last months".to_owned(),
                        format::money_of(row.net_revenue_window),
                    ));
                    lines.push(("revenue in all".to_owned(), format::money_of(row.net_revenue)));
                }
                Bar {
                    label: words::churn_state(row.state).to_owned(),
                    value: share,
                    interval: None,
                    text: format!(
                        "{} customers, {}",
                        format::int(row.customers.count),
                        format::percent(share)
                    ),
                    paint: match row.state {
                        ChurnState::Active => Paint::Return(2),
                        ChurnState::AtRisk => Paint::Accent,
                        ChurnState::Lapsed => Paint::First,
                    },
                    thin: false,
                    lines,
                }
            })
            .collect(),
        reference: None,
    };
    let table = DataTable {
        head: head(&["state", "customers", "share", "revenue of the last months", "revenue in all"]),
        rows: churn
            .states
            .iter()
            .map(|row| {
                vec![
                    Value::text(words::churn_state(row.state)),
                    Value::number(row.customers.count as f64, format::int(row.customers.count)),
                    Value::maybe(row.customers.share, format::percent),
                    Value::maybe(row.net_revenue_window.map(|money| money.to_f64()), format::amount),
                    Value::maybe(row.net_revenue.map(|money| money.to_f64()), format::amount),
                ]
            })
            .collect(),
    };
    let source = format!(
        "Lapsed after {}: {} of the gaps between purchases were shorter. At risk from 0.8 of that. n = {} gaps. {}.",
        format::days(lapse),
        format::whole_percent(churn.lapse_percentile),
        format::int(churn.gaps.count),
        in_use(session, answers)
    );
    let miss_you = (churn.return_chance.len() > 10).then(|| chance(session, answers));
    let content = view! {
        {chart("churn", finding.clone(), source, bars, table)}
        <p class="action">
            "Write to them before they are gone. "
            <button class="link" on:click=move |_| session.phase.set(Phase::Segments)>"See the list"</button>
        </p>
        {miss_you}
    };
    Some(frame("Who is about to be lost?", finding, content.into_any()))
}

/// The chance to come back in the next 90 days, by the days since the last purchase.
fn chance(session: Session, answers: &Answers) -> impl IntoView + use<> {
    let churn = &answers.churn;
    let points = &churn.return_chance;
    // beyond a year, or twice the day itself, the curve only creeps towards nothing
    let end = points
        .last()
        .map_or(1, |point| point.t)
        .min(churn.miss_you_day.map_or(730, |day| (2 * day).max(365)));
    let points: Vec<_> = points.iter().filter(|point| point.t <= end).copied().collect();
    let every = (end / 40).max(1);
    let title = match churn.miss_you_day {
        Some(day) => format!(
            "After {day} days of silence the chance to come back has halved: time to write “we miss you”"
        ),
        None => "The chance to come back never falls to half of its peak in this file".to_owned(),
    };
    let step = if end > 420 {
        180
    } else if end > 150 {
        60
    } else {
        30
    };
    let curves = Curves {
        curves: vec![Curve {
            name: String::new(),
            paint: Paint::Return(2),
            points: points.iter().map(|point| (f64::from(point.t), point.chance)).collect(),
            band: Vec::new(),
            steps: false,
            dashed: false,
        }],
        stops: points
            .iter()
            .filter(|point| point.t % every == 0)
            .map(|point| Stop {
                x: f64::from(point.t),
                y: point.chance,
                title: format!("{} days since the last purchase", point.t),
                lines: vec![
                    ("come back within 90 days".to_owned(), format::percent(point.chance)),
                    ("gaps observed".to_owned(), format::int(point.at_risk)),
                ],
            })
            .collect(),
        x_max: f64::from(end),
        x_ticks: (0..=end / step).map(|at| (f64::from(at * step), (at * step).to_string())).collect(),
        x_title: "days since the last purchase".to_owned(),
        y_max: 0.0,
        format: format::axis_percent,
        rules: churn.miss_you_day.map(|day| (f64::from(day), format!("day {day}"))).into_iter().collect(),
        height: 180.0,
    };
    let table = DataTable {
        head: head(&["days since the last purchase", "chance to come back within 90 days", "gaps at risk"]),
        rows: points
            .iter()
            .map(|point| {
                vec![
                    Value::number(f64::from(point.t), point.t.to_string()),
                    Value::number(point.chance, format::percent(point.chance)),
                    Value::number(point.at_risk as f64, format::int(point.at_risk)),
                ]
            })
            .collect(),
    };
    let source = format!(
        "Chance to buy again in the next 90 days for those who have not bought for so long, from all gaps between purchases, while 30 are observed. {}.",
        in_use(session, answers)
    );
    view! {
        <h3>{title.clone()}</h3>
        {chart("return-chance", title, source, curves, table)}
    }
}

/// Every customer at one stage.
pub fn stages(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let stages = &answers.stage.stages;
    let count =
        |stage: Stage| stages.iter().find(|row| row.stage == stage).map_or(0, |row| row.customers.count);
    let regulars = count(Stage::Regular) + count(Stage::Best);
    let total = answers.summary.customers.max(1);
    let finding = format!(
        "{} with three purchases or more {} active today: {} of all",
        format::counted(regulars, "customer", "customers"),
        if regulars == 1 { "is" } else { "are" },
        format::percent(regulars as f64 / total as f64)
    );
    let bars = Bars {
        bars: stages
            .iter()
            .map(|row| {
                let share = row.customers.share.unwrap_or(0.0);
                let mut lines = vec![
                    ("customers".to_owned(), format::int(row.customers.count)),
                    ("of all".to_owned(), format::percent(share)),
                    ("purchases".to_owned(), format::int(row.purchases)),
                ];
                if row.net_revenue.is_some() {
                    lines.push(("net revenue".to_owned(), format::money_of(row.net_revenue)));
                    lines.push(("of the revenue".to_owned(), format::percent_of(row.share_of_revenue)));
                }
                Bar {
                    label: words::stage(row.stage).to_owned(),
                    value: share,
                    interval: None,
                    text: format::int(row.customers.count),
                    paint: match row.stage {
                        Stage::HotOpportunity | Stage::AtRisk => Paint::Accent,
                        Stage::Cooling | Stage::OneTimeLapsed | Stage::Lapsed => Paint::First,
                        Stage::SecondPurchase | Stage::WonBack => Paint::Return(1),
                        Stage::Regular => Paint::Return(2),
                        Stage::Best => Paint::Return(3),
                    },
                    thin: false,
                    lines,
                }
            })
            .collect(),
        reference: None,
    };
    let table = DataTable {
        head: head(&["stage", "customers", "share", "purchases", "net revenue", "share of revenue"]),
        rows: stages
            .iter()
            .map(|row| {
                vec![
                    Value::text(words::stage(row.stage)),
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
        "Every customer is at exactly one stage. n = {}. {}.",
        format::counted(answers.summary.customers, "customer", "customers"),
        in_use(session, answers)
    );
    Some(frame(
        "Where is everyone on the journey?",
        finding.clone(),
        chart("stages", finding, source, bars, table),
    ))
}
