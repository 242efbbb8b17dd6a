//! What filters can name: the distinct texts of a column, as a list to choose from.

use serde::{Deserialize, Serialize};

/// A column whose texts a filter can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Products, by their keys.
    Product,
    /// Categories.
    Category,
    /// Sales channels.
    Channel,
    /// Countries.
    Country,
    /// Coupons.
    Coupon,
}

/// One text of a column.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NamedValue {
    /// What a filter names it by; empty for lines whose cell is.
    pub key: String,
    /// Name to show.
    pub label: String,
    /// Lines of the whole file that have it.
    pub lines: u64,
}
