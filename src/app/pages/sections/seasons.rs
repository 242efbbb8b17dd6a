//! When new customers come: months of the year, weekdays, hours, and the events of trade.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, EventRow, SeasonKind, SeasonRow, Selector},
    charts::{Bar, Bars, Columns, Paint},
    state::{DataTable, Value, headlines::best_season},
};

use super::{Shown, acquisition::NOTABLE, by_mark, chart_behind, columns, head, in_use, number_of};
use crate::{
    session::{Behind, Session},
    text::format,
};

/// `1.4 times`.
pub(super) fn times(lift: f64) -> String {
    format!("{} times", format::decimal(lift))
}

/// What an event is called.
pub(super) fn event_name(event: &EventRow) -> String {
    let name = match event.event.as_str() {
        "black_friday" => "Black Friday week",
        "christmas" => "Christmas trade",
        "january_sale" => "January sale",
        _ => "Summer",
    };
    format!("{name} {}", event.year)
}

/// Months, weekdays or hours, one at a time.
pub fn seasons(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let kinds = [
        ("month", "month of the year", SeasonKind::Month),
        ("weekday", "weekday", SeasonKind::Weekday),
        ("hour", "hour of the day", SeasonKind::Hour),
    ];
    let there: Vec<_> =
        kinds.into_iter().filter(|(.., kind)| best_season(rows_of(answers, *kind)).is_some()).collect();
    let answers = Arc::clone(answers);
    one_of("season-by", "New customers by", there, move |kind| slots(session, &answers, kind))
}

/// One of several views, with the choice above it.
pub(super) fn one_of<K: Copy + Send + Sync + 'static>(
    id: &'static str,
    label: &'static str,
    parts: Vec<(&'static str, &'static str, K)>,
    shown: impl Fn(K) -> Option<AnyView> + Send + 'static,
) -> Option<AnyView> {
    let chosen = RwSignal::new(parts.first()?.2);
    let options = parts
        .iter()
        .map(|(id, name, _)| view! { <option value=*id>{*name}</option> }.into_any())
        .collect_view();
    let pick = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        if let Some((.., part)) = parts.iter().find(|(id, ..)| *id == value) {
            chosen.set(*part);
        }
    };
    Some(
        view! {
            <p class="part-choice">
                <label class="chip"><span>{label}</span><select id=id on:change=pick>{options}</select></label>
            </p>
            <div class="part">{move || shown(chosen.get())}</div>
        }
        .into_any(),
    )
}

fn rows_of(answers: &Answers, kind: SeasonKind) -> &[SeasonRow] {
    let season = &answers.acquisition_season;
    match kind {
        SeasonKind::Month => &season.months,
        SeasonKind::Weekday => &season.weekdays,
        SeasonKind::Hour => &season.hours,
    }
}

fn slot_name(kind: SeasonKind, slot: u32) -> String {
    const WEEKDAYS: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names: &[&str] = match kind {
        SeasonKind::Month => &MONTHS,
        SeasonKind::Weekday => &WEEKDAYS,
        SeasonKind::Hour => return slot.to_string(),
    };
    let at = slot.checked_sub(1).and_then(|at| names.get(at as usize));
    at.map_or_else(|| slot.to_string(), |name| (*name).to_owned())
}

