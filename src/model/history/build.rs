//! From ledger and recipe to history: lines → customers → orders → purchases, returns and free orders.
//!
//! Lines are brought together per customer by counting; within a customer they are few, and sorted. Nothing depends on
//! the order of the rows in the file, except which of two rows without any other difference comes first.

use super::{Aside, BuyerIdx, History, PurchaseIdx, before_orders, returns::Matcher};
use crate::{
    answers::SetAsideReason,
    base::{Day, IndexVec, Money},
    model::{CustomerIdx, Ledger, LineIdx, OrderIdIdx},
    recipe::{FreeOrders, OrderGrain, Recipe, Returns, SameDay},
};

/// An order of the customer at hand.
pub(super) struct Order {
    pub(super) day: Day,
    second: u32,
    id: OrderIdIdx,
    pub(super) total: Money,
    first_line: LineIdx,
    /// Its lines in the customer's scratch list.
    start: usize,
    end: usize,
}

/// What brings lines of one customer together, and the line.
type Keyed = (u64, LineIdx);

impl History {
    /// Applies a recipe to a ledger.
    pub fn build(ledger: &Ledger, recipe: &Recipe) -> History {
        let mut history = History { amounts: ledger.has.amounts, ..History::default() };
        let by_customer = lines_by_customer(ledger, recipe, &mut history);
        let mut builder = Builder::new(ledger, recipe, history);
        let mut start = 0;
        for (customer, &end) in by_customer.ends.iter_enumerated() {
            builder.customer(customer, by_customer.lines.get(start..end as usize).unwrap_or(&[]));
            start = end as usize;
        }
        builder.finish()
    }
}

/// Lines brought together per customer.
struct ByCustomer {
    ends: IndexVec<CustomerIdx, u32>,
    lines: Vec<LineIdx>,
}

/// Where a line is counted that the recipe leaves out before orders are formed.
fn left_out<'a>(
    ledger: &Ledger,
    recipe: &Recipe,
    line: LineIdx,
    history: &'a mut History,
) -> Option<&'a mut Aside> {
    match before_orders(ledger, recipe, line)? {
        SetAsideReason::AfterAsOf => Some(&mut history.counts.after_as_of),
        _ => Some(&mut history.counts.returns_ignored),
    }
}

fn lines_by_customer(ledger: &Ledger, recipe: &Recipe, history: &mut History) -> ByCustomer {
    let n_customers = ledger.customers.len();
    let whole = recipe.as_of.is_none() && (recipe.returns != Returns::Ignore || !ledger.has.amounts);
    // A counting sort: count, turn counts into starts, place. A line without a customer has no place.
    let mut ends = IndexVec::<CustomerIdx, u32>::filled(0, n_customers);
    let mut kept = Vec::new();
    for (line, &customer) in ledger.lines.customer.iter_enumerated() {
        let Some(count) = ends.get_mut(customer) else { continue };
        if !whole {
            if let Some(aside) = left_out(ledger, recipe, line, history) {
                aside.add(amount_of(ledger, line));
                continue;
            }
            kept.push(line);
        }
        *count += 1;
    }
    let mut total = 0_u32;
    for customer in ledger.customers.indices() {
        if let Some(end) = ends.get_mut(customer) {
            // For now the start of the customer's lines; placing them moves it to their end.
            total += std::mem::replace(end, total);
        }
    }
    let mut lines = vec![LineIdx(0); total as usize];
    let mut place = |line: LineIdx| {
        let Some(end) = ledger.lines.customer.get(line).and_then(|&customer| ends.get_mut(customer)) else {
            return;
        };
        if let Some(slot) = lines.get_mut(*end as usize) {
            *slot = line;
            *end += 1;
        }
    };
    if whole {
        ledger.lines.customer.indices().for_each(&mut place);
    } else {
        kept.into_iter().for_each(&mut place);
    }
    ByCustomer { ends, lines }
}

fn amount_of(ledger: &Ledger, line: LineIdx) -> Money {
    ledger.lines.amount.get(line).copied().unwrap_or_default()
}

