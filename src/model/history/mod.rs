//! The history: what each customer bought and sent back, in order, under one recipe (METRICS.md sections 1 and 2).
//!
//! Columns again, so that a metric is a walk over a few arrays: purchases stand side by side per customer in the order
//! of their numbers, lines side by side per purchase. How it is made is in `build` and `returns`.

mod build;
mod left_out;
mod returns;
mod selection;

pub use left_out::before_orders;
pub use selection::{Selection, marks_of};

use std::{ops::Range, sync::Arc};

use super::{
    CategoryIdx, Csr, CustomerIdx, Ledger, LineIdx, Orders, ProductIdx,
    orders::{HeldByOrder, OrderIdx, distinct, push_held},
};
use crate::{
    base::{Day, Idx, IndexVec, Money},
    define_idx,
    recipe::Margin,
};

define_idx!(
    /// A customer of the analysis: a key that meets the customer definition.
    BuyerIdx
);
define_idx!(
    /// A purchase. Those of one customer are consecutive, in the order of their numbers.
    PurchaseIdx
);
define_idx!(
    /// A purchase that is no whole order.
    OwnIdx
);
define_idx!(
    /// A return. Those of one customer are consecutive, by time; those of keys without a purchase come last.
    ReturnIdx
);

/// Rows and money set aside by the recipe, on top of what the import set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Aside {
    /// Lines.
    pub lines: u64,
    /// Their amounts.
    pub amount: Money,
}

impl Aside {
    /// Counts one line more.
    pub fn add(&mut self, amount: Money) {
        self.lines += 1;
        self.amount += amount;
    }
}

/// What a recipe left out, and what it found beside purchases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Lines used: those of purchases, returns and free orders.
    pub lines: u64,
    /// Lines after as_of.
    pub after_as_of: Aside,
    /// Lines of zero or less, where returns are ignored.
    pub returns_ignored: Aside,
    /// Lines that a filter leaves out, and those of keys that fall short of `min_orders` or `min_revenue`.
    pub filtered: Aside,
    /// Keys that fall short.
    pub keys_too_few: u64,
    /// Orders of total zero that were set aside.
    pub free_orders: u64,
    /// Returns that belong to no purchase in the file.
    pub unmatched_returns: u64,
}

/// The customers.
#[derive(Debug, Clone, Default)]
pub struct Buyers {
    /// The key in the ledger.
    pub key: IndexVec<BuyerIdx, CustomerIdx>,
    /// Purchases plus returns up to as_of.
    pub net_revenue: IndexVec<BuyerIdx, Money>,
    /// Dates of the first and of the last purchase: asked for far more often than those between.
    first_day: IndexVec<BuyerIdx, Day>,
    last_day: IndexVec<BuyerIdx, Day>,
    pub(super) purchases: Csr<BuyerIdx>,
    pub(super) returns: Csr<BuyerIdx>,
}

/// The purchases as columns of equal length. Whose they are says where each customer's begin and end.
#[derive(Debug, Clone, Default)]
pub struct Purchases {
    /// The date.
    pub day: IndexVec<PurchaseIdx, Day>,
    /// The total before returns; zero throughout in a file without amounts.
    pub revenue: IndexVec<PurchaseIdx, Money>,
    /// The total less cost; empty unless margin comes from a cost column.
    pub margin: IndexVec<PurchaseIdx, Money>,
    /// The order that a purchase is, with all its lines; from [`OWN`] on those that were merged or have lost lines, by
    /// number: most purchases are whole orders, and need no column for the others.
    order: IndexVec<PurchaseIdx, OrderIdx>,
    lines: Csr<OwnIdx>,
    /// The lines of the purchases that are no whole order, those of one purchase together.
    pub(super) line: Vec<LineIdx>,
}

/// Orders are fewer: a file has at most 200 million rows.
const OWN: u32 = 1 << 31;

