//! The ledger's lines brought together: per customer, within a customer per order, the orders by time. Made once per
//! `order_grain`; every recipe then walks over it in one direction. No other setting has been applied.

use super::{Csr, CustomerIdx, Ledger, LineIdx, OrderIdIdx};
use crate::{
    base::{Day, Idx, IndexVec},
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
    /// Date and second of day of the earliest line.
    pub(super) time: IndexVec<OrderIdx, (Day, u32)>,
    /// Lines of the same order side by side, in the order of the file.
    lines: Vec<LineIdx>,
    of_order: Csr<OrderIdx>,
    of_customer: Csr<CustomerIdx>,
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
        let mut orders = Orders { grain, lines: Vec::with_capacity(by_customer.len()), ..Orders::default() };
        let mut former =
            Former { ledger, grain, no_id: ledger.order_ids.find(""), keyed: Vec::new(), formed: Vec::new() };
        let mut start = 0;
        for &end in ends.iter() {
            let lines = by_customer.get(start..end as usize).unwrap_or(&[]);
            former.customer(lines, &mut orders);
            start = end as usize;
        }
        orders.time.shrink_to_fit();
        orders
    }
    /// Number of orders.
    pub fn len(&self) -> usize {
        self.time.len()
    }
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }
    /// A customer's orders by time; of equal times by order id as text.
    pub fn of_customer(
        &self,
        customer: CustomerIdx,
    ) -> impl DoubleEndedIterator<Item = OrderIdx> + ExactSizeIterator + Clone + use<> {
        self.of_customer.range(customer).map(OrderIdx::from_index)
    }
    /// The lines of an order.
    pub fn lines_of(&self, order: OrderIdx) -> &[LineIdx] {
        self.lines.get(self.of_order.range(order)).unwrap_or(&[])
    }
    /// The lines of all orders of a customer.
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
        self.time.heap_bytes()
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
}

impl Former<'_> {
    fn customer(&mut self, lines: &[LineIdx], orders: &mut Orders) {
        let ledger = self.ledger;
        self.keyed.clear();
        for &line in lines {
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
        for order in &self.formed {
            orders.time.push(order.time);
            let keyed = self.keyed.get(order.start..order.end).unwrap_or(&[]);
            orders.lines.extend(keyed.iter().map(|&(_, line)| line));
            orders.of_order.close(orders.lines.len());
        }
        orders.of_customer.close(orders.time.len());
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
pub(super) fn time_of(ledger: &Ledger, line: LineIdx) -> (Day, u32) {
    let second = ledger.lines.second.get(line).copied().unwrap_or(0);
    (ledger.lines.day.get(line).copied().unwrap_or_default(), second)
}
