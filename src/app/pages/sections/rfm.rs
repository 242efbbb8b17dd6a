//! Who buys lately, often and much: eleven groups, and the grid of scores behind them.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, RfmGroup, Selector},
    charts::{Bar, Bars, Heat, HeatRow, Paint},
    state::{
        DataTable, Value,
        headlines::{self, Groups},
    },
};

use super::{
    Shown, by_mark, chart_behind, frame, head, in_use, number_of,
    part::{self, Part},
};
use crate::{
    session::{Behind, Session},
    text::{format, words},
};

/// Recency, frequency and value in groups.
pub fn view(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let groups = &answers.rfm.groups;
    let finding = match headlines::groups(answers) {
        Groups::Champions(share, revenue) => {
            let revenue =
                revenue.map(|share| format!(" and bring {} of the revenue", format::percent(share)));
            format!("{} of customers are champions{}", format::percent(share), revenue.unwrap_or_default())
        }
        Groups::Largest(group, share) => format!(
            "Nobody is a champion yet; the largest group is “{}” with {} of the customers",
            words::rfm_group(group).0,
            format::percent(share)
        ),
        Groups::NoChampions => "Nobody is a champion yet".to_owned(),
    };
    let bars = Bars {
        bars: groups
            .iter()
            .map(|row| {
                let (name, meaning) = words::rfm_group(row.group);
                let share = row.customers.share.unwrap_or(0.0);
                let mut lines = vec![(meaning.to_owned(), String::new())];
                lines.extend(Part::from(row).lines());
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
    let table = part::table("group", groups.iter().map(Part::from));
    let order: Vec<RfmGroup> = groups.iter().map(|row| row.group).collect();
    let behind = by_mark(order, |&group| Behind::new(words::rfm_group(group).0, Selector::RfmGroup(group)));
    let source = source(session, answers);
    let shown = Shown { id: "rfm", title: finding.clone(), source, chart: bars, table };
    Some(frame("Who buys lately, often and much?", finding, chart_behind(session, shown, behind)))
}

fn source(session: Session, answers: &Answers) -> String {
    format!(
        "Customers scored 1 to 5 by days since the last purchase, number of purchases and net revenue, in eleven groups. n = {}. {}.",
        format::counted(answers.summary.customers, "customer", "customers"),
        in_use(session, answers)
    )
}

/// Customers by both scores, with the group that each cell belongs to.
pub fn grid(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let source = source(session, answers);
    let grid = answers.rfm.grid;
    let groups = session.recipe.get_untracked().rfm_grid.unwrap_or(RfmGroup::GRID);
    let count = |fm: usize, r: usize| grid.get(fm - 1).and_then(|row| row.get(r - 1)).copied().unwrap_or(0);
    // the grid of groups runs from the best score down, the counts from 1 up
    let group = move |fm: usize, r: usize| {
        groups.get(5 - fm).and_then(|row| row.get(5 - r)).map_or("", |&group| words::rfm_group(group).0)
    };
    let most = grid.iter().flatten().copied().max().unwrap_or(1).max(1) as f64;
    let rows = (1..=5)
        .rev()
        .map(|fm| HeatRow {
            label: format!("often and much {fm}"),
            values: (1..=5).rev().map(|r| Some(count(fm, r) as f64)).collect(),
            texts: (1..=5).rev().map(|r| format::int(count(fm, r))).collect(),
            tips: (1..=5)
                .rev()
                .map(|r| {
                    vec![
                        ("group".to_owned(), group(fm, r).to_owned()),
                        ("customers".to_owned(), format::int(count(fm, r))),
                    ]
                })
                .collect(),
            ..HeatRow::default()
        })
        .collect();
    let heat = Heat {
        rows,
        columns: (1..=5).rev().map(|r| format!("lately {r}")).collect(),
        x_title: "scores from 5, the best fifth, down to 1".to_owned(),
        low: 0.0,
        high: most,
    };
    let table = DataTable {
        head: head(&["often and much", "lately 5", "4", "3", "2", "1"]),
        rows: (1..=5)
            .rev()
            .map(|fm| {
                let mut row = vec![Value::number(fm as f64, fm.to_string())];
                row.extend((1..=5).rev().map(|r| {
                    let n = count(fm, r);
                    number_of(n)
                }));
                row
            })
            .collect(),
    };
    let title = "Customers by both scores".to_owned();
    let behind = move |(row, column): (usize, usize)| {
        let (fm, r) = (5_usize.saturating_sub(row).max(1), 5_usize.saturating_sub(column).max(1));
        let title = format!("Lately {r}, often and much {fm}: {}", group(fm, r));
        vec![Behind::new(title, Selector::RfmScore { r: r as u8, fm: fm as u8 })]
    };
    let shown = Shown { id: "rfm-grid", title: title.clone(), source, chart: heat, table };
    Some(view! { <h3>{title}</h3> {chart_behind(session, shown, behind)} }.into_any())
}
