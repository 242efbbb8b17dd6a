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
    pub fn new(ledger: &Ledger, history: &History) -> Starts {
        let lines = &ledger.lines;
        let discounts = ledger.has.discounts || ledger.has.coupons;
        let any = |buyer| lines_of_first(history, buyer).iter().any(|&line| ledger.is_discounted(line));
        Starts {
            channel: column(history, &lines.channel, ledger.channels.len()),
            coupon: column(history, &lines.coupon, ledger.coupons.len()),
            country: column(history, &lines.country, ledger.countries.len()),
            discounted: if discounts { history.buyers().map(any).collect() } else { IndexVec::default() },
        }
    }
}

/// The lines of a customer's first purchase.
#[inline]
pub fn lines_of_first(history: &History, buyer: BuyerIdx) -> &[LineIdx] {
    history.purchase_number(buyer, 1).map_or(&[], |first| history.lines_of(first))
}

fn column<I: Idx>(history: &History, column: &IndexVec<LineIdx, I>, n: usize) -> IndexVec<BuyerIdx, I> {
    if column.is_empty() {
        return IndexVec::default();
    }
    let none = I::from_index(u32::MAX as usize);
    let first = |buyer| {
        let given = lines_of_first(history, buyer).iter().filter_map(|&line| column.get(line).copied());
        given.into_iter().find(|idx| idx.index() < n).unwrap_or(none)
    };
    history.buyers().map(first).collect()
}