fn slots(session: Session, answers: &Answers, kind: SeasonKind) -> Option<AnyView> {
    let rows = rows_of(answers, kind);
    let best = best_season(rows)?;
    let over = match kind {
        SeasonKind::Month => {
            let years = u64::from(answers.acquisition_season.complete_years);
            format!("over {}", format::counted(years, "whole year", "whole years"))
        }
        _ => "over the whole file".to_owned(),
    };
    let (id, what, x_title) = match kind {
        SeasonKind::Month => ("season-month", "month of the year", String::new()),
        SeasonKind::Weekday => ("season-weekday", "weekday", String::new()),
        SeasonKind::Hour => ("season-hour", "hour", "hour of the day".to_owned()),
    };
    let name = match kind {
        SeasonKind::Hour => format!("{}–{} o’clock", best.0.slot, best.0.slot + 1),
        _ => slot_name(kind, best.0.slot),
    };
    let title = format!("{name} brings most new customers: {} as many as an average {what}", times(best.1));
    let index = |row: &SeasonRow| Value::maybe(row.index, |index| format::int(index.round() as u64));
    let table = DataTable {
        head: head(&[what, "new customers", "index (100 is the average)"]),
        rows: rows
            .iter()
            .map(|row| vec![Value::text(slot_name(kind, row.slot)), number_of(row.new_customers), index(row)])
            .collect(),
    };
    let short = |name: String| name.chars().take(3).collect::<String>();
    let bars = rows.iter().map(|row| {
        let lines = vec![
            ("new customers".to_owned(), format::int(row.new_customers)),
            ("index".to_owned(), index(row).shown),
        ];
        (short(slot_name(kind, row.slot)), row.new_customers as f64, lines)
    });
    let columns = Columns { x_title, ..columns("new customers", Paint::First, bars) };
    let source = format!("First purchases by {what}, {over}. {}.", in_use(session, answers));
    let numbers: Vec<u32> = rows.iter().map(|row| row.slot).collect();
    let behind = by_mark(numbers, move |&slot| {
        let title = format!("First purchase, {}", slot_name(kind, slot));
        Behind::new(title, Selector::Season { kind, slot })
    });
    let shown = Shown { id, title: title.clone(), source, chart: columns, table };
    Some(view! { <h3>{title}</h3> {chart_behind(session, shown, behind)} }.into_any())
}

/// The events of the year.
pub fn events(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let events: Vec<EventRow> =
        answers.acquisition_season.events.iter().filter(|event| event.lift.is_some()).cloned().collect();
    if events.is_empty() {
        return None;
    }
    let bars = Bars {
        bars: events
            .iter()
            .map(|event| Bar {
                label: event_name(event),
                value: event.lift.unwrap_or(0.0),
                interval: None,
                text: event.lift.map(times).unwrap_or_default(),
                paint: if event.lift.is_some_and(|lift| lift >= NOTABLE) {
                    Paint::Return(2)
                } else {
                    Paint::First
                },
                thin: event.new_customers < 30,
                lines: vec![
                    ("new customers".to_owned(), format::int(event.new_customers)),
                    ("a day".to_owned(), format::decimal(event.a_day)),
                    (
                        "on a usual day of the year".to_owned(),
                        event.usual_day.map(format::decimal).unwrap_or_default(),
                    ),
                ],
            })
            .collect(),
        reference: Some((1.0, "a usual day".to_owned())),
    };
    let table = DataTable {
        head: head(&["event", "from", "to", "days", "new customers", "a day", "usual day", "lift"]),
        rows: events
            .iter()
            .map(|event| {
                vec![
                    Value::text(event_name(event)),
                    Value::text(event.from.to_string()),
                    Value::text(event.to.to_string()),
                    Value::number(f64::from(event.days), event.days.to_string()),
                    number_of(event.new_customers),
                    Value::number(event.a_day, format::decimal(event.a_day)),
                    Value::maybe(event.usual_day, format::decimal),
                    Value::maybe(event.lift, format::decimal),
                ]
            })
            .collect(),
    };
    let source = format!(
        "New customers a day against the median day of the same year outside all events. {}.",
        in_use(session, answers)
    );
    let title = "Events of the year";
    let behind = by_mark(events, |event| {
        let title = format!("New in {}", event_name(event));
        Behind::new(title, Selector::BeganBetween { from: event.from, to: event.to })
    });
    let shown = Shown { id: "events", title: title.to_owned(), source, chart: bars, table };
    Some(view! { <h3>{title}</h3> {chart_behind(session, shown, behind)} }.into_any())
}
