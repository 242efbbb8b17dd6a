//! The same export twice, or two that overlap: a line that an earlier table brought is used once. Lines that stand
//! twice in one table are two sales.

use crate::base::hash::{FxHasher, Map, Set};

/// A line as far as it is compared.
#[derive(Debug, Clone, Copy)]
pub struct LineKey<'a> {
    /// Customer, day, second, quantity in thousandths, amount.
    pub numbers: [i64; 5],
    /// Order number.
    pub order: &'a str,
    /// Product.
    pub product: &'a str,
}

/// Which lines came before.
#[derive(Debug, Default)]
pub struct Duplicates {
    /// How often each line stands in one of the tables before, at most.
    before: Map<u64, u32>,
    /// How often in this one.
    here: Map<u64, u32>,
    orders_before: Set<u64>,
    orders_here: Set<u64>,
    changed: Set<u64>,
}

impl Duplicates {
    /// The next table begins.
    pub fn next_table(&mut self) {
        for (line, count) in self.here.drain() {
            let most = self.before.entry(line).or_default();
            *most = count.max(*most);
        }
        self.orders_before.extend(self.orders_here.drain());
    }

    /// Takes in a line; `true` where an earlier table brought it.
    pub fn see(&mut self, line: LineKey<'_>) -> bool {
        let customer = line.numbers.first().copied().unwrap_or_default();
        let order = hash(&[customer], line.order, "");
        let count = self.here.entry(hash(&line.numbers, line.order, line.product)).or_default();
        *count += 1;
        let is_known = self
            .before
            .get(&hash(&line.numbers, line.order, line.product))
            .is_some_and(|&before| *count <= before);
        if !line.order.is_empty() {
            self.orders_here.insert(order);
            if !is_known && self.orders_before.contains(&order) {
                self.changed.insert(order);
            }
        }
        is_known
    }

    /// Orders of which an earlier table has other lines.
    pub fn changed_orders(&self) -> u64 {
        self.changed.len() as u64
    }
}

fn hash(numbers: &[i64], order: &str, product: &str) -> u64 {
    use std::hash::Hasher;
    let mut hasher = FxHasher::default();
    numbers.iter().for_each(|&number| hasher.write_u64(number as u64));
    hasher.write(order.as_bytes());
    hasher.write_u8(0xff); // in no text
    hasher.write(product.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_two_tables_is_one_and_twice_in_a_table_is_two() {
        let line = |amount| LineKey { numbers: [1, 2, 3, 1000, amount], order: "7", product: "Tea" };
        let mut seen = Duplicates::default();
        assert!(![5, 5, 6].map(|amount| seen.see(line(amount))).contains(&true));
        seen.next_table();
        assert_eq!([5, 5, 5, 7].map(|amount| seen.see(line(amount))), [true, true, false, false]);
        assert_eq!(seen.changed_orders(), 1);
        seen.next_table();
        assert_eq!([5, 5, 5, 5].map(|amount| seen.see(line(amount))), [true, true, true, false]);
    }
}
