//! From orders and recipe to history: one walk over the customers, telling purchases, returns and free orders apart.
//!
//! Nothing depends on the order of the rows in the file, except which of two rows without any other difference comes
//! first.

use std::sync::Arc;

use super::{Aside, BuyerIdx, History, PurchaseIdx, before_orders, returns::Matcher, selection::Selection};
use crate::{
    answers::SetAsideReason,
    base::{Day, Idx, IndexVec, Money},
    model::{
        CustomerIdx, Ledger, LineIdx, OrderIdIdx,
        orders::{OrderIdx, Orders, time_of},
    },
    recipe::{FreeOrders, Margin, Recipe, Returns, SameDay},
};
use SetAsideReason::{CustomerExcluded, Filtered};

/// An order of the customer at hand, with what the recipe has left of it.
pub(super) struct Order {
    pub(super) day: Day,
    pub(super) total: Money,
    /// Its lines: in the scratch list where lines may have been left out, else those of the table of orders.
    kept: Option<(usize, usize)>,
    order: OrderIdx,
}

/// What the orders of a customer came to.
#[derive(Default)]
struct Emitted {
    purchases: usize,
    net: Money,
    lines: usize,
    /// Orders of total zero in a file with amounts.
    free: u64,
    has_returns: bool,
    /// The day of the last order.
    last: Option<Day>,
}

/// Why each line was left out, where somebody asks.
pub(super) type Reasons = IndexVec<LineIdx, Option<SetAsideReason>>;

impl History {
    /// Applies a recipe to a ledger, but for its filters: those need to know who the customers are, see
    /// `segments::selection`.
    pub fn build(ledger: &Ledger, recipe: &Recipe) -> History {
        let orders = Arc::new(Orders::new(ledger, recipe.order_grain));
        Self::select(ledger, &orders, recipe, &Selection::default())
    }

    /// Applies a recipe to a part of a ledger. `orders` are those of the recipe's grain.
    pub fn select(ledger: &Ledger, orders: &Arc<Orders>, recipe: &Recipe, selection: &Selection) -> History {
        Builder::new(ledger, orders, recipe, selection, None).run().0
    }

    /// The same without what each purchase brought and held, and without returns: customers, what they brought in all and
    /// the days they bought on, which is all that their standing on a past day is found from. It stands in memory beside
    /// the whole history.
    pub(crate) fn standing(
        ledger: &Ledger,
        orders: &Arc<Orders>,
        recipe: &Recipe,
        selection: &Selection,
    ) -> History {
        let mut builder = Builder::new(ledger, orders, recipe, selection, None);
        builder.days_alone = true;
        builder.by_cost = false;
        builder.run().0
    }

    /// Why each line was left out under a recipe; `None` for a line that was used.
    pub fn reasons(
        ledger: &Ledger,
        orders: &Arc<Orders>,
        recipe: &Recipe,
        selection: &Selection,
    ) -> IndexVec<LineIdx, Option<SetAsideReason>> {
        let reasons = IndexVec::filled(None, ledger.lines.len());
        Builder::new(ledger, orders, recipe, selection, Some(reasons)).run().1.unwrap_or_default()
    }
}

struct Builder<'a> {
    ledger: &'a Ledger,
    table: &'a Orders,
    recipe: &'a Recipe,
    selection: &'a Selection,
    history: History,
    reasons: Option<Reasons>,
    matcher: Matcher,
    last_order: Option<Day>,
    /// How many of the orders of several days lie behind: orders are walked over in one direction.
    behind: usize,
    /// A rule on amounts may leave out any line. The date leaves out whole orders as a rule.
    ignores_returns: bool,
    by_cost: bool,
    /// Nobody asks what single purchases brought or held, nor what was sent back.
    days_alone: bool,
    kept: Vec<LineIdx>,
    orders: Vec<Order>,
    /// Returns of keys without a purchase, with their margin: they come last.
    stray: Vec<(Day, Money, Money)>,
}

