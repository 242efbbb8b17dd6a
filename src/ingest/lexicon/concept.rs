//! The concepts that words of headings stand for, whatever the language: what things are, and what is said of them.

macro_rules! concepts {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        /// A concept.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Concept { $($(#[$doc])* $name,)* }

        impl Concept {
            /// From the id that the files of languages use.
            pub fn from_id(id: &str) -> Option<Concept> {
                match id { $($id => Some(Concept::$name),)* _ => None }
            }
            /// The id that the files of languages use.
            pub const fn id(self) -> &'static str {
                match self { $(Concept::$name => $id,)* }
            }
        }
    };
}

concepts! {
    /// Who buys.
    Customer = "customer",
    /// An order, invoice, receipt or transaction.
    Order = "order",
    /// A transaction: an order, mostly, but where there is an order number too, something of it.
    Transaction = "transaction",
    /// A line of an order.
    Line = "line",
    /// What is sold.
    Product = "product",
    /// A group of products.
    Category = "category",
    /// A brand or maker.
    Brand = "brand",
    /// A shop, branch or till.
    Store = "store",
    /// A sales channel.
    Channel = "channel",
    /// Where something comes from; says little alone.
    Source = "source",
    /// A campaign.
    Campaign = "campaign",
    /// Who sells or serves.
    Staff = "staff",
    /// Who is bought from.
    Supplier = "supplier",
    /// A visit, a device.
    Session = "session",
    /// Paying.
    Payment = "payment",
    /// A bank and its accounts.
    Bank = "bank",
    /// Sending, handing over.
    Delivery = "delivery",
    /// Billing, as in billing address.
    Billing = "billing",
    /// Returns and refunds.
    Return = "return",
    /// A number or code that names something.
    Id = "id",
    /// A reference to something else.
    Reference = "reference",
    /// A name.
    Name = "name",
    /// A description.
    Description = "description",
    /// A first name.
    First = "first",
    /// A last name.
    Last = "last",
    /// A company.
    Company = "company",
    /// A person to speak to, or a full name.
    Contact = "contact",
    /// An e-mail address.
    Email = "email",
    /// A phone number.
    Phone = "phone",
    /// A postcode.
    Postcode = "postcode",
    /// A street address.
    Address = "address",
    /// A town.
    City = "city",
    /// A country.
    Country = "country",
    /// A region.
    Region = "region",
    /// A word that means a region or a status.
    State = "state",
    /// What is said of a person, and never of an order: age, income, children.
    Personal = "personal",
    /// A day.
    Date = "date",
    /// A time.
    Time = "time",
    /// Made, placed, booked.
    Created = "created",
    /// By when something has to be done, or is expected.
    Due = "due",
    /// Changed.
    Updated = "updated",
    /// Began or ended: a membership, a period.
    Begun = "begun",
    /// A month.
    Month = "month",
    /// A year.
    Year = "year",
    /// A week, weekday, quarter or season.
    Week = "week",
    /// Money.
    Amount = "amount",
    /// All of it together.
    Total = "total",
    /// A part of it: a subtotal.
    Sub = "sub",
    /// Without tax.
    Net = "net",
    /// With tax.
    Gross = "gross",
    /// What one costs.
    Price = "price",
    /// One of several.
    Unit = "unit",
    /// What something costs the shop, or somebody.
    Cost = "cost",
    /// What the shop buys for.
    Buying = "buying",
    /// A price that is not asked: a list's, a recommended one.
    List = "list",
    /// Tax.
    Tax = "tax",
    /// A fee.
    Fee = "fee",
    /// What is earned.
    Margin = "margin",
    /// A discount.
    Discount = "discount",
    /// A coupon or its code.
    Coupon = "coupon",
    /// A share.
    Percent = "percent",
    /// What is still to be paid, or an account's balance.
    Balance = "balance",
    /// Points and ratings.
    Points = "points",
    /// A limit, budget or target.
    Limit = "limit",
    /// A tip.
    Tip = "tip",
    /// Weight, colour, length.
    Size = "size",
    /// What is in stock.
    Stock = "stock",
    /// How many.
    Quantity = "quantity",
    /// A count of something.
    Count = "count",
    /// A word that means an amount or a quantity.
    SumOrCount = "sum_or_count",
    /// A currency.
    Currency = "currency",
    /// A status.
    Status = "status",
    /// A kind of something.
    Kind = "kind",
    /// A way of doing something.
    Method = "method",
    /// A remark.
    Note = "note",
    /// A group of customers or other things.
    Group = "group",
    /// What something belongs to: an original order.
    Parent = "parent",
    /// Yes or no.
    Flag = "flag",
    /// The debit side of a ledger.
    Debit = "debit",
    /// The credit side of a ledger.
    Credit = "credit",
    /// Hundredths of a currency.
    Minor = "minor",
    /// A tag, a link, a picture.
    Tag = "tag",
    /// Words that say nothing: of, the.
    The = "the",
}

/// Some concepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Concepts(pub u128);

impl Concepts {
    /// Of these.
    pub const fn of(concepts: &[Concept]) -> Concepts {
        let mut bits = 0;
        let mut rest = concepts;
        while let [first, others @ ..] = rest {
            bits |= 1 << *first as u32;
            rest = others;
        }
        Concepts(bits)
    }
    /// With one more.
    pub const fn with(self, concept: Concept) -> Concepts {
        Concepts(self.0 | 1 << concept as u32)
    }
    /// True where this one is among them.
    pub const fn has(self, concept: Concept) -> bool {
        self.0 & (1 << concept as u32) != 0
    }
    /// True where all of the others are among them.
    pub const fn has_all(self, others: Concepts) -> bool {
        self.0 & others.0 == others.0
    }
    /// True where one of the others is among them.
    pub const fn has_any(self, others: Concepts) -> bool {
        self.0 & others.0 != 0
    }
    /// How many.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }
    /// True for none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}
