//! Where everyone is on the journey, and who moved since a past day.

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, Later, MoveKind, MoveMatrix, Movement, RfmGroup, Selector, Stage},
    base::Day,
    charts::{Bar, Bars, Heat, HeatRow, Paint},
    state::{DataTable, Value},
};

use super::{
    Shown, by_mark, chart_behind, frame, in_use, number_of,
    part::{self, Part},
};
use crate::{
    session::{Behind, Session},
    text::{format, words},
    widgets::chart::{ChartProps, chart_view},
};

/// Every customer at one stage.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
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
                let lines = Part::from(row).lines();
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
    let table = part::table("stage", stages.iter().map(Part::from));
    let source = format!(
        "Every customer is at exactly one stage. n = {}. {}.",
        format::counted(answers.summary.customers, "customer", "customers"),
        in_use(session, answers)
    );
    let order: Vec<Stage> = stages.iter().map(|row| row.stage).collect();
    let behind = by_mark(order, |&stage| Behind::new(words::stage(stage), Selector::Stage(stage)));
    let shown = Shown { id: "stages", title: finding.clone(), source, chart: bars, table };
    Some(frame("Where is everyone on the journey?", finding, chart_behind(session, shown, behind)))
}

/// Who moved: since a period, a quarter or a year ago, or any day.
pub fn movement(session: Session, _: &Arc<Answers>, later: &Arc<Later>) -> Option<AnyView> {
    let since = RwSignal::new("quarter".to_owned());
    let by = RwSignal::new(MoveKind::Stage);
    let day = RwSignal::new(None::<Day>);
    let later = Arc::clone(later);
    if later.movement.is_empty() {
        return None;
    }
    let known = later
        .movement
        .iter()
        .map(|movement| {
            let id = movement.since.clone();
            let name = match id.as_str() {
                "year" => "a year ago".to_owned(),
                "quarter" => "a quarter ago".to_owned(),
                _ => "a period ago".to_owned(),
            };
            let selected = since.get_untracked() == id;
            view! { <option value=id selected=selected>{format!("{name} ({})", movement.from)}</option> }
                .into_any()
        })
        .collect_view();
    let pick_day = move |event: web_sys::Event| {
        if let Some(picked) = Day::parse_iso(&event_target_value(&event)) {
            day.set(Some(picked));
            session.moved_since(picked);
        }
    };
    let chosen_day = move || day.get().map(|day| day.to_string()).unwrap_or_default();
    let pick_kind = move |event: web_sys::Event| {
        by.set(if event_target_value(&event) == "rfm_group" { MoveKind::RfmGroup } else { MoveKind::Stage });
    };
    let shown = move || {
        let chosen = since.get();
        let found = if chosen == "day" {
            match session.moved.get() {
                Some(Some(moved)) => Some((*moved).clone()),
                Some(None) => {
                    return Some(view! { <p class="fine">"Nobody had bought by that day."</p> }.into_any());
                }
                None => None,
            }
        } else {
            later.movement.iter().find(|movement| movement.since == chosen).cloned()
        };
        found.map(|movement| moved(session, &movement, by.get()))
    };
    Some(view! {
                <h3>"Who moved"</h3>
                <label class="chip">
                    <span>"Since"</span>
                    <select id="movement-since" on:change=move |event| since.set(event_target_value(&event))>
                        {known}
                        <option value="day" selected=move || since.get() == "day">"another day"</option>
                    </select>
                </label>
                {move || (since.get() == "day").then(|| view! {
                    <label class="chip"><span>"Day"</span><input id="movement-day" type="date" prop:value=chosen_day on:change=pick_day /></label>
                })}
                <label class="chip">
                    <span>"By"</span>
                    <select id="movement-by" on:change=pick_kind>
                        <option value="stage">"stage"</option>
                        <option value="rfm_group" selected=by.get_untracked() == MoveKind::RfmGroup>"RFM group"</option>
                    </select>
                </label>
                {shown}
            }
            .into_any())
}

/// What a row or column of a matrix is called.
fn name(by: MoveKind, id: &str, is_past: bool) -> String {
    let stage = || Stage::ALL.into_iter().find(|stage| stage.id() == id).map(words::stage);
    let group =
        || RfmGroup::ALL.into_iter().find(|group| group.id() == id).map(|group| words::rfm_group(group).0);
    let known = if by == MoveKind::Stage { stage() } else { group() };
    known.map_or_else(
        || if is_past { "not yet a customer".to_owned() } else { "no longer a customer".to_owned() },
        str::to_owned,
    )
}

