//! Sorting what is short, or sorted once. The standard library's sort is made anew for every type and every comparison,
//! 7 KB of a program each time; this one is there once for all.

use std::cmp::Ordering;

/// Sorts; equal items stay in their order. As many comparisons as the standard library's, but each through a pointer:
/// not for what is sorted at every answer.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut order, &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => a.cmp(&b), // every place is one of an item
    });
    // each round puts the items of one circle of places right
    for start in 0..items.len() {
        let mut at = start;
        while let Some(from) = order.get_mut(at).map(|place| std::mem::replace(place, at))
            && from != start
        {
            items.swap(at, from);
            at = from;
        }
    }
}

/// [`sort_by`] a key.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

#[inline(never)]
#[allow(clippy::disallowed_methods)] // the one place
fn sort_places(order: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    order.sort_by(|&a, &b| compare(a, b));
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        #[allow(clippy::disallowed_methods)] // what it is compared with
        fn sorts_as_the_standard_library_does(mut items in proptest::collection::vec((0u8..6, 0u16..1000), 0..60)) {
            let mut wanted = items.clone();
            wanted.sort_by_key(|&(key, _)| std::cmp::Reverse(key));
            sort_by_key(&mut items, |&(key, _)| std::cmp::Reverse(key));
            proptest::prop_assert_eq!(items, wanted);
        }
    }
}
