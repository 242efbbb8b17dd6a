//! Tables of who is new, and what brings them in.

use super::{AnswerTable, DISTRIBUTION, Filled, Row, distribution, each, filled, whole, yes};
use crate::{
    answers::{Answers, MixRow, SeasonRow, SourceRow},
    export::Cell,
};

pub(super) const TABLES: &[AnswerTable] = &[
    AnswerTable { id: "new_customers", make: new_customers },
    AnswerTable { id: "first_product_mix", make: |answers| mix(&answers.first_product_mix.products) },
    AnswerTable {
        id: "first_product_mix.categories",
        make: |answers| mix(&answers.first_product_mix.categories),
    },
    AnswerTable { id: "first_product_mix.pairs", make: pairs },
    AnswerTable { id: "acquisition_season", make: seasons },
    AnswerTable { id: "acquisition_season.events", make: events },
    AnswerTable { id: "acquisition_source", make: sources },
    AnswerTable { id: "first_order_value", make: first_order_value },
    AnswerTable { id: "first_order_value.histogram", make: first_order_histogram },
];

fn new_customers(answers: &Answers) -> Filled<'_> {
    let headers = ["period", "new_customers", "first_revenue", "returning_customers", "in_progress"];
    each(&headers, &answers.new_customers.periods, |row| {
        let (new, returning) = (Cell::Count(row.new_customers), Cell::Count(row.returning_customers));
        vec![Cell::text(&row.period), new, Cell::money(row.first_revenue), returning, yes(row.in_progress)]
    })
}

fn mix(rows: &[MixRow]) -> Filled<'_> {
    let headers = ["product", "label", "new_customers", "share_of_new", "share_of_purchases", "lift", "thin"];
    each(&headers, rows, |row| {
        vec![
            Cell::text(&row.product),
            Cell::text(&row.label),
            Cell::Count(row.new_customers),
            Cell::Number(row.share_of_new),
            Cell::Number(row.share_of_purchases),
            Cell::number(row.lift),
            yes(row.thin),
        ]
    })
}

fn pairs(answers: &Answers) -> Filled<'_> {
    let headers = ["product", "label", "with", "with_label", "new_customers", "share_of_new", "thin"];
    each(&headers, &answers.first_product_mix.pairs, |pair| {
        let names = pair.products.iter().zip(&pair.labels).flat_map(|(key, label)| [key, label]);
        let counts = [Cell::Count(pair.new_customers), Cell::Number(pair.share_of_new), yes(pair.thin)];
        names.map(|name| Cell::text(name)).chain(counts).collect()
    })
}

fn seasons(answers: &Answers) -> Filled<'_> {
    let season = &answers.acquisition_season;
    let parts = [("month", &season.months), ("weekday", &season.weekdays), ("hour", &season.hours)];
    let row = |by: &'static str, row: &SeasonRow| {
        vec![Cell::text(by), whole(row.slot), Cell::Count(row.new_customers), Cell::number(row.index)]
    };
    let rows = parts.into_iter().flat_map(|(by, rows)| rows.iter().map(move |slot| row(by, slot)));
    filled(&["by", "slot", "new_customers", "index"], rows)
}

fn events(answers: &Answers) -> Filled<'_> {
    let headers = ["event", "year", "from", "to", "days", "new_customers", "a_day", "usual_day", "lift"];
    each(&headers, &answers.acquisition_season.events, |event| {
        vec![
            Cell::text(&event.event),
            Cell::Number(f64::from(event.year)),
            Cell::Day(event.from),
            Cell::Day(event.to),
            whole(event.days),
            Cell::Count(event.new_customers),
            Cell::Number(event.a_day),
            Cell::number(event.usual_day),
            Cell::number(event.lift),
        ]
    })
}

fn sources(answers: &Answers) -> Filled<'_> {
    let source = &answers.acquisition_source;
    let parts = [
        ("channel", &source.channels),
        ("coupon", &source.coupons),
        ("country", &source.countries),
        ("discounted", &source.discounted),
    ];
    let headers = [
        "by",
        "source",
        "new_customers",
        "share",
        "first_order_value",
        "km_90",
        "back_in_90_days",
        "of",
        "back_in_90_days_share",
        "low",
        "high",
        "revenue_12_months",
        "thin",
    ];
    let rows = parts.into_iter().flat_map(|(by, rows)| rows.iter().map(move |row| source_row(by, row)));
    filled(&headers, rows)
}

fn source_row<'a>(by: &'static str, row: &'a SourceRow) -> Row<'a> {
    let back = row.back_in_90_days;
    vec![
        Cell::text(by),
        Cell::text(&row.source),
        Cell::Count(row.new_customers),
        Cell::Number(row.share),
        Cell::number(row.first_order_value),
        Cell::number(row.km_90),
        Cell::Count(back.count),
        Cell::Count(back.of),
        Cell::number(back.share),
        Cell::number(back.low),
        Cell::number(back.high),
        Cell::number(row.revenue_12_months),
        yes(row.thin),
    ]
}

fn first_order_value(answers: &Answers) -> Filled<'_> {
    let value = &answers.first_order_value;
    filled(&DISTRIBUTION, [distribution("first", &value.first), distribution("later", &value.later)])
}

fn first_order_histogram(answers: &Answers) -> Filled<'_> {
    let (first, later) =
        (&answers.first_order_value.first_histogram, &answers.first_order_value.later_histogram);
    let bars = first.edges.iter().zip(&first.counts).zip(&later.counts);
    let rows = bars
        .map(|((&edge, &first), &later)| vec![Cell::Number(edge), Cell::Count(first), Cell::Count(later)]);
    filled(&["value_from", "first", "later"], rows)
}
