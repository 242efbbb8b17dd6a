//! Compares answers with a folder of answers that were computed independently.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;
use stamkunde::{base::Money, metrics::groups};

use super::Shop;

type Table = Vec<BTreeMap<String, String>>;

fn table(folder: &Path, name: &str) -> Table {
    let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Equal to what was written with so many decimals.
#[track_caller]
fn close(what: &str, ours: f64, theirs: f64, decimals: i32) {
    // Half a unit of the last decimal, and what a sum of floating numbers may have lost.
    let slack = 0.501 * 10_f64.powi(-decimals);
    assert!((ours - theirs).abs() <= slack, "{what}: {ours}, reference {theirs}");
}

fn whole(cell: &str) -> u64 {
    cell.parse().unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// Everything that the folder holds.
pub fn check(shop: &Shop, folder: &Path) {
    let text = std::fs::read_to_string(folder.join("reference.json")).unwrap();
    let reference: Value = serde_json::from_str(&text).unwrap();
    facts(shop, &reference);
    behaviour(shop, &reference);
    customers(shop, &table(folder, "customers.csv"));
    months(shop, folder);
    cohorts(shop, folder);
    bands(shop, folder, &reference);
    if folder.join("first_product.csv").exists() {
        first_products(shop, folder);
    }
}

fn facts(shop: &Shop, reference: &Value) {
    let (summary, facts) = (&shop.answers.summary, &reference["facts"]);
    assert_eq!(summary.lines, facts["line_rows_used"]);
    assert_eq!(summary.purchases, facts["orders"]);
    assert_eq!(summary.customers, facts["customers"]);
    assert_eq!(summary.first_date.unwrap().to_string(), facts["first_order_date"]);
    assert_eq!(summary.last_date.unwrap().to_string(), facts["last_order_date"]);
    close("revenue", summary.net_revenue.unwrap().to_f64(), number(&facts["revenue"]), 2);
    close("average order", summary.average_order_value.unwrap(), number(&facts["average_order_value"]), 4);
    close("median order", summary.median_order_value.unwrap(), number(&facts["median_order_value"]), 4);
    close("orders", summary.purchases_per_customer.unwrap(), number(&facts["orders_per_customer"]), 4);
    let distinct = shop.answers.gaps.distinct_days.count + summary.customers;
    assert_eq!(distinct, facts["distinct_customer_days"]);
}

fn behaviour(shop: &Shop, reference: &Value) {
    let (repurchase, second) = (&shop.answers.repurchase, &reference["second_order"]);
    assert_eq!(repurchase.returning.count, second["returning_customers_2plus_orders"]);
    close(
        "returning",
        100.0 * repurchase.returning.share.unwrap(),
        number(&second["returning_share_percent"]),
        4,
    );
    let by_days = repurchase.of_returning_days.iter().find(|within| within.limit == 90).unwrap();
    assert_eq!(by_days.share.count, second["of_returning_second_within_90_days"]);
    assert_eq!(repurchase.of_returning_months[2].limit, 3);
    assert_eq!(
        repurchase.of_returning_months[2].share.count,
        second["of_returning_second_within_3_calendar_months"]
    );
    let days = &second["days_to_second_order"];
    for (ours, name) in [
        (repurchase.days_to_second.median, "median"),
        (repurchase.days_to_second.mean, "mean"),
        (repurchase.days_to_second.p25, "p25"),
        (repurchase.days_to_second.p75, "p75"),
        (repurchase.days_to_second.p90, "p90"),
    ] {
        close(name, ours.unwrap(), number(&days[name]), 4);
    }
    let (gaps, between) = (&shop.answers.gaps, &reference["days_between_orders"]);
    assert_eq!(gaps.all.count, between["gaps"]);
    assert_eq!(gaps.distinct_days.count, between["gaps_between_distinct_days"]);
    for (ours, name) in [
        (gaps.all.median, "median"),
        (gaps.all.mean, "mean"),
        (gaps.distinct_days.median, "median_between_distinct_purchase_days"),
        (gaps.distinct_days.mean, "mean_between_distinct_purchase_days"),
    ] {
        close(name, ours.unwrap(), number(&between[name]), 4);
    }
    for (step, name) in gaps.steps.iter().zip(["1->2", "2->3", "3->4", "4->5"]) {
        close(name, step.days.median.unwrap(), number(&between["median_by_step"][name]), 4);
    }
    for (ours, number) in gaps.reached.iter().zip(1..) {
        assert_eq!(*ours, between["customers_reaching_order"][number.to_string()]);
    }
    let silent = &reference["silent_customers"];
    for limit in [90, 180, 365] {
        let ours =
            shop.history.buyers().filter(|&buyer| shop.history.days_since_purchase(buyer) > limit).count();
        assert_eq!(ours, silent[format!("no_order_for_more_than_{limit}_days")]);
    }
}

fn customers(shop: &Shop, theirs: &Table) {
    assert_eq!(theirs.len(), shop.history.n_customers());
    for row in theirs {
        let key = shop.ledger.customers.find(&row["customer"]).unwrap();
        let buyer = shop.history.buyers().find(|&buyer| shop.history.buyers.key[buyer] == key).unwrap();
        let history = &shop.history;
        let ours = (u64::from(history.days_since_purchase(buyer)), history.n_purchases(buyer) as u64);
        assert_eq!(ours, (whole(&row["recency_days"]), whole(&row["orders"])), "{row:?}");
        close("customer", history.buyers.net_revenue[buyer].to_f64(), row["revenue"].parse().unwrap(), 2);
        assert_eq!(history.first_day(buyer).to_string(), row["first"]);
        assert_eq!(history.last_day(buyer).to_string(), row["last"]);
    }
}

fn months(shop: &Shop, folder: &Path) {
    let new: BTreeMap<_, _> =
        shop.answers.new_customers.periods.iter().map(|row| (&row.period, row)).collect();
    let theirs = table(folder, "new_customers_per_month.csv");
    for row in &theirs {
        let ours = new[&row["month"]];
        assert_eq!(ours.new_customers, whole(&row["new_customers"]), "{row:?}");
        close(
            "first",
            ours.first_revenue.unwrap().to_f64(),
            row["revenue_of_first_orders"].parse().unwrap(),
            2,
        );
    }
    let named: u64 = theirs.iter().map(|row| row["new_customers"].parse::<u64>().unwrap()).sum();
    assert_eq!(new.values().map(|row| row.new_customers).sum::<u64>(), named);
    let orders = table(folder, "orders_by_month_and_order_number.csv");
    let revenue = table(folder, "revenue_by_month_and_order_number.csv");
    assert_eq!(orders.len(), shop.answers.revenue_by_order_number.periods.len());
    for ((ours, orders), revenue) in
        shop.answers.revenue_by_order_number.periods.iter().zip(&orders).zip(&revenue)
    {
        assert_eq!((&ours.period, &ours.period), (&orders["month"], &revenue["month"]));
        for (bucket, name) in ["1", "2", "3", "4+"].iter().enumerate() {
            let cell = |row: &BTreeMap<String, String>| row[*name].parse::<f64>().unwrap_or(0.0);
            assert_eq!(ours.purchases[bucket] as f64, cell(orders), "{} {name}", ours.period);
            close(&ours.period, ours.revenue[bucket].unwrap().to_f64(), cell(revenue), 2);
        }
    }
    let weeks = table(folder, "days_to_second_order_by_week.csv");
    let mut counted = 0;
    for row in &weeks {
        let (week, customers): (usize, u64) =
            (row["week"].parse().unwrap(), row["customers"].parse().unwrap());
        // The last week of the reference holds all further ones.
        let span = week..if week == 53 { usize::MAX } else { week + 1 };
        let weeks = &shop.answers.repurchase.weeks_to_second;
        let ours: u64 = weeks.get(span.start..span.end.min(weeks.len())).unwrap_or(&[]).iter().sum();
        assert_eq!(ours, customers, "week {week}");
        counted += customers;
    }
    assert_eq!(shop.answers.repurchase.weeks_to_second.iter().sum::<u64>(), counted);
}

fn cohorts(shop: &Shop, folder: &Path) {
    let active = table(folder, "cohort_active_customers.csv");
    let retention = table(folder, "cohort_retention_percent.csv");
    let revenue = table(folder, "cohort_revenue.csv");
    let ours = &shop.answers.cohorts.cohorts;
    assert_eq!(ours.len(), active.len());
    for (((ours, active), retention), revenue) in ours.iter().zip(&active).zip(&retention).zip(&revenue) {
        assert_eq!(ours.cohort, active["cohort"]);
        assert_eq!(ours.active.len(), active.len() - 1);
        for k in 0..ours.active.len() {
            let name = k.to_string();
            let cell = |row: &BTreeMap<String, String>| row[&name].parse::<f64>().ok();
            assert_eq!(ours.active[k].map(|count| count as f64), cell(active), "{} {k}", ours.cohort);
            match (ours.retention[k], cell(retention)) {
                (Some(ours), Some(theirs)) => close("retention", 100.0 * ours, theirs, 4),
                (ours, theirs) => assert_eq!((ours, theirs), (None, None)),
            }
            // The reference leaves a month without purchases blank; here that is zero, and blank is after as_of.
            match (ours.net_revenue[k], cell(revenue)) {
                (Some(ours), theirs) => close("cohort revenue", ours.to_f64(), theirs.unwrap_or(0.0), 2),
                (None, theirs) => assert_eq!(theirs, None),
            }
        }
    }
}

fn bands(shop: &Shop, folder: &Path, reference: &Value) {
    let theirs = table(folder, "last12m_spend_bands.csv");
    let edges: Vec<f64> =
        theirs.iter().map(|row| row["band"].split('-').next().unwrap().parse().unwrap()).collect();
    let ours = groups::by_spend(&shop.history, &edges);
    assert_eq!(ours.len(), theirs.len());
    for (ours, row) in ours.iter().zip(&theirs) {
        assert_eq!(ours.customers.count, whole(&row["customers"]), "{row:?}");
        assert_eq!(ours.purchases, whole(&row["orders"]), "{row:?}");
        close(&ours.band, ours.net_revenue.unwrap().to_f64(), row["revenue"].parse().unwrap(), 2);
    }
    let groups = &shop.answers.groups;
    let last = &reference["last_12_months"];
    assert_eq!((groups.from.to_string(), groups.to.to_string()), (text(&last["from"]), text(&last["to"])));
    assert_eq!(groups.customers, last["customers"]);
    assert_eq!(groups.by_purchases.iter().map(|group| group.purchases).sum::<u64>(), last["orders"]);
    for groups in [&groups.by_purchases, &groups.by_spend] {
        let revenue: Money = groups.iter().filter_map(|group| group.net_revenue).sum();
        close("last 12 months", revenue.to_f64(), number(&last["revenue"]), 2);
        assert_eq!(groups.iter().map(|group| group.customers.count).sum::<u64>(), last["customers"]);
    }
    for (ours, row) in groups.by_purchases.iter().zip(table(folder, "last12m_order_counts.csv")).take(3) {
        assert_eq!((&ours.band, ours.customers.count), (&row["band"], whole(&row["customers"])));
        close(&ours.band, ours.net_revenue.unwrap().to_f64(), row["revenue"].parse().unwrap(), 2);
    }
    let best = shop.answers.concentration.top_window.iter().find(|top| top.percent == 10).unwrap();
    let theirs = &reference["last12m_top_10_percent_of_customers_share_of_revenue_percent"];
    close("best tenth", 100.0 * best.share.unwrap(), number(theirs), 4);
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn first_products(shop: &Shop, folder: &Path) {
    let ours: BTreeMap<_, _> =
        shop.answers.first_product.products.iter().map(|row| (&row.product, row)).collect();
    let theirs = table(folder, "first_product.csv");
    assert_eq!((ours.len(), ours.len() as u64), (theirs.len(), shop.answers.first_product.n_products));
    for row in &theirs {
        let ours = ours[&row["product"]];
        assert_eq!(ours.customers, whole(&row["customers"]), "{row:?}");
        assert_eq!(ours.returning.count, whole(&row["returned"]), "{row:?}");
        assert_eq!(ours.median_days_to_second, row["median_days_to_second"].parse::<f64>().ok(), "{row:?}");
        close(
            "share",
            100.0 * ours.share_of_customers,
            row["share_of_customers_percent"].parse().unwrap(),
            4,
        );
        close("back", 100.0 * ours.returning.share.unwrap(), row["repurchase_percent"].parse().unwrap(), 4);
    }
    let pairs = table(folder, "first_to_second_product.csv");
    let mut checked = 0;
    for row in &pairs {
        let ours = ours[&row["product_first"]];
        let count: u64 = row["customers"].parse().unwrap();
        let least = ours.next.last().unwrap().customers;
        match ours.next.iter().find(|next| next.product == row["product_second"]) {
            Some(next) => {
                assert_eq!(next.customers, count, "{row:?}");
                assert_eq!(ours.returning.count, whole(&row["of_returning_first_buyers"]));
                checked += 1;
            }
            None => assert!(ours.next.len() == 3 && count <= least, "{row:?} is missing"),
        }
    }
    assert!(checked > 0);
}