struct Builder<'a> {
    ledger: &'a Ledger,
    recipe: &'a Recipe,
    history: History,
    /// The order number that stands for an empty cell.
    no_id: Option<OrderIdIdx>,
    matcher: Matcher,
    last_order: Option<Day>,
    keyed: Vec<Keyed>,
    orders: Vec<Order>,
    /// Returns of keys without a purchase: they come last.
    stray: Vec<(Day, Money)>,
}

impl<'a> Builder<'a> {
    fn new(ledger: &'a Ledger, recipe: &'a Recipe, history: History) -> Self {
        Self {
            ledger,
            recipe,
            history,
            no_id: ledger.order_ids.find(""),
            matcher: Matcher::new(ledger),
            last_order: None,
            keyed: Vec::new(),
            orders: Vec::new(),
            stray: Vec::new(),
        }
    }

    fn customer(&mut self, customer: CustomerIdx, lines: &[LineIdx]) {
        if lines.is_empty() {
            return;
        }
        self.form_orders(lines);
        let last = self.orders.iter().map(|order| order.day).max();
        let free = if self.history.amounts {
            self.orders.iter().filter(|order| order.total == Money::ZERO).count()
        } else {
            0
        };
        let (n_purchases, net) = self.emit_purchases();
        if self.falls_short(n_purchases, net) {
            self.truncate();
            self.history.counts.keys_too_few += 1;
            for &line in lines {
                self.history.counts.too_few.add(amount_of(self.ledger, line));
            }
            return;
        }
        self.last_order = self.last_order.max(last);
        self.history.counts.lines += lines.len() as u64;
        if self.recipe.free_orders == FreeOrders::SetAside {
            self.history.counts.free_orders += free as u64;
        }
        if n_purchases == 0 {
            let returns = self.orders.iter().filter(|order| order.total.is_negative());
            self.stray.extend(returns.map(|order| (order.day, order.total)));
            return;
        }
        let buyer = self.history.buyers.key.push(customer);
        self.history.buyers.net_revenue.push(net);
        self.history.buyers.purchases.close(self.history.purchases.day.len());
        let returns = self.orders.iter().filter(|order| self.history.amounts && order.total.is_negative());
        let returns: Vec<_> = returns.map(|order| (order, lines_of(&self.keyed, order))).collect();
        self.matcher.customer(self.ledger, self.recipe, &mut self.history, buyer, &returns);
        self.history.buyers.returns.close(self.history.returns.day.len());
    }

    /// Fills `orders`, sorted by time and order id, and `keyed`, the customer's lines with those of an order together.
    fn form_orders(&mut self, lines: &[LineIdx]) {
        let (ledger, recipe, no_id) = (self.ledger, self.recipe, self.no_id);
        self.keyed.clear();
        self.keyed.extend(lines.iter().map(|&line| (grain(ledger, recipe, no_id, line), line)));
        if !self.keyed.is_sorted() {
            self.keyed.sort_unstable();
        }
        self.orders.clear();
        let mut start = 0;
        for chunk in self.keyed.chunk_by(|a, b| a.0 == b.0) {
            let time = |&(_, line): &Keyed| {
                let second = ledger.lines.second.get(line).copied().unwrap_or(0);
                (ledger.lines.day.get(line).copied().unwrap_or_default(), second)
            };
            let (day, second) = chunk.iter().map(time).min().unwrap_or_default();
            let first_line = chunk.first().map_or(LineIdx::NONE, |&(_, line)| line);
            let id = ledger.lines.order_id.get(first_line).copied().unwrap_or(OrderIdIdx::NONE);
            let total = chunk.iter().map(|&(_, line)| amount_of(ledger, line)).sum();
            let end = start + chunk.len();
            self.orders.push(Order { day, second, id, total, first_line, start, end });
            start = end;
        }
        self.orders.sort_unstable_by(|a, b| {
            let text = |order: &Order| if order.id.is_some() { ledger.order_ids.text(order.id) } else { "" };
            let same_time = || text(a).cmp(text(b)).then(a.first_line.cmp(&b.first_line));
            (a.day, a.second).cmp(&(b.day, b.second)).then_with(same_time)
        });
    }

