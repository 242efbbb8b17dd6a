//! One customer who is everybody: a till's cash customer, "diverse", a marketplace. Told by the name, or by having a
//! twentieth of all purchases and several times those of the next one.

use super::{Evidence, Kind, counted, nothing, option, option_with};
use crate::{
    answers::{Doubt, DoubtWeight},
    base::{Idx, Money},
    ingest::lexicon::{dictionary::normalise, languages::lexicon},
    model::CustomerIdx,
    recipe::Decision,
};

const ID: &str = "collective_customer";

/// Times the purchases of the next one. The best of all customers has seldom three times what the second has.
const FAR_AHEAD: u32 = 4;

/// The kind.
pub const KIND: Kind = Kind { id: ID, before: nothing, after };

fn after(evidence: &Evidence<'_>) -> Vec<Doubt> {
    let ledger = evidence.ledger;
    let name = |customer: CustomerIdx| {
        let name = ledger.people.name.get(customer).map(String::as_str).unwrap_or_default();
        if name.is_empty() { ledger.customers.text(customer) } else { name }
    };
    let says_everybody = |customer: CustomerIdx| {
        let texts = [name(customer), ledger.customers.text(customer)];
        texts.iter().any(|text| text.len() <= 40 && lexicon().is_everybody(text))
    };
    let mut order: Vec<CustomerIdx> = evidence.purchases.indices().collect();
    order.sort_unstable_by_key(|&customer| {
        (std::cmp::Reverse(evidence.purchases.get(customer).copied()), customer.index())
    });
    let count = |customer: &CustomerIdx| evidence.purchases.get(*customer).copied().unwrap_or(0);
    let next = order.get(1).map_or(0, count);
    let all = evidence.all_purchases.max(1) as f64;
    let mut found = Vec::new();
    for (rank, &customer) in order.iter().take(50).enumerate() {
        let own = count(&customer);
        let share = f64::from(own) / all;
        let is_far_ahead =
            rank == 0 && own >= 20 && order.len() > 2 && share > 0.05 && own >= FAR_AHEAD * next.max(1);
        let is_named = own >= 3 && share >= 0.01 && says_everybody(customer);
        if !is_far_ahead && !is_named {
            continue;
        }
        let shown = name(customer).to_owned();
        let key = ledger.customers.text(customer).to_owned();
        let mut volume = Money::ZERO;
        let mut rows = 0;
        for (line, &of) in ledger.lines.customer.iter_enumerated() {
            if of == customer {
                rows += 1;
                volume +=
                    Money(ledger.lines.amount.get(line).copied().unwrap_or_default().0.saturating_abs());
            }
        }
        let id = format!("{ID}:{}", normalise(&key).joined);
        let purchases = counted(u64::from(own), "purchase", "purchases");
        let percent = share * 100.0;
        let why = if is_named {
            "the name says that this is everybody who did not say who they were"
        } else {
            "that is many times what the next one has"
        };
        found.push(Doubt {
            sentence: format!("\"{shown}\" has {purchases}, {percent:.0} % of all: {why}."),
            kind: ID.to_owned(),
            place: evidence.place(
                evidence.plan.key.first().map(|key| key.column),
                rows,
                std::slice::from_ref(&shown),
            ),
            weight: DoubtWeight {
                rows: evidence.of_rows(rows),
                purchases: share,
                revenue: if evidence.volume > Money::ZERO {
                    volume.to_f64() / evidence.volume.to_f64()
                } else {
                    share
                },
            },
            options: vec![
                option(&id, "keep", "It is a customer"),
                option_with(
                    &id,
                    "leave_out",
                    format!("Leave \"{shown}\" out"),
                    vec![Decision::ExcludeCustomer(key)],
                ),
            ],
            decided: None,
            id,
        });
    }
    found.truncate(3);
    found
}
