//! How many lines are the same as one before them.

use crate::{
    base::Idx,
    ingest::rows::identity::TokenIdx,
    model::{LineIdx, Lines},
};

/// Lines that repeat one before them; `tokens` are the customers of the lines.
pub(in crate::ingest) fn identical_lines(lines: &Lines, tokens: &[TokenIdx]) -> u64 {
    count_repeated(tokens.len(), |line| hash_of_line(lines, tokens, line))
}

/// What two lines have in common that are the same. Not a part of the loop around it: browsers make programs fast
/// function by function, from one call to the next.
#[inline(never)]
fn hash_of_line(lines: &Lines, tokens: &[TokenIdx], line: usize) -> u64 {
    use std::hash::Hasher;
    let at = LineIdx::from_index(line);
    let mut hasher = crate::base::hash::FxHasher::default();
    let mut add = |number: u64| hasher.write_u64(number);
    add(tokens.get(line).map_or(0, |token| u64::from(token.0)));
    add(lines.day.get(at).map_or(0, |day| day.0 as u64));
    add(lines.second.get(at).map_or(0, |&second| u64::from(second)));
    add(lines.order_id.get(at).map_or(0, |order| u64::from(order.0)));
    add(lines.product.get(at).map_or(0, |product| u64::from(product.0)));
    add(lines.quantity_milli.get(at).map_or(0, |&quantity| quantity as u64));
    add(lines.amount.get(at).map_or(0, |amount| amount.0 as u64));
    hasher.finish()
}

/// How many of `n` values repeat one before them. Few do: what falls alone into its place of a map of bits repeats
/// nothing, and need be neither held nor sorted.
fn count_repeated(n: usize, hash_of: impl Fn(usize) -> u64) -> u64 {
    let bits = (n * 8).next_power_of_two().max(64);
    let place = |hash: u64| ((hash >> 32) as usize ^ hash as usize) & (bits - 1);
    let mut once = vec![0u64; bits / 64];
    let mut again = vec![0u64; bits / 64];
    for at in 0..n {
        let place = place(hash_of(at));
        if let (Some(once), Some(again)) = (once.get_mut(place / 64), again.get_mut(place / 64)) {
            let bit = 1 << (place % 64);
            *again |= *once & bit;
            *once |= bit;
        }
    }
    let is_shared = |place: usize| again.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1);
    let mut shared: Vec<u64> = (0..n).map(hash_of).filter(|&hash| is_shared(place(hash))).collect();
    shared.sort_unstable();
    shared.windows(2).filter(|pair| pair.first() == pair.last()).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_map_of_bits_changes_no_count(values in proptest::collection::vec(0u64..60, 0..200)) {
            let mut distinct = values.clone();
            distinct.sort_unstable();
            distinct.dedup();
            // as different as hashes are; several share a place all the same
            let hash_of = |at: usize| values[at].wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let repeated = count_repeated(values.len(), hash_of);
            proptest::prop_assert_eq!(repeated, (values.len() - distinct.len()) as u64);
        }
    }
}
