//! The places where a customer can stand: stages, groups and segments. They are here because a filter can name them and
//! the RFM grid can be edited; what they mean is decided in `metrics` and `segments`.

use serde::{Deserialize, Serialize};

/// Where a customer stands on the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// One purchase, inside the hot window.
    HotOpportunity,
    /// One purchase, not yet lapsed.
    Cooling,
    /// One purchase, lapsed.
    OneTimeLapsed,
    /// Two purchases, active.
    SecondPurchase,
    /// Three or more, active.
    Regular,
    /// Three or more, among the top 10 % by net revenue.
    Best,
    /// Came back after a gap longer than the lapse day.
    WonBack,
    /// Two or more purchases, close to the lapse day.
    AtRisk,
    /// Two or more purchases, beyond the lapse day.
    Lapsed,
}

impl Stage {
    /// The stages in the order of the journey.
    pub const ALL: [Stage; 9] = [
        Stage::HotOpportunity,
        Stage::Cooling,
        Stage::OneTimeLapsed,
        Stage::SecondPurchase,
        Stage::Regular,
        Stage::Best,
        Stage::WonBack,
        Stage::AtRisk,
        Stage::Lapsed,
    ];

    /// The id used in METRICS.md and in exports.
    pub const fn id(self) -> &'static str {
        match self {
            Stage::HotOpportunity => "hot_opportunity",
            Stage::Cooling => "cooling",
            Stage::OneTimeLapsed => "one_time_lapsed",
            Stage::SecondPurchase => "second_purchase",
            Stage::Regular => "regular",
            Stage::Best => "best",
            Stage::WonBack => "won_back",
            Stage::AtRisk => "at_risk",
            Stage::Lapsed => "lapsed",
        }
    }
}

/// The lists of customers to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentId {
    /// One purchase, inside the hot window.
    HotOpportunity,
    /// One purchase, and as long ago as the middle half of second purchases took.
    SecondPurchaseDue,
    /// Two or more purchases, between 0.8 of the lapse day and the lapse day.
    AtRisk,
    /// Any customer beyond the lapse day.
    Lapsed,
    /// Three or more purchases, active, top 10 % by net revenue.
    Best,
}

impl SegmentId {
    /// Every segment, in the order in which they are shown.
    pub const ALL: [SegmentId; 5] = [
        SegmentId::HotOpportunity,
        SegmentId::SecondPurchaseDue,
        SegmentId::AtRisk,
        SegmentId::Lapsed,
        SegmentId::Best,
    ];

    /// The id used on the command line and in file names.
    pub const fn id(self) -> &'static str {
        match self {
            SegmentId::HotOpportunity => "hot_opportunity",
            SegmentId::SecondPurchaseDue => "second_purchase_due",
            SegmentId::AtRisk => "at_risk",
            SegmentId::Lapsed => "lapsed",
            SegmentId::Best => "best",
        }
    }
    /// The segment of an id.
    pub fn from_id(id: &str) -> Option<SegmentId> {
        Self::ALL.into_iter().find(|segment| segment.id() == id)
    }
}

/// A group of the RFM grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RfmGroup {
    /// Bought lately, often and much.
    Champions,
    /// Often and much.
    Loyal,
    /// On the way there.
    PotentialLoyal,
    /// First purchase lately, small.
    New,
    /// Lately, not much yet.
    Promising,
    /// In the middle of everything.
    NeedAttention,
    /// Little, and a while ago.
    AboutToSleep,
    /// Used to buy well, and has not for a while.
    AtRisk,
    /// Used to be among the best, and has not bought for long.
    CannotLose,
    /// Long ago.
    Hibernating,
    /// Long ago, and little.
    Lost,
}

/// Groups by FM 5 down to 1 (rows) and R 5 down to 1 (columns), as the table of METRICS.md section 12 stands.
pub type RfmGrid = [[RfmGroup; 5]; 5];

impl RfmGroup {
    /// Every group, from the best down.
    pub const ALL: [RfmGroup; 11] = [
        RfmGroup::Champions,
        RfmGroup::Loyal,
        RfmGroup::PotentialLoyal,
        RfmGroup::New,
        RfmGroup::Promising,
        RfmGroup::NeedAttention,
        RfmGroup::AboutToSleep,
        RfmGroup::AtRisk,
        RfmGroup::CannotLose,
        RfmGroup::Hibernating,
        RfmGroup::Lost,
    ];

    /// The grid of METRICS.md.
    pub const GRID: RfmGrid = {
        use RfmGroup::{
            AboutToSleep, AtRisk, CannotLose, Champions, Hibernating, Lost, Loyal, NeedAttention, New,
            PotentialLoyal, Promising,
        };
        [
            [Champions, Champions, Loyal, AtRisk, CannotLose],
            [Loyal, Loyal, Loyal, AtRisk, CannotLose],
            [PotentialLoyal, PotentialLoyal, NeedAttention, AtRisk, Hibernating],
            [Promising, Promising, AboutToSleep, Hibernating, Lost],
            [New, Promising, AboutToSleep, Hibernating, Lost],
        ]
    };

    /// The id used in METRICS.md and in exports.
    pub const fn id(self) -> &'static str {
        match self {
            RfmGroup::Champions => "champions",
            RfmGroup::Loyal => "loyal",
            RfmGroup::PotentialLoyal => "potential_loyal",
            RfmGroup::New => "new",
            RfmGroup::Promising => "promising",
            RfmGroup::NeedAttention => "need_attention",
            RfmGroup::AboutToSleep => "about_to_sleep",
            RfmGroup::AtRisk => "at_risk",
            RfmGroup::CannotLose => "cannot_lose",
            RfmGroup::Hibernating => "hibernating",
            RfmGroup::Lost => "lost",
        }
    }
}
