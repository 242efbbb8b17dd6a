//! A ledger: payments beside invoices, in a column of kinds of entries or in columns of debit and credit. A payment is the
//! same money again, and no sale.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evidence, Kind, Sample, amount_of_row, counted, option};
use crate::{
    answers::{Doubt, DoubtOption, SetAsideReason},
    base::hash::Map,
    ingest::{
        columns::heading::says,
        lexicon::{concept::Concept, languages::StatusMeaning},
        plan::{AmountSource, Plan},
        values::key::{clean_id, match_form},
    },
    recipe::Role,
};

const ID: &str = "ledger";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.payment_words = words_that_cancel(plan, sample);
    plan.treatments.saw_payments = has_both(plan, sample);
    plan.treatments.sets_payments_aside = plan.treatments.saw_payments && !sample.chose(ID, "as_is");
    let is_numbers = |at: usize| {
        let column = plan.profile.columns.get(at);
        column.is_some_and(|column| column.filled() > 0 && column.share(column.numbers) > 0.9)
    };
    let find = |concept| {
        let mut headers = plan.headers.iter().enumerate();
        headers.find(|&(at, header)| says(header, concept) && is_numbers(at)).map(|(at, _)| at)
    };
    let (Some(debit), Some(credit)) = (find(Concept::Debit), find(Concept::Credit)) else { return };
    // each stands where the other does not
    let both = sample.rows.iter().filter(|(_, row)| {
        [debit, credit].iter().all(|&at| {
            !row.cell(at).is_blank()
                && row.cell(at).to_text().bytes().any(|byte| (b'1'..=b'9').contains(&byte))
        })
    });
    let is_chosen = sample.recipe.columns.contains_key(&Role::Amount);
    let has_other = matches!(plan.amount, AmountSource::Column(at) if at != debit && at != credit && plan.guesses.strength(Role::Amount, at) >= 0.7);
    if both.count() * 20 <= sample.rows.len() && !is_chosen && !has_other {
        plan.amount = AmountSource::Column(debit);
        plan.treatments.debit_credit = Some((debit, credit));
    }
}

/// Words for kinds of entries whose amounts are all below zero and take back, customer by customer and amount by amount,
/// most of what stands beside them: that is money that came in. What came back is little, and its words are known.
fn words_that_cancel(plan: &Plan, sample: &Sample<'_>) -> BTreeSet<String> {
    let columns = [plan.column(Role::Status), plan.document_type].into_iter().flatten();
    columns.flat_map(|at| words_of_column(plan, sample, at)).collect()
}

fn words_of_column(plan: &Plan, sample: &Sample<'_>, column: usize) -> Vec<String> {
    let Some(key) = plan.key.first() else { return Vec::new() };
    let mut sold: Map<(String, i64), u32> = Map::default();
    let mut below: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
    let mut above: BTreeSet<String> = BTreeSet::new();
    let mut sales = 0usize;
    for (_, row) in sample.rows {
        let word = row.cell(column).to_text();
        let who = match_form(key.role, clean_id(&row.cell(key.column).to_text()));
        let Some(amount) = amount_of_row(plan, row).filter(|_| !word.is_empty() && !who.is_empty()) else {
            continue;
        };
        let cents = (amount.abs() * 100.0).round() as i64;
        if amount > 0.0 {
            sales += 1;
            *sold.entry((who, cents)).or_default() += 1;
            above.insert(word);
        } else if amount < 0.0 {
            below.entry(word).or_default().push((who, cents));
        }
    }
    let cancels = |(word, rows): (String, Vec<(String, i64)>)| {
        let known = plan.meaning_of_status(&word);
        let is_back = matches!(known, Some(StatusMeaning::Return | StatusMeaning::Refunded));
        if above.contains(&word) || is_back || rows.len() < 3 || rows.len() * 4 < sales {
            return None;
        }
        let mut left = sold.clone();
        let taken = rows
            .iter()
            .filter(|row| left.get_mut(*row).filter(|count| 0 < **count).map(|count| *count -= 1).is_some());
        (taken.count() * 10 >= rows.len() * 7).then_some(word)
    };
    below.into_iter().filter_map(cancels).collect()
}

/// True where payments stand beside sales: a list of nothing but payments is a list of what was sold.
fn has_both(plan: &Plan, sample: &Sample<'_>) -> bool {
    let mut columns = [plan.column(Role::Status), plan.document_type].into_iter().flatten();
    columns.any(|at| {
        let (mut payments, mut others) = (0u32, 0u32);
        for (_, row) in sample.rows.iter().filter(|(_, row)| !row.cell(at).is_blank()) {
            match plan.meaning_of_status(&row.cell(at).to_text()) {
                Some(StatusMeaning::Payment) => payments += 1,
                Some(StatusMeaning::Return) => {}
                _ => others += 1,
            }
        }
        payments > 0 && others * 10 >= payments
    })
}

fn options() -> Vec<DoubtOption> {
    vec![option(ID, "invoices", "Sales only"), option(ID, "as_is", "Count them as they are")]
}

/// Payments count, because it was decided.
fn decided(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let plan = evidence.plan;
    if !plan.treatments.saw_payments || plan.treatments.sets_payments_aside {
        return Vec::new();
    }
    let sentence = "Payments, transfers or balances stand beside the sales, and count as they are.";
    let column = plan.column(Role::Status).or(plan.document_type);
    vec![evidence.settled(ID, sentence.to_owned(), column, options())]
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let plan = evidence.plan;
    let reason = if plan.treatments.debit_credit.is_some() {
        SetAsideReason::NoAmount
    } else {
        SetAsideReason::Payment
    };
    let aside = evidence.import.set_aside.iter().find(|aside| aside.reason == reason);
    let Some(aside) = aside else { return decided(evidence) };
    let column = plan
        .treatments
        .debit_credit
        .map(|(_, credit)| credit)
        .or(plan.column(Role::Status))
        .or(plan.document_type);
    let rows = counted(aside.rows, "row is", "rows are");
    let sentence = match plan.treatments.debit_credit {
        Some(_) => format!(
            "This looks like a ledger with debit and credit. {rows} of the credit side or without an amount, and no sales."
        ),
        None => format!(
            "{rows} payments, transfers or balances beside the sales. They are no sales and were set aside."
        ),
    };
    let mut options = options();
    options.truncate(if plan.treatments.debit_credit.is_none() { 2 } else { 1 });
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence,
        place: evidence.place(column, aside.rows, &[]),
        weight: evidence.weight(aside.rows, crate::base::Money(aside.amount.0.saturating_abs())),
        options,
        decided: None,
    }]
}
