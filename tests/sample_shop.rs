//! The sample shop: the same bytes every time, and a shop that one can believe.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use common::{ALL, Row, Shop, day, ledger, money};
use stamkunde::{answers::ProductRole, recipe::Recipe, sample};

fn load() -> Shop {
    let mut reader = csv::Reader::from_reader(std::io::Cursor::new(sample::csv()));
    let rows = reader.records().map(|record| record.unwrap()).collect::<Vec<_>>();
    let rows = rows.iter().map(|record| Row {
        order: record[0].to_owned(),
        day: day(&record[1][..10]),
        second: record[1][11..13].parse::<u32>().unwrap() * 3600
            + record[1][14..16].parse::<u32>().unwrap() * 60,
        customer: record[2].to_owned(),
        product: record[7].to_owned(),
        category: record[8].to_owned(),
        amount: money(&record[13]),
        ..Row::default()
    });
    Shop::new(ledger(ALL, rows), Recipe::default())
}

/// FNV-1a, to tell two files apart without carrying one.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn the_same_bytes_every_time() {
    let bytes = sample::csv();
    assert_eq!((bytes.len(), fingerprint(&bytes)), (8_264_577, 8_448_403_563_335_514_256));
    let mut written = Vec::new();
    sample::write(&mut written).unwrap();
    assert!(written == bytes);
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.starts_with("Order ID,Order date,Email,Name,Country,Channel,Product,SKU,Category,Quantity,")
    );
    // Nobody real: every address is in a domain reserved for examples.
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert!(reader.records().all(|record| record.unwrap()[2].contains("example.")));
}

#[test]
fn amounts_are_quantity_times_price_less_discount() {
    let mut reader = csv::Reader::from_reader(std::io::Cursor::new(sample::csv()));
    let mut orders = std::collections::BTreeMap::<String, String>::new();
    for record in reader.records().map(Result::unwrap) {
        let quantity: i64 = record[9].parse().unwrap();
        assert_eq!(
            money(&record[13]).0,
            quantity * money(&record[10]).0 - money(&record[11]).0,
            "{record:?}"
        );
        // An order is one customer's.
        assert_eq!(orders.entry(record[0].to_owned()).or_insert_with(|| record[2].to_owned()), &record[2]);
    }
}

#[test]
fn a_shop_that_one_can_believe() {
    let shop = load();
    let (answers, summary) = (&shop.answers, &shop.answers.summary);
    assert_eq!((summary.customers, summary.purchases, summary.returns), (12_114, 31_032, 655));
    assert_eq!((summary.free_orders, summary.lines, summary.unmatched_returns), (72, 54_682, 0));
    assert_eq!(summary.net_revenue, Some(money("7720265.23")));
    assert_eq!(sample::span(), (day("2022-07-01"), shop.history.as_of));
    let returning = summary.returning.share.unwrap();
    assert!((0.35..0.45).contains(&returning), "{returning}");
    assert_eq!((answers.repurchase.hot_window_months, answers.churn.lapse_day), (Some(2), Some(87.0)));
    let role = |sku: &str| answers.first_product.products.iter().find(|row| row.product == sku).unwrap().role;
    assert_eq!(role("COF-101"), ProductRole::Hero);
    assert_eq!(role("GFT-502"), ProductRole::Leak);
    assert_eq!(role("TEA-205"), ProductRole::LoyaltyBuilder);
    // Black Friday brings many, the campaign of February 2024 brings those who do not come back.
    let new = |month: &str| {
        answers.new_customers.periods.iter().find(|row| row.period == month).unwrap().new_customers
    };
    assert!(new("2023-11") > 3 * new("2023-07") && new("2024-02") > 2 * new("2024-01"));
    let back = |month: &str| {
        let cohort = answers.cohorts.cohorts.iter().find(|row| row.cohort == month).unwrap();
        cohort.repurchase_cumulative[3].unwrap()
    };
    assert!(back("2024-02") < 0.6 * back("2024-01"), "{} {}", back("2024-02"), back("2024-01"));
    // Every stage and every segment has somebody to show.
    assert!(answers.stage.stages.iter().all(|row| row.customers.count > 100));
    assert!(answers.segments.iter().all(|row| row.customers.count > 100));
    assert!(answers.churn.miss_you_day.is_some());
}
