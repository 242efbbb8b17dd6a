//! The answers as tables, for those who go on in a spreadsheet: one table an id, numbers as they are in the answers
//! (shares from 0 to 1), empty where a value is not known.

use super::{CannotWrite, Cell, ExportFile, Form, Table, file_name, write};
use crate::{
    answers::{Answers, Cohort, Distribution, FirstProductRow, Group, OrderNumberPeriod, ProductRole},
    base::Day,
};

/// Every table there is: the id of the metric, and after a dot the measure or part.
pub const TABLES: [&str; 24] = [
    "summary.periods",
    "new_customers",
    "first_order_value",
    "gaps",
    "gaps.histogram",
    "repurchase.of_returning",
    "repurchase.of_all",
    "repurchase.hazard",
    "first_product",
    "first_product.categories",
    "revenue_by_order_number",
    "cohorts.active",
    "cohorts.retention",
    "cohorts.retention_unbounded",
    "cohorts.repurchase_cumulative",
    "cohorts.purchases",
    "cohorts.net_revenue",
    "cohorts.cumulative_revenue_per_customer",
    "cohorts.average_order_value",
    "groups",
    "concentration",
    "churn.months",
    "churn.return_chance",
    "stage",
];

/// A table of the answers as a file.
///
/// # Errors
/// An id that is not in [`TABLES`], and what [`write()`] says.
pub fn answer_file(answers: &Answers, id: &str, form: Form) -> Result<ExportFile, CannotWrite> {
    let table = answer_table(answers, id).ok_or_else(|| CannotWrite(format!("there is no table {id}")))?;
    let name = file_name(&id.replace('.', "_"), table.as_of, table.rows.len(), form);
    Ok(ExportFile { name, mime: form.mime(), bytes: write(&table, form)? })
}

/// A table of the answers; `None` for an id that is not in [`TABLES`].
pub fn answer_table<'a>(answers: &'a Answers, id: &'a str) -> Option<Table<'a>> {
    let as_of = answers.settings.as_of;
    let table = |headers: &[&'a str], rows| filled(id, as_of, headers, rows);
    Some(match id {
        "summary.periods" => {
            table(&["period", "customers", "purchases", "net_revenue", "in_progress"], periods(answers))
        }
        "new_customers" => table(
            &["period", "new_customers", "first_revenue", "returning_customers", "in_progress"],
            new_customers(answers),
        ),
        "first_order_value" => table(&DISTRIBUTION, first_order_value(answers)),
        "gaps" => table(&DISTRIBUTION, gaps(answers)),
        "gaps.histogram" => table(&["days_from", "all", "distinct_days"], gaps_histogram(answers)),
        "repurchase.of_returning" => {
            table(&["within", "unit", "customers", "of", "share", "low", "high"], of_returning(answers))
        }
        "repurchase.of_all" => {
            table(&["step", "days", "probability", "low", "high", "at_risk"], of_all(answers))
        }
        "repurchase.hazard" => table(&["from_day", "at_risk", "chance"], hazard(answers)),
        "first_product" => table(&FIRST_PRODUCT, first_product(&answers.first_product.products)),
        "first_product.categories" => table(&FIRST_PRODUCT, first_product(&answers.first_product.categories)),
        "revenue_by_order_number" => {
            table(&ORDER_NUMBER, order_number(&answers.revenue_by_order_number.periods))
        }
        "groups" => table(
            &[
                "by",
                "band",
                "from",
                "to",
                "customers",
                "share",
                "purchases",
                "net_revenue",
                "share_of_revenue",
            ],
            groups(answers),
        ),
        "concentration" => {
            table(&["span", "percent", "customers", "net_revenue", "share"], concentration(answers))
        }
        "churn.months" => table(&["month", "lost", "active_at_start", "rate"], churn_months(answers)),
        "churn.return_chance" => table(&["days", "chance", "at_risk"], return_chance(answers)),
        "stage" => table(
            &["stage", "customers", "share", "purchases", "net_revenue", "share_of_revenue"],
            stages(answers),
        ),
        _ => return cohorts(answers, id),
    })
}

type Row<'a> = Vec<Cell<'a>>;

const DISTRIBUTION: [&str; 7] = ["what", "count", "mean", "p25", "median", "p75", "p90"];
const FIRST_PRODUCT: [&str; 15] = [
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
const ORDER_NUMBER: [&str; 11] = [
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

fn filled<'a>(id: &str, as_of: Day, headers: &[&'a str], rows: Vec<Row<'a>>) -> Table<'a> {
    // A sheet's name holds at most 31 characters.
    let sheet: String = id.chars().take(31).collect();
    Table { rows, ..Table::new(&sheet, as_of, headers) }
}

fn yes(value: bool) -> Cell<'static> {
    Cell::text(if value { "yes" } else { "" })
}

fn distribution<'a>(what: &'a str, of: &Distribution) -> Row<'a> {
    let numbers = [of.mean, of.p25, of.median, of.p75, of.p90];
    [Cell::text(what), Cell::Count(of.count)].into_iter().chain(numbers.map(Cell::number)).collect()
}

