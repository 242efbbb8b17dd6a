//! The ledger's lines brought together: per customer, within a customer per order, the orders by time. Made once per
//! `order_grain`; every recipe then walks over it in one direction. No other setting has been applied.

use std::sync::Arc;

use super::{CategoryIdx, Csr, CustomerIdx, Ledger, LineIdx, OrderIdIdx, ProductIdx};
use crate::{
    base::{Day, Idx, IndexVec, Interner, Money},
    define_idx,
    recipe::OrderGrain,
};

define_idx!(
    /// An order of the ledger: all lines with one order id of one customer. Those of a customer are consecutive, by
    /// time.
    OrderIdx
);

/// Lines by customer and order.
#[derive(Debug, Clone, Default)]
pub struct Orders {
    /// What made an order of lines without an id.
    pub grain: OrderGrain,
    /// Date of the earliest line.
    pub(super) day: IndexVec<OrderIdx, Day>,
    /// Its second of day; empty where the file has no times.
    second: IndexVec<OrderIdx, u32>,
    /// Date of the latest line, of the few orders whose lines are of several dates.
    pub(super) last: Vec<(OrderIdx, Day)>,
    /// Sum of the amounts.
    pub(super) total: IndexVec<OrderIdx, Money>,
    /// Lines of the same order side by side, in the order of the file.
    lines: Vec<LineIdx>,
    of_order: Arc<Csr<OrderIdx>>,
    /// What orders hold; empty where the file does not say.
    pub(super) products: HeldByOrder<ProductIdx>,
    pub(super) categories: HeldByOrder<CategoryIdx>,
    of_customer: Csr<CustomerIdx>,
}

/// The distinct products, or categories, of every order, ascending.
#[derive(Debug, Clone)]
pub struct HeldByOrder<I> {
    /// Where the lines of the orders stand.
    of_order: Arc<Csr<OrderIdx>>,
    /// Each where the lines of its order stand: an order holds at most as many things as it has lines, and what is left
    /// over is `NONE`. So the places need not be kept twice.
    things: Vec<I>,
    /// The place among them of the one that most was paid for; [`FAR`] where it does not fit.
    main: Vec<u8>,
    /// Those that do not.
    far: Vec<(OrderIdx, I)>,
    /// The place of each thing among all by its key: comparing keys means comparing texts, and ties are many.
    pub(crate) ranks: Vec<u32>,
    /// The other way round.
    pub(crate) by_rank: Vec<I>,
}

/// The main thing of an order stands in a list of its own.
const FAR: u8 = u8::MAX;

impl<I> Default for HeldByOrder<I> {
    fn default() -> Self {
        Self {
            of_order: Arc::default(),
            things: Vec::new(),
            main: Vec::new(),
            far: Vec::new(),
            ranks: Vec::new(),
            by_rank: Vec::new(),
        }
    }
}

