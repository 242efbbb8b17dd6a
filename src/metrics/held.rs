//! What purchases hold: the distinct products, or categories, of each, found once for all metrics that ask.

use crate::{
    base::{Idx, IndexVec, Money},
    model::{CategoryIdx, Csr, History, Ledger, LineIdx, ProductIdx, PurchaseIdx},
};

/// Products or categories: a column of the ledger, its texts, and what each purchase holds of it.
pub struct Held<'a, I> {
    /// The ledger.
    pub ledger: &'a Ledger,
    /// The column.
    pub column: &'a IndexVec<LineIdx, I>,
    /// Number of distinct things.
    pub n: usize,
    is_known: bool,
    key_of: fn(&Ledger, I) -> &str,
    label_of: fn(&Ledger, I) -> &str,
    of_purchase: Csr<PurchaseIdx>,
    things: Vec<I>,
}

/// What purchases hold of products.
pub fn products<'a>(ledger: &'a Ledger, history: &History) -> Held<'a, ProductIdx> {
    Held {
        ledger,
        column: &ledger.lines.product,
        n: ledger.products.len(),
        is_known: ledger.has.products,
        key_of: |ledger, product| ledger.products.text(product),
        label_of: |ledger, product| ledger.product_label(product),
        of_purchase: Csr::default(),
        things: Vec::new(),
    }
    .fill(history)
}

/// What purchases hold of categories.
pub fn categories<'a>(ledger: &'a Ledger, history: &History) -> Held<'a, CategoryIdx> {
    Held {
        ledger,
        column: &ledger.lines.category,
        n: ledger.categories.len(),
        is_known: ledger.has.categories,
        key_of: |ledger, category| ledger.categories.text(category),
        label_of: |ledger, category| ledger.categories.text(category),
        of_purchase: Csr::default(),
        things: Vec::new(),
    }
    .fill(history)
}

impl<'a, I: Idx> Held<'a, I> {
    /// Finds the distinct things of every purchase, each list ascending. A line below zero is something taken off or
    /// sent back, not held.
    fn fill(mut self, history: &History) -> Self {
        if !self.is_known {
            return self;
        }
        let amounts = &self.ledger.lines.amount;
        self.things.reserve(history.purchases.lines_len());
        for purchase in history.purchases.day.indices() {
            let start = self.things.len();
            for &line in history.lines_of(purchase) {
                if amounts.get(line).is_none_or(|amount| !amount.is_negative())
                    && let Some(&thing) = self.column.get(line)
                    && thing.index() < self.n
                {
                    self.things.push(thing);
                }
            }
            distinct(&mut self.things, start);
            self.of_purchase.close(self.things.len());
        }
        self
    }
    /// Whether the file has the column.
    pub fn is_known(&self) -> bool {
        self.is_known
    }
    /// The distinct things that a purchase holds, ascending.
    pub fn of(&self, purchase: PurchaseIdx) -> &[I] {
        self.things.get(self.of_purchase.range(purchase)).unwrap_or(&[])
    }
    /// The key of a thing.
    pub fn key(&self, thing: I) -> &'a str {
        (self.key_of)(self.ledger, thing)
    }
    /// The name to show.
    pub fn label(&self, thing: I) -> &'a str {
        (self.label_of)(self.ledger, thing)
    }
    /// The thing that most was paid for in a purchase; of equal amounts the first by key. In a file without amounts the
    /// first by key.
    pub fn main(&self, history: &History, purchase: PurchaseIdx) -> Option<I> {
        let held = self.of(purchase);
        if held.len() < 2 {
            return held.first().copied();
        }
        let amounts = &self.ledger.lines.amount;
        let lines = history.lines_of(purchase);
        let paid = |thing: I| {
            let of = lines.iter().filter(|&&line| self.column.get(line) == Some(&thing));
            of.map(|&line| amounts.get(line).copied().unwrap_or_default()).sum::<Money>()
        };
        // Many things in one purchase: sum them up in one go.
        if held.len() > 16 {
            let mut paid: Vec<(I, Money)> = lines
                .iter()
                .filter_map(|&line| {
                    Some((*self.column.get(line)?, amounts.get(line).copied().unwrap_or_default()))
                })
                .filter(|(thing, _)| held.binary_search(thing).is_ok())
                .collect();
            paid.sort_unstable();
            let sums = paid
                .chunk_by(|a, b| a.0 == b.0)
                .filter_map(|of| Some((of.first()?.0, of.iter().map(|&(_, amount)| amount).sum::<Money>())));
            return self.best(sums);
        }
        self.best(held.iter().map(|&thing| (thing, paid(thing))))
    }
    fn best(&self, paid: impl Iterator<Item = (I, Money)>) -> Option<I> {
        let better = |a: (I, Money), b: (I, Money)| {
            let is_better = a.1 < b.1 || (a.1 == b.1 && self.key(b.0) < self.key(a.0));
            if is_better { b } else { a }
        };
        paid.reduce(better).map(|(thing, _)| thing)
    }
}

/// Sorts what stands from `start` on and takes out what is there twice. Most purchases hold a few things.
fn distinct<I: Idx>(things: &mut Vec<I>, start: usize) {
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