fn periods(answers: &Answers) -> Vec<Row<'_>> {
    let rows = answers.summary.periods.iter().map(|row| {
        let (customers, purchases) = (Cell::Count(row.customers), Cell::Count(row.purchases));
        vec![
            Cell::text(&row.period),
            customers,
            purchases,
            Cell::money(row.net_revenue),
            yes(row.in_progress),
        ]
    });
    rows.collect()
}

fn new_customers(answers: &Answers) -> Vec<Row<'_>> {
    let rows = answers.new_customers.periods.iter().map(|row| {
        let (new, returning) = (Cell::Count(row.new_customers), Cell::Count(row.returning_customers));
        vec![Cell::text(&row.period), new, Cell::money(row.first_revenue), returning, yes(row.in_progress)]
    });
    rows.collect()
}

fn first_order_value(answers: &Answers) -> Vec<Row<'_>> {
    let value = &answers.first_order_value;
    vec![distribution("first", &value.first), distribution("later", &value.later)]
}

fn gaps(answers: &Answers) -> Vec<Row<'_>> {
    let gaps = &answers.gaps;
    let whole = [distribution("all", &gaps.all), distribution("distinct_days", &gaps.distinct_days)];
    whole.into_iter().chain(gaps.steps.iter().map(|step| distribution(&step.step, &step.days))).collect()
}

fn gaps_histogram(answers: &Answers) -> Vec<Row<'_>> {
    let (all, distinct) = (&answers.gaps.histogram, &answers.gaps.distinct_histogram);
    let bars = all.edges.iter().zip(&all.counts).zip(&distinct.counts);
    bars.map(|((&edge, &all), &distinct)| vec![Cell::Number(edge), Cell::Count(all), Cell::Count(distinct)])
        .collect()
}

fn of_returning(answers: &Answers) -> Vec<Row<'_>> {
    let repurchase = &answers.repurchase;
    let months = repurchase.of_returning_months.iter().map(|within| (within, "months"));
    let days = repurchase.of_returning_days.iter().map(|within| (within, "days"));
    let rows = months.chain(days).map(|(within, unit)| {
        let (share, limit) = (within.share, Cell::Count(u64::from(within.limit)));
        let counts = [limit, Cell::text(unit), Cell::Count(share.count), Cell::Count(share.of)];
        counts.into_iter().chain([share.share, share.low, share.high].map(Cell::number)).collect()
    });
    rows.collect()
}

fn of_all(answers: &Answers) -> Vec<Row<'_>> {
    let curves = [&answers.repurchase.of_all].into_iter().chain(&answers.repurchase.later_steps);
    let rows = curves.flat_map(|curve| {
        curve.curve.iter().map(|point| {
            let (t, p) = (Cell::Count(u64::from(point.t)), Cell::Number(point.p));
            let (low, high) = (Cell::number(point.low), Cell::number(point.high));
            vec![Cell::text(&curve.step), t, p, low, high, Cell::Count(point.at_risk)]
        })
    });
    rows.collect()
}

fn hazard(answers: &Answers) -> Vec<Row<'_>> {
    let rows = answers.repurchase.hazard.iter().map(|step| {
        vec![Cell::Count(u64::from(step.from_day)), Cell::Count(step.at_risk), Cell::number(step.chance)]
    });
    rows.collect()
}

fn first_product(products: &[FirstProductRow]) -> Vec<Row<'_>> {
    products.iter().map(|row| first_product_row(row).collect()).collect()
}

fn first_product_row(row: &FirstProductRow) -> impl Iterator<Item = Cell<'_>> {
    let role = match row.role {
        ProductRole::Hero => "hero",
        ProductRole::LoyaltyBuilder => "loyalty_builder",
        ProductRole::Leak => "leak",
        ProductRole::Thin => "thin",
        ProductRole::Ordinary => "ordinary",
    };
    let next: Vec<&str> = row.next.iter().map(|next| next.label.as_str()).collect();
    let (share, returning) = (Cell::Number(row.share_of_customers), &row.returning);
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
    [
        Cell::text(&row.product),
        Cell::text(&row.label),
        Cell::Count(row.customers),
        share,
        Cell::Count(returning.count),
    ]
    .into_iter()
    .chain(numbers.map(Cell::number))
    .chain([Cell::text(role), Cell::Text(next.join(", ").into())])
}

