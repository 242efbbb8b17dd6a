//! What purchases hold: the distinct products, or categories, of each. Those of whole orders were found with the orders;
//! the rest is found once for all metrics that ask.

use crate::{
    base::{Idx, IndexVec, Interner},
    model::{
        BuyerIdx, CategoryIdx, Csr, History, Ledger, LineIdx, ProductIdx, PurchaseIdx,
        orders::{HeldByOrder, OrderIdx, main_of},
    },
};

/// Products or categories: a column of the ledger, its texts, and what each purchase holds of it.
pub struct Held<'a, I> {
    /// The ledger.
    pub ledger: &'a Ledger,
    history: &'a History,
    /// The column.
    pub column: &'a IndexVec<LineIdx, I>,
    /// Number of distinct things.
    pub n: usize,
    is_known: bool,
    key_of: fn(&Ledger, I) -> &str,
    label_of: fn(&Ledger, I) -> &str,
    texts: &'a Interner<I>,
    by_order: &'a HeldByOrder<I>,
    /// Of purchases that are no whole order, each where its lines stand: a purchase holds at most as many things as it has
    /// lines, and what is left over is `NONE`.
    things: Vec<I>,
    /// Of purchase 1 and of purchase 2, customer by customer: what many metrics ask, side by side.
    starts: [OfBuyers<I>; 2],
}

/// What one purchase of every customer holds.
struct OfBuyers<I> {
    of_buyer: Csr<BuyerIdx>,
    things: Vec<I>,
}

impl<I> Default for OfBuyers<I> {
    fn default() -> Self {
        Self { of_buyer: Csr::default(), things: Vec::new() }
    }
}

impl<I: Idx> OfBuyers<I> {
    #[inline]
    fn of(&self, buyer: BuyerIdx) -> &[I] {
        self.things.get(self.of_buyer.range(buyer)).unwrap_or(&[])
    }
}

/// What purchases hold of products.
pub fn products<'a>(ledger: &'a Ledger, history: &'a History) -> Held<'a, ProductIdx> {
    Held {
        ledger,
        history,
        column: &ledger.lines.product,
        n: ledger.products.len(),
        is_known: ledger.has.products,
        key_of: |ledger, product| ledger.products.text(product),
        label_of: |ledger, product| ledger.product_label(product),
        texts: &ledger.products,
        by_order: history.products(),
        things: Vec::new(),
        starts: [OfBuyers::default(), OfBuyers::default()],
    }
    .fill()
}

/// What purchases hold of categories.
pub fn categories<'a>(ledger: &'a Ledger, history: &'a History) -> Held<'a, CategoryIdx> {
    Held {
        ledger,
        history,
        column: &ledger.lines.category,
        n: ledger.categories.len(),
        is_known: ledger.has.categories,
        key_of: |ledger, category| ledger.categories.text(category),
        label_of: |ledger, category| ledger.categories.text(category),
        texts: &ledger.categories,
        by_order: history.categories(),
        things: Vec::new(),
        starts: [OfBuyers::default(), OfBuyers::default()],
    }
    .fill()
}

