//! UCI Online Retail and a slice of it against answers computed independently with pandas and SQL.

mod common;

use common::{Shop, money, reference, shared, uci, uci_online_retail};
use stamkunde::{
    answers::SetAsideReason,
    base::Money,
    recipe::{Recipe, Returns},
};

#[test]
fn sales_only() {
    let (Some(ledger), Some(folder)) = (uci_online_retail(), shared("reference/uci_sales_only")) else {
        return;
    };
    let shop = Shop::new(ledger, Recipe { returns: Returns::Ignore, ..Recipe::default() });
    reference::check(&shop, &folder);
    let summary = &shop.answers.summary;
    assert_eq!((summary.lines, summary.customers, summary.purchases), (397_884, 4_338, 18_532));
    assert_eq!(summary.net_revenue, Some(money("8911407.904")));
    assert_eq!((summary.returns, summary.free_orders), (0, 0));
    let first = &shop.answers.cohorts.cohorts[0];
    assert_eq!((first.cohort.as_str(), first.size, first.active[1]), ("2010-12", 885, Some(324)));
    assert!((first.retention[1].unwrap() - 0.366).abs() < 0.0005);
    assert_eq!((first.in_progress, first.retention_unbounded[12]), (Some(12), None));
    let import = &shop.answers.import;
    let ignored = import.set_aside.iter().find(|item| item.reason == SetAsideReason::ReturnsIgnored).unwrap();
    assert_eq!((import.rows_used, ignored.rows), (397_884, 406_829 - 397_884));
    assert_eq!(import.amount_used + ignored.amount, import.amount_read);
}

#[test]
fn net_of_returns() {
    let (Some(ledger), Some(path)) = (uci_online_retail(), shared("reference/uci_raw_and_net.json")) else {
        return;
    };
    let reference: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let net = &reference["net"];
    let shop = Shop::new(ledger, Recipe::default());
    let summary = &shop.answers.summary;
    assert_eq!(summary.net_revenue.unwrap().to_string(), "8300065.814");
    assert_eq!((summary.customers, summary.purchases), (4_338, 18_532));
    assert_eq!(summary.returns, net["credit_notes"]);
    assert!(
        (summary.return_revenue.unwrap().to_f64() - net["credit_total"].as_f64().unwrap()).abs() < 0.0051
    );
    let months = net["net_revenue_per_month"].as_object().unwrap();
    assert_eq!(summary.periods.len(), months.len());
    for row in &summary.periods {
        let theirs = months[&row.period].as_f64().unwrap();
        assert!((row.net_revenue.unwrap().to_f64() - theirs).abs() < 0.0051, "{}: {theirs}", row.period);
    }
    // The same money three times: by period, by order number, by cohort and keys that are no customers.
    let by_number = &shop.answers.revenue_by_order_number.total;
    let matched: Money = by_number.revenue.iter().flatten().copied().sum();
    assert_eq!(matched + by_number.unmatched_returns.unwrap(), summary.net_revenue.unwrap());
    let cohorts: Money =
        shop.answers.cohorts.cohorts.iter().flat_map(|row| row.net_revenue.iter().flatten()).copied().sum();
    let strays = shop.history.returns.buyer.iter().zip(shop.history.returns.amount.iter());
    let strays: Money = strays.filter(|(buyer, _)| !buyer.is_some()).map(|(_, &amount)| amount).sum();
    assert_eq!(cohorts + strays, summary.net_revenue.unwrap());
    // On the date of the purchase instead: other months, the same total.
    let on_purchase = Recipe { returns: Returns::DeductOnPurchase, ..Recipe::default() };
    let moved = Shop::new(shop.ledger, on_purchase);
    assert_eq!(moved.answers.summary.net_revenue, summary.net_revenue);
    assert_ne!(moved.answers.summary.periods, summary.periods);
}

#[test]
fn a_slice_in_its_plain_form() {
    let name = "data/disguises/01_base_utf8_comma_iso.csv";
    let (Some(path), Some(folder)) = (shared(name), shared("reference/disguises_sales_only")) else { return };
    let ledger = uci(&std::fs::read_to_string(path).unwrap());
    let shop = Shop::new(ledger, Recipe { returns: Returns::Ignore, ..Recipe::default() });
    reference::check(&shop, &folder);
    assert_eq!(shop.answers.summary.net_revenue, Some(money("257212.5")));
}