fn order_number(periods: &[OrderNumberPeriod]) -> Vec<Row<'_>> {
    let row = |row: &'_ OrderNumberPeriod| -> Vec<Cell<'static>> {
        let counts = row.purchases.map(Cell::Count);
        let rest = [Cell::money(row.unmatched_returns), Cell::number(row.returning_share)];
        row.revenue.map(Cell::money).into_iter().chain(counts).chain(rest).collect()
    };
    periods
        .iter()
        .map(|period| [Cell::text(&period.period)].into_iter().chain(row(period)).collect())
        .collect()
}

/// Cohorts down, columns k across, with the size first and the period that as_of cuts last.
fn cohorts<'a>(answers: &'a Answers, id: &'a str) -> Option<Table<'a>> {
    type Measure = fn(&Cohort) -> Vec<Cell<'static>>;
    fn numbers(values: &[Option<f64>]) -> Vec<Cell<'static>> {
        values.iter().copied().map(Cell::number).collect()
    }
    let measure: Measure = match id.strip_prefix("cohorts.")? {
        "active" => |cohort| cohort.active.iter().copied().map(Cell::count).collect(),
        "retention" => |cohort| numbers(&cohort.retention),
        "retention_unbounded" => |cohort| numbers(&cohort.retention_unbounded),
        "repurchase_cumulative" => |cohort| numbers(&cohort.repurchase_cumulative),
        "purchases" => |cohort| cohort.purchases.iter().copied().map(Cell::count).collect(),
        "net_revenue" => |cohort| cohort.net_revenue.iter().copied().map(Cell::money).collect(),
        "cumulative_revenue_per_customer" => |cohort| numbers(&cohort.cumulative_revenue_per_customer),
        "average_order_value" => |cohort| numbers(&cohort.average_order_value),
        _ => return None,
    };
    let cohorts = &answers.cohorts.cohorts;
    let n_columns = cohorts.iter().map(|cohort| cohort.active.len()).max().unwrap_or(0);
    let mut table = Table::new("cohorts", answers.settings.as_of, &["cohort", "customers"]);
    for k in 0..n_columns {
        table.columns.push(super::Column { header: k.to_string().into(), width: 10 });
    }
    table.columns.push(super::Column { header: "in_progress".into(), width: 13 });
    for cohort in cohorts {
        let head = [Cell::text(&cohort.cohort), Cell::Count(cohort.size)];
        let last = Cell::count(cohort.in_progress.map(u64::from));
        table.rows.push(head.into_iter().chain(measure(cohort)).chain([last]).collect());
    }
    Some(table)
}

fn groups(answers: &Answers) -> Vec<Row<'_>> {
    let spend = answers.groups.by_spend.iter().map(|group| ("spend", group));
    let purchases = answers.groups.by_purchases.iter().map(|group| ("purchases", group));
    let row = |(by, group): (&'static str, &'_ Group)| -> Vec<Cell<'static>> {
        let customers = group.customers;
        vec![
            Cell::text(by),
            Cell::Text(group.band.clone().into()),
            Cell::number(group.from),
            Cell::number(group.to),
            Cell::Count(customers.count),
            Cell::number(customers.share),
            Cell::Count(group.purchases),
            Cell::money(group.net_revenue),
            Cell::number(group.share_of_revenue),
        ]
    };
    spend.chain(purchases).map(row).collect()
}

fn concentration(answers: &Answers) -> Vec<Row<'_>> {
    let all = answers.concentration.top.iter().map(|top| ("all", top));
    let window = answers.concentration.top_window.iter().map(|top| ("window", top));
    let rows = all.chain(window).map(|(span, top)| {
        let (percent, customers) = (Cell::Count(u64::from(top.percent)), Cell::Count(top.customers));
        vec![Cell::text(span), percent, customers, Cell::Money(top.net_revenue), Cell::number(top.share)]
    });
    rows.collect()
}

fn churn_months(answers: &Answers) -> Vec<Row<'_>> {
    let rows = answers.churn.months.iter().map(|row| {
        let (lost, active) = (Cell::Count(row.lost), Cell::Count(row.active_at_start));
        vec![Cell::text(&row.month), lost, active, Cell::number(row.rate)]
    });
    rows.collect()
}

fn return_chance(answers: &Answers) -> Vec<Row<'_>> {
    let rows = answers.churn.return_chance.iter().map(|point| {
        vec![Cell::Count(u64::from(point.t)), Cell::Number(point.chance), Cell::Count(point.at_risk)]
    });
    rows.collect()
}

fn stages(answers: &Answers) -> Vec<Row<'_>> {
    let rows = answers.stage.stages.iter().map(|row| {
        vec![
            Cell::text(row.stage.id()),
            Cell::Count(row.customers.count),
            Cell::number(row.customers.share),
            Cell::Count(row.purchases),
            Cell::money(row.net_revenue),
            Cell::number(row.share_of_revenue),
        ]
    });
    rows.collect()
}
