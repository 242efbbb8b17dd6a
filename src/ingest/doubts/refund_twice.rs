//! A refund that would be taken back twice: the order is set aside as refunded, and a row of its own takes the money back.

use std::collections::BTreeSet;

use super::{Evidence, Kind, Sample, amount_of_row, counted, name_of_column, option};
use crate::{
    answers::Doubt,
    base::{Money, hash::Set},
    ingest::{
        columns::heading::says,
        lexicon::{concept::Concept, languages::StatusMeaning},
        plan::Plan,
        read::row::Row,
        values::key::{clean_id, match_form},
    },
    recipe::Role,
};

const ID: &str = "refund_twice";

/// The kind.
pub const KIND: Kind = Kind { id: ID, before, after };

fn form(row: &Row, column: usize) -> Option<String> {
    let text = row.cell(column).to_text();
    let form = match_form(Role::Order, clean_id(&text));
    (!form.is_empty() && form != "0").then_some(form)
}

/// The column by which rows name the order that they belong to.
fn parent_of(plan: &Plan, sample: &Sample<'_>) -> Option<usize> {
    let order = plan.column(Role::Order)?;
    let orders: Set<String> = sample.rows.iter().filter_map(|(_, row)| form(row, order)).collect();
    let named = |at: &usize| {
        let header = plan.headers.get(*at).map(String::as_str).unwrap_or_default();
        *at != order
            && plan
                .guesses
                .columns
                .get(*at)
                .is_none_or(|guess| guess.as_ref().is_none_or(|guess| guess.role != Role::Customer))
            && (says(header, Concept::Parent)
                || says(header, Concept::Reference)
                || says(header, Concept::Order)
                || says(header, Concept::Return))
    };
    (0..plan.headers.len()).filter(named).find(|&at| {
        let (mut all, mut known, mut own) = (0u32, 0u32, 0u32);
        for (_, row) in sample.rows {
            let Some(parent) = form(row, at) else { continue };
            all += 1;
            known += u32::from(orders.contains(&parent));
            own += u32::from(form(row, order).as_ref() == Some(&parent));
        }
        // on some rows, of known orders, and not the order's own number again
        all > 0 && known * 10 >= all * 8 && own == 0 && (all as usize) * 2 < sample.rows.len()
    })
}

/// True where most of what is refunded stands again with a minus, for the same customer.
fn are_taken_back_by_amount(plan: &Plan, sample: &Sample<'_>, status: Option<usize>) -> bool {
    let Some(key) = plan.key.first() else { return false };
    let entry = |row: &Row| {
        let value = amount_of_row(plan, row)?;
        let who = match_form(key.role, clean_id(&row.cell(key.column).to_text()));
        (!who.is_empty()).then(|| (who, (value.abs() * 100.0).round() as i64, value < 0.0))
    };
    let mut taken: Set<(String, i64)> = Set::default();
    for (who, cents, is_back) in sample.rows.iter().filter_map(|(_, row)| entry(row)) {
        if is_back {
            taken.insert((who, cents));
        }
    }
    let refunded =
        sample.rows.iter().filter(|(_, row)| meaning(plan, row, status) == Some(StatusMeaning::Refunded));
    let (mut all, mut found) = (0u32, 0u32);
    for (who, cents, is_back) in refunded.filter_map(|(_, row)| entry(row)) {
        if !is_back {
            all += 1;
            found += u32::from(taken.contains(&(who, cents)));
        }
    }
    all >= 2 && found * 10 >= all * 6
}

fn meaning(plan: &Plan, row: &Row, column: Option<usize>) -> Option<StatusMeaning> {
    plan.meaning_of_status(&row.cell(column?).to_text())
}

fn before(plan: &mut Plan, sample: &Sample<'_>) {
    plan.treatments.parent = parent_of(plan, sample);
    let order = plan.column(Role::Order);
    let status = plan.column(Role::Status);
    let is_refunded = |row: &Row| meaning(plan, row, status) == Some(StatusMeaning::Refunded);
    if !sample.rows.iter().any(|(_, row)| is_refunded(row)) {
        return;
    }
    let number = |row: &Row| form(row, order?);
    let refunded: BTreeSet<String> =
        sample.rows.iter().filter(|(_, row)| is_refunded(row)).filter_map(|(_, row)| number(row)).collect();
    let is_refund = |row: &Row| {
        [plan.document_type, status]
            .into_iter()
            .any(|column| meaning(plan, row, column) == Some(StatusMeaning::Return))
            || amount_of_row(plan, row).is_some_and(|value| value < 0.0)
    };
    let takes_back = |row: &Row| {
        let by_parent = plan
            .treatments
            .parent
            .and_then(|at| form(row, at))
            .is_some_and(|parent| refunded.contains(&parent));
        by_parent || number(row).is_some_and(|own| refunded.contains(&own))
    };
    let has_rows = sample.rows.iter().any(|(_, row)| is_refund(row) && takes_back(row))
        || are_taken_back_by_amount(plan, sample, status);
    plan.treatments.refunds_have_rows = has_rows && !sample.chose(ID, "set_aside");
    plan.treatments.saw_refund_rows = has_rows;
}

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let plan = evidence.plan;
    if !plan.treatments.saw_refund_rows {
        return Vec::new();
    }
    let is_refunded = |status: &&crate::answers::StatusCount| {
        plan.meaning_of_status(&status.status) == Some(StatusMeaning::Refunded)
    };
    let (rows, amount) = evidence
        .import
        .statuses
        .iter()
        .filter(is_refunded)
        .fold((0, Money::ZERO), |(rows, amount), status| {
            (rows + status.rows, amount + Money(status.amount.0.saturating_abs()))
        });
    let done = if plan.treatments.refunds_have_rows {
        "The orders count, and the refund rows take them back."
    } else {
        "The orders are set aside, and the refund rows take the money back again."
    };
    let status = plan.column(Role::Status).map(|at| name_of_column(plan, at)).unwrap_or_default();
    vec![Doubt {
        id: ID.to_owned(),
        kind: ID.to_owned(),
        sentence: format!(
            "{} refunded by \"{status}\", and refunds stand as rows of their own too. {done}",
            counted(rows, "row is", "rows are")
        ),
        place: evidence.place(plan.column(Role::Status), rows, &[]),
        weight: evidence.weight(rows, amount),
        options: vec![
            option(ID, "refund_rows", "The refund rows take back what was sold"),
            option(ID, "set_aside", "Set the refunded orders aside"),
        ],
        decided: None,
    }]
}
