//! The ledger: every usable line of the import as columns. No settings of the analysis have been applied to it.

use super::SourceRows;
use crate::{
    base::{Day, IndexVec, Interner, Money},
    define_idx,
};

define_idx!(
    /// A line of the ledger, in the order of the file.
    LineIdx
);
define_idx!(
    /// A person: a customer key.
    CustomerIdx
);
define_idx!(
    /// A distinct order number as text; the order itself is this together with its customer.
    OrderIdIdx
);
define_idx!(
    /// A product.
    ProductIdx
);
define_idx!(
    /// A category.
    CategoryIdx
);
define_idx!(
    /// A sales channel, source or campaign.
    ChannelIdx
);
define_idx!(
    /// A country.
    CountryIdx
);
define_idx!(
    /// A coupon code.
    CouponIdx
);

/// Which columns the file has. What is false has an empty column in [`Lines`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Available {
    /// Line amounts.
    pub amounts: bool,
    /// Order numbers.
    pub order_ids: bool,
    /// Time of day.
    pub times: bool,
    /// Products.
    pub products: bool,
    /// Categories.
    pub categories: bool,
    /// Quantities.
    pub quantities: bool,
    /// Discounts.
    pub discounts: bool,
    /// Coupons.
    pub coupons: bool,
    /// Channels.
    pub channels: bool,
    /// Countries.
    pub countries: bool,
    /// Costs.
    pub costs: bool,
}

/// The lines as columns of equal length; a column that the file does not have is empty.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// Who bought.
    pub customer: IndexVec<LineIdx, CustomerIdx>,
    /// The day, local to the file.
    pub day: IndexVec<LineIdx, Day>,
    /// Seconds since midnight.
    pub second: IndexVec<LineIdx, u32>,
    /// Order number.
    pub order_id: IndexVec<LineIdx, OrderIdIdx>,
    /// Product; `NONE` where the cell is empty.
    pub product: IndexVec<LineIdx, ProductIdx>,
    /// Category; `NONE` where the cell is empty.
    pub category: IndexVec<LineIdx, CategoryIdx>,
    /// Units in thousandths.
    pub quantity_milli: IndexVec<LineIdx, i32>,
    /// Amount after discount.
    pub amount: IndexVec<LineIdx, Money>,
    /// Discount, positive.
    pub discount: IndexVec<LineIdx, Money>,
    /// Coupon; `NONE` where the cell is empty.
    pub coupon: IndexVec<LineIdx, CouponIdx>,
    /// Channel; `NONE` where the cell is empty.
    pub channel: IndexVec<LineIdx, ChannelIdx>,
    /// Country; `NONE` where the cell is empty.
    pub country: IndexVec<LineIdx, CountryIdx>,
    /// Cost of the line.
    pub cost: IndexVec<LineIdx, Money>,
    /// Row in the file, counted from 1 as a spreadsheet shows it.
    pub source_row: SourceRows,
}

impl Lines {
    /// Number of lines.
    pub fn len(&self) -> usize {
        self.customer.len()
    }
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.customer.is_empty()
    }
}

/// What is known of a person besides the key: the latest non-empty cell of each. Columns are empty where the file
/// has no such column.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Customer number.
    pub number: IndexVec<CustomerIdx, String>,
    /// E-mail address, lower case.
    pub email: IndexVec<CustomerIdx, String>,
    /// Name as written.
    pub name: IndexVec<CustomerIdx, String>,
    /// Phone as written.
    pub phone: IndexVec<CustomerIdx, String>,
    /// Postcode as written.
    pub postcode: IndexVec<CustomerIdx, String>,
    /// Country as written.
    pub country: IndexVec<CustomerIdx, String>,
}

