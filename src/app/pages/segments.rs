//! Lists of customers to act on: who, how many, what they are worth, what to do, and the file to do it with.

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, SegmentId, SegmentSummary},
    protocol::FileFormat,
    state::{DataTable, Value},
};

use crate::{
    session::{Preview, Session},
    text::{format, words},
    widgets::table::data_table,
};

/// The page.
pub fn page(session: Session) -> impl IntoView {
    move || session.answers.get().map(|answers| list(session, &answers))
}

fn list(session: Session, answers: &Answers) -> impl IntoView + use<> {
    let size = |id: SegmentId| {
        answers.segments.iter().find(|segment| segment.id == id).map_or(0, |segment| segment.customers.count)
    };
    let (hot, due, risk) =
        (size(SegmentId::HotOpportunity), size(SegmentId::SecondPurchaseDue), size(SegmentId::AtRisk));
    let headline = match (hot, due, risk) {
        (1.., ..) => format!(
            "{} ready for a second purchase: write to them now",
            format::counted(hot, "customer is", "customers are")
        ),
        (0, 1.., _) => {
            format!("A second purchase is due from {}", format::counted(due, "customer", "customers"))
        }
        (0, 0, 1..) => format!("{} about to be lost", format::counted(risk, "customer is", "customers are")),
        (0, 0, 0) => "Nobody to write to at this day".to_owned(),
    };
    let as_of = answers.settings.as_of;
    let cards = answers
        .segments
        .iter()
        .map(|segment| card(session, segment, answers.settings.window_months))
        .collect_view();
    view! {
        <section class="segments">
            <p class="question">"What to do now"</p>
            <h1>{headline}</h1>
            <p class="fine">{format!("As of {as_of}. A customer can be in more than one list.")}</p>
            {cards}
        </section>
    }
}

fn days(segment: &SegmentSummary) -> String {
    match (segment.days_from, segment.days_to) {
        (Some(from), Some(to)) => format!(
            "Last purchase {} to {} days ago.",
            format::int(from.max(0.0) as u64),
            format::int(to as u64)
        ),
        (Some(from), None) => format!("Last purchase more than {} ago.", format::days(from)),
        (None, Some(to)) => format!("Last purchase at most {} ago.", format::days(to)),
        (None, None) => String::new(),
    }
}

fn card(session: Session, segment: &SegmentSummary, months: u32) -> impl IntoView + use<> {
    let id = segment.id;
    let n = segment.customers.count;
    let is_open = move || session.preview.get().filter(|preview| preview.segment == id);
    let save = move |format: FileFormat| move |_| session.save_segment(id, format);
    let value = segment.net_revenue_window.map(|value| {
        view! { <div><dt>{format!("bought for in the last {months} months")}</dt><dd>{format::amount(value.to_f64())}</dd></div> }
    });
    let all = segment.net_revenue.map(|value| {
        view! { <div><dt>"since their first purchase"</dt><dd>{format::amount(value.to_f64())}</dd></div> }
    });
    let toggle = move |_| {
        if is_open().is_some() {
            session.preview.set(None);
        } else {
            session.look_at(id);
        }
    };
    view! {
        <article class="segment" data-segment=id.id()>
            <div class="segment-head">
                <h2>{words::segment(id)}</h2>
                <p>{words::segment_rule(id)}</p>
                <p class="fine">{days(segment)}</p>
                <p class="action">{words::segment_action(id)}</p>
            </div>
            <dl class="figures">
                <div><dt>"customers"</dt><dd class="segment-size">{format::int(n)}</dd></div>
                <div><dt>"of all customers"</dt><dd>{format::percent_of(segment.customers.share)}</dd></div>
                {value}
                {all}
            </dl>
            <p class="segment-actions">
                <button class="primary" disabled=n == 0 on:click=save(FileFormat::Csv)>"Save as csv"</button>
                <button disabled=n == 0 on:click=save(FileFormat::Xlsx)>"Excel"</button>
                <button disabled=n == 0 on:click=save(FileFormat::CsvExcel)>"csv for Excel"</button>
                <button class="quiet" disabled=n == 0 aria-expanded=move || is_open().is_some().to_string() on:click=toggle>
                    {move || if is_open().is_some() { "Hide the first" } else { "Show the first" }}
                </button>
            </p>
            {move || is_open().map(|preview| data_table(&table(&preview)))}
        </article>
    }
}

fn table(preview: &Preview) -> DataTable {
    let has = |text: fn(&stamkunde::answers::SegmentMember) -> &str| {
        preview.members.iter().any(|member| !text(member).is_empty())
    };
    let (emails, names) = (has(|member| &member.email), has(|member| &member.name));
    let keys = !emails || preview.members.iter().any(|member| member.customer != member.email);
    let mut head = Vec::new();
    let mut add = |shown: bool, name: &str| {
        if shown {
            head.push(name.to_owned());
        }
    };
    add(keys, "Customer");
    add(emails, "E-mail");
    add(names, "Name");
    for name in ["Purchases", "Net revenue", "Last purchase", "Days since"] {
        add(true, name);
    }
    let rows = preview
        .members
        .iter()
        .map(|member| {
            let mut row = Vec::new();
            if keys {
                row.push(Value::text(member.customer.clone()));
            }
            if emails {
                row.push(Value::text(member.email.clone()));
            }
            if names {
                row.push(Value::text(member.name.clone()));
            }
            row.push(Value::number(member.purchases as f64, format::int(member.purchases)));
            row.push(Value::maybe(member.net_revenue.map(|money| money.to_f64()), format::amount));
            row.push(Value::text(member.last_purchase.to_string()));
            let days = u64::from(member.days_since_purchase);
            row.push(Value::number(days as f64, format::int(days)));
            row
        })
        .collect();
    DataTable { head, rows }
}
