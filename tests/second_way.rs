//! The same questions asked a second way: the lines of a made-up shop go through DuckDB, and its tables and ours are
//! compared, one by one. `cargo xtask test` installs the package; without it the test is skipped with a line that says so.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

mod common;

use std::{collections::BTreeMap, fmt::Write, process::Command};

use common::{ALL, Row, Shop, day, ledger};
use serde_json::Value;
use stamkunde::{base::Money, recipe::Recipe};

/// 9,000 lines over two years: orders of several lines, returns, ties on a day, customers with one order and with many.
fn rows() -> Vec<Row> {
    let mut seed = 20_261_125_u64;
    let mut random = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut rows = Vec::new();
    for order in 0..4_000 {
        let customer = random(1 + order / 3) * random(40) / 20;
        let date = day("2023-02-03").add_days((order * 700 / 4_000 + random(20)) as i32);
        let sign = if random(15) == 0 { -1 } else { 1 };
        for _ in 0..1 + random(4) {
            let product = random(12) * random(12) / 6;
            // few distinct prices, so that there are ties; now and then a voucher line
            let amount = if random(20) == 0 { -100 } else { 500 + 250 * random(8) as i64 };
            rows.push(Row {
                customer: format!("c{customer}"),
                order: format!("{order}"),
                day: date,
                amount: Money(amount * 100 * sign),
                product: format!("p{product:02}"),
                category: "k".to_owned(),
                ..Row::default()
            });
        }
    }
    rows
}

fn tables(rows: &[Row]) -> Option<BTreeMap<String, Vec<Vec<Value>>>> {
    let mut csv = "customer,order_id,day,amount,product\n".to_owned();
    for row in rows {
        writeln!(csv, "{},{},{},{},{}", row.customer, row.order, row.day, row.amount.0, row.product).unwrap();
    }
    let path = std::env::temp_dir().join(format!("stamkunde-second-way-{}.csv", std::process::id()));
    std::fs::write(&path, csv).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/second_way/tables.py");
    let output = Command::new("python3").arg(script).arg(&path).output();
    std::fs::remove_file(&path).unwrap();
    match output {
        Ok(output) if output.status.success() => Some(serde_json::from_slice(&output.stdout).unwrap()),
        Ok(output) if output.status.code() != Some(3) => {
            panic!("{}", String::from_utf8_lossy(&output.stderr))
        }
        _ => {
            println!("skipped: python3 with the duckdb package is not there");
            None
        }
    }
}

/// Rows as text, with numbers to twelve digits.
fn shown(rows: &[Vec<Value>]) -> Vec<String> {
    let cell = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        value => number(value.as_f64().unwrap()),
    };
    rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" ")).collect()
}

fn number(value: f64) -> String {
    format!("{value:.9e}")
}

fn minor(amount: Option<Money>) -> f64 {
    amount.unwrap().0 as f64
}