impl<'a> Builder<'a> {
    fn new(
        ledger: &'a Ledger,
        table: &'a Arc<Orders>,
        recipe: &'a Recipe,
        selection: &'a Selection,
        reasons: Option<Reasons>,
    ) -> Self {
        let ignores_returns = recipe.returns == Returns::Ignore && ledger.has.amounts;
        let history =
            History { amounts: ledger.has.amounts, orders: Arc::clone(table), ..History::default() };
        Self {
            ledger,
            table,
            recipe,
            selection,
            history,
            reasons,
            matcher: Matcher::new(ledger),
            last_order: None,
            behind: 0,
            ignores_returns,
            by_cost: recipe.margin == Some(Margin::Cost) && ledger.has.costs && ledger.has.amounts,
            days_alone: false,
            kept: Vec::new(),
            orders: Vec::new(),
            stray: Vec::new(),
        }
    }

    fn run(mut self) -> (History, Option<Reasons>) {
        self.make_room();
        for customer in self.ledger.customers.indices() {
            self.customer(customer);
        }
        self.finish()
    }

    /// Nearly every order up to the day is a purchase: columns that grow step by step take twice the memory. Under filters
    /// on lines alone the orders are about as many of all as the lines are; what is too little grows, which is no harm.
    fn make_room(&mut self) {
        if self.selection.judges_orders() || self.selection.customers.is_some() {
            return;
        }
        let orders = match self.recipe.as_of {
            None => self.table.len(),
            Some(as_of) => self.table.day.iter().filter(|&&day| day <= as_of).count(),
        };
        let kept =
            self.selection.kept_lines().map(|kept| kept as f64 / self.ledger.lines.len().max(1) as f64);
        let purchases = kept.map_or(orders, |kept| orders.min((orders as f64 * (kept * 1.01)) as usize));
        let columns = &mut self.history.purchases;
        columns.day.reserve_exact(purchases);
        if !self.days_alone {
            columns.order.reserve_exact(purchases);
            columns.revenue.reserve_exact(purchases);
        }
        // the room for what turns out to be no customer is small
        let customers = self.ledger.customers.len();
        self.history.buyers.key.reserve_exact(customers);
        self.history.buyers.net_revenue.reserve_exact(customers);
        self.history.buyers.first_day.reserve_exact(customers);
        self.history.buyers.last_day.reserve_exact(customers);
        self.history.buyers.purchases.reserve_exact(customers);
        self.history.buyers.returns.reserve_exact(customers);
    }

    fn customer(&mut self, customer: CustomerIdx) {
        let lines = self.table.lines_of_customer(customer);
        if lines.is_empty() {
            return;
        }
        if self.selection.excludes(customer) {
            self.table.of_customer(customer).for_each(|order| self.leave_out_order(order, CustomerExcluded));
            return;
        }
        if !self.selection.has_customer(customer) {
            self.table.of_customer(customer).for_each(|order| self.leave_out_order(order, Filtered));
            return;
        }
        self.form_orders(customer);
        if self.orders.is_empty() {
            return;
        }
        let Emitted { purchases, net, lines, free, has_returns, last } = self.emit_purchases();
        if self.falls_short(purchases, net) {
            self.truncate();
            self.history.counts.keys_too_few += 1;
            let lines: Vec<LineIdx> =
                self.orders.iter().flat_map(|order| self.lines_of(order).iter().copied()).collect();
            lines.into_iter().for_each(|line| self.leave_out(line, Filtered));
            return;
        }
        self.last_order = self.last_order.max(last);
        self.history.counts.lines += lines as u64;
        if self.recipe.free_orders == FreeOrders::SetAside {
            self.history.counts.free_orders += free;
        }
        if purchases == 0 {
            for order in self.orders.iter().filter(|order| order.total.is_negative() && !self.days_alone) {
                self.stray.push((order.day, order.total, self.margin(order)));
            }
            return;
        }
        let buyer = self.history.buyers.key.push(customer);
        let days = &self.history.purchases.day;
        let begun = days.as_slice().get(self.history.buyers.purchases.last_end());
        let (from, to) = (begun.copied().unwrap_or_default(), days.last().copied().unwrap_or_default());
        let span = self.history.span.get_or_insert((from, to));
        *span = (span.0.min(from), span.1.max(to));
        self.history.buyers.first_day.push(from);
        self.history.buyers.last_day.push(to);
        self.history.buyers.net_revenue.push(net);
        self.history.buyers.purchases.close(self.history.purchases.day.len());
        if has_returns && !self.days_alone {
            self.emit_returns(buyer);
        }
        self.history.buyers.returns.close(self.history.returns.day.len());
    }

