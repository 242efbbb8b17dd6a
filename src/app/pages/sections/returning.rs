//! When they come back: the two honest numbers, always together, and the window in which to write.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, Comparison, Repurchase, ReturnCurve, SegmentId, Selector},
    charts::{Columns, Curve, Curves, Paint, Stop},
    state::{
        DataTable, Value,
        headlines::{self, Returning},
    },
};

use super::{action, chart, columns, frame, head, in_use, number_of};
use crate::{
    session::{Behind, Session},
    text::format,
    widgets::{ending::ending, table::data_table},
};

fn interval(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => {
            format!(" ({})", format::interval(low, high))
        }
        _ => String::new(),
    }
}

fn finding(answers: &Answers) -> String {
    match headlines::returning(answers) {
        Returning::Within(returning, all) => format!(
            "{} of those who came back did so within three months; of all new customers {}{} did",
            format::percent(returning),
            format::whole_percent(all.p),
            interval(all.low, all.high)
        ),
        Returning::Second(share) => {
            format!("{} of customers have bought a second time", format::percent(share))
        }
        Returning::Nobody => "Nobody has come back on another day yet".to_owned(),
    }
}

/// Points of a curve for drawing: at most one a pixel's worth.
fn thinned<T: Copy>(points: &[T]) -> Vec<T> {
    let every = points.len().div_ceil(500).max(1);
    let last = points.len().saturating_sub(1);
    points
        .iter()
        .enumerate()
        .filter(|(at, _)| at % every == 0 || *at == last)
        .map(|(_, point)| *point)
        .collect()
}

fn stops(curve: &ReturnCurve, end: u32) -> Vec<Stop> {
    let every = if end > 400 { 30 } else { 7 };
    (0..=end / every)
        .filter_map(|step| {
            let day = step * every;
            let point = curve.curve.iter().take_while(|point| point.t <= day).last()?;
            Some(Stop {
                x: f64::from(day),
                y: point.p,
                title: format!("By day {day}"),
                lines: vec![
                    ("have come back".to_owned(), format::percent(point.p)),
                    (
                        "interval".to_owned(),
                        interval(point.low, point.high).trim().trim_matches(['(', ')']).to_owned(),
                    ),
                    ("still observed".to_owned(), format::counted(point.at_risk, "customer", "customers")),
                ],
            })
        })
        .collect()
}

/// The curves of the answers, and the one of the answers beside them.
fn curves(repurchase: &Repurchase, beside: Option<(&Comparison, &str)>) -> Curves {
    let main = &repurchase.of_all;
    let end = main.follow_up.unwrap_or_else(|| main.curve.last().map_or(1, |point| point.t)).clamp(30, 730);
    let line = |curve: &ReturnCurve, name: &str, paint: Paint, band: bool| {
        let until = curve.follow_up.unwrap_or(end).min(end);
        let shown: Vec<_> = curve.curve.iter().filter(|point| point.t <= until).copied().collect();
        let mut shown = thinned(&shown);
        // nobody came back in the last days that were watched, which is something to see too
        if let Some(&last) = shown.last().filter(|last| last.t < until) {
            shown.push(stamkunde::answers::CurvePoint { t: until, ..last });
        }
        Curve {
            name: name.to_owned(),
            paint,
            points: shown.iter().map(|point| (f64::from(point.t), point.p)).collect(),
            band: shown
                .iter()
                .filter(|_| band)
                .filter_map(|point| Some((f64::from(point.t), point.low?, point.high?)))
                .collect(),
            steps: true,
            dashed: false,
        }
    };
    let mut curves: Vec<Curve> = Vec::new();
    for (at, later) in repurchase.later_steps.iter().enumerate().rev() {
        if later.customers >= 30 && later.curve.len() > 1 {
            let name = if at == 0 { "third purchase" } else { "fourth purchase" };
            curves.push(line(later, name, Paint::Return(at as u8 + 2), false));
        }
    }
    if let Some((comparison, name)) = beside {
        let other =
            Curve { dashed: true, ..line(&comparison.beside.repurchase.of_all, name, Paint::Muted, false) };
        curves.push(other);
    }
    curves.push(line(main, "second purchase", Paint::First, true));
    let month = if end > 420 {
        180
    } else if end > 150 {
        60
    } else {
        30
    };
    let hot = repurchase.hot_window_months.map(|months| {
        let name = if months == 1 {
            "hot window: 1 month".to_owned()
        } else {
            format!("hot window: {months} months")
        };
        (f64::from(months) * 30.44, name)
    });
    Curves {
        curves,
        stops: stops(main, end),
        x_max: f64::from(end),
        x_ticks: (0..=end / month).map(|at| (f64::from(at * month), (at * month).to_string())).collect(),
        x_title: "days since the purchase".to_owned(),
        y_max: 0.0,
        format: format::axis_percent,
        rules: hot.into_iter().collect(),
        height: 260.0,
    }
}

fn curve_table(repurchase: &Repurchase) -> DataTable {
    DataTable {
        head: head(&["day", "have come back", "low", "high", "customers at risk"]),
        rows: thinned(&repurchase.of_all.curve)
            .iter()
            .map(|point| {
                vec![
                    Value::number(f64::from(point.t), point.t.to_string()),
                    Value::number(point.p, format::percent(point.p)),
                    Value::maybe(point.low, format::percent),
                    Value::maybe(point.high, format::percent),
                    number_of(point.at_risk),
                ]
            })
            .collect(),
    }
}

