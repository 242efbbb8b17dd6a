//! Answers of METRICS.md section 4 on what brings customers in: products, seasons, events, sources.

use serde::{Deserialize, Serialize};

use super::Share;
use crate::base::Day;

/// A product (or category) in first purchases beside all purchases.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MixRow {
    /// Product key.
    pub product: String,
    /// Name to show.
    pub label: String,
    /// New customers whose purchase 1 holds it.
    pub new_customers: u64,
    /// Of all new customers, 0 to 1.
    pub share_of_new: f64,
    /// Of all purchases, the share that holds it.
    pub share_of_purchases: f64,
    /// `share_of_new / share_of_purchases`: above 1 it brings people in, below it is bought by those who are there.
    pub lift: Option<f64>,
    /// Fewer than 30 new customers.
    pub thin: bool,
}

/// Two products that stand together in first purchases.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProductPair {
    /// Keys of the two.
    pub products: [String; 2],
    /// Names to show.
    pub labels: [String; 2],
    /// New customers whose purchase 1 holds both.
    pub new_customers: u64,
    /// Of all new customers, 0 to 1.
    pub share_of_new: f64,
    /// Fewer than 30 new customers.
    pub thin: bool,
}

/// `first_product_mix`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FirstProductMix {
    /// By new customers, most first; at most 200.
    pub products: Vec<MixRow>,
    /// The same by category.
    pub categories: Vec<MixRow>,
    /// The pairs of products that stand together in purchase 1 most often; at most 50.
    pub pairs: Vec<ProductPair>,
}

/// New customers of one month of the year, weekday or hour.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SeasonRow {
    /// 1 to 12 for months, 1 (Monday) to 7 for weekdays, 0 to 23 for hours.
    pub slot: u32,
    /// New customers.
    pub new_customers: u64,
    /// 100 is the average slot; `None` where nothing was counted.
    pub index: Option<f64>,
}

/// A named event of one year.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct EventRow {
    /// `black_friday`, `christmas`, `january_sale`, `summer`.
    pub event: String,
    /// The year that it begins in.
    pub year: i32,
    /// First day of it inside the data.
    pub from: Day,
    /// Last day of it inside the data.
    pub to: Day,
    /// Days of it inside the data.
    pub days: u32,
    /// New customers in them.
    pub new_customers: u64,
    /// New customers a day.
    pub a_day: f64,
    /// The median day of the same year outside all events.
    pub usual_day: Option<f64>,
    /// `a_day / usual_day`.
    pub lift: Option<f64>,
}

/// `acquisition_season`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AcquisitionSeason {
    /// Complete calendar years behind `months`.
    pub complete_years: u32,
    /// By month of the year, over complete years only; empty without one.
    pub months: Vec<SeasonRow>,
    /// By weekday.
    pub weekdays: Vec<SeasonRow>,
    /// By hour; empty where the file has no times.
    pub hours: Vec<SeasonRow>,
    /// Named events, in order of time.
    pub events: Vec<EventRow>,
}

/// New customers of one source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SourceRow {
    /// The channel, coupon or country; `true` or `false` for discounted; empty where the cell is.
    pub source: String,
    /// New customers.
    pub new_customers: u64,
    /// Of all new customers.
    pub share: f64,
    /// Mean value of their purchase 1.
    pub first_order_value: Option<f64>,
    /// Kaplan-Meier share back within 90 days.
    pub km_90: Option<f64>,
    /// Customers with a second purchase within 90 days, of those watched that long.
    pub back_in_90_days: Share,
    /// Mean net revenue in the first 12 months, over customers observed that long.
    pub revenue_12_months: Option<f64>,
    /// Fewer than 30 new customers.
    pub thin: bool,
}

/// `acquisition_source`: each part is empty where the file has no such column.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AcquisitionSource {
    /// By sales channel.
    pub channels: Vec<SourceRow>,
    /// By coupon; the empty one is none.
    pub coupons: Vec<SourceRow>,
    /// By country.
    pub countries: Vec<SourceRow>,
    /// Purchase 1 with or without a discount or coupon.
    pub discounted: Vec<SourceRow>,
}