    /// Counts a line that is left out.
    #[inline]
    fn leave_out(&mut self, line: LineIdx, reason: SetAsideReason) {
        let amount = amount_of(self.ledger, line);
        self.aside(reason).add(amount);
        if let Some(slot) = self.reasons.as_mut().and_then(|reasons| reasons.get_mut(line)) {
            *slot = Some(reason);
        }
    }

    /// Counts all lines of an order.
    fn leave_out_order(&mut self, order: OrderIdx, reason: SetAsideReason) {
        let lines = self.table.lines_of(order);
        if self.reasons.is_some() {
            lines.iter().for_each(|&line| self.leave_out(line, reason));
            return;
        }
        let amount = self.table.total.at(order);
        let aside = self.aside(reason);
        aside.lines += lines.len() as u64;
        aside.amount += amount;
    }

    #[inline]
    fn aside(&mut self, reason: SetAsideReason) -> &mut Aside {
        let counts = &mut self.history.counts;
        match reason {
            SetAsideReason::AfterAsOf => &mut counts.after_as_of,
            SetAsideReason::ReturnsIgnored => &mut counts.returns_ignored,
            _ => &mut counts.filtered,
        }
    }

    #[inline]
    fn lines_of(&self, order: &Order) -> &[LineIdx] {
        lines_of(&self.kept, self.table, order)
    }

    /// Fills `orders` with what is left of the customer's orders, by time.
    fn form_orders(&mut self, customer: CustomerIdx) {
        let (ledger, table) = (self.ledger, self.table);
        self.kept.clear();
        self.orders.clear();
        let mut moved = false;
        for idx in table.of_customer(customer) {
            let all = table.lines_of(idx);
            let mut time = table.time(idx);
            if self.recipe.as_of.is_some_and(|as_of| as_of < time.0) {
                self.leave_out_order(idx, SetAsideReason::AfterAsOf);
                continue;
            }
            let mut lines = all;
            let mut total = table.total.at(idx);
            let mut kept = None;
            let last_day = self.last_day(idx);
            // Any line may be left out, each for a reason of its own; else it is the filters alone that count.
            let is_judged = self.ignores_returns || self.recipe.as_of.is_some_and(|as_of| as_of < last_day);
            let left = if !self.selection.judges_lines() {
                all.len()
            } else if let Some(stays) = self.selection.has_day(time.0).filter(|_| time.0 == last_day) {
                if stays { all.len() } else { 0 }
            } else {
                all.iter().filter(|&&line| self.selection.has_line(line)).count()
            };
            if left == 0 && !is_judged {
                self.leave_out_order(idx, Filtered);
                continue;
            }
            if is_judged || left < all.len() {
                let start = self.kept.len();
                for &line in all {
                    match self.left_out(line) {
                        Some(reason) => self.leave_out(line, reason),
                        None => self.kept.push(line),
                    }
                }
                lines = self.kept.get(start..).unwrap_or(&[]);
                if lines.is_empty() {
                    continue;
                }
                kept = Some((start, self.kept.len()));
                if lines.len() < all.len() {
                    let earliest = lines.iter().map(|&line| time_of(ledger, line)).min().unwrap_or(time);
                    moved |= earliest != time;
                    time = earliest;
                    total = lines.iter().map(|&line| amount_of(ledger, line)).sum();
                }
            }
            if self.selection.judges_orders() && !self.selection.has_order(lines) {
                if kept.is_none() {
                    self.leave_out_order(idx, Filtered);
                    continue;
                }
                // the lines may be those of the scratch list, which counting them does not touch
                let out: Vec<LineIdx> = lines.to_vec();
                out.into_iter().for_each(|line| self.leave_out(line, Filtered));
                continue;
            }
            self.orders.push(Order { day: time.0, total, kept, order: idx });
        }
        if moved {
            self.put_in_order();
        }
    }

