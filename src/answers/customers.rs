//! Answers of METRICS.md sections 4, 5, 7 and 8: who is new, what they buy first, what later orders bring.

use serde::{Deserialize, Serialize};

use super::{Distribution, Histogram, Share};
use crate::base::{Day, Money};

/// `new_customers`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NewCustomers {
    /// One row a period, without holes from the first to as_of.
    pub periods: Vec<NewCustomersPeriod>,
}

/// New customers of one period.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NewCustomersPeriod {
    /// The period, as `2011-03`.
    pub period: String,
    /// Customers whose first purchase falls in it.
    pub new_customers: u64,
    /// Revenue of those first purchases.
    pub first_revenue: Option<Money>,
    /// Customers with a second or later purchase in it.
    pub returning_customers: u64,
    /// The period that as_of cuts.
    pub in_progress: bool,
}

/// `first_order_value`: first purchases beside later ones.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FirstOrderValue {
    /// Purchase 1, in currency units.
    pub first: Distribution,
    /// Purchases 2+.
    pub later: Distribution,
    /// Purchase 1 by value; both histograms have the same edges.
    pub first_histogram: Histogram,
    /// Purchases 2+ by value.
    pub later_histogram: Histogram,
}

/// The role of a first product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductRole {
    /// Among the three largest shares and not significantly below average.
    Hero,
    /// Significantly above the overall return share, and not among the three largest.
    LoyaltyBuilder,
    /// Significantly below the overall return share, with a share of 2 % or more.
    Leak,
    /// Fewer than 30 customers.
    Thin,
    /// None of these.
    Ordinary,
}

/// A product and how many of the customers took it next.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProductCount {
    /// Product key.
    pub product: String,
    /// Name to show.
    pub label: String,
    /// Customers.
    pub customers: u64,
    /// Of the customers who came back, 0 to 1.
    pub share: Option<f64>,
}

/// What happens after one first product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FirstProductRow {
    /// Product key, or the category's name.
    pub product: String,
    /// Name to show.
    pub label: String,
    /// Customers whose first purchase holds it.
    pub customers: u64,
    /// Of all customers, 0 to 1.
    pub share_of_customers: f64,
    /// Customers with a second purchase.
    pub returning: Share,
    /// Kaplan-Meier share back within 90 days.
    pub km_90: Option<f64>,
    /// … within 180 days.
    pub km_180: Option<f64>,
    /// … within 365 days.
    pub km_365: Option<f64>,
    /// Median days to the second purchase among those who returned.
    pub median_days_to_second: Option<f64>,
    /// Mean net revenue in the first 12 months, over customers observed that long.
    pub revenue_12_months: Option<f64>,
    /// Customers observed for 12 months.
    pub observed_12_months: u64,
    /// The three most common products of the second purchase.
    pub next: Vec<ProductCount>,
    /// What the product does for the shop.
    pub role: ProductRole,
}

/// `first_product`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FirstProduct {
    /// Return share of all customers, which the roles compare with.
    pub overall: Share,
    /// Products by customers, most first; at most 200 in the page, all of them on the command line.
    pub products: Vec<FirstProductRow>,
    /// Distinct first products in all.
    pub n_products: u64,
    /// The same by category; empty where the file has none.
    pub categories: Vec<FirstProductRow>,
}

/// Revenue and purchases by the number of the purchase: 1, 2, 3, 4+.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OrderNumberPeriod {
    /// The period, as `2011-03`.
    pub period: String,
    /// Net revenue of purchases 1, 2, 3, 4+, with the returns of this period in the bucket that they belong to.
    pub revenue: [Option<Money>; 4],
    /// Purchases 1, 2, 3, 4+.
    pub purchases: [u64; 4],
    /// Returns that belong to no purchase.
    pub unmatched_returns: Option<Money>,
    /// Share of net revenue from purchases 2+; `None` where revenue is zero or less.
    pub returning_share: Option<f64>,
    /// The period that as_of cuts.
    pub in_progress: bool,
}

/// `revenue_by_order_number`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RevenueByOrderNumber {
    /// One row a period, without holes.
    pub periods: Vec<OrderNumberPeriod>,
    /// Over all periods.
    pub total: OrderNumberPeriod,
    /// Before and after the day that the recipe names.
    pub before_after: Option<BeforeAfter>,
}

/// One path of products.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PathRow {
    /// Keys of the products, from purchase 1 on.
    pub products: Vec<String>,
    /// Names to show.
    pub labels: Vec<String>,
    /// Customers whose purchases begin with this path.
    pub customers: u64,
    /// Of the customers who made as many purchases.
    pub share: Option<f64>,
    /// Fewer than 30 customers.
    pub thin: bool,
}

/// The most frequent paths of one length.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PathLength {
    /// Purchases of the path: 2, 3 or 4.
    pub purchases: u32,
    /// Customers who made so many purchases, each with a product.
    pub customers: u64,
    /// Most customers first; at most 25.
    pub paths: Vec<PathRow>,
}

/// `product_paths`: a purchase stands for the product that most was paid for in it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProductPaths {
    /// Paths of products over purchases 1 to 2, 3 and 4.
    pub products: Vec<PathLength>,
    /// The same by category; empty where the file has none.
    pub categories: Vec<PathLength>,
}

/// What those who hold a product buy next.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NextProductRow {
    /// The product held.
    pub product: String,
    /// Name to show.
    pub label: String,
    /// Next purchases seen of customers who held it.
    pub purchases: u64,
    /// The three most likely products of the next purchase. `customers` counts next purchases that hold it, `share` is the
    /// shrunk probability.
    pub next: Vec<ProductCount>,
    /// Fewer than 30 next purchases.
    pub thin: bool,
}

/// `next_product`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NextProduct {
    /// By products held, most next purchases first; at most 200.
    pub held: Vec<NextProductRow>,
    /// Customers whose last purchase was foretold: those with two or more, as far as products are known.
    pub evaluated: u64,
    /// Share of them whose last purchase held one of the three products that the model named, from what came before.
    pub hit_rate: Share,
    /// The same for "always the three bestsellers".
    pub bestseller_hit_rate: Share,
    /// The file holds more pairs of products than are counted.
    pub too_many: bool,
}

/// Means per period before and after a day.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BeforeAfter {
    /// The first day of "after".
    pub date: Day,
    /// Whole periods that end before the day.
    pub periods_before: u64,
    /// Whole periods from the day on.
    pub periods_after: u64,
    /// By purchase 1, 2, 3, 4+.
    pub buckets: [BucketChange; 4],
}

/// One bucket before and after.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct BucketChange {
    /// Mean net revenue a period before, in currency units.
    pub revenue_before: Option<f64>,
    /// … after.
    pub revenue_after: Option<f64>,
    /// `after / before - 1`.
    pub revenue_change: Option<f64>,
    /// Mean purchases a period before.
    pub purchases_before: Option<f64>,
    /// … after.
    pub purchases_after: Option<f64>,
    /// `after / before - 1`.
    pub purchases_change: Option<f64>,
}
