//! Tables of what went in, and of the whole: settings in use, totals, the lists of customers.

use super::{AnswerTable, Filled, each, figures, filled, whole, yes};
use crate::{
    answers::{Answers, Share},
    export::Cell,
};

pub(super) const TABLES: &[AnswerTable] = &[
    AnswerTable { id: "settings", make: settings },
    AnswerTable { id: "import", make: import },
    AnswerTable { id: "import.set_aside", make: set_aside },
    AnswerTable { id: "import.statuses", make: statuses },
    AnswerTable { id: "import.currencies", make: currencies },
    AnswerTable { id: "import.other_lines", make: other_lines },
    AnswerTable { id: "import.outliers", make: outliers },
    AnswerTable { id: "summary", make: summary },
    AnswerTable { id: "summary.periods", make: periods },
    AnswerTable { id: "segments", make: segments },
];

fn settings(answers: &Answers) -> Filled<'_> {
    let settings = &answers.settings;
    let has = [
        ("amounts", settings.amounts),
        ("costs", settings.costs),
        ("products", settings.products),
        ("categories", settings.categories),
        ("channels", settings.channels),
        ("countries", settings.countries),
        ("coupons", settings.coupons),
        ("discounts", settings.discounts),
    ];
    let used = [
        ("as_of", Cell::Day(settings.as_of)),
        ("window_from", Cell::Day(settings.window_from)),
        ("window_months", whole(settings.window_months)),
        ("currency", settings.currency.as_deref().map_or(Cell::Empty, Cell::text)),
    ];
    figures(used.into_iter().chain(has.map(|(name, is_there)| (name, yes(is_there)))))
}

fn import(answers: &Answers) -> Filled<'_> {
    let import = &answers.import;
    figures([
        ("rows_read", Cell::Count(import.rows_read)),
        ("rows_used", Cell::Count(import.rows_used)),
        ("amount_read", Cell::Money(import.amount_read)),
        ("amount_used", Cell::Money(import.amount_used)),
        ("identical_lines", Cell::count(import.identical_lines)),
        ("keys_written", Cell::Count(import.identity.written)),
        ("persons", Cell::Count(import.identity.persons)),
        ("merged", Cell::Count(import.identity.merged)),
        ("guest_rows", Cell::Count(import.identity.guest_rows)),
    ])
}

fn set_aside(answers: &Answers) -> Filled<'_> {
    each(&["reason", "rows", "amount"], &answers.import.set_aside, |aside| {
        vec![Cell::text(aside.reason.id()), Cell::Count(aside.rows), Cell::Money(aside.amount)]
    })
}

fn statuses(answers: &Answers) -> Filled<'_> {
    each(&["status", "rows", "amount", "set_aside"], &answers.import.statuses, |status| {
        let (rows, amount) = (Cell::Count(status.rows), Cell::Money(status.amount));
        vec![Cell::text(&status.status), rows, amount, yes(status.set_aside)]
    })
}

fn currencies(answers: &Answers) -> Filled<'_> {
    each(&["currency", "rows", "amount", "used"], &answers.import.currencies, |currency| {
        let (rows, amount) = (Cell::Count(currency.rows), Cell::Money(currency.amount));
        vec![Cell::text(&currency.code), rows, amount, yes(currency.used)]
    })
}

fn other_lines(answers: &Answers) -> Filled<'_> {
    each(&["product", "label", "lines", "amount", "left_out"], &answers.import.other_lines, |line| {
        let (lines, amount) = (Cell::Count(line.lines), Cell::Money(line.amount));
        vec![Cell::text(&line.product), Cell::text(&line.label), lines, amount, yes(line.left_out)]
    })
}

fn outliers(answers: &Answers) -> Filled<'_> {
    each(&["order", "day", "amount", "median", "row"], &answers.import.outliers, |outlier| {
        vec![
            outlier.order.as_deref().map_or(Cell::Empty, Cell::text),
            Cell::Day(outlier.day),
            Cell::Money(outlier.amount),
            Cell::Money(outlier.median),
            Cell::Count(outlier.row),
        ]
    })
}

fn summary(answers: &Answers) -> Filled<'_> {
    let summary = &answers.summary;
    let Share { count, share, low, high, .. } = summary.returning;
    figures([
        ("customers", Cell::Count(summary.customers)),
        ("purchases", Cell::Count(summary.purchases)),
        ("returns", Cell::Count(summary.returns)),
        ("free_orders", Cell::Count(summary.free_orders)),
        ("lines", Cell::Count(summary.lines)),
        ("net_revenue", Cell::money(summary.net_revenue)),
        ("margin", Cell::money(summary.margin)),
        ("purchase_revenue", Cell::money(summary.purchase_revenue)),
        ("return_revenue", Cell::money(summary.return_revenue)),
        ("unmatched_returns", Cell::Count(summary.unmatched_returns)),
        ("first_date", summary.first_date.map_or(Cell::Empty, Cell::Day)),
        ("last_date", summary.last_date.map_or(Cell::Empty, Cell::Day)),
        ("average_order_value", Cell::number(summary.average_order_value)),
        ("median_order_value", Cell::number(summary.median_order_value)),
        ("purchases_per_customer", Cell::number(summary.purchases_per_customer)),
        ("returning", Cell::Count(count)),
        ("returning_share", Cell::number(share)),
        ("returning_low", Cell::number(low)),
        ("returning_high", Cell::number(high)),
    ])
}

fn periods(answers: &Answers) -> Filled<'_> {
    let headers = ["period", "customers", "purchases", "net_revenue", "in_progress"];
    each(&headers, &answers.summary.periods, |row| {
        let (customers, purchases) = (Cell::Count(row.customers), Cell::Count(row.purchases));
        let revenue = Cell::money(row.net_revenue);
        vec![Cell::text(&row.period), customers, purchases, revenue, yes(row.in_progress)]
    })
}

fn segments(answers: &Answers) -> Filled<'_> {
    let headers =
        ["segment", "customers", "share", "net_revenue", "net_revenue_window", "days_from", "days_to"];
    let rows = answers.segments.iter().map(|segment| {
        vec![
            Cell::text(segment.id.id()),
            Cell::Count(segment.customers.count),
            Cell::number(segment.customers.share),
            Cell::money(segment.net_revenue),
            Cell::money(segment.net_revenue_window),
            Cell::number(segment.days_from),
            Cell::number(segment.days_to),
        ]
    });
    filled(&headers, rows)
}
