//! Filters as data: which part of the shop is looked at. What each of them does to lines, orders and customers is told
//! in docs/decisions-metrics.md and done in `model` and `segments`.

use serde::{Deserialize, Serialize};

use super::{RfmGroup, SegmentId, Stage};
use crate::base::{Day, Money};

/// One filter. Several hold together: what is left passes all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Whether what matches stays or goes.
    #[serde(default)]
    pub mode: FilterMode,
    /// What matches.
    pub on: FilterOn,
}

/// Whether what matches stays or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterMode {
    /// Only what matches is looked at.
    #[default]
    Include,
    /// Everything but what matches is looked at.
    Exclude,
}

/// What a filter looks at. A list of values matches where any of them does; an empty text stands for an empty cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterOn {
    /// Lines of these products, by their keys.
    Product(Vec<String>),
    /// Lines of these categories.
    Category(Vec<String>),
    /// Lines dated between two days, both included.
    DateRange(DayRange),
    /// Orders with a line of these channels.
    Channel(Vec<String>),
    /// Orders with a line of these countries.
    Country(Vec<String>),
    /// Orders with a line of these coupons.
    Coupon(Vec<String>),
    /// Orders with a discount or a coupon on any line, or those without.
    Discounted(bool),
    /// Customers whose purchase 1 holds any of these products.
    FirstProduct(Vec<String>),
    /// Customers whose purchase 1 lies between two days, both included.
    Cohort(DayRange),
    /// Customers of a segment.
    Segment(SegmentId),
    /// Customers at a stage.
    Stage(Stage),
    /// Customers of an RFM group.
    RfmGroup(RfmGroup),
    /// Customers by number, e-mail or name, as the file writes them.
    Customer(Vec<String>),
}

impl FilterOn {
    /// Whether it picks customers by what they are, and not lines or orders.
    pub const fn picks_customers(&self) -> bool {
        matches!(
            self,
            FilterOn::FirstProduct(_)
                | FilterOn::Cohort(_)
                | FilterOn::Segment(_)
                | FilterOn::Stage(_)
                | FilterOn::RfmGroup(_)
                | FilterOn::Customer(_)
        )
    }
}

/// Days from one to another, both included; without an end where one is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DayRange {
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

impl DayRange {
    /// Whether a day lies in it.
    pub fn holds(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// What is left of revenue.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Margin {
    /// Amount less the cost on the line.
    Cost,
    /// So many percent of every amount.
    Percent(f64),
}

/// The user's own limits of the RFM scores: with edges e1 < e2 < e3 < e4, a value below e1 scores 1, from e1 on 2, and
/// so on to 5 from e4 on; for recency, where less is better, days up to e1 score 5 and beyond e4 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RfmCuts {
    /// Days since the last purchase.
    pub recency: [u32; 4],
    /// Purchases.
    pub frequency: [u32; 4],
    /// Net revenue.
    pub monetary: [Money; 4],
}
