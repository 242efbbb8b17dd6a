//! Drill-down: what of an answer is meant, as data, and who and which rows stand behind it.

use serde::{Deserialize, Serialize};

use super::{ChurnState, RfmGroup, SegmentId, SegmentMember, SplitBy, Stage};
use crate::base::{Day, Money};

/// A cell, a bar or a list of an answer. Periods are named by their labels, as `2011-03`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Selector {
    /// Every customer.
    All,
    /// Customers with a second purchase.
    Returned,
    /// A segment.
    Segment(SegmentId),
    /// A stage.
    Stage(Stage),
    /// An RFM group.
    RfmGroup(RfmGroup),
    /// A cell of the RFM scores.
    RfmScore {
        /// Recency, 1 to 5.
        r: u8,
        /// Frequency and value, 1 to 5.
        fm: u8,
    },
    /// A churn state.
    ChurnState(ChurnState),
    /// Customers lost in a month.
    LostIn {
        /// The month.
        month: String,
    },
    /// Customers of a cohort.
    Cohort {
        /// The period of purchase 1.
        cohort: String,
    },
    /// Customers of a cohort with a purchase in column k.
    CohortActive {
        /// The period of purchase 1.
        cohort: String,
        /// Periods since.
        column: u32,
    },
    /// Customers of a cohort with two or more purchases by the end of column k.
    CohortReturned {
        /// The period of purchase 1.
        cohort: String,
        /// Periods since.
        column: u32,
    },
    /// Customers by what purchase 1 was: also the rows of `first_product` and `acquisition_source`.
    Began {
        /// What is looked at.
        by: SplitBy,
        /// Key of the product, text of the cell, or `true` and `false`.
        value: String,
    },
    /// Customers whose purchase 1 holds both products.
    BeganWithPair {
        /// Keys of the two.
        products: [String; 2],
    },
    /// Customers whose purchases begin with a path, by the product that most was paid for.
    Path {
        /// Keys from purchase 1 on.
        products: Vec<String>,
    },
    /// Customers with a purchase in a period.
    ActiveIn {
        /// The period.
        period: String,
    },
    /// Customers with purchase 1, 2, 3 or 4+ in a period, or in any.
    BoughtNumber {
        /// The period; `None`: any.
        period: Option<String>,
        /// 1 to 4; 4 stands for all later ones too.
        number: u8,
    },
    /// Customers of a spend band of the window, by the band's name.
    SpendBand {
        /// As `100-250`.
        band: String,
    },
    /// Customers with so many purchases in the window.
    PurchaseBand {
        /// As `3` or `5+`.
        band: String,
    },
    /// The best so many percent by net revenue.
    Top {
        /// Percent of customers.
        percent: u32,
    },
    /// Customers with a gap between purchases in a span of days: a bar of `gaps`.
    Gap {
        /// From so many days on.
        from_days: u32,
        /// Below so many; `None`: without an end.
        to_days: Option<u32>,
        /// From which purchase on, 1 for 1→2; 5 stands for all later ones; `None`: any.
        step: Option<u8>,
    },
    /// Customers whose first purchase was worth so much: a bar of `first_order_value`.
    FirstValue {
        /// From this amount on.
        from: Money,
        /// Below this amount; `None`: without an end.
        to: Option<Money>,
    },
    /// Customers who began in a month of the year (1 to 12, complete years only), on a weekday (1 to 7), at an hour.
    Season {
        /// Which.
        kind: SeasonKind,
        /// The slot.
        slot: u32,
    },
    /// Customers who began in a span of days: an event, or any other.
    BeganBetween {
        /// First day.
        from: Day,
        /// Last day.
        to: Day,
    },
    /// Customers who moved since a past day.
    Moved {
        /// The past day.
        since: Day,
        /// What is looked at.
        by: MoveKind,
        /// Id of the row: a stage or group, or `none`.
        from: String,
        /// Id of the column.
        to: String,
    },
    /// Customers whose chance to ever buy again lies in a span.
    Alive {
        /// Lower edge, included.
        from: f64,
        /// Upper edge, excluded, but for 1.
        to: f64,
    },
    /// Customers whose next order is due in a span of days, both included.
    Due {
        /// First day; `None`: from the beginning.
        from: Option<Day>,
        /// Last day; `None`: without an end.
        to: Option<Day>,
    },
}

impl Selector {
    /// The id in JSON and in file names.
    pub const fn id(&self) -> &'static str {
        match self {
            Selector::All => "all",
            Selector::Returned => "returned",
            Selector::Segment(segment) => segment.id(),
            Selector::Stage(_) => "stage",
            Selector::RfmGroup(_) => "rfm_group",
            Selector::RfmScore { .. } => "rfm_score",
            Selector::ChurnState(_) => "churn_state",
            Selector::LostIn { .. } => "lost_in",
            Selector::Cohort { .. } => "cohort",
            Selector::CohortActive { .. } => "cohort_active",
            Selector::CohortReturned { .. } => "cohort_returned",
            Selector::Began { .. } => "began",
            Selector::BeganWithPair { .. } => "began_with_pair",
            Selector::Path { .. } => "path",
            Selector::ActiveIn { .. } => "active_in",
            Selector::BoughtNumber { .. } => "bought_number",
            Selector::SpendBand { .. } => "spend_band",
            Selector::PurchaseBand { .. } => "purchase_band",
            Selector::Top { .. } => "top",
            Selector::Gap { .. } => "gap",
            Selector::FirstValue { .. } => "first_value",
            Selector::Season { .. } => "season",
            Selector::BeganBetween { .. } => "began_between",
            Selector::Moved { .. } => "moved",
            Selector::Alive { .. } => "alive",
            Selector::Due { .. } => "due",
        }
    }
}

/// What a season is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeasonKind {
    /// Months of complete years.
    Month,
    /// Weekdays.
    Weekday,
    /// Hours.
    Hour,
}

/// What a movement is between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// Stages.
    Stage,
    /// RFM groups.
    RfmGroup,
}

/// A page of the customers behind a selector.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomerPage {
    /// What was asked for.
    pub selector: Selector,
    /// Customers in all.
    pub total: u64,
    /// Customers before this page.
    pub offset: u64,
    /// The most valuable first, as in segments.
    pub customers: Vec<SegmentMember>,
}

/// What an order counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// A purchase.
    Purchase,
    /// A return.
    Return,
}

/// One line of an order, and where it stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OrderLine {
    /// The file; empty where there is only one.
    pub file: String,
    /// The sheet; empty where there is only one.
    pub sheet: String,
    /// The row, counted from 1 as a spreadsheet shows it.
    pub row: u64,
    /// Name of the product.
    pub product: String,
    /// Units.
    pub quantity: Option<f64>,
    /// Amount.
    pub amount: Option<Money>,
}

/// One order of a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomerOrder {
    /// What it counts as.
    pub kind: OrderKind,
    /// The order number of a purchase; of a return that of the purchase that it belongs to.
    pub number: Option<u64>,
    /// Its id in the file; of several that were merged, the first.
    pub order: String,
    /// The day that it counts on.
    pub day: Day,
    /// Its total.
    pub amount: Option<Money>,
    /// Its lines.
    pub lines: Vec<OrderLine>,
}

/// A customer with everything behind the figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomerOrders {
    /// The customer.
    pub customer: SegmentMember,
    /// Purchases and returns by day.
    pub orders: Vec<CustomerOrder>,
}