    /// Leaving out the earliest line of an order can move it behind others.
    fn put_in_order(&mut self) {
        let (ledger, table, kept) = (self.ledger, self.table, &self.kept);
        self.orders.sort_by_cached_key(|order| {
            let lines = lines_of(kept, table, order);
            let time = lines.iter().map(|&line| time_of(ledger, line)).min().unwrap_or_default();
            let first_line = lines.first().copied().unwrap_or(LineIdx::NONE);
            let id = ledger.lines.order_id.get(first_line).copied().unwrap_or(OrderIdIdx::NONE);
            (time, if id.is_some() { ledger.order_ids.text(id) } else { "" }, first_line)
        });
    }

    /// Date of the latest line of an order that does not stand before the one asked for last.
    #[inline]
    fn last_day(&mut self, order: OrderIdx) -> Day {
        while let Some(&(several, day)) = self.table.last.get(self.behind) {
            if order < several {
                break;
            }
            if several == order {
                return day;
            }
            self.behind += 1;
        }
        self.table.day.at(order)
    }

    #[inline]
    fn left_out(&self, line: LineIdx) -> Option<SetAsideReason> {
        before_orders(self.ledger, self.recipe, line)
            .or_else(|| (!self.selection.has_line(line)).then_some(Filtered))
    }

    #[inline]
    fn is_purchase(&self, order: &Order) -> bool {
        !self.history.amounts
            || order.total.is_positive()
            || (order.total == Money::ZERO && self.recipe.free_orders == FreeOrders::Count)
    }

    /// Amount less cost. A cost has the sign of its amount: what is sent back gives its cost back.
    fn margin(&self, order: &Order) -> Money {
        if !self.by_cost {
            return Money::ZERO;
        }
        let of_line = |&line: &LineIdx| {
            let amount = amount_of(self.ledger, line);
            let cost = self.ledger.lines.cost.get(line).copied().unwrap_or_default();
            let cost = if amount.is_negative() && cost.is_positive() { -cost } else { cost };
            amount - cost
        };
        self.lines_of(order).iter().map(of_line).sum()
    }

    /// Appends the purchases of the orders at hand.
    fn emit_purchases(&mut self) -> Emitted {
        let before = self.history.purchases.day.len();
        let mut emitted = Emitted::default();
        let orders = std::mem::take(&mut self.orders);
        for order in &orders {
            let lines = lines_of(&self.kept, self.table, order);
            emitted.lines += lines.len();
            emitted.net += order.total;
            emitted.last = emitted.last.max(Some(order.day));
            if self.history.amounts {
                emitted.free += u64::from(order.total == Money::ZERO);
                emitted.has_returns |= order.total.is_negative();
            }
            if !self.is_purchase(order) {
                continue;
            }
            let margin = self.margin(order);
            let table = self.table;
            let purchases = &mut self.history.purchases;
            let n = purchases.day.len();
            let last = (n > before).then(|| PurchaseIdx::from_index(n - 1));
            let merged = last.filter(|&last| {
                self.recipe.same_day == SameDay::Merge && purchases.day.get(last) == Some(&order.day)
            });
            if self.days_alone {
                if merged.is_none() {
                    purchases.day.push(order.day);
                }
                continue;
            }
            if let Some(last) = merged {
                purchases.merge(table, lines);
                purchases.revenue.get_mut(last).into_iter().for_each(|revenue| *revenue += order.total);
                purchases.margin.get_mut(last).into_iter().for_each(|sum| *sum += margin);
                continue;
            }
            purchases.day.push(order.day);
            purchases.revenue.push(order.total);
            if order.kept.is_none() || lines.len() == table.lines_of(order.order).len() {
                purchases.order.push(order.order);
            } else {
                purchases.push_own(lines);
            }
            if self.by_cost {
                purchases.margin.push(margin);
            }
        }
        self.orders = orders;
        emitted.purchases = self.history.purchases.day.len() - before;
        emitted
    }