/// A table that lines come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its first line; the lines of a table stand together.
    pub first_line: LineIdx,
    /// Name of the file.
    pub file: String,
    /// Name of the sheet, or of the member of a zip.
    pub sheet: Option<String>,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'l> {
    /// Which table: an index of [`Ledger::sources`].
    pub table: u32,
    /// Name of the file; empty for lines that were not read from one.
    pub file: &'l str,
    /// Name of the sheet, or of the member of a zip.
    pub sheet: Option<&'l str>,
    /// Row, counted from 1.
    pub row: u32,
}

/// All usable lines of an import, with the texts that they point to.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The lines.
    pub lines: Lines,
    /// Which columns there are.
    pub has: Available,
    /// Customer keys, normalised.
    pub customers: Interner<CustomerIdx>,
    /// What else is known of the customers.
    pub people: People,
    /// Order numbers.
    pub order_ids: Interner<OrderIdIdx>,
    /// Product keys.
    pub products: Interner<ProductIdx>,
    /// Names of the products; empty where the key is the name.
    pub product_names: IndexVec<ProductIdx, String>,
    /// Categories.
    pub categories: Interner<CategoryIdx>,
    /// Channels.
    pub channels: Interner<ChannelIdx>,
    /// Countries.
    pub countries: Interner<CountryIdx>,
    /// Coupons.
    pub coupons: Interner<CouponIdx>,
    /// Currency code where the file says one.
    pub currency: Option<String>,
    /// The tables that were read, in the order of their lines.
    pub sources: Vec<Source>,
    /// Products of lines that are left out of tables of products, by line.
    pub(crate) left_out: Vec<(LineIdx, ProductIdx)>,
}

impl Ledger {
    /// Leaves products out of tables of products: their lines count as before, without a product. Those left out
    /// earlier come back.
    pub fn leave_out_products(&mut self, keys: &[String]) {
        for (line, product) in self.left_out.drain(..) {
            if let Some(slot) = self.lines.product.get_mut(line) {
                *slot = product;
            }
        }
        let keys: Vec<ProductIdx> = keys.iter().filter_map(|key| self.products.find(key)).collect();
        if keys.is_empty() {
            return;
        }
        for line in self.lines.product.indices() {
            if let Some(slot) = self.lines.product.get_mut(line).filter(|slot| keys.contains(slot)) {
                self.left_out.push((line, *slot));
                *slot = ProductIdx::NONE;
            }
        }
    }

    /// Whether every sum of these amounts is exact: all of them together, without their signs, fit the type of money.
    /// What any metric adds up is a part of that.
    pub fn sums_are_exact(&self) -> bool {
        let columns = [&self.lines.amount, &self.lines.cost, &self.lines.discount];
        let all: u128 = columns
            .into_iter()
            .flat_map(|column| column.iter())
            .map(|money| u128::from(money.0.unsigned_abs()))
            .sum();
        all <= i64::MAX as u128
    }

    /// Where a line stands.
    pub fn address(&self, line: LineIdx) -> Address<'_> {
        let after = self.sources.partition_point(|source| source.first_line <= line);
        let table = after.saturating_sub(1);
        let source = self.sources.get(table);
        Address {
            table: table as u32,
            file: source.map_or("", |source| source.file.as_str()),
            sheet: source.and_then(|source| source.sheet.as_deref()),
            row: self.lines.source_row.get(line).unwrap_or(0),
        }
    }

    /// Whether a line says that less was paid than asked: a discount or a coupon.
    #[inline]
    pub fn is_discounted(&self, line: LineIdx) -> bool {
        let given = self.lines.discount.get(line).is_some_and(|discount| discount.is_positive());
        given
            || self
                .lines
                .coupon
                .get(line)
                .is_some_and(|coupon| coupon.is_some() && !self.coupons.text(*coupon).is_empty())
    }
    /// The name to show for a product: its name, or its key where it has none.
    pub fn product_label(&self, product: ProductIdx) -> &str {
        match self.product_names.get(product) {
            Some(name) if !name.is_empty() => name,
            _ => self.products.text(product),
        }
    }
}
