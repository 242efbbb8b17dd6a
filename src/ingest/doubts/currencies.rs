//! Several currencies, told by signs or codes in the cells of the amount. They are never added together.

use super::{Evidence, Kind, Sample, amount_column, counted, option, option_with};
use crate::{
    answers::{Doubt, DoubtOption, SetAsideReason},
    base::{
        Money,
        order::{sort_by, sort_by_key},
    },
    ingest::{
        lexicon::currencies::may_be_same_currency, plan::Plan, read::row::Cell, values::affixes::currency_of,
    },
    recipe::{Decision, Role},
};

const ID: &str = "currencies_in_cells";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    if plan.column(Role::Currency).is_some() {
        return;
    }
    let Some(at) = amount_column(plan) else { return };
    let mut counts = std::collections::BTreeMap::<String, u64>::new();
    for (_, row) in sample.rows {
        let currency = match row.cell(at) {
            Cell::Text(text) => currency_of(text),
            // a workbook may show it by the format of the cell alone
            Cell::Number(_) => row.currency(at),
            _ => None,
        };
        if let Some(currency) = currency {
            *counts.entry(currency.to_owned()).or_default() += 1;
        }
    }
    let all_one = |code: &String| counts.keys().all(|other| may_be_same_currency(code, other));
    if counts.len() < 2 || counts.keys().all(all_one) {
        return;
    }
    let mut seen: Vec<(String, u64)> = counts.into_iter().collect();
    sort_by(&mut seen, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    if sample.chose(ID, "one") {
        plan.treatments.currencies_as_one = seen.into_iter().map(|(code, _)| code).collect();
        return;
    }
    let picked = sample.recipe.reading.currency.as_ref().map(|code| code.to_uppercase());
    plan.currencies.used = picked.or_else(|| seen.first().map(|(code, _)| code.clone()));
    plan.currencies.seen = seen;
    plan.treatments.currency_in_cells = true;
}

/// The one that is looked at stands first.
fn options(codes: &[&str], used: &str) -> Vec<DoubtOption> {
    let look = |code: &&str| {
        let label = format!("Look at {code}, set the others aside");
        option_with(ID, code, label, vec![Decision::Currency((*code).to_owned())])
    };
    let mut options: Vec<DoubtOption> = codes.iter().take(5).map(look).collect();
    sort_by_key(&mut options, |option| option.id != used);
    options.push(option(ID, "one", "It is all one currency"));
    options
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let plan = evidence.plan;
    let as_one = &plan.treatments.currencies_as_one;
    if !as_one.is_empty() {
        let sentence = format!("Amounts in {} are taken as one currency.", as_one.join(", "));
        let codes: Vec<&str> = as_one.iter().map(String::as_str).collect();
        return vec![evidence.settled(ID, sentence, amount_column(plan), options(&codes, ""))];
    }
    if !plan.treatments.currency_in_cells {
        return Vec::new();
    }
    let aside =
        evidence.import.set_aside.iter().find(|aside| aside.reason == SetAsideReason::CurrencyDiffers);
    let rows = aside.map_or(0, |aside| aside.rows);
    let used = plan.currencies.used.clone().unwrap_or_default();
    let codes: Vec<&str> = plan.currencies.seen.iter().map(|(code, _)| code.as_str()).collect();
    if codes.iter().all(|code| *code == used || plan.currencies.rates.contains_key(*code)) {
        return Vec::new();
    }
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!(
            "Amounts are in several currencies ({}). Those in {used} are looked at; {} set aside. Rates can be typed.",
            codes.join(", "),
            counted(rows, "row is", "rows are")
        ),
        place: evidence.place(amount_column(plan), rows, &[]),
        weight: evidence.weight(rows, Money::ZERO),
        options: options(&codes, &used),
        decided: None,
    }]
}
