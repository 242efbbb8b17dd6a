//! Who is about to be lost: states at this day, what is at stake, the loss of each month, and when to write.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, ChurnState, Later, MissYouRow, SegmentId, Selector, SplitBy},
    charts::{Bar, Bars, Columns, Curve, Curves, Paint, Stop},
    state::{
        DataTable, Value,
        headlines::{self, AboutToBeLost},
    },
};

use super::{
    Shown, acquisition::began, action, by_mark, chart, chart_behind, columns, frame, head, in_use, number_of,
};
use crate::{
    session::{Behind, Session},
    text::{format, words},
    widgets::table::table_behind,
};

/// The states at this day.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let churn = &answers.churn;
    let lapse = churn.lapse_day?;
    let finding = match headlines::about_to_be_lost(answers) {
        Some(AboutToBeLost::Customers(n, worth)) => {
            let n = format::counted(n, "customer is", "customers are");
            let months = answers.settings.window_months;
            let worth = worth
                .map(|worth| format!(", worth {} in the last {months} months", format::amount(worth)))
                .unwrap_or_default();
            format!("{n} about to be lost{worth}")
        }
        Some(AboutToBeLost::Nobody) => "Nobody is about to be lost today".to_owned(),
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
                    number_of(row.customers.count),
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
    let states: Vec<ChurnState> = churn.states.iter().map(|row| row.state).collect();
    let behind =
        by_mark(states, |&state| Behind::new(words::churn_state(state), Selector::ChurnState(state)));
    let shown = Shown { id: "churn", title: finding.clone(), source, chart: bars, table };
    let write = action(
        session,
        "Write to those of them who bought twice or more before they are gone.".to_owned(),
        "See who",
        Behind::new("At risk, with two purchases or more", Selector::Segment(SegmentId::AtRisk)),
    );
    let content = view! { {chart_behind(session, shown, behind)} {write} };
    Some(frame("Who is about to be lost?", finding, content.into_any()))
}

/// What the customers of each state are expected to bring in a year.
pub fn value_at_risk(_: Session, _: &Arc<Answers>, later: &Arc<Later>) -> Option<AnyView> {
    let at_risk = &later.value_at_risk;
    let of = |state: ChurnState| at_risk.states.iter().find(|row| row.state == state);
    let lost = of(ChurnState::AtRisk).filter(|lost| 0 < lost.customers)?;
    let title = match (lost.expected_value, lost.expected_purchases) {
        (Some(value), _) => {
            format!("What is at stake: {} in the next twelve months", format::amount(value))
        }
        (None, Some(purchases)) => format!(
            "What is at stake: {} in the next twelve months",
            format::counted(purchases.round().max(0.0) as u64, "purchase", "purchases")
        ),
        (None, None) => return None,
    };
    let table = DataTable {
        head: head(&[
            "state",
            "customers",
            "revenue of the last months",
            "purchases expected in a year",
            "expected to be worth",
        ]),
        rows: at_risk
            .states
            .iter()
            .map(|row| {
                vec![
                    Value::text(words::churn_state(row.state)),
                    number_of(row.customers),
                    Value::maybe(row.net_revenue_window.map(|money| money.to_f64()), format::amount),
                    Value::maybe(row.expected_purchases, format::decimal),
                    Value::maybe(row.expected_value, format::amount),
                ]
            })
            .collect(),
    };
    Some(view! { <h3>{title}</h3> {crate::widgets::table::data_table(&table)} }.into_any())
}

/// How many were lost each month, of those who were there at its start.
pub fn months(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let decided: Vec<_> = answers
        .churn
        .months
        .iter()
        .filter(|month| 30 <= month.active_at_start)
        .filter_map(|month| Some((month.clone(), month.rate?)))
        .collect();
    if decided.len() < 3 {
        return None;
    }
    let recent: Vec<f64> = decided.iter().rev().take(12).map(|(_, rate)| *rate).collect();
    let mean = recent.iter().sum::<f64>() / recent.len() as f64;
    let title = format!("{} of the customers are lost in a typical month", format::percent(mean));
    let table = DataTable {
        head: head(&["month", "lost", "there at its start", "rate"]),
        rows: decided
            .iter()
            .map(|(month, rate)| {
                vec![
                    Value::text(month.month.clone()),
                    number_of(month.lost),
                    number_of(month.active_at_start),
                    Value::number(*rate, format::percent(*rate)),
                ]
            })
            .collect(),
    };
    let bars = decided.iter().map(|(month, rate)| {
        let lines = vec![
            ("lost".to_owned(), format::int(month.lost)),
            ("there at the start".to_owned(), format::int(month.active_at_start)),
            ("rate".to_owned(), format::percent(*rate)),
        ];
        (format::period(&month.month), *rate, lines)
    });
    let columns = Columns {
        format: format::axis_percent,
        ..columns("lost, of those who were there", Paint::First, bars)
    };
    let source = format!(
        "Customers whose silence reached the lapse day, by the month of their last purchase plus that day; only months that can no longer change. {}.",
        in_use(session, answers)
    );
    let labels: Vec<String> = decided.iter().map(|(month, _)| month.month.clone()).collect();
    let behind = by_mark(labels, |month| {
        let title = format!("Lost in {}", format::period(month));
        Behind::new(title, Selector::LostIn { month: month.clone() })
    });
    let shown = Shown { id: "churn-months", title: title.clone(), source, chart: columns, table };
    Some(view! { <h3>{title}</h3> {chart_behind(session, shown, behind)} }.into_any())
}

/// The day to write on, by what customers began with.
pub fn miss_you(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let churn = &answers.churn;
    let products = miss_you_by(session, SplitBy::FirstProduct, &churn.first_products);
    let categories = miss_you_by(session, SplitBy::Category, &churn.first_categories);
    Some(view! { {products} {categories} }.into_any())
}

fn miss_you_by(session: Session, by: SplitBy, rows: &[MissYouRow]) -> Option<AnyView> {
    let rows: Vec<&MissYouRow> =
        rows.iter().filter(|row| !row.thin && row.miss_you_day.is_some()).take(15).collect();
    if rows.len() < 2 {
        return None;
    }
    let what = if by == SplitBy::Category { "category" } else { "product" };
    let table = DataTable {
        head: head(&["began with", "customers", "write after", "highest chance to come back", "on day"]),
        rows: rows
            .iter()
            .map(|row| {
                vec![
                    Value::text(row.label.clone()),
                    number_of(row.customers),
                    Value::maybe(row.miss_you_day.map(f64::from), format::days),
                    Value::maybe(row.peak.map(|peak| peak.chance), format::percent),
                    Value::maybe(row.peak.map(|peak| f64::from(peak.t)), |day| format::int(day as u64)),
                ]
            })
            .collect(),
    };
    let behind = rows.iter().map(|row| Some(began(by, &row.product, &row.label))).collect();
    let title = format!("“We miss you”, by first {what}");
    Some(
        view! { <details class="models"><summary>{title}</summary>{table_behind(session, &table, behind)}</details> }
            .into_any(),
    )
}

/// The chance to come back in the next 90 days, by the days since the last purchase.
pub fn chance(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let churn = &answers.churn;
    let points = &churn.return_chance;
    if points.len() <= 10 {
        return None;
    }
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
                    number_of(point.at_risk),
                ]
            })
            .collect(),
    };
    let source = format!(
        "Chance to buy again in the next 90 days for those who have not bought for so long, from all gaps between purchases, while 30 are observed. {}.",
        in_use(session, answers)
    );
    Some(view! { <h3>{title.clone()}</h3> {chart("return-chance", title, source, curves, table)} }.into_any())
}
