//! What each customer began with beside products: channel, coupon, country, discount of purchase 1.

use crate::{
    base::{Idx, IndexVec},
    model::{BuyerIdx, ChannelIdx, CountryIdx, CouponIdx, History, Ledger, LineIdx},
};

/// Purchase 1 of every customer; a column is empty where the file has none.
#[derive(Debug, Clone, Default)]
pub struct Starts {
    /// The first channel that is given on its lines; `NONE` where none is.
    pub channel: IndexVec<BuyerIdx, ChannelIdx>,
    /// The first coupon.
    pub coupon: IndexVec<BuyerIdx, CouponIdx>,
    /// The first country.
    pub country: IndexVec<BuyerIdx, CountryIdx>,
    /// Whether any line has a discount or a coupon.
    pub discounted: IndexVec<BuyerIdx, bool>,
}

impl Starts {
    /// Looks at the first purchases.
    #[inline(never)]
    pub fn new(ledger: &Ledger, history: &History) -> Starts {
        let columns = &ledger.lines;
        let mut channel = First::new(&columns.channel, ledger.channels.len());
        let mut coupon = First::new(&columns.coupon, ledger.coupons.len());
        let mut country = First::new(&columns.country, ledger.countries.len());
        let discounts = ledger.has.discounts || ledger.has.coupons;
        let mut discounted = IndexVec::default();
        for buyer in history.buyers() {
            let lines = lines_of_first(history, buyer);
            channel.look(lines);
            coupon.look(lines);
            country.look(lines);
            if discounts {
                discounted.push(lines.iter().any(|&line| ledger.is_discounted(line)));
            }
        }
        Starts { channel: channel.found, coupon: coupon.found, country: country.found, discounted }
    }
}

/// The lines of a customer's first purchase.
#[inline]
pub fn lines_of_first(history: &History, buyer: BuyerIdx) -> &[LineIdx] {
    history.purchase_number(buyer, 1).map_or(&[], |first| history.lines_of(first))
}

/// The first cell of a column that is given, customer by customer.
struct First<'a, I> {
    column: &'a IndexVec<LineIdx, I>,
    n: usize,
    found: IndexVec<BuyerIdx, I>,
}

impl<'a, I: Idx> First<'a, I> {
    fn new(column: &'a IndexVec<LineIdx, I>, n: usize) -> Self {
        First { column, n, found: IndexVec::default() }
    }
    fn look(&mut self, lines: &[LineIdx]) {
        if self.column.is_empty() {
            return;
        }
        let mut given = lines.iter().filter_map(|&line| self.column.get(line).copied());
        let found = given.find(|idx| idx.index() < self.n);
        self.found.push(found.unwrap_or(I::from_index(u32::MAX as usize)));
    }
}
