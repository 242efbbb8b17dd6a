//! What purchases hold: the distinct products, or categories, of each. Those of whole orders were found with the orders;
//! the rest is found once for all metrics that ask.

use crate::{
    base::{Idx, IndexVec, Interner},
    model::{
        CategoryIdx, Csr, History, Ledger, LineIdx, ProductIdx, PurchaseIdx,
        orders::{OrderIdx, main_of},
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
    of_order: fn(&History, OrderIdx) -> &[I],
    main_of_order: fn(&History, OrderIdx) -> Option<I>,
    /// Of purchases that are no whole order.
    of_purchase: Csr<PurchaseIdx>,
    things: Vec<I>,
    /// The place of each thing among all by its key: comparing keys means comparing texts, and ties are many.
    ranks: Vec<u32>,
    /// The other way round.
    by_rank: Vec<u32>,
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
        of_order: History::products_of,
        main_of_order: History::main_product,
        of_purchase: Csr::default(),
        things: Vec::new(),
        ranks: Vec::new(),
        by_rank: Vec::new(),
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
        of_order: History::categories_of,
        main_of_order: History::main_category,
        of_purchase: Csr::default(),
        things: Vec::new(),
        ranks: Vec::new(),
        by_rank: Vec::new(),
    }
    .fill()
}

impl<'a, I: Idx> Held<'a, I> {
    fn fill(mut self) -> Self {
        if !self.is_known {
            return self;
        }
        for purchase in self.history.purchases.day.indices() {
            if self.history.whole_order(purchase).is_none() {
                self.history.push_held(self.ledger, self.column, self.n, purchase, &mut self.things);
            }
            self.of_purchase.close(self.things.len());
        }
        let mut order: Vec<(&str, u32)> =
            (0..self.n).map(|at| (self.key(I::from_index(at)), at as u32)).collect();
        order.sort_unstable();
        self.ranks = vec![0; self.n];
        self.by_rank = order.iter().map(|&(_, at)| at).collect();
        for ((_, at), rank) in order.into_iter().zip(0..) {
            self.ranks.get_mut(at as usize).into_iter().for_each(|slot| *slot = rank);
        }
        self
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
            Some(order) => (self.of_order)(self.history, order),
            None => self.things.get(self.of_purchase.range(purchase)).unwrap_or(&[]),
        }
    }
    /// The key of a thing.
    #[inline]
    pub fn key(&self, thing: I) -> &'a str {
        (self.key_of)(self.ledger, thing)
    }
    /// The place of a thing among all by its key: smaller ones come first.
    #[inline]
    pub fn rank(&self, thing: I) -> u32 {
        self.ranks.get(thing.index()).copied().unwrap_or(u32::MAX)
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
            Some(order) => (self.main_of_order)(self.history, order),
            None => {
                let lines = self.history.lines_of(purchase);
                main_of(self.ledger, self.column, self.texts, lines, self.of(purchase))
            }
        }
    }
    /// The thing with a rank.
    pub fn at_rank(&self, rank: u32) -> I {
        I::from_index(self.by_rank.get(rank as usize).map_or(usize::MAX, |&at| at as usize))
    }
}