impl Purchases {
    /// Appends a purchase with lines of its own to the column of orders.
    fn push_own(&mut self, lines: &[LineIdx]) {
        self.order.push(self.next_own());
        self.line.extend_from_slice(lines);
        self.lines.close(self.line.len());
    }
    /// Merges lines into the last purchase, which is no whole order any more: its own lines come first.
    fn merge(&mut self, table: &Orders, lines: &[LineIdx]) {
        let own = self.next_own();
        let last = self.order.len().checked_sub(1).map(PurchaseIdx::from_index);
        match last.and_then(|last| self.order.get_mut(last)) {
            Some(order) if order.0 < OWN => {
                self.line.extend_from_slice(table.lines_of(*order));
                *order = own;
            }
            _ => self.lines.reopen(),
        }
        self.line.extend_from_slice(lines);
        self.lines.close(self.line.len());
    }
    /// Takes back the last one.
    fn pop(&mut self) {
        self.day.pop();
        self.revenue.pop();
        self.margin.pop();
        if self.order.pop().is_some_and(|order| OWN <= order.0) {
            self.lines.reopen();
            self.line.truncate(self.lines.last_end());
        }
    }
    fn next_own(&self) -> OrderIdx {
        OrderIdx::from_index(OWN as usize + self.lines.len())
    }
}

/// The returns as columns of equal length.
#[derive(Debug, Clone, Default)]
pub struct ReturnOrders {
    /// Who; `NONE` for a key without a purchase in the file.
    pub buyer: IndexVec<ReturnIdx, BuyerIdx>,
    /// The date that it counts on: its own, or that of its purchase where the recipe says so.
    pub day: IndexVec<ReturnIdx, Day>,
    /// The total, below zero.
    pub amount: IndexVec<ReturnIdx, Money>,
    /// The purchase that it belongs to; `NONE` where it is unmatched.
    pub purchase: IndexVec<ReturnIdx, PurchaseIdx>,
    /// The total less cost; empty unless margin comes from a cost column.
    pub margin: IndexVec<ReturnIdx, Money>,
    pub(super) lines: Csr<ReturnIdx>,
    /// The lines of all returns of customers, those of one return together.
    pub(super) line: Vec<LineIdx>,
}

/// What each customer bought and sent back under one recipe.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The day that the analysis stands on.
    pub as_of: Day,
    /// First day of the window of the last months.
    pub window_from: Day,
    /// The file has amounts.
    pub amounts: bool,
    /// Where margin comes from; `None` where it is not known.
    pub margin: Option<Margin>,
    /// All orders of the ledger, which purchases name.
    pub(super) orders: Arc<Orders>,
    /// The customers.
    pub buyers: Buyers,
    /// Their purchases.
    pub purchases: Purchases,
    /// Their returns, and those of keys without a purchase.
    pub returns: ReturnOrders,
    /// What was left out.
    pub counts: Counts,
    /// Found while customers are told apart: several answers ask for it.
    span: Option<(Day, Day)>,
}

#[inline]
fn typed<I: Idx>(range: Range<usize>) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + Clone {
    range.map(I::from_index)
}