impl<I: Idx> HeldByOrder<I> {
    fn new(ledger: &Ledger, orders: &Orders, column: &IndexVec<LineIdx, I>, texts: &Interner<I>) -> Self {
        let n = texts.len();
        let mut held = Self::default();
        if column.is_empty() {
            return held;
        }
        held.of_order = Arc::clone(&orders.of_order);
        held.things.reserve_exact(orders.lines.len());
        held.main.reserve_exact(orders.len());
        for order in orders.day.indices() {
            let start = held.things.len();
            let lines = orders.lines_of(order);
            push_held(ledger, column, n, lines, &mut held.things);
            distinct(&mut held.things, start);
            let of_order = held.things.get(start..).unwrap_or(&[]);
            let main = main_of(ledger, column, texts, lines, of_order);
            let place = main.and_then(|main| of_order.binary_search(&main).ok()).unwrap_or(0);
            let near = u8::try_from(place).unwrap_or(FAR);
            held.main.push(near);
            if near == FAR
                && let Some(main) = main
            {
                held.far.push((order, main));
            }
            held.things.resize(start + lines.len(), I::from_index(NOTHING));
        }
        let mut by_key: Vec<(&str, usize)> = (0..n).map(|at| (texts.text(I::from_index(at)), at)).collect();
        by_key.sort_unstable();
        held.ranks = vec![0; n];
        held.by_rank = by_key.iter().map(|&(_, at)| I::from_index(at)).collect();
        for ((_, at), rank) in by_key.into_iter().zip(0..) {
            held.ranks.get_mut(at).into_iter().for_each(|slot| *slot = rank);
        }
        held
    }
    /// The distinct things of an order, ascending.
    #[inline]
    pub fn of(&self, order: OrderIdx) -> &[I] {
        let things = self.things.get(self.of_order.range(order)).unwrap_or(&[]);
        match things.last() {
            Some(last) if last.index() == NOTHING => {
                let n = things.partition_point(|thing| thing.index() != NOTHING);
                things.get(..n).unwrap_or(&[])
            }
            _ => things,
        }
    }
    /// Those of consecutive orders, each order's in turn, with `NONE` between.
    pub fn of_orders(&self, first: OrderIdx, last: OrderIdx) -> &[I] {
        self.things.get(self.of_order.range(first).start..self.of_order.range(last).end).unwrap_or(&[])
    }
    /// The one that most was paid for; `None` for an order without any.
    #[inline]
    pub fn main(&self, order: OrderIdx) -> Option<I> {
        match *self.main.get(order.index())? {
            FAR => {
                let at = self.far.binary_search_by_key(&order, |&(order, _)| order).ok()?;
                self.far.get(at).map(|&(_, main)| main)
            }
            place => self.of(order).get(usize::from(place)).copied(),
        }
    }
    fn heap_bytes(&self) -> usize {
        self.things.capacity() * size_of::<I>()
            + self.main.capacity()
            + self.far.capacity() * size_of::<(OrderIdx, I)>()
            + self.ranks.capacity() * size_of::<u32>()
            + self.by_rank.capacity() * size_of::<I>()
    }
}

/// The position of `NONE`.
const NOTHING: usize = u32::MAX as usize;

/// The thing of some that most was paid for on some lines; of equal amounts the first by key. In a file without amounts
/// the first by key.
pub fn main_of<I: Idx>(
    ledger: &Ledger,
    column: &IndexVec<LineIdx, I>,
    texts: &Interner<I>,
    lines: &[LineIdx],
    held: &[I],
) -> Option<I> {
    if held.len() < 2 {
        return held.first().copied();
    }
    let amount = |line: LineIdx| ledger.lines.amount.get(line).copied().unwrap_or_default();
    let mut paid: Vec<(I, Money)> = lines
        .iter()
        .filter_map(|&line| Some((*column.get(line)?, amount(line))))
        .filter(|(thing, _)| held.binary_search(thing).is_ok())
        .collect();
    paid.sort_unstable();
    let sums = paid
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|of| Some((of.first()?.0, of.iter().map(|&(_, amount)| amount).sum::<Money>())));
    let better = |a: (I, Money), b: (I, Money)| {
        let is_better = a.1 < b.1 || (a.1 == b.1 && texts.text(b.0) < texts.text(a.0));
        if is_better { b } else { a }
    };
    sums.reduce(better).map(|(thing, _)| thing)
}

/// Appends the things on some lines. A line below zero is something taken off or sent back, not held.
pub(super) fn push_held<I: Idx>(
    ledger: &Ledger,
    column: &IndexVec<LineIdx, I>,
    n: usize,
    lines: &[LineIdx],
    held: &mut Vec<I>,
) {
    for &line in lines {
        if ledger.lines.amount.get(line).is_none_or(|amount| !amount.is_negative())
            && let Some(&thing) = column.get(line)
            && thing.index() < n
        {
            held.push(thing);
        }
    }
}

/// Sorts what stands from `start` on and takes out what is there twice. Most orders hold a few things.
pub(super) fn distinct<I: Idx>(things: &mut Vec<I>, start: usize) {
    if things.len() - start < 2 {
        return;
    }
    let Some(new) = things.get_mut(start..) else { return };
    new.sort_unstable();
    let mut kept = 0;
    let mut before = None;
    for at in 0..new.len() {
        let thing = new.get(at).copied();
        if thing != before {
            if let (Some(slot), Some(thing)) = (new.get_mut(kept), thing) {
                *slot = thing;
            }
            kept += 1;
            before = thing;
        }
    }
    things.truncate(start + kept);
}