impl<'a, I: Idx> Held<'a, I> {
    #[inline(never)]
    fn fill(mut self) -> Self {
        if !self.is_known {
            return self;
        }
        self.find_own();
        let mut starts = [OfBuyers::default(), OfBuyers::default()];
        for start in &mut starts {
            start.of_buyer.reserve_exact(self.history.n_customers());
        }
        for buyer in self.history.buyers() {
            for (number, start) in (1..).zip(&mut starts) {
                let purchase = self.history.purchase_number(buyer, number);
                start.things.extend_from_slice(purchase.map_or(&[], |purchase| self.of(purchase)));
                start.of_buyer.close(start.things.len());
            }
        }
        self.starts = starts;
        self
    }
    /// What the purchases hold that are no whole orders.
    fn find_own(&mut self) {
        let n = self.history.n_own_lines();
        if n == 0 {
            return;
        }
        self.things = vec![I::from_index(u32::MAX as usize); n];
        let mut held = Vec::new();
        for purchase in self.history.purchases.day.indices() {
            if self.history.whole_order(purchase).is_some() {
                continue;
            }
            held.clear();
            self.history.push_held(self.ledger, self.column, self.n, purchase, &mut held);
            let slots = self.things.get_mut(self.history.own_lines(purchase)).unwrap_or_default();
            slots.iter_mut().zip(&held).for_each(|(slot, &thing)| *slot = thing);
        }
    }
    /// Whether the file has the column.
    #[inline]
    pub fn is_known(&self) -> bool {
        self.is_known
    }
    /// The distinct things that a purchase holds, ascending.
    #[inline]
    pub fn of(&self, purchase: PurchaseIdx) -> &[I] {
        match self.history.whole_order(purchase) {
            Some(order) => self.by_order.of(order),
            None => {
                let own = self.things.get(self.history.own_lines(purchase)).unwrap_or(&[]);
                let n = own.iter().take_while(|thing| thing.index() < self.n).count();
                own.get(..n).unwrap_or(&[])
            }
        }
    }
    /// Calls with what all purchases hold, each purchase once, with `NONE` between: whole orders that follow each other in
    /// one piece, which is most of a shop.
    pub fn of_all(&self, mut with: impl FnMut(&[I])) {
        let mut orders: Option<(OrderIdx, OrderIdx)> = None;
        for purchase in self.history.purchases.day.indices() {
            let order = self.history.whole_order(purchase);
            if let (Some((_, last)), Some(order)) = (&mut orders, order)
                && last.0 + 1 == order.0
            {
                *last = order;
                continue;
            }
            if let Some((first, last)) = orders.take() {
                with(self.by_order.of_orders(first, last));
            }
            match order {
                Some(order) => orders = Some((order, order)),
                None => with(self.of(purchase)),
            }
        }
        if let Some((first, last)) = orders {
            with(self.by_order.of_orders(first, last));
        }
    }
    /// What a customer's purchase 1 holds.
    #[inline]
    pub fn of_first(&self, buyer: BuyerIdx) -> &[I] {
        let [first, _] = &self.starts;
        first.of(buyer)
    }
    /// What purchase 2 holds; nothing where there is none.
    #[inline]
    pub fn of_second(&self, buyer: BuyerIdx) -> &[I] {
        let [_, second] = &self.starts;
        second.of(buyer)
    }
    /// How many customers began with each thing.
    pub fn begun_with(&self) -> IndexVec<I, u32> {
        let mut sizes = IndexVec::<I, u32>::filled(0, self.n);
        let [first, _] = &self.starts;
        for &thing in &first.things {
            sizes.get_mut(thing).into_iter().for_each(|size| *size += 1);
        }
        sizes
    }
    /// The things that most customers began with, of equal ones the first by key, and how many there are at all.
    pub fn largest(&self, sizes: &IndexVec<I, u32>, most: usize) -> (Vec<I>, usize) {
        let mut ranked: Vec<I> = sizes.indices().filter(|&thing| 0 < sizes.at(thing)).collect();
        let n = ranked.len();
        ranked.sort_unstable_by(|&a, &b| {
            sizes.at(b).cmp(&sizes.at(a)).then_with(|| self.rank(a).cmp(&self.rank(b)))
        });
        ranked.truncate(most);
        (ranked, n)
    }
    /// The place of each of some things among them; `u32::MAX` for all others.
    pub fn places(&self, of: &[I]) -> IndexVec<I, u32> {
        let mut places = IndexVec::<I, u32>::filled(u32::MAX, self.n);
        for (&thing, at) in of.iter().zip(0..) {
            places.get_mut(thing).into_iter().for_each(|place| *place = at);
        }
        places
    }
    /// The key of a thing.
    #[inline]
    pub fn key(&self, thing: I) -> &'a str {
        (self.key_of)(self.ledger, thing)
    }
    /// The place of a thing among all by its key: smaller ones come first.
    #[inline]
    pub fn rank(&self, thing: I) -> u32 {
        self.by_order.ranks.get(thing.index()).copied().unwrap_or(u32::MAX)
    }
    /// The name to show.
    #[inline]
    pub fn label(&self, thing: I) -> &'a str {
        (self.label_of)(self.ledger, thing)
    }
    /// The thing that most was paid for in a purchase; of equal amounts the first by key. In a file without amounts the
    /// first by key.
    pub fn main(&self, purchase: PurchaseIdx) -> Option<I> {
        match self.history.whole_order(purchase) {
            Some(order) => self.by_order.main(order),
            None => {
                let lines = self.history.lines_of(purchase);
                main_of(self.ledger, self.column, self.texts, lines, self.of(purchase))
            }
        }
    }
    /// The thing with a rank.
    pub fn at_rank(&self, rank: u32) -> I {
        self.by_order.by_rank.get(rank as usize).copied().unwrap_or(I::from_index(usize::MAX))
    }
}
