//! The import report: what was assumed, what was noticed, and what the user may want to decide otherwise.

use crate::{
    answers::{CurrencyCount, ImportNote, LookedUp, OtherLine, SourceTable, StatusCount, TableAccount},
    base::{IndexVec, Money, order::sort_by},
    ingest::{
        lexicon::words::is_no_product,
        plan::{AmountSource, Plan},
        read::table::ScanEnd,
        rows::{noticed::Unmatched, row_parser::LineReader},
        tables::dataset::Dataset,
        values::date::DateStyle,
    },
    model::{Ledger, ProductIdx},
};

/// Products that may be none, listed at most.
const OTHER_LINES: usize = 100;

/// What was assumed and noticed.
pub(in crate::ingest) fn notes(
    dataset: &Dataset,
    plan: &Plan,
    reader: &LineReader<'_>,
    end: &ScanEnd,
    split_rows: u64,
) -> Vec<ImportNote> {
    let mut notes = Vec::new();
    let mut add = |note: ImportNote| {
        if !notes.contains(&note) {
            notes.push(note);
        }
    };
    for part in dataset.parts() {
        if let Some(encoding) = part.table.encoding() {
            add(ImportNote::Encoding(encoding.to_owned()));
        }
        if let Some(delimiter) = part.table.delimiter() {
            add(ImportNote::Delimiter(delimiter.id()));
        }
    }
    if dataset.tables().len() > 1 {
        for part in dataset.parts() {
            if let Some(sheet) = part.table.sheet() {
                add(ImportNote::Sheet(sheet.to_owned()));
            }
        }
    }
    if reader.styles.contains_key(&DateStyle::Numbers) {
        for part in &plan.parts {
            add(ImportNote::DateOrder(part.date_order));
        }
    }
    let most = reader.styles.values().copied().max().unwrap_or(0);
    let others = reader.styles.values().sum::<u64>() - most;
    if others > 0 {
        add(ImportNote::MixedDateStyles(others));
    }
    let without_days: u64 =
        reader.styles.iter().filter(|(style, _)| !style.knows_days()).map(|(_, rows)| rows).sum();
    if without_days > 0 {
        add(ImportNote::DaysUnknown(without_days));
    }
    let amount = match plan.amount {
        AmountSource::Column(at) => Some(at),
        AmountSource::Price { price, .. } => Some(price),
        AmountSource::Nothing => None,
    };
    let is_text = dataset.parts().iter().any(|part| part.table.encoding().is_some());
    if let Some(at) = amount.filter(|_| is_text) {
        add(ImportNote::DecimalSign(plan.decimal_sign(at)));
    }
    if matches!(plan.amount, AmountSource::Price { .. }) {
        add(ImportNote::AmountFromPrice);
    }
    if let (true, Some(currency)) = (plan.has_several_currencies(), &plan.currencies.used) {
        add(ImportNote::Currency(currency.clone()));
    }
    for (count, note) in [
        (reader.deducted, ImportNote::Deducted as fn(u64) -> ImportNote),
        (reader.rounded, ImportNote::RoundedAmounts),
        (reader.credit_notes, ImportNote::CreditNotes),
        (split_rows, ImportNote::SplitProducts),
        (reader.changed_orders(), ImportNote::ChangedOrders),
        (dataset.repeated_keys(), ImportNote::RepeatedKeys),
        (end.formulas_without_value, ImportNote::FormulasWithoutValue),
        (end.damaged_rows, ImportNote::DamagedRows),
    ] {
        if count > 0 {
            add(note(count));
        }
    }
    if let Some(row) = end.unbalanced_row {
        add(ImportNote::UnbalancedQuotes { row });
    }
    notes
}