/// The matrix: from where (down) to where (across).
fn moved(session: Session, movement: &Movement, by: MoveKind) -> AnyView {
    let matrix: &MoveMatrix = if by == MoveKind::Stage { &movement.stages } else { &movement.rfm };
    let count =
        |from: usize, to: usize| matrix.counts.get(from).and_then(|row| row.get(to)).copied().unwrap_or(0);
    let n = matrix.ids.len();
    let column_total = |to: usize| (0..n).map(|from| count(from, to)).sum::<u64>();
    let row_total = |from: usize| (0..n).map(|to| count(from, to)).sum::<u64>();
    let columns: Vec<usize> = (0..n).filter(|&to| 0 < column_total(to)).collect();
    let rows: Vec<usize> = (0..n).filter(|&from| 0 < row_total(from)).collect();
    let id = |at: usize| matrix.ids.get(at).cloned().unwrap_or_default();
    let total: u64 = rows.iter().filter(|&&from| id(from) != "none").map(|&from| row_total(from)).sum();
    let stayed: u64 = rows.iter().filter(|&&from| id(from) != "none").map(|&from| count(from, from)).sum();
    let title = if total == 0 {
        format!("All customers came after {}", format::long_day(movement.from))
    } else {
        format!(
            "{} of the {} of {} have moved since",
            format::percent(1.0 - stayed as f64 / total as f64),
            format::counted(total, "customer", "customers"),
            format::long_day(movement.from)
        )
    };
    let heat_rows = rows
        .iter()
        .map(|&from| {
            let all = row_total(from).max(1) as f64;
            let shares: Vec<f64> = columns.iter().map(|&to| count(from, to) as f64 / all).collect();
            HeatRow {
                label: name(by, &id(from), true),
                note: format::int(row_total(from)),
                values: shares.iter().map(|&share| (0.0 < share).then_some(share)).collect(),
                texts: columns.iter().map(|&to| format::int(count(from, to))).collect(),
                tips: columns
                    .iter()
                    .zip(&shares)
                    .map(|(&to, &share)| {
                        vec![
                            ("from".to_owned(), name(by, &id(from), true)),
                            ("to".to_owned(), name(by, &id(to), false)),
                            ("customers".to_owned(), format::int(count(from, to))),
                            ("of the row".to_owned(), format::percent(share)),
                        ]
                    })
                    .collect(),
                ..HeatRow::default()
            }
        })
        .collect();
    let heat = Heat {
        rows: heat_rows,
        columns: columns.iter().map(|&to| name(by, &id(to), false)).collect(),
        x_title: format!("down: on {}; across: on {}", movement.from, movement.to),
        low: 0.0,
        high: 1.0,
    };
    let mut names = vec![format!("on {}", movement.from)];
    names.extend(columns.iter().map(|&to| name(by, &id(to), false)));
    let table = DataTable {
        head: names,
        rows: rows
            .iter()
            .map(|&from| {
                let mut row = vec![Value::text(name(by, &id(from), true))];
                row.extend(columns.iter().map(|&to| {
                    let n = count(from, to);
                    number_of(n)
                }));
                row
            })
            .collect(),
    };
    let source = format!(
        "Every customer as of {} (down) and as of {} (across), each as was known on the day. Darker: a larger part of the row.",
        movement.from, movement.to
    );
    let since = movement.from;
    let (from_ids, to_ids): (Vec<String>, Vec<String>) =
        (rows.iter().map(|&at| id(at)).collect(), columns.iter().map(|&at| id(at)).collect());
    let behind = move |(row, column): (usize, usize)| {
        let (Some(from), Some(to)) = (from_ids.get(row), to_ids.get(column)) else { return Vec::new() };
        let title = format!("{} → {}", name(by, from, true), name(by, to, false));
        vec![Behind::new(title, Selector::Moved { since, by, from: from.clone(), to: to.clone() })]
    };
    let least_width = heat.least_width();
    let behind: crate::widgets::chart::BehindOf = Rc::new(behind);
    chart_view(ChartProps {
        id: "movement",
        title,
        source,
        chart: Rc::new(heat),
        table: Box::new(move || table.clone()),
        least_width,
        behind: Some((session, behind)),
    })
    .into_any()
}
