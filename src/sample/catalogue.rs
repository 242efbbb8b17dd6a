//! What the sample shop sells: consumables that run out, durables that do not, and presents.

/// The kind of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Category {
    Coffee,
    Tea,
    Brewing,
    Supplies,
    Gifts,
}

impl Category {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Category::Coffee => "Coffee",
            Category::Tea => "Tea",
            Category::Brewing => "Brewing",
            Category::Supplies => "Supplies",
            Category::Gifts => "Gifts",
        }
    }
}

/// A product, and how those behave who begin with it.
pub(super) struct Product {
    pub(super) sku: &'static str,
    pub(super) name: &'static str,
    pub(super) category: Category,
    /// Price with VAT in øre.
    pub(super) price: i64,
    /// How often it is the reason for a first order, in relation to the others.
    pub(super) first: u32,
    /// How often it is added to an order.
    pub(super) added: u32,
    /// Chance of a second order after it at full price, given time.
    pub(super) back: f64,
    /// Days until it is used up, or until something else is needed.
    pub(super) lasts: f64,
}

macro_rules! products {
    ($($sku:literal $name:literal $category:ident $kroner:literal $ore:literal | $first:literal $added:literal $back:literal $lasts:literal;)*) => {
        /// Everything there is to buy.
        pub(super) const PRODUCTS: &[Product] = &[$(Product {
            sku: $sku,
            name: $name,
            category: Category::$category,
            price: $kroner * 100 + $ore,
            first: $first,
            added: $added,
            back: $back,
            lasts: $lasts,
        }),*];
    };
}

products! {
    "COF-101" "House blend 500 g" Coffee 89 0 | 150 60 0.57 36.0;
    "COF-102" "Espresso Nordlys 1 kg" Coffee 169 0 | 62 40 0.74 42.0;
    "COF-103" "Filter roast Fjord 500 g" Coffee 95 0 | 95 45 0.54 35.0;
    "COF-104" "Decaf Midnight 250 g" Coffee 65 0 | 28 18 0.51 33.0;
    "COF-105" "Ethiopia Guji 250 g" Coffee 84 50 | 42 32 0.50 30.0;
    "COF-106" "Kenya Nyeri 250 g" Coffee 89 50 | 30 26 0.50 30.0;
    "COF-107" "Colombia Huila 1 kg" Coffee 189 0 | 26 20 0.64 48.0;
    "COF-108" "Instant sticks 20 pcs" Coffee 59 0 | 22 10 0.36 45.0;
    "TEA-201" "Earl Grey 100 g" Tea 59 0 | 58 26 0.48 52.0;
    "TEA-202" "Sencha 100 g" Tea 72 0 | 36 20 0.52 50.0;
    "TEA-203" "Chamomile and honeybush 80 g" Tea 54 0 | 26 16 0.48 55.0;
    "TEA-204" "Lingonberry black tea 100 g" Tea 62 0 | 24 18 0.48 52.0;
    "TEA-205" "Matcha 30 g" Tea 129 0 | 30 14 0.64 34.0;
    "BRW-301" "French press 1 l" Brewing 249 0 | 78 8 0.57 66.0;
    "BRW-302" "Pour-over dripper" Brewing 179 0 | 44 9 0.56 55.0;
    "BRW-303" "Hand grinder" Brewing 499 0 | 46 5 0.33 80.0;
    "BRW-304" "Gooseneck kettle 0.9 l" Brewing 649 0 | 28 4 0.58 68.0;
    "BRW-305" "Moka pot 6 cups" Brewing 299 0 | 34 5 0.57 66.0;
    "BRW-306" "Digital scale" Brewing 229 0 | 14 6 0.55 66.0;
    "BRW-307" "Cold brew bottle 0.75 l" Brewing 219 0 | 12 4 0.28 90.0;
    "BRW-308" "Cast iron teapot 0.8 l" Brewing 399 0 | 22 3 0.57 66.0;
    "SUP-401" "Paper filters 100 pcs" Supplies 39 0 | 16 44 0.52 48.0;
    "SUP-402" "Descaler 250 ml" Supplies 69 0 | 8 16 0.50 95.0;
    "SUP-403" "Stoneware mug" Supplies 119 0 | 26 16 0.49 70.0;
    "SUP-404" "Reusable tea filter" Supplies 49 0 | 8 8 0.44 70.0;
    "GFT-501" "Discovery box, five coffees" Gifts 329 0 | 60 8 0.26 60.0;
    "GFT-502" "Advent calendar, 24 coffees" Gifts 449 0 | 26 3 0.13 320.0;
    "GFT-503" "Tea tasting box" Gifts 259 0 | 24 6 0.25 70.0;
}

/// Gifts are looked for before Christmas.
pub(super) fn is_gift(product: &Product) -> bool {
    product.category == Category::Gifts
}

/// Whether it is used up and bought again.
pub(super) fn is_consumable(product: &Product) -> bool {
    matches!(product.category, Category::Coffee | Category::Tea)
        || matches!(product.sku, "SUP-401" | "SUP-402")
}
