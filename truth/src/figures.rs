//! The true figures: what METRICS.md sections 1 to 3 say of the known shop, for every reading that is right.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    calendar,
    disguise::{Amounts, Disguise, Grain},
    noise::Noise,
    shop::{Line, Order, Question, Shop},
};

/// The figures that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Customers with a purchase.
    pub customers: u64,
    /// Orders of more than nothing.
    pub purchases: u64,
    /// Customers and orders where amounts are not looked at: every order is a purchase then.
    pub without_amounts: (u64, u64),
    /// Purchases and returns in hundredths.
    pub revenue: i64,
    /// Day of the first purchase.
    pub first: String,
    /// Day of the last purchase.
    pub last: String,
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let revenue = self.revenue as f64 / 100.0;
        write!(f, "{} / {} / {revenue:.2} / {}..{}", self.customers, self.purchases, self.first, self.last)
    }
}

/// What makes lines one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grouping {
    /// What really is one.
    Document,
    /// A customer's day: what a file without numbers can say.
    CustomerAndDay,
    /// Every row of a file that has a row an order.
    Row,
}

/// What an amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tax {
    Without,
    With,
}

/// The figures of every right reading of a disguised shop.
pub fn readings(shop: &Shop, disguise: &Disguise) -> Vec<Figures> {
    let groupings: &[Grouping] = match disguise.grain {
        Grain::LinesWithoutNumber => &[Grouping::CustomerAndDay],
        Grain::OrdersWithoutNumber => &[Grouping::CustomerAndDay, Grouping::Row],
        _ if disguise.has(Noise::DigitsLost) => &[Grouping::Document, Grouping::CustomerAndDay],
        _ => &[Grouping::Document],
    };
    let taxes: &[Tax] = match disguise.amounts {
        Amounts::NetAndGross => &[Tax::Without, Tax::With],
        _ => &[Tax::Without],
    };
    let mut readings = Vec::new();
    for answers in all_answers(shop) {
        for &grouping in groupings {
            for &tax in taxes {
                let figures = figures(shop, &answers, grouping, tax);
                if !readings.contains(&figures) {
                    readings.push(figures);
                }
            }
        }
    }
    readings
}

/// Every way to answer what can be read two ways.
fn all_answers(shop: &Shop) -> Vec<BTreeMap<Question, usize>> {
    let mut asked: BTreeMap<Question, usize> = BTreeMap::new();
    for &(question, answer) in shop.orders.iter().flat_map(|order| &order.counts_when) {
        let most = asked.entry(question).or_insert(1);
        *most = answer.max(*most);
    }
    if shop.orders.iter().flat_map(|order| &order.lines).any(|line| line.slips) {
        asked.insert(Question::Slipped, 1);
    }
    let mut all = vec![BTreeMap::new()];
    for (question, most) in asked {
        let with = |answers: &BTreeMap<Question, usize>| {
            let answers = answers.clone();
            (0..=most).map(move |answer| {
                let mut answers = answers.clone();
                answers.insert(question, answer);
                answers
            })
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

fn figures(shop: &Shop, answers: &BTreeMap<Question, usize>, grouping: Grouping, tax: Tax) -> Figures {
    let counts = |order: &&Order| {
        !order.is_aside
            && order.counts_when.iter().all(|(question, answer)| answers.get(question) == Some(answer))
    };
    let without_slipped = answers.get(&Question::Slipped) == Some(&1);
    // by customer and what makes an order: the first day and the total
    let mut orders: BTreeMap<(usize, i64, i64), (i64, i64)> = BTreeMap::new();
    for (row, order) in shop.orders.iter().enumerate().filter(|(_, order)| counts(order)) {
        let key = match grouping {
            Grouping::Document => (order.customer, order.document as i64, -1),
            Grouping::CustomerAndDay => (order.customer, order.day, -2),
            Grouping::Row => (order.customer, row as i64, -3),
        };
        let kept = |line: &&Line| !(without_slipped && line.slips);
        if order.lines.iter().filter(kept).count() == 0 {
            continue;
        }
        let worth = |line: &Line| line.amount() + if tax == Tax::With { line.tax() } else { 0 };
        let total: i64 = order.lines.iter().filter(kept).map(worth).sum();
        let entry = orders.entry(key).or_insert((order.day, 0));
        entry.0 = entry.0.min(order.day);
        entry.1 += total;
    }
    let purchases: Vec<_> = orders.iter().filter(|(_, (_, total))| *total > 0).collect();
    let customers: BTreeSet<usize> = purchases.iter().map(|((customer, ..), _)| *customer).collect();
    let all: BTreeSet<usize> = orders.keys().map(|(customer, ..)| *customer).collect();
    let days = || purchases.iter().map(|(_, (day, _))| *day);
    Figures {
        customers: customers.len() as u64,
        purchases: purchases.len() as u64,
        without_amounts: (all.len() as u64, orders.len() as u64),
        revenue: orders.values().map(|(_, total)| total).sum(),
        first: calendar::iso(days().min().unwrap_or(0)),
        last: calendar::iso(days().max().unwrap_or(0)),
    }
}
