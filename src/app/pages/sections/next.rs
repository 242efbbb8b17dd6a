//! What comes after: the paths that purchases take, and the product that is likely next.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, Later, PathLength, Selector},
    state::{DataTable, Value},
};

use super::{head, in_use, number_of};
use crate::{
    session::{Behind, Session},
    text::format,
    widgets::table::{data_table, table_behind},
};

/// Rows shown at once.
const SHOWN: usize = 25;

/// The most frequent paths, of a length to choose.
pub fn paths(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let paths = &answers.product_paths;
    let by_product = paths.products.iter().any(|length| !length.paths.is_empty());
    let lengths = if by_product { paths.products.clone() } else { paths.categories.clone() };
    let first = lengths.iter().find(|length| !length.paths.is_empty())?;
    let best = first.paths.first()?;
    let of_two = best.share.map(|share| format!(" ({} of those with two purchases)", format::percent(share)));
    let title = format!("The most common start: {}{}", best.labels.join(" → "), of_two.unwrap_or_default());
    let purchases = RwSignal::new(first.purchases);
    let options = lengths
        .iter()
        .filter(|length| !length.paths.is_empty())
        .map(|length| {
            let n = length.purchases;
            view! { <option value=n.to_string() selected=n == first.purchases>{format!("{n} purchases")}</option> }.into_any()
        })
        .collect_view();
    let source = format!(
        "A purchase stands for the {} that most was paid for in it. {}.",
        if by_product { "product" } else { "category" },
        in_use(session, answers)
    );
    let shown = move || {
        let length = lengths.iter().find(|length| length.purchases == purchases.get());
        length.map(|length| path_table(session, length, by_product))
    };
    let pick = move |event: web_sys::Event| {
        if let Ok(n) = event_target_value(&event).parse() {
            purchases.set(n);
        }
    };
    Some(
        view! {
            <h3>{title}</h3>
            <label class="chip"><span>"Paths of"</span><select id="path-length" on:change=pick>{options}</select></label>
            {shown}
            <p class="source">{source}</p>
        }
        .into_any(),
    )
}

fn path_table(session: Session, length: &PathLength, opens: bool) -> AnyView {
    let rows = || length.paths.iter().take(SHOWN);
    let table = DataTable {
        head: head(&["path", "customers", "share"]),
        rows: rows()
            .map(|path| {
                let few = if path.thin { " (few)" } else { "" };
                vec![
                    Value::text(format!("{}{few}", path.labels.join(" → "))),
                    number_of(path.customers),
                    Value::maybe(path.share, format::percent),
                ]
            })
            .collect(),
    };
    if !opens {
        return data_table(&table);
    }
    let behind = rows()
        .map(|path| {
            let title = format!("Began with {}", path.labels.join(", then "));
            Some(Behind::new(title, Selector::Path { products: path.products.clone() }))
        })
        .collect();
    table_behind(session, &table, behind)
}

/// The product that is likely next, and how often that was right.
pub fn next_product(session: Session, answers: &Arc<Answers>, later: &Arc<Later>) -> Option<AnyView> {
    let next = &later.next_product;
    if next.held.is_empty() {
        let why = next.too_many.then(|| {
            view! { <p class="fine">"This file holds more pairs of products than can be counted here, so there is no next product."</p> }
        });
        return Some(view! { {why} }.into_any());
    }
    let title = match (next.hit_rate.share, next.bestseller_hit_rate.share) {
        (Some(ours), Some(theirs)) if 30 <= next.evaluated => format!(
            "What they will buy next: three guesses from what they have are right for {}, the three bestsellers for {}",
            format::percent(ours),
            format::percent(theirs)
        ),
        _ => "What they will buy next".to_owned(),
    };
    let mut names = vec!["those who have".to_owned(), "next purchases seen".to_owned()];
    for place in ["most likely next", "second", "third"] {
        names.push(place.to_owned());
        names.push(String::new());
    }
    let table = DataTable {
        head: names,
        rows: next
            .held
            .iter()
            .take(40)
            .map(|row| {
                let few = if row.thin { " (few)" } else { "" };
                let mut cells = vec![Value::text(format!("{}{few}", row.label)), number_of(row.purchases)];
                for at in 0..3 {
                    let product = row.next.get(at);
                    cells.push(Value::text(product.map(|product| product.label.clone()).unwrap_or_default()));
                    cells.push(Value::maybe(product.and_then(|product| product.share), format::percent));
                }
                cells
            })
            .collect(),
    };
    let source = format!(
        "Chance that the next purchase holds the product, for customers who have bought the other one, drawn towards the average where few were seen. Tested on the last purchase of {}. {}.",
        format::counted(next.evaluated, "customer", "customers"),
        in_use(session, answers)
    );
    Some(view! { <h3>{title}</h3> {data_table(&table)} <p class="source">{source}</p> }.into_any())
}