    fn emit_returns(&mut self, buyer: BuyerIdx) {
        let is_return = |order: &&Order| order.total.is_negative();
        let margins: Vec<Money> =
            self.orders.iter().filter(is_return).map(|order| self.margin(order)).collect();
        let returns: Vec<(&Order, &[LineIdx])> = self
            .orders
            .iter()
            .filter(is_return)
            .map(|order| (order, lines_of(&self.kept, self.table, order)))
            .collect();
        self.matcher.customer(self.ledger, self.recipe, &mut self.history, buyer, &returns);
        let table = &mut self.history.returns;
        for ((_, lines), margin) in returns.into_iter().zip(margins) {
            table.line.extend_from_slice(lines);
            table.lines.close(table.line.len());
            if self.by_cost {
                table.margin.push(margin);
            }
        }
    }

    /// Whether a key falls short of a customer definition that asks for more than one purchase. Under the default a key
    /// without a purchase is no customer either, but its returns stay in the shop's revenue.
    fn falls_short(&self, n_purchases: usize, net: Money) -> bool {
        n_purchases < self.recipe.min_orders as usize && self.recipe.min_orders > 1
            || self.recipe.min_revenue.is_some_and(|least| self.history.amounts && net < least)
    }

    /// Takes back the purchases of a key that is not counted as a customer.
    fn truncate(&mut self) {
        let kept = self.history.buyers.purchases.last_end();
        let purchases = &mut self.history.purchases;
        while kept < purchases.day.len() {
            purchases.pop();
        }
    }

    fn finish(mut self) -> (History, Option<Reasons>) {
        for &(day, amount, margin) in &self.stray {
            let returns = &mut self.history.returns;
            returns.buyer.push(BuyerIdx::NONE);
            returns.day.push(day);
            returns.amount.push(amount);
            returns.purchase.push(PurchaseIdx::NONE);
            returns.lines.close(returns.line.len());
            if self.by_cost {
                returns.margin.push(margin);
            }
            self.history.counts.unmatched_returns += 1;
        }
        let as_of = self.recipe.as_of.or(self.selection.as_of).or(self.last_order).unwrap_or_default();
        // Two thousand years stand for "everything": more would leave the calendar.
        let months = self.recipe.window_months.min(24_000) as i32;
        self.history.as_of = as_of;
        self.history.window_from = as_of.add_months(-months).add_days(1);
        self.history.margin = match self.recipe.margin {
            Some(Margin::Percent(percent)) if self.history.amounts => Some(Margin::Percent(percent)),
            Some(Margin::Cost) if self.by_cost => Some(Margin::Cost),
            _ => None,
        };
        (self.history, self.reasons)
    }
}

#[inline]
fn amount_of(ledger: &Ledger, line: LineIdx) -> Money {
    ledger.lines.amount.get(line).copied().unwrap_or_default()
}

/// The lines that are left of an order.
#[inline]
fn lines_of<'a>(kept: &'a [LineIdx], table: &'a Orders, order: &Order) -> &'a [LineIdx] {
    match order.kept {
        Some((start, end)) => kept.get(start..end).unwrap_or(&[]),
        None => table.lines_of(order.order),
    }
}