/// An order that is being formed.
struct Formed {
    time: (Day, u32),
    id: OrderIdIdx,
    start: usize,
    end: usize,
    first_line: LineIdx,
}

impl Orders {
    /// Brings the lines of a ledger together.
    pub fn new(ledger: &Ledger, grain: OrderGrain) -> Orders {
        let (ends, by_customer) = lines_by_customer(ledger);
        let mut orders = Orders { grain, lines: by_customer, ..Orders::default() };
        // As a rule an order number is one customer's: columns that double when they are full leave holes behind.
        let likely = ledger.order_ids.len().min(orders.lines.len());
        let mut of_order = Csr::default();
        of_order.reserve_exact(likely);
        orders.day.reserve_exact(likely);
        orders.second.reserve_exact(if ledger.lines.second.is_empty() { 0 } else { likely });
        orders.total.reserve_exact(likely);
        orders.of_customer.reserve_exact(ends.len());
        let mut former = Former {
            ledger,
            grain,
            no_id: ledger.order_ids.find(""),
            keyed: Vec::new(),
            formed: Vec::new(),
            of_order,
        };
        let mut start = 0;
        for &end in ends.iter() {
            former.customer(start..end as usize, &mut orders);
            start = end as usize;
        }
        let mut of_order = former.of_order;
        of_order.shrink_to_fit();
        orders.of_order = Arc::new(of_order);
        orders.day.shrink_to_fit();
        orders.second.shrink_to_fit();
        orders.last.shrink_to_fit();
        orders.total.shrink_to_fit();
        orders.products = HeldByOrder::new(ledger, &orders, &ledger.lines.product, &ledger.products);
        orders.categories = HeldByOrder::new(ledger, &orders, &ledger.lines.category, &ledger.categories);
        orders
    }
    /// Number of orders.
    pub fn len(&self) -> usize {
        self.day.len()
    }
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.day.is_empty()
    }
    /// Date and second of day of an order's earliest line.
    #[inline]
    pub(super) fn time(&self, order: OrderIdx) -> (Day, u32) {
        (self.day.at(order), self.second.get(order).copied().unwrap_or(0))
    }
    /// A customer's orders by time; of equal times by order id as text.
    #[inline]
    pub fn of_customer(
        &self,
        customer: CustomerIdx,
    ) -> impl DoubleEndedIterator<Item = OrderIdx> + ExactSizeIterator + Clone + use<> {
        self.of_customer.range(customer).map(OrderIdx::from_index)
    }
    /// The lines of an order.
    #[inline]
    pub fn lines_of(&self, order: OrderIdx) -> &[LineIdx] {
        self.lines.get(self.of_order.range(order)).unwrap_or(&[])
    }
    /// The lines of all orders of a customer.
    #[inline]
    pub fn lines_of_customer(&self, customer: CustomerIdx) -> &[LineIdx] {
        let orders = self.of_customer.range(customer);
        let start = self.of_order.range(OrderIdx::from_index(orders.start)).start;
        let end = match orders.end.checked_sub(1) {
            Some(last) if orders.start < orders.end => self.of_order.range(OrderIdx::from_index(last)).end,
            _ => start,
        };
        self.lines.get(start..end).unwrap_or(&[])
    }
    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.products.heap_bytes()
            + self.categories.heap_bytes()
            + self.day.heap_bytes()
            + self.second.heap_bytes()
            + self.last.capacity() * size_of::<(OrderIdx, Day)>()
            + self.total.heap_bytes()
            + self.lines.capacity() * size_of::<LineIdx>()
            + self.of_order.heap_bytes()
            + self.of_customer.heap_bytes()
    }
}

/// Lines by customer, in the order of the file: a counting sort. A line without a customer has no place.
fn lines_by_customer(ledger: &Ledger) -> (IndexVec<CustomerIdx, u32>, Vec<LineIdx>) {
    let mut ends = IndexVec::<CustomerIdx, u32>::filled(0, ledger.customers.len());
    for &customer in ledger.lines.customer.iter() {
        ends.get_mut(customer).into_iter().for_each(|count| *count += 1);
    }
    let mut total = 0_u32;
    for customer in ledger.customers.indices() {
        if let Some(end) = ends.get_mut(customer) {
            // For now the start of the customer's lines; placing them moves it to their end.
            total += std::mem::replace(end, total);
        }
    }
    let mut lines = vec![LineIdx(0); total as usize];
    for (line, &customer) in ledger.lines.customer.iter_enumerated() {
        if let Some(end) = ends.get_mut(customer)
            && let Some(slot) = lines.get_mut(*end as usize)
        {
            *slot = line;
            *end += 1;
        }
    }
    (ends, lines)
}