impl History {
    /// Number of customers.
    #[inline]
    pub fn n_customers(&self) -> usize {
        self.buyers.key.len()
    }
    /// Every customer.
    pub fn buyers(&self) -> impl DoubleEndedIterator<Item = BuyerIdx> + ExactSizeIterator + use<> {
        self.buyers.key.indices()
    }
    /// A customer's purchases, in the order of their numbers.
    #[inline]
    pub fn purchases_of(
        &self,
        buyer: BuyerIdx,
    ) -> impl DoubleEndedIterator<Item = PurchaseIdx> + ExactSizeIterator + Clone + use<> {
        typed(self.buyers.purchases.range(buyer))
    }
    /// A customer's returns, by time.
    #[inline]
    pub fn returns_of(
        &self,
        buyer: BuyerIdx,
    ) -> impl DoubleEndedIterator<Item = ReturnIdx> + ExactSizeIterator + Clone + use<> {
        typed(self.buyers.returns.range(buyer))
    }
    /// The dates of a customer's purchases, ascending; at least one.
    #[inline]
    pub fn days_of(&self, buyer: BuyerIdx) -> &[Day] {
        self.purchases.day.slice(self.buyers.purchases.range(buyer))
    }
    /// Number of a customer's purchases; at least one.
    #[inline]
    pub fn n_purchases(&self, buyer: BuyerIdx) -> usize {
        self.buyers.purchases.range(buyer).len()
    }
    /// A customer's purchase by its order number, from 1.
    #[inline]
    pub fn purchase_number(&self, buyer: BuyerIdx, number: usize) -> Option<PurchaseIdx> {
        self.purchases_of(buyer).nth(number.checked_sub(1)?)
    }
    /// The order number of a purchase, from 1.
    #[inline]
    pub fn order_number(&self, purchase: PurchaseIdx) -> usize {
        let buyer = self.buyers.purchases.owner(purchase.index());
        purchase.index() - self.buyers.purchases.range(buyer).start + 1
    }
    /// Date of a customer's first purchase.
    #[inline]
    pub fn first_day(&self, buyer: BuyerIdx) -> Day {
        self.buyers.first_day.get(buyer).copied().unwrap_or_default()
    }
    /// Date of a customer's last purchase.
    #[inline]
    pub fn last_day(&self, buyer: BuyerIdx) -> Day {
        self.buyers.last_day.get(buyer).copied().unwrap_or_default()
    }
    /// Dates of the first and of the last purchase of all.
    pub const fn span(&self) -> Option<(Day, Day)> {
        self.span
    }
    /// Days from a customer's last purchase to as_of.
    #[inline]
    pub fn days_since_purchase(&self, buyer: BuyerIdx) -> u32 {
        days_between(self.last_day(buyer), self.as_of)
    }
    /// What each of a customer's purchases brought, in the order of their numbers.
    #[inline]
    pub fn revenue_of(&self, buyer: BuyerIdx) -> &[Money] {
        self.purchases.revenue.slice(self.buyers.purchases.range(buyer))
    }
    /// Where the lines of a purchase that is no whole order stand among those of all such purchases.
    #[inline]
    pub fn own_lines(&self, purchase: PurchaseIdx) -> Range<usize> {
        match self.purchases.order.get(purchase) {
            Some(order) if OWN <= order.0 => self.purchases.lines.range(OwnIdx(order.0 - OWN)),
            _ => 0..0,
        }
    }
    /// How many lines purchases have that are no whole orders.
    pub fn n_own_lines(&self) -> usize {
        self.purchases.line.len()
    }
    /// The lines of a purchase.
    #[inline]
    pub fn lines_of(&self, purchase: PurchaseIdx) -> &[LineIdx] {
        match self.whole_order(purchase) {
            Some(order) => self.orders.lines_of(order),
            None => self.purchases.line.get(self.own_lines(purchase)).unwrap_or(&[]),
        }
    }
    /// The order that a purchase is, where it is one with all its lines.
    #[inline]
    pub fn whole_order(&self, purchase: PurchaseIdx) -> Option<OrderIdx> {
        self.purchases.order.get(purchase).copied().filter(|order| order.0 < OWN)
    }
    /// The products that purchases hold which are whole orders.
    pub fn products(&self) -> &HeldByOrder<ProductIdx> {
        &self.orders.products
    }
    /// The categories.
    pub fn categories(&self) -> &HeldByOrder<CategoryIdx> {
        &self.orders.categories
    }
    /// The distinct things of a column on the lines of a purchase, ascending, appended to a list.
    pub fn push_held<I: Idx>(
        &self,
        ledger: &Ledger,
        column: &IndexVec<LineIdx, I>,
        n: usize,
        purchase: PurchaseIdx,
        held: &mut Vec<I>,
    ) {
        let start = held.len();
        push_held(ledger, column, n, self.lines_of(purchase), held);
        distinct(held, start);
    }
    /// Which of a customer's purchases are dated in `from..=to`, counted from 0: their days stand in order.
    #[inline]
    pub fn numbers_between(&self, buyer: BuyerIdx, from: Day, to: Day) -> Range<usize> {
        let days = self.days_of(buyer);
        // most lists are short, and most questions are about the end of a list
        let end = days.iter().rposition(|&day| day <= to).map_or(0, |last| last + 1);
        let before = days.get(..end).unwrap_or(&[]).iter().rposition(|&day| day < from);
        before.map_or(0, |last| last + 1)..end
    }
    /// A customer's net revenue dated in `from..=to`: purchases plus returns.
    #[inline]
    pub fn net_between(&self, buyer: BuyerIdx, from: Day, to: Day) -> Money {
        self.revenue_of_numbers(buyer, self.numbers_between(buyer, from, to))
            + self.returned_between(buyer, from, to)
    }
    /// What some of a customer's purchases brought, counted from 0.
    #[inline]
    pub fn revenue_of_numbers(&self, buyer: BuyerIdx, numbers: Range<usize>) -> Money {
        self.revenue_of(buyer).get(numbers).unwrap_or(&[]).iter().copied().sum()
    }
    /// The sum of a customer's returns dated in `from..=to`, below zero. Their days need not stand in order.
    #[inline]
    pub fn returned_between(&self, buyer: BuyerIdx, from: Day, to: Day) -> Money {
        let returns = self.buyers.returns.range(buyer);
        let dated = self.returns.day.slice(returns.clone()).iter().zip(self.returns.amount.slice(returns));
        dated.filter(|(day, _)| (from..=to).contains(day)).map(|(_, &amount)| amount).sum()
    }
    /// The lines of a return.
    pub fn lines_of_return(&self, item: ReturnIdx) -> &[LineIdx] {
        self.returns.line.get(self.returns.lines.range(item)).unwrap_or(&[])
    }
    /// What is left of each of a customer's purchases, in the order of their numbers; empty where costs are not known, see
    /// [`margin_of`](Self::margin_of) for percentages.
    #[inline]
    pub fn margins_of(&self, buyer: BuyerIdx) -> &[Money] {
        self.purchases.margin.slice(self.buyers.purchases.range(buyer))
    }
    /// What is lost by a return, below zero as a rule.
    #[inline]
    pub fn return_margin(&self, item: ReturnIdx) -> Money {
        self.returns.margin.get(item).copied().unwrap_or_default()
    }
    /// The margin of a net revenue whose amounts less cost are known: a percentage is taken of the whole, so that it is
    /// rounded once.
    pub fn margin_of(&self, net: Money, less_cost: Money) -> Option<Money> {
        match self.margin? {
            Margin::Cost => Some(less_cost),
            Margin::Percent(percent) => Money::from_f64(net.to_f64() * percent / 100.0),
        }
    }
    /// An amount, or `None` in a file without amounts.
    #[inline]
    pub fn money(&self, amount: Money) -> Option<Money> {
        self.amounts.then_some(amount)
    }
    /// Bytes held by the columns.
    pub fn heap_bytes(&self) -> usize {
        let Self { buyers, purchases, returns, .. } = self;
        buyers.key.heap_bytes()
            + buyers.net_revenue.heap_bytes()
            + buyers.first_day.heap_bytes()
            + buyers.last_day.heap_bytes()
            + buyers.purchases.heap_bytes()
            + buyers.returns.heap_bytes()
            + purchases.day.heap_bytes()
            + purchases.revenue.heap_bytes()
            + purchases.margin.heap_bytes()
            + purchases.order.heap_bytes()
            + purchases.lines.heap_bytes()
            + purchases.line.capacity() * size_of::<LineIdx>()
            + returns.buyer.heap_bytes()
            + returns.day.heap_bytes()
            + returns.amount.heap_bytes()
            + returns.purchase.heap_bytes()
            + returns.margin.heap_bytes()
            + returns.lines.heap_bytes()
            + returns.line.capacity() * size_of::<LineIdx>()
    }
}

/// Days from an earlier to a later day; 0 where it is the other way round.
#[inline]
pub fn days_between(earlier: Day, later: Day) -> u32 {
    u32::try_from(later.days_since(earlier)).unwrap_or(0)
}