/// Statuses and currencies, most rows first.
pub(in crate::ingest) fn labels(
    plan: &Plan,
    reader: &mut LineReader<'_>,
) -> (Vec<StatusCount>, Vec<CurrencyCount>) {
    let mut statuses: Vec<StatusCount> = std::mem::take(&mut reader.statuses.counts)
        .into_iter()
        .map(|(status, count)| StatusCount {
            status,
            rows: count.rows,
            amount: count.amount,
            set_aside: count.set_aside,
        })
        .collect();
    sort_by(&mut statuses, |a, b| b.rows.cmp(&a.rows).then(a.status.cmp(&b.status)));
    let is_used = |code: &str| {
        plan.currencies.used.as_ref().is_some_and(|used| used.eq_ignore_ascii_case(code))
            || plan.currencies.rates.contains_key(&code.to_uppercase())
    };
    let mut currencies: Vec<CurrencyCount> = std::mem::take(&mut reader.currencies.counts)
        .into_iter()
        .map(|(code, count)| CurrencyCount {
            used: is_used(&code),
            code,
            rows: count.rows,
            amount: count.amount,
        })
        .collect();
    if currencies.len() < 2 {
        currencies.clear();
    }
    sort_by(&mut currencies, |a, b| b.rows.cmp(&a.rows).then(a.code.cmp(&b.code)));
    (statuses, currencies)
}

/// The tables that were read.
pub(in crate::ingest) fn tables(dataset: &Dataset) -> Vec<SourceTable> {
    dataset
        .parts()
        .iter()
        .map(|part| SourceTable {
            file: part.table.file().name.clone(),
            sheet: part.table.sheet().or(part.table.member()).map(str::to_owned),
            returns: part.negate,
        })
        .collect()
}

/// Every table that was given, with what became of its rows.
pub(in crate::ingest) fn accounts(
    dataset: &Dataset,
    rows_of: &[u64],
    unmatched: &[Unmatched],
) -> Vec<TableAccount> {
    let files = dataset.files();
    let views = dataset.tables().into_iter();
    let mut accounts: Vec<TableAccount> = views
        .map(|view| TableAccount {
            file: files.get(view.file as usize).map(|file| file.name.clone()).unwrap_or_default(),
            table: view.name,
            used: view.used,
            ..TableAccount::default()
        })
        .collect();
    for (part, &rows) in rows_of.iter().enumerate() {
        if let Some(account) = dataset.table_of(part).and_then(|at| accounts.get_mut(at)) {
            account.rows = Some(rows);
        }
    }
    for Unmatched { end, amount } in unmatched {
        let Some(account) = accounts.get_mut(end.at) else { continue };
        account.rows = Some(end.keys);
        account.looked_up = Some(LookedUp {
            found: end.found,
            missed: end.missed,
            missed_amount: *amount,
            unasked: end.unasked,
            unasked_amount: end.unasked_amount,
        });
    }
    accounts
}

/// Products whose name says shipping, gift card, fee or the like.
pub(in crate::ingest) fn other_lines(ledger: &Ledger) -> Vec<OtherLine> {
    let is_none = |product: &ProductIdx| {
        is_no_product(ledger.product_label(*product)) || is_no_product(ledger.products.text(*product))
    };
    let suspects: Vec<ProductIdx> = ledger.products.indices().filter(is_none).take(OTHER_LINES).collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    let mut place: IndexVec<ProductIdx, u32> = IndexVec::filled(u32::MAX, ledger.products.len());
    let mut found: Vec<OtherLine> = Vec::new();
    for &product in &suspects {
        if let Some(place) = place.get_mut(product) {
            *place = found.len() as u32;
        }
        found.push(OtherLine {
            product: ledger.products.text(product).to_owned(),
            label: ledger.product_label(product).to_owned(),
            ..OtherLine::default()
        });
    }
    for (line, &product) in ledger.lines.product.iter_enumerated() {
        let Some(item) = place.get(product).and_then(|&at| found.get_mut(at as usize)) else { continue };
        item.lines += 1;
        item.amount += ledger.lines.amount.get(line).copied().unwrap_or(Money::ZERO);
    }
    sort_by(&mut found, |a, b| b.lines.cmp(&a.lines).then(a.product.cmp(&b.product)));
    found
}