#[test]
fn every_table_is_that_of_sql() {
    let rows = rows();
    let Some(theirs) = tables(&rows) else { return };
    let shop = Shop::new(ledger(ALL, rows), Recipe::default());
    let answers = &shop.answers;
    let line = |texts: &[&str], numbers: &[f64]| {
        let texts = texts.iter().map(|text| (*text).to_owned());
        texts.chain(numbers.iter().copied().map(number)).collect::<Vec<_>>().join(" ")
    };
    let mut checked = 0;
    let mut check = |table: &str, mut ours: Vec<String>| {
        let mut wanted = shown(&theirs[table]);
        ours.sort();
        wanted.sort();
        assert!(!wanted.is_empty(), "{table}");
        for (ours, wanted) in ours.iter().zip(&wanted) {
            assert_eq!(ours, wanted, "{table}");
        }
        assert_eq!(ours.len(), wanted.len(), "{table}");
        checked += 1;
    };
    let summary = &answers.summary;
    let counts = [summary.customers, summary.purchases, summary.returns].map(|count| count as f64);
    let median = summary.median_order_value.unwrap() * Money::SCALE as f64;
    let rest = [minor(summary.net_revenue), summary.returning.count as f64, median];
    check("summary", vec![line(&[], &[counts.as_slice(), &rest].concat())]);

    let periods = answers.new_customers.periods.iter().zip(&answers.active_customers.periods);
    let row =
        |(new, active): (&stamkunde::answers::NewCustomersPeriod, &stamkunde::answers::ActivePeriod)| {
            let counts =
                [new.returning_customers, active.customers, active.purchases].map(|count| count as f64);
            line(
                &[&new.period],
                &[[new.new_customers as f64, minor(new.first_revenue)].as_slice(), &counts].concat(),
            )
        };
    check("new_customers", periods.map(row).collect());

    // revenue of purchases by number, before returns: from the history, as the answer deducts returns
    let mut by_number = BTreeMap::<(String, usize), (u64, i64)>::new();
    for (purchase, &date) in shop.history.purchases.day.iter_enumerated() {
        let number = shop.history.order_number(purchase).min(4);
        let sums = by_number.entry((date.to_string()[..7].to_owned(), number)).or_default();
        sums.0 += 1;
        sums.1 += shop.history.purchases.revenue[purchase].0;
    }
    let row = |((period, number), (n, sum)): (&(String, usize), &(u64, i64))| {
        line(&[period], &[*number as f64, *n as f64, *sum as f64])
    };
    check("order_number", by_number.iter().map(row).collect());
    for period in &answers.revenue_by_order_number.periods {
        for (number, &count) in (1..).zip(&period.purchases) {
            let known = by_number.get(&(period.period.clone(), number)).map_or(0, |sums| sums.0);
            assert_eq!(count, known);
        }
    }

    let cells = |of: &dyn Fn(&stamkunde::answers::Cohort, usize) -> Option<f64>| {
        let cohorts = answers.cohorts.cohorts.iter();
        let rows = cohorts.flat_map(|cohort| (0..cohort.active.len()).map(move |k| (cohort, k)));
        rows.filter_map(|(cohort, k)| {
            Some(line(&[&cohort.cohort], &[k as f64, of(cohort, k).filter(|cell| *cell != 0.0)?]))
        })
        .collect::<Vec<_>>()
    };
    check("cohort_active", cells(&|cohort, k| cohort.active[k].map(|count| count as f64)));
    check("cohort_revenue", cells(&|cohort, k| cohort.net_revenue[k].map(|sum| sum.0 as f64)));

    let bands = answers.groups.by_purchases.iter().zip(1..).filter(|(group, _)| 0 < group.customers.count);
    check(
        "purchase_bands",
        bands
            .map(|(group, n)| {
                line(&[], &[f64::from(n), group.customers.count as f64, group.purchases as f64])
            })
            .collect(),
    );

    let gaps = &answers.gaps.all;
    let numbers =
        [Some(gaps.count as f64), gaps.mean, gaps.p25, gaps.median, gaps.p75, gaps.p90].map(Option::unwrap);
    check("gaps", vec![line(&[], &numbers)]);
    check("lapse_day", vec![line(&[], &[answers.churn.lapse_day.unwrap()])]);

    let products = answers.first_product.products.iter();
    check(
        "first_product",
        products
            .map(|row| line(&[&row.product], &[row.customers as f64, row.returning.count as f64]))
            .collect(),
    );
    let purchases = summary.purchases as f64;
    let mix = answers.first_product_mix.products.iter();
    check(
        "mix",
        mix.map(|row| {
            line(&[&row.product], &[row.new_customers as f64, (row.share_of_purchases * purchases).round()])
        })
        .collect(),
    );
    let pairs = &answers.first_product_mix.pairs;
    let most = theirs["pairs"].len().min(50);
    assert_eq!(pairs.len(), most);
    let known: BTreeMap<(String, String), u64> = theirs["pairs"]
        .iter()
        .map(|row| {
            (
                (row[0].as_str().unwrap().to_owned(), row[1].as_str().unwrap().to_owned()),
                row[2].as_u64().unwrap(),
            )
        })
        .collect();
    let mut largest: Vec<u64> = known.values().copied().collect();
    largest.sort_unstable_by(|a, b| b.cmp(a));
    for (pair, largest) in pairs.iter().zip(largest) {
        let [a, b] = pair.products.clone();
        assert_eq!((known[&(a, b)], pair.new_customers), (pair.new_customers, largest));
    }
    let again = answers.replenishment.products.iter();
    let row = |row: &stamkunde::answers::ReplenishmentRow| {
        let days = [row.days.p25, row.days.median, row.days.p75].map(Option::unwrap);
        line(&[&row.product], &[[row.days.count as f64, row.customers as f64].as_slice(), &days].concat())
    };
    check("replenishment", again.map(row).collect());

    let paths = &answers.product_paths.products[0];
    let known: BTreeMap<(String, String), u64> = theirs["paths"]
        .iter()
        .map(|row| {
            (
                (row[0].as_str().unwrap().to_owned(), row[1].as_str().unwrap().to_owned()),
                row[2].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!((paths.customers, paths.paths.len()), (known.values().sum(), known.len().min(25)));
    for path in &paths.paths {
        assert_eq!(path.customers, known[&(path.products[0].clone(), path.products[1].clone())]);
    }

    let months = answers.repurchase.of_returning_months.iter();
    check(
        "returned",
        months.map(|within| line(&[], &[f64::from(within.limit), within.share.count as f64])).collect(),
    );
    let grid = answers
        .rfm
        .grid
        .iter()
        .zip(1..)
        .flat_map(|(row, fm)| row.iter().zip(1..).map(move |(&n, r)| (r, fm, n)));
    check(
        "rfm",
        grid.filter(|cell| 0 < cell.2)
            .map(|(r, fm, n)| line(&[], &[f64::from(r), f64::from(fm), n as f64]))
            .collect(),
    );
    let top = answers.concentration.top.iter().find(|top| top.percent == 10).unwrap();
    check("top_tenth", vec![line(&[], &[top.share.unwrap()])]);
    assert_eq!(checked, 14);
}
