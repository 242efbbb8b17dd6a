//! CDNOW against published figures and answers computed independently (METRICS.md section 15).

mod common;

use common::{Shop, cdnow, money, reference, shared};
use stamkunde::recipe::{FreeOrders, OrderGrain, Recipe, SameDay};

#[test]
fn master_by_row() {
    let (Some(path), Some(folder)) =
        (shared("data/cdnow/CDNOW_master.txt"), shared("reference/cdnow_master"))
    else {
        return;
    };
    let ledger = cdnow(&std::fs::read_to_string(path).unwrap(), 0);
    let recipe = Recipe { free_orders: FreeOrders::Count, order_grain: OrderGrain::Row, ..Recipe::default() };
    let shop = Shop::new(ledger, recipe);
    assert_eq!(shop.answers.summary.lines, 69_659);
    reference::check(&shop, &folder);
}

#[test]
fn sample_with_purchase_days() {
    let Some(path) = shared("data/cdnow/CDNOW_sample.txt") else { return };
    let ledger = cdnow(&std::fs::read_to_string(path).unwrap(), 1);
    let recipe = Recipe {
        free_orders: FreeOrders::Count,
        order_grain: OrderGrain::Row,
        same_day: SameDay::Merge,
        ..Recipe::default()
    };
    let shop = Shop::new(ledger, recipe);
    let (answers, repurchase) = (&shop.answers, &shop.answers.repurchase);
    assert_eq!((answers.summary.customers, shop.history.as_of.to_string().as_str()), (2_357, "1998-06-30"));
    let wanted = [(30, 0.1739), (60, 0.2550), (90, 0.2915), (180, 0.3763), (365, 0.4557)];
    for (at, (days, p)) in repurchase.of_all.at.iter().zip(wanted) {
        let point = at.point.unwrap();
        assert_eq!(at.days, days);
        assert!((point.p - p).abs() <= 0.00005, "{days}: {}", point.p);
        assert!(point.low.unwrap() < p && p < point.high.unwrap());
    }
    let within = repurchase.of_returning_days[2].share;
    assert_eq!((within.count, within.of, repurchase.days_to_second.median), (687, 1_139, Some(55.0)));
    let total = &answers.revenue_by_order_number.total.revenue;
    let wanted = ["77759.95", "39914.40", "26536.40"].map(|text| Some(money(text)));
    assert_eq!(total[..3], wanted);
    assert_eq!(total[3], Some(money("20286.36") + money("79594.83")));
    let best = &answers.concentration.top[2];
    assert_eq!((best.percent, best.customers), (10, 236));
    assert!((best.share.unwrap() - 0.5081).abs() < 0.00005, "{:?}", best.share);
    let cohort = &answers.cohorts.cohorts[0];
    assert_eq!((cohort.cohort.as_str(), cohort.size), ("1997-01", 781));
    assert_eq!(cohort.active[1..7], [124, 95, 70, 65, 77, 65].map(Some));
    for (measure, wanted) in [
        (&cohort.retention[1..4], [0.1588, 0.1216, 0.0896]),
        (&cohort.retention_unbounded[1..4], [0.4545, 0.4136, 0.3841]),
        (&cohort.repurchase_cumulative[1..4], [0.2177, 0.2830, 0.3073]),
    ] {
        for (ours, wanted) in measure.iter().zip(wanted) {
            assert!((ours.unwrap() - wanted).abs() <= 0.000051, "{ours:?} {wanted}");
        }
    }
    assert!((cohort.repurchase_cumulative[0].unwrap() - 0.0948).abs() <= 0.000051);
}
