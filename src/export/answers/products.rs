//! Tables of what happens after the first product, and what later purchases bring.

use super::{AnswerTable, Filled, Row, each, figures, filled, texts, whole, yes};
use crate::{
    answers::{Answers, BucketChange, FirstProductRow, OrderNumberPeriod, PathLength, ProductRole},
    export::Cell,
};

pub(super) const TABLES: &[AnswerTable] = &[
    AnswerTable { id: "first_product", make: |answers| first_product(&answers.first_product.products) },
    AnswerTable {
        id: "first_product.categories",
        make: |answers| first_product(&answers.first_product.categories),
    },
    AnswerTable { id: "product_paths", make: |answers| paths(&answers.product_paths.products) },
    AnswerTable { id: "product_paths.categories", make: |answers| paths(&answers.product_paths.categories) },
    AnswerTable { id: "next_product", make: next_product },
    AnswerTable { id: "next_product.hit_rate", make: hit_rate },
    AnswerTable { id: "revenue_by_order_number", make: order_number },
    AnswerTable { id: "revenue_by_order_number.before_after", make: before_after },
];

fn first_product(products: &[FirstProductRow]) -> Filled<'_> {
    let headers = [
        "product",
        "label",
        "customers",
        "share_of_customers",
        "returning",
        "returning_share",
        "low",
        "high",
        "km_90",
        "km_180",
        "km_365",
        "median_days_to_second",
        "revenue_12_months",
        "role",
        "next",
    ];
    each(&headers, products, first_product_row)
}

fn first_product_row(row: &FirstProductRow) -> Row<'_> {
    let role = match row.role {
        ProductRole::Hero => "hero",
        ProductRole::LoyaltyBuilder => "loyalty_builder",
        ProductRole::Leak => "leak",
        ProductRole::Thin => "thin",
        ProductRole::Ordinary => "ordinary",
    };
    let returning = &row.returning;
    let head = [
        Cell::text(&row.product),
        Cell::text(&row.label),
        Cell::Count(row.customers),
        Cell::Number(row.share_of_customers),
        Cell::Count(returning.count),
    ];
    let numbers = [
        returning.share,
        returning.low,
        returning.high,
        row.km_90,
        row.km_180,
        row.km_365,
        row.median_days_to_second,
        row.revenue_12_months,
    ];
    let next = texts(row.next.iter().map(|next| next.label.clone()));
    head.into_iter().chain(numbers.map(Cell::number)).chain([Cell::text(role), next]).collect()
}

/// Purchases of the longest path.
const LONGEST_PATH: usize = 4;

fn paths(lengths: &[PathLength]) -> Filled<'_> {
    let headers = ["purchases", "first", "second", "third", "fourth", "customers", "share", "thin"];
    let rows = lengths.iter().flat_map(|length| {
        length.paths.iter().map(|path| {
            let steps =
                (0..LONGEST_PATH).map(|at| path.labels.get(at).map_or(Cell::Empty, |it| Cell::text(it)));
            let counts = [Cell::Count(path.customers), Cell::number(path.share), yes(path.thin)];
            [whole(length.purchases)].into_iter().chain(steps).chain(counts).collect()
        })
    });
    filled(&headers, rows)
}

fn next_product(answers: &Answers) -> Filled<'_> {
    let headers = ["product", "label", "purchases", "next", "next_label", "next_purchases", "share", "thin"];
    let rows = answers.next_product.iter().flat_map(|next| &next.held).flat_map(|held| {
        held.next.iter().map(|next| {
            vec![
                Cell::text(&held.product),
                Cell::text(&held.label),
                Cell::Count(held.purchases),
                Cell::text(&next.product),
                Cell::text(&next.label),
                Cell::Count(next.customers),
                Cell::number(next.share),
                yes(held.thin),
            ]
        })
    });
    filled(&headers, rows)
}

/// How often the next product was foretold.
fn hit_rate(answers: &Answers) -> Filled<'_> {
    let rows = answers.next_product.iter().flat_map(|next| {
        [("model", next.hit_rate), ("bestsellers", next.bestseller_hit_rate)].map(|(what, share)| {
            let counts = [Cell::text(what), Cell::Count(share.count), Cell::Count(share.of)];
            counts.into_iter().chain([share.share, share.low, share.high].map(Cell::number)).collect()
        })
    });
    filled(&["what", "hits", "of", "share", "low", "high"], rows)
}

fn order_number(answers: &Answers) -> Filled<'_> {
    let headers = [
        "period",
        "revenue_1",
        "revenue_2",
        "revenue_3",
        "revenue_4_plus",
        "purchases_1",
        "purchases_2",
        "purchases_3",
        "purchases_4_plus",
        "unmatched_returns",
        "returning_share",
    ];
    each(&headers, &answers.revenue_by_order_number.periods, |row: &OrderNumberPeriod| {
        let counts = row.purchases.map(Cell::Count);
        let rest = [Cell::money(row.unmatched_returns), Cell::number(row.returning_share)];
        let revenue = row.revenue.map(Cell::money);
        [Cell::text(&row.period)].into_iter().chain(revenue).chain(counts).chain(rest).collect()
    })
}

fn before_after(answers: &Answers) -> Filled<'_> {
    let Some(change) = &answers.revenue_by_order_number.before_after else { return figures([]) };
    let headers = [
        "purchase",
        "date",
        "periods_before",
        "periods_after",
        "revenue_before",
        "revenue_after",
        "revenue_change",
        "purchases_before",
        "purchases_after",
        "purchases_change",
    ];
    let row = |(bucket, name): (&BucketChange, &'static str)| {
        let head = [
            Cell::text(name),
            Cell::Day(change.date),
            Cell::Count(change.periods_before),
            Cell::Count(change.periods_after),
        ];
        let numbers = [
            bucket.revenue_before,
            bucket.revenue_after,
            bucket.revenue_change,
            bucket.purchases_before,
            bucket.purchases_after,
            bucket.purchases_change,
        ];
        head.into_iter().chain(numbers.map(Cell::number)).collect()
    };
    filled(&headers, change.buckets.iter().zip(["1", "2", "3", "4+"]).map(row))
}
