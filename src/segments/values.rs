//! What filters can name: the distinct texts of a column with their lines, the most frequent first.

use crate::{
    answers::{Dimension, NamedValue},
    base::{Idx, IndexVec, Interner, order::sort_by},
    model::{Ledger, LineIdx},
};

/// The texts of a column that hold `search` in letters of any case, at most `limit` of them, and how many there are in
/// all. Counts are over the whole file: a filter that is in use must not hide what another one could name.
pub fn values(ledger: &Ledger, of: Dimension, search: &str, limit: usize) -> (u64, Vec<NamedValue>) {
    let lines = &ledger.lines;
    let found = match of {
        Dimension::Product => {
            count(&ledger.products, &lines.product, search, |product| ledger.product_label(product))
        }
        Dimension::Category => count(&ledger.categories, &lines.category, search, |_| ""),
        Dimension::Channel => count(&ledger.channels, &lines.channel, search, |_| ""),
        Dimension::Country => count(&ledger.countries, &lines.country, search, |_| ""),
        Dimension::Coupon => count(&ledger.coupons, &lines.coupon, search, |_| ""),
    };
    let total = found.len() as u64;
    (total, found.into_iter().take(limit).collect())
}

/// Counts the lines of each text. `label` is empty where the text is its own name.
fn count<'l, I: Idx>(
    texts: &'l Interner<I>,
    column: &IndexVec<LineIdx, I>,
    search: &str,
    label: impl Fn(I) -> &'l str,
) -> Vec<NamedValue> {
    let mut counts = IndexVec::<I, u64>::filled(0, texts.len());
    let mut empty = 0;
    for &text in column.iter() {
        match counts.get_mut(text) {
            Some(count) => *count += 1,
            None => empty += 1,
        }
    }
    let search = search.trim().to_lowercase();
    let holds = |text: &str| search.is_empty() || text.to_lowercase().contains(&search);
    let mut found: Vec<NamedValue> = texts
        .indices()
        .zip(counts.iter())
        .filter(|(_, lines)| 0 < **lines)
        .filter_map(|(idx, &lines)| {
            let key = texts.text(idx);
            let label = match label(idx) {
                "" => key,
                label => label,
            };
            if key.is_empty() {
                empty += lines;
                return None;
            }
            (holds(key) || holds(label)).then(|| NamedValue {
                key: key.to_owned(),
                label: label.to_owned(),
                lines,
            })
        })
        .collect();
    sort_by(&mut found, |a, b| b.lines.cmp(&a.lines).then_with(|| a.key.cmp(&b.key)));
    if 0 < empty && search.is_empty() {
        found.push(NamedValue { lines: empty, ..NamedValue::default() });
    }
    found
}
