//! A part of the customers with what they bought, as a tooltip and as a row: stages, groups and bands are all told so.

use stamkunde::{
    answers::{Group, RfmRow, Share, StageRow},
    base::Money,
    charts::TipLine,
    state::{DataTable, Value},
};

use super::{head, number_of};
use crate::text::{format, words};

/// A part of the customers.
pub(super) struct Part {
    /// Its name.
    pub name: String,
    customers: Share,
    purchases: u64,
    net_revenue: Option<Money>,
    share_of_revenue: Option<f64>,
}

impl From<&StageRow> for Part {
    fn from(row: &StageRow) -> Self {
        Self {
            name: words::stage(row.stage).to_owned(),
            customers: row.customers,
            purchases: row.purchases,
            net_revenue: row.net_revenue,
            share_of_revenue: row.share_of_revenue,
        }
    }
}

impl From<&RfmRow> for Part {
    fn from(row: &RfmRow) -> Self {
        Self {
            name: words::rfm_group(row.group).0.to_owned(),
            customers: row.customers,
            purchases: row.purchases,
            net_revenue: row.net_revenue,
            share_of_revenue: row.share_of_revenue,
        }
    }
}

impl From<&Group> for Part {
    fn from(row: &Group) -> Self {
        Self {
            name: row.band.clone(),
            customers: row.customers,
            purchases: row.purchases,
            net_revenue: row.net_revenue,
            share_of_revenue: row.share_of_revenue,
        }
    }
}

impl Part {
    /// The lines of a tooltip.
    pub fn lines(&self) -> Vec<TipLine> {
        let mut lines = vec![
            ("customers".to_owned(), format::int(self.customers.count)),
            ("of the customers".to_owned(), format::percent_of(self.customers.share)),
            ("purchases".to_owned(), format::int(self.purchases)),
        ];
        if self.net_revenue.is_some() {
            lines.push(("net revenue".to_owned(), format::money_of(self.net_revenue)));
            lines.push(("of the revenue".to_owned(), format::percent_of(self.share_of_revenue)));
        }
        lines
    }

    fn row(self) -> Vec<Value> {
        vec![
            number_of(self.customers.count),
            Value::share(self.customers.share, format::percent),
            number_of(self.purchases),
            Value::maybe(self.net_revenue.map(Money::to_f64), format::amount),
            Value::share(self.share_of_revenue, format::percent),
        ]
    }
}

/// Parts of the customers as a table; `what` they are stands at its head.
pub(super) fn table(what: &str, parts: impl Iterator<Item = Part>) -> DataTable {
    let row = |mut part: Part| {
        let mut row = vec![Value::text(std::mem::take(&mut part.name))];
        row.extend(part.row());
        row
    };
    DataTable {
        head: head(&[what, "customers", "share", "purchases", "net revenue", "share of revenue"]),
        rows: parts.map(row).collect(),
    }
}
