//! `import` (METRICS.md section 3): adds what the recipe sets aside to what the import set aside, so that rows read stay
//! rows used plus rows set aside.

use super::first_order_value::Middle;
use crate::{
    answers::{ExampleRow, ImportAnswer, Outlier, SetAside, SetAsideReason},
    base::{
        IndexVec, Money,
        order::{sort_by, sort_by_key},
    },
    model::{
        History, Ledger, LineIdx, PurchaseIdx,
        history::{Aside, before_orders},
    },
    recipe::Recipe,
};

/// Rows shown per reason.
const N_EXAMPLES: usize = 5;
/// An order is pointed at from so many times the median on.
const FAR_ABOVE: i64 = 100;
/// Of fewer purchases nothing is said.
const LEAST_PURCHASES: usize = 30;
/// Orders pointed at.
const N_OUTLIERS: usize = 20;

/// The import's answer under a recipe. `middle` is that of the values of all purchases.
#[inline(never)]
pub fn with_recipe(
    ledger: &Ledger,
    history: &History,
    recipe: &Recipe,
    import: ImportAnswer,
    middle: Option<Middle>,
) -> ImportAnswer {
    let mut import = import;
    let counts = &history.counts;
    let left_out = |reason| move |line: LineIdx| before_orders(ledger, recipe, line) == Some(reason);
    let late = examples(ledger, counts.after_as_of, left_out(SetAsideReason::AfterAsOf));
    let ignored = examples(ledger, counts.returns_ignored, left_out(SetAsideReason::ReturnsIgnored));
    // What is filtered is known to the history alone; its rows are not worth another pass.
    for (reason, aside, examples) in [
        (SetAsideReason::AfterAsOf, counts.after_as_of, late),
        (SetAsideReason::ReturnsIgnored, counts.returns_ignored, ignored),
        (SetAsideReason::Filtered, counts.filtered, Vec::new()),
    ] {
        add(&mut import, reason, aside, examples);
    }
    sort_by(&mut import.set_aside, |a, b| b.rows.cmp(&a.rows).then(a.reason.cmp(&b.reason)));
    import.outliers = outliers(ledger, history, middle);
    for line in &mut import.other_lines {
        line.left_out = recipe.not_products.contains(&line.product);
    }
    import
}

/// Purchases of a hundred times the median or more, largest first: a typing error, a test, or the best customer.
fn outliers(ledger: &Ledger, history: &History, middle: Option<Middle>) -> Vec<Outlier> {
    let revenue: &IndexVec<PurchaseIdx, Money> = &history.purchases.revenue;
    let Some(median) = middle.map(|middle| Money(middle.high)).filter(|median| median.is_positive()) else {
        return Vec::new();
    };
    if revenue.len() < LEAST_PURCHASES {
        return Vec::new();
    }
    let limit = Money(median.0.saturating_mul(FAR_ABOVE));
    let mut far: Vec<PurchaseIdx> = revenue
        .iter_enumerated()
        .filter(|&(_, &amount)| amount >= limit)
        .map(|(purchase, _)| purchase)
        .collect();
    sort_by_key(&mut far, |&purchase| (std::cmp::Reverse(revenue.at(purchase)), purchase));
    far.truncate(N_OUTLIERS);
    far.into_iter()
        .map(|purchase| {
            let first = history.lines_of(purchase).iter().min().copied();
            let address = first.map(|line| ledger.address(line));
            let order =
                first.and_then(|line| ledger.lines.order_id.get(line)).filter(|order| order.is_some());
            Outlier {
                order: order.map(|&order| ledger.order_ids.text(order).to_owned()),
                day: history.purchases.day.at(purchase),
                amount: revenue.at(purchase),
                median,
                table: address.map_or(0, |address| address.table),
                row: address.map_or(0, |address| u64::from(address.row)),
            }
        })
        .collect()
}

fn add(import: &mut ImportAnswer, reason: SetAsideReason, aside: Aside, examples: Vec<ExampleRow>) {
    if aside.lines == 0 {
        return;
    }
    import.rows_used = import.rows_used.saturating_sub(aside.lines);
    import.amount_used -= aside.amount;
    match import.set_aside.iter_mut().find(|item| item.reason == reason) {
        Some(item) => {
            item.rows += aside.lines;
            item.amount += aside.amount;
        }
        None => import.set_aside.push(SetAside { reason, rows: aside.lines, amount: aside.amount, examples }),
    }
}

/// Row numbers of the first rows; the cells themselves are in the file.
fn examples(ledger: &Ledger, aside: Aside, matches: impl Fn(LineIdx) -> bool) -> Vec<ExampleRow> {
    if aside.lines == 0 {
        return Vec::new();
    }
    let rows = ledger.lines.source_row.lines().filter(|&line| matches(line));
    let example = |line: LineIdx| {
        let address = ledger.address(line);
        ExampleRow { table: address.table, row: u64::from(address.row), cells: Vec::new() }
    };
    rows.take(N_EXAMPLES).map(example).collect()
}
