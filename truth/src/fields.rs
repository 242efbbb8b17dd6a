//! What a column of a disguise can hold.

macro_rules! fields {
    ($($name:ident = $id:literal,)*) => {
        /// What a column holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field { $($name,)* }

        impl Field {
            /// Every one of them.
            #[cfg(test)]
            pub const ALL: &'static [Field] = &[$(Field::$name,)*];

            /// The key of its headings in the files of words.
            pub const fn id(self) -> &'static str {
                match self { $(Field::$name => $id,)* }
            }
        }
    };
}

fields! {
    Order = "order",
    Date = "date",
    Customer = "customer",
    Email = "email",
    Name = "name",
    FirstName = "first_name",
    LastName = "last_name",
    Phone = "phone",
    Country = "country",
    City = "city",
    Postcode = "postcode",
    Product = "product",
    ProductName = "product_name",
    Articles = "articles",
    Category = "category",
    Quantity = "quantity",
    UnitPrice = "unit_price",
    ListPrice = "list_price",
    Discount = "discount",
    DiscountShare = "discount_share",
    Amount = "amount",
    Total = "total",
    Subtotal = "subtotal",
    Net = "net",
    Tax = "tax",
    Gross = "gross",
    Status = "status",
    Currency = "currency_code",
    Channel = "channel",
    Coupon = "coupon",
    Type = "type",
    Debit = "debit",
    Credit = "credit",
    Balance = "balance",
    Children = "children",
    Income = "income",
    Age = "age",
    Marital = "marital",
    BillingState = "billing_state",
    Shipping = "shipping",
    BalanceDue = "balance_due",
    DueDate = "due_date",
    ShippedDate = "shipped_date",
    UpdatedAt = "updated_at",
    BirthDate = "birth_date",
    Staff = "staff",
    Store = "store",
    Notes = "notes",
    Points = "points",
    Session = "session",
    Cost = "cost",
    Stock = "stock",
    Gender = "gender",
    RowId = "row_id",
    Payment = "payment",
}

/// Columns that say something else than what the figures are made of, by what they belong to.
pub const OF_CUSTOMERS: [Field; 11] = [
    Field::Children,
    Field::Income,
    Field::Age,
    Field::Marital,
    Field::BirthDate,
    Field::Points,
    Field::Gender,
    Field::BillingState,
    Field::Country,
    Field::City,
    Field::Postcode,
];
/// The same of orders.
pub const OF_ORDERS: [Field; 14] = [
    Field::Tax,
    Field::BillingState,
    Field::Shipping,
    Field::BalanceDue,
    Field::DueDate,
    Field::ShippedDate,
    Field::UpdatedAt,
    Field::Staff,
    Field::Store,
    Field::Notes,
    Field::Session,
    Field::Payment,
    Field::Channel,
    Field::Coupon,
];
/// The same of lines.
pub const OF_LINES: [Field; 3] = [Field::Cost, Field::Stock, Field::RowId];
/// Those that only people have.
pub const OF_PEOPLE: [Field; 6] =
    [Field::Children, Field::Income, Field::Age, Field::Marital, Field::BirthDate, Field::Gender];