struct Former<'a> {
    ledger: &'a Ledger,
    grain: OrderGrain,
    /// The order number that stands for an empty cell.
    no_id: Option<OrderIdIdx>,
    /// What brings lines of one customer together, and the line.
    keyed: Vec<(u64, LineIdx)>,
    formed: Vec<Formed>,
    of_order: Csr<OrderIdx>,
}

impl Former<'_> {
    /// The lines of a customer, which stand together, order by order: in the same places.
    fn customer(&mut self, range: std::ops::Range<usize>, orders: &mut Orders) {
        let ledger = self.ledger;
        let mut closed = range.start;
        let lines = orders.lines.get_mut(range).unwrap_or_default();
        self.keyed.clear();
        for &line in lines.iter() {
            self.keyed.push((self.key(line), line));
        }
        if !self.keyed.is_sorted() {
            self.keyed.sort_unstable();
        }
        self.formed.clear();
        let mut start = 0;
        for chunk in self.keyed.chunk_by(|a, b| a.0 == b.0) {
            let time = chunk.iter().map(|&(_, line)| time_of(ledger, line)).min().unwrap_or_default();
            let first_line = chunk.first().map_or(LineIdx::NONE, |&(_, line)| line);
            let id = ledger.lines.order_id.get(first_line).copied().unwrap_or(OrderIdIdx::NONE);
            let end = start + chunk.len();
            self.formed.push(Formed { time, id, start, end, first_line });
            start = end;
        }
        self.formed.sort_unstable_by(|a, b| {
            let text = |order: &Formed| if order.id.is_some() { ledger.order_ids.text(order.id) } else { "" };
            a.time.cmp(&b.time).then_with(|| text(a).cmp(text(b)).then(a.first_line.cmp(&b.first_line)))
        });
        let mut slots = lines.iter_mut();
        for order in &self.formed {
            let keyed = self.keyed.get(order.start..order.end).unwrap_or(&[]);
            let last = keyed.iter().map(|&(_, line)| time_of(ledger, line).0).max();
            if let Some(last) = last.filter(|&last| last != order.time.0) {
                orders.last.push((OrderIdx::from_index(orders.day.len()), last));
            }
            orders.day.push(order.time.0);
            if !ledger.lines.second.is_empty() {
                orders.second.push(order.time.1);
            }
            let amount =
                |&(_, line): &(u64, LineIdx)| ledger.lines.amount.get(line).copied().unwrap_or_default();
            orders.total.push(keyed.iter().map(amount).sum());
            // keyed first: zip would take a slot too many
            keyed.iter().zip(&mut slots).for_each(|(&(_, line), slot)| *slot = line);
            closed += keyed.len();
            self.of_order.close(closed);
        }
        orders.of_customer.close(orders.day.len());
    }

    /// What brings lines of one customer together: the order id, or without one the day or the line itself.
    fn key(&self, line: LineIdx) -> u64 {
        const BY_DAY: u64 = 1 << 32;
        const BY_LINE: u64 = 2 << 32;
        match self.ledger.lines.order_id.get(line) {
            Some(&id) if id.is_some() && Some(id) != self.no_id => u64::from(id.0),
            _ if self.grain == OrderGrain::Row => BY_LINE + u64::from(line.0),
            // The sign bit flipped, so that days before 1970 sort first.
            _ => {
                BY_DAY
                    + u64::from(self.ledger.lines.day.get(line).map_or(0, |day| day.0 as u32 ^ 0x8000_0000))
            }
        }
    }
}

/// Day and second of day of a line.
#[inline]
pub(super) fn time_of(ledger: &Ledger, line: LineIdx) -> (Day, u32) {
    let second = ledger.lines.second.get(line).copied().unwrap_or(0);
    (ledger.lines.day.get(line).copied().unwrap_or_default(), second)
}