/// Both numbers side by side.
pub fn both(_: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let repurchase = &answers.repurchase;
    let table = DataTable {
        head: head(&["within", "of those who came back", "of all new customers", "interval"]),
        rows: repurchase
            .of_returning_days
            .iter()
            .map(|within| {
                let all =
                    repurchase.of_all.at.iter().find(|at| at.days == within.limit).and_then(|at| at.point);
                vec![
                    Value::text(format!("{} days", within.limit)),
                    Value::maybe(within.share.share, format::percent),
                    Value::maybe(all.map(|point| point.p), format::percent),
                    Value::text(
                        all.map(|point| interval(point.low, point.high))
                            .unwrap_or_default()
                            .trim()
                            .trim_matches(['(', ')'])
                            .to_owned(),
                    ),
                ]
            })
            .collect(),
    };
    Some(
        view! {
            <h3>"Two numbers that are often mixed up"</h3>
            {data_table(&table)}
            <p class="fine">"The first is the familiar figure; it falls as a file gets longer. The second is the honest chance that a new customer comes back."</p>
        }
        .into_any(),
    )
}

/// The chance to come back in the next 30 days, for those who have not yet.
pub fn hazard(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let steps: Vec<_> = answers
        .repurchase
        .hazard
        .iter()
        .filter(|step| !step.thin)
        .filter_map(|step| Some((step, step.chance?)))
        .take(24)
        .collect();
    // a tail of nothing would only squeeze the rest
    let last = steps.iter().rposition(|(_, chance)| 0.005 <= *chance).unwrap_or(0);
    let steps = steps.get(..(last + 2).clamp(6.min(steps.len()), steps.len())).unwrap_or_default();
    if steps.len() < 3 {
        return None;
    }
    let (first, _) = *steps.first()?;
    let (now, day, later) = headlines::waiting(steps)?;
    let title = format!(
        "In the first 30 days {} of the new buy again; of those who still have not after {}, {} do in the next 30",
        format::percent(now),
        format::days(f64::from(day)),
        format::percent(later)
    );
    let name = |from: u32| format!("{from}–{}", from + 29);
    let table = DataTable {
        head: head(&[
            "days since the first purchase",
            "have not come back yet",
            "come back in these 30 days",
        ]),
        rows: steps
            .iter()
            .map(|(step, chance)| {
                vec![
                    Value::text(name(step.from_day)),
                    number_of(step.at_risk),
                    Value::number(*chance, format::percent(*chance)),
                ]
            })
            .collect(),
    };
    let bars = steps.iter().map(|(step, chance)| {
        let lines = vec![
            ("days".to_owned(), name(step.from_day)),
            ("come back in them".to_owned(), format::percent(*chance)),
            ("had not come back".to_owned(), format::counted(step.at_risk, "customer", "customers")),
        ];
        (step.from_day.to_string(), *chance, lines)
    });
    let columns = Columns {
        format: format::axis_percent,
        x_title: "days since the first purchase".to_owned(),
        ..columns("come back in the next 30 days", Paint::Return(2), bars)
    };
    let source = format!(
        "Chance to make the second purchase in the next 30 days for those who had not by then, while 30 customers are watched (of {}). {}.",
        format::int(first.at_risk),
        in_use(session, answers)
    );
    Some(view! { <h3>{title.clone()}</h3> {chart("hazard", title, source, columns, table)} }.into_any())
}

/// The chance to come back by day.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let repurchase = &answers.repurchase;
    let finding = finding(answers);
    let source = format!(
        "Chance to have made the next purchase, of all customers who made the one before (Kaplan-Meier; those still waiting count as long as they are observed). The band is the 95 % interval. n = {}, of whom {} came back. {}.",
        format::counted(repurchase.of_all.customers, "customer", "customers"),
        format::int(repurchase.of_all.events),
        in_use(session, answers)
    );
    let hot = repurchase.hot_window_months.map(|months| {
        let n = answers.segments.first().map_or(0, |segment| segment.customers.count);
        let window =
            if months == 1 { "the first month".to_owned() } else { format!("the first {months} months") };
        let text = format!(
            "Most second purchases happen in {window}. {} once and are inside it today.",
            format::counted(n, "customer has bought", "customers have bought")
        );
        let title = "Bought once, and inside the hot window";
        action(session, text, "See who", Behind::new(title, Selector::Segment(SegmentId::HotOpportunity)))
    });
    let (title, held) = (finding.clone(), Arc::clone(answers));
    let drawn = ending(move || {
        let comparison = session.comparison.get();
        let name = session.beside.with_untracked(|beside| beside.as_ref().map(|beside| beside.name()));
        let beside = comparison.as_deref().zip(name);
        let repurchase = &held.repurchase;
        chart(
            "repurchase",
            title.clone(),
            source.clone(),
            curves(repurchase, beside),
            curve_table(repurchase),
        )
    });
    Some(frame("When do they come back?", finding, view! { {drawn} {hot} }.into_any()))
}