    fn is_purchase(&self, order: &Order) -> bool {
        !self.history.amounts
            || order.total.is_positive()
            || (order.total == Money::ZERO && self.recipe.free_orders == FreeOrders::Count)
    }

    /// Appends the purchases of the orders at hand; tells their number and the customer's net revenue.
    fn emit_purchases(&mut self) -> (usize, Money) {
        let buyer = BuyerIdx(self.history.buyers.key.len() as u32);
        let before = self.history.purchases.day.len();
        let mut net = Money::ZERO;
        for order in &self.orders {
            net += order.total;
            if !self.is_purchase(order) {
                continue;
            }
            let purchases = &mut self.history.purchases;
            let n = purchases.day.len();
            let last = (n > before).then(|| PurchaseIdx(n as u32 - 1));
            let merged = last.filter(|&last| {
                self.recipe.same_day == SameDay::Merge && purchases.day.get(last) == Some(&order.day)
            });
            purchases.line.extend(lines_of(&self.keyed, order).iter().map(|&(_, line)| line));
            if let Some(revenue) = merged.and_then(|last| purchases.revenue.get_mut(last)) {
                *revenue += order.total;
                purchases.lines.reopen();
            } else {
                purchases.buyer.push(buyer);
                purchases.day.push(order.day);
                purchases.revenue.push(order.total);
            }
            purchases.lines.close(purchases.line.len());
        }
        (self.history.purchases.day.len() - before, net)
    }

    /// Whether a key falls short of a customer definition that asks for more than one purchase. Under the default a key
    /// without a purchase is no customer either, but its returns stay in the shop's revenue.
    fn falls_short(&self, n_purchases: usize, net: Money) -> bool {
        n_purchases < self.recipe.min_orders as usize && self.recipe.min_orders > 1
            || self.recipe.min_revenue.is_some_and(|least| self.history.amounts && net < least)
    }

    /// Takes back the purchases of a key that is not counted as a customer.
    fn truncate(&mut self) {
        let buyer = BuyerIdx(self.history.buyers.key.len() as u32);
        let purchases = &mut self.history.purchases;
        while purchases.buyer.last() == Some(&buyer) {
            purchases.buyer.pop();
            purchases.day.pop();
            purchases.revenue.pop();
            purchases.lines.reopen();
        }
        purchases.line.truncate(purchases.lines.last_end());
    }

    fn finish(mut self) -> History {
        for &(day, amount) in &self.stray {
            self.history.returns.buyer.push(BuyerIdx::NONE);
            self.history.returns.day.push(day);
            self.history.returns.amount.push(amount);
            self.history.returns.purchase.push(PurchaseIdx::NONE);
            self.history.counts.unmatched_returns += 1;
        }
        let as_of = self.recipe.as_of.or(self.last_order).unwrap_or_default();
        // Two thousand years stand for "everything": more would leave the calendar.
        let months = self.recipe.window_months.min(24_000) as i32;
        self.history.as_of = as_of;
        self.history.window_from = as_of.add_months(-months).add_days(1);
        self.history
    }
}

fn lines_of<'a>(keyed: &'a [Keyed], order: &Order) -> &'a [Keyed] {
    keyed.get(order.start..order.end).unwrap_or(&[])
}

/// What brings lines of one customer together: the order id, or without one the day or the line itself.
fn grain(ledger: &Ledger, recipe: &Recipe, no_id: Option<OrderIdIdx>, line: LineIdx) -> u64 {
    const BY_DAY: u64 = 1 << 32;
    const BY_LINE: u64 = 2 << 32;
    match ledger.lines.order_id.get(line) {
        Some(&id) if id.is_some() && Some(id) != no_id => u64::from(id.0),
        _ if recipe.order_grain == OrderGrain::Row => BY_LINE + u64::from(line.0),
        // The sign bit flipped, so that days before 1970 sort first.
        _ => BY_DAY + u64::from(ledger.lines.day.get(line).map_or(0, |day| day.0 as u32 ^ 0x8000_0000)),
    }
}
