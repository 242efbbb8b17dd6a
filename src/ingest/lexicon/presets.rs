//! Exports whose headers are known word for word. What they mean is then not guessed.

use crate::{
    ingest::lexicon::{dictionary::normalise, languages::StatusMeaning},
    recipe::Role,
};

/// An export of a shop or payment program.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownExport {
    /// As shown.
    pub name: &'static str,
    /// Headers that tell it from all others.
    signature: &'static [&'static str],
    /// What its columns mean; a role that stands twice takes the first header that the file has.
    pub roles: &'static [(Role, &'static str)],
    /// Roles that it has no column for, though headers look like one.
    pub without: &'static [Role],
    /// Columns that lessen the amount of their row, each with a column that says how much there is to lessen.
    pub deducted: &'static [(&'static str, Option<&'static str>)],
    /// What its statuses mean, where they are codes or mean something else than the words say.
    statuses: &'static [(&'static str, StatusMeaning)],
}

impl KnownExport {
    /// What a status means in this export; `None` where it means what it says.
    pub fn status(&self, text: &str) -> Option<StatusMeaning> {
        let text = text.trim();
        self.statuses.iter().find(|(known, _)| known.eq_ignore_ascii_case(text)).map(|&(_, meaning)| meaning)
    }
}

const KNOWN: &[KnownExport] = &[
    KnownExport {
        name: "Shopify orders_export",
        signature: &[
            "Name",
            "Email",
            "Financial Status",
            "Lineitem quantity",
            "Lineitem name",
            "Lineitem price",
        ],
        roles: &[
            (Role::Order, "Name"),
            (Role::Email, "Email"),
            (Role::Name, "Billing Name"),
            (Role::Phone, "Billing Phone"),
            (Role::Postcode, "Billing Zip"),
            (Role::Country, "Billing Country"),
            (Role::Date, "Created at"),
            (Role::Status, "Financial Status"),
            (Role::Currency, "Currency"),
            (Role::Quantity, "Lineitem quantity"),
            (Role::ProductName, "Lineitem name"),
            (Role::Product, "Lineitem sku"),
            (Role::UnitPrice, "Lineitem price"),
            (Role::Category, "Vendor"),
            (Role::Coupon, "Discount Code"),
            (Role::Discount, "Lineitem discount"),
            (Role::Channel, "Source"),
        ],
        // the totals stand on the first line of an order only; the discount of a line is part of the order's
        without: &[Role::Amount, Role::Customer, Role::Cost],
        deducted: &[("Discount Amount", None), ("Refunded Amount", Some("Subtotal"))],
        statuses: &[],
    },
    KnownExport {
        name: "WooCommerce Analytics",
        signature: &["Date", "Order #", "Status", "Customer", "Product(s)", "Items sold", "Net Sales"],
        roles: &[
            (Role::Date, "Date"),
            (Role::Order, "Order #"),
            (Role::Status, "Status"),
            (Role::Customer, "Customer"),
            (Role::Coupon, "Coupon(s)"),
            (Role::Amount, "Net Sales"),
        ],
        // one row per order, with all its products in one cell
        without: &[Role::Quantity, Role::UnitPrice, Role::Product, Role::ProductName, Role::Name],
        deducted: &[],
        statuses: &[],
    },
    KnownExport {
        name: "WooCommerce Advanced Order Export",
        signature: &["Order Number", "Order Status", "Order Date", "Email (Billing)", "Order Line Total"],
        roles: &[
            (Role::Order, "Order Number"),
            (Role::Status, "Order Status"),
            (Role::Date, "Order Date"),
            (Role::Email, "Email (Billing)"),
            (Role::Name, "Last Name (Billing)"),
            (Role::FirstName, "First Name (Billing)"),
            (Role::Phone, "Phone (Billing)"),
            (Role::Postcode, "Postcode (Billing)"),
            (Role::Country, "Country Code (Billing)"),
            (Role::Product, "SKU"),
            (Role::ProductName, "Name"),
            (Role::Quantity, "Quantity"),
            (Role::UnitPrice, "Item Cost"),
            (Role::Amount, "Order Line (w/o tax)"),
            (Role::Coupon, "Coupon Code"),
            (Role::Discount, "Discount Amount"),
        ],
        without: &[Role::Customer],
        deducted: &[],
        statuses: &[],
    },
    KnownExport {
        name: "Shopware 6 orders",
        signature: &["order_number", "sales_channel_id", "customer_email", "amount_total", "order_date_time"],
        roles: &[
            (Role::Order, "order_number"),
            (Role::Channel, "sales_channel_id"),
            (Role::Email, "customer_email"),
            (Role::Name, "customer_lastname"),
            (Role::FirstName, "customer_firstname"),
            (Role::Amount, "amount_total"),
            (Role::Status, "order_state_id"),
            (Role::Date, "order_date_time"),
            (Role::Postcode, "billing_address_zipcode"),
        ],
        // one row per order, with all its products in one cell
        without: &[Role::Customer, Role::Quantity, Role::UnitPrice, Role::Product, Role::ProductName],
        deducted: &[],
        statuses: &[],
    },
    KnownExport {
        name: "Magento orders grid",
        signature: &["Purchase Point", "Purchase Date", "Bill-to Name", "Grand Total (Base)"],
        roles: &[
            (Role::Order, "ID"),
            (Role::Channel, "Purchase Point"),
            (Role::Date, "Purchase Date"),
            (Role::Name, "Bill-to Name"),
            (Role::Amount, "Grand Total (Base)"),
            (Role::Status, "Status"),
            (Role::Email, "Customer Email"),
        ],
        without: &[Role::Customer, Role::Quantity, Role::UnitPrice, Role::Product, Role::ProductName],
        deducted: &[("Total Refunded", Some("Grand Total (Base)"))],
        statuses: &[],
    },
    KnownExport {
        name: "Stripe payments",
        signature: &["id", "Created (UTC)", "Amount", "Amount Refunded", "Captured", "Status"],
        roles: &[
            (Role::Order, "id"),
            (Role::Date, "Created (UTC)"),
            (Role::Amount, "Amount"),
            (Role::Currency, "Currency"),
            (Role::Status, "Status"),
            (Role::Customer, "Customer ID"),
            (Role::Name, "Customer Description"),
            (Role::Email, "Customer Email"),
        ],
        without: &[Role::ProductName, Role::Product, Role::Quantity, Role::UnitPrice],
        deducted: &[("Amount Refunded", Some("Amount"))],
        statuses: &[],
    },
    KnownExport {
        name: "24SevenOffice invoice lines",
        signature: &["OrderId", "InvoiceId", "CustomerId", "TotalWithoutTax", "InvoiceDate"],
        roles: &[
            (Role::Order, "OrderId"),
            (Role::Customer, "CustomerId"),
            (Role::Name, "CustomerName"),
            (Role::Amount, "TotalWithoutTax"),
            (Role::Cost, "TotalCost"),
            (Role::Currency, "CurrencyId"),
            (Role::Date, "OrderDate"),
            (Role::Email, "InvoiceEmailAddress"),
        ],
        without: &[Role::UnitPrice],
        deducted: &[],
        statuses: &[],
    },
    KnownExport {
        name: "Shopware 5 orders",
        signature: &["number", "status", "orderTime", "invoiceAmount"],
        roles: &[
            (Role::Order, "number"),
            (Role::Status, "status"),
            (Role::Date, "orderTime"),
            (Role::Email, "email"),
            (Role::Amount, "invoiceAmount"),
        ],
        without: &[],
        deducted: &[],
        // the ids of s_core_states: 4 is cancelled or rejected, -1 was broken off in the checkout
        statuses: &[
            ("-1", StatusMeaning::Cancelled),
            ("0", StatusMeaning::Sold),
            ("1", StatusMeaning::Sold),
            ("2", StatusMeaning::Sold),
            ("3", StatusMeaning::Sold),
            ("4", StatusMeaning::Cancelled),
            ("5", StatusMeaning::Sold),
            ("6", StatusMeaning::Sold),
            ("7", StatusMeaning::Sold),
            ("8", StatusMeaning::Sold),
        ],
    },
    KnownExport {
        name: "PayPal activity",
        signature: &[
            "Date",
            "Name",
            "Type",
            "Status",
            "Currency",
            "Gross",
            "Fee",
            "Net",
            "From Email Address",
            "Transaction ID",
        ],
        roles: &[
            (Role::Order, "Transaction ID"),
            (Role::Date, "Date"),
            (Role::Time, "Time"),
            (Role::Email, "From Email Address"),
            (Role::Name, "Name"),
            (Role::Amount, "Gross"),
            (Role::Currency, "Currency"),
            (Role::Status, "Status"),
            (Role::ProductName, "Item Title"),
            (Role::Quantity, "Quantity"),
        ],
        without: &[Role::Customer, Role::UnitPrice, Role::Cost, Role::Discount],
        deducted: &[],
        statuses: &[],
    },
];

/// The export that these headers belong to.
pub fn recognise(headers: &[String]) -> Option<&'static KnownExport> {
    let have: Vec<String> = headers.iter().map(|header| normalise(header).joined).collect();
    KNOWN.iter().find(|export| export.signature.iter().all(|need| have.contains(&normalise(need).joined)))
}
