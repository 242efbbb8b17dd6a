//! What a column can mean.

use serde::{Deserialize, Serialize};

/// The meaning of a column of an order export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Customer number.
    Customer,
    /// E-mail address of the customer.
    Email,
    /// Name of the customer: the whole of it, or the last name.
    Name,
    /// First name of the customer, where it has a column of its own.
    FirstName,
    /// Phone number of the customer.
    Phone,
    /// Postcode of the customer.
    Postcode,
    /// Number of the order, invoice or receipt.
    Order,
    /// Day, with or without time, of the order.
    Date,
    /// Time of day, where it has a column of its own.
    Time,
    /// Product number; what products are told apart by.
    Product,
    /// Product name; shown, and the key where there is no number.
    ProductName,
    /// Product category.
    Category,
    /// Units on the line.
    Quantity,
    /// Price of one unit.
    UnitPrice,
    /// Amount of the line after discount.
    Amount,
    /// Discount on the line.
    Discount,
    /// Coupon or discount code.
    Coupon,
    /// Sales channel.
    Channel,
    /// Campaign or source.
    Campaign,
    /// Country of the customer.
    Country,
    /// Currency of the amounts.
    Currency,
    /// Status of the order.
    Status,
    /// Cost of the line.
    Cost,
}

impl Role {
    /// Every role, in the order in which they are shown.
    pub const ALL: [Role; 23] = [
        Role::Customer,
        Role::Email,
        Role::Name,
        Role::FirstName,
        Role::Phone,
        Role::Postcode,
        Role::Order,
        Role::Date,
        Role::Time,
        Role::Product,
        Role::ProductName,
        Role::Category,
        Role::Quantity,
        Role::UnitPrice,
        Role::Amount,
        Role::Discount,
        Role::Coupon,
        Role::Channel,
        Role::Campaign,
        Role::Country,
        Role::Currency,
        Role::Status,
        Role::Cost,
    ];

    /// The id used in recipes.
    pub const fn id(self) -> &'static str {
        match self {
            Role::Customer => "customer",
            Role::Email => "email",
            Role::Name => "name",
            Role::FirstName => "first_name",
            Role::Phone => "phone",
            Role::Postcode => "postcode",
            Role::Order => "order",
            Role::Date => "date",
            Role::Time => "time",
            Role::Product => "product",
            Role::ProductName => "product_name",
            Role::Category => "category",
            Role::Quantity => "quantity",
            Role::UnitPrice => "unit_price",
            Role::Amount => "amount",
            Role::Discount => "discount",
            Role::Coupon => "coupon",
            Role::Channel => "channel",
            Role::Campaign => "campaign",
            Role::Country => "country",
            Role::Currency => "currency",
            Role::Status => "status",
            Role::Cost => "cost",
        }
    }
}
