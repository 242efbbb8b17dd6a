//! Amounts in ascending order by their digits: whole numbers need no comparisons, and a shop has many of them.

/// Fewer are sorted by comparing.
const FEW: usize = 512;
/// Bits of a digit: its counts stay in the nearest cache.
const BITS: u32 = 11;
const DIGITS: usize = 1 << BITS;

/// More are halved first, which takes no memory: the list that values are moved to and fro is no longer than this.
const MANY: usize = 1 << 19;

/// Sorts ascending. Takes 8 bytes more for each value while it runs, of at most half a million values.
pub fn sort(values: &mut [i64]) {
    sort_with(values, &mut Vec::new());
}

fn sort_with(values: &mut [i64], other: &mut Vec<i64>) {
    if MANY < values.len() {
        let (below, _, above) = values.select_nth_unstable(values.len() / 2);
        sort_with(below, other);
        sort_with(above, other);
        return;
    }
    let (Some(&least), Some(&most)) = (values.iter().min(), values.iter().max()) else { return };
    let bits = 64 - most.wrapping_sub(least).cast_unsigned().leading_zeros();
    // Of amounts over the whole range of the type comparing is as fast.
    if values.len() < FEW || 4 * BITS < bits {
        values.sort_unstable();
        return;
    }
    other.clear();
    other.reserve_exact(values.len());
    other.resize(values.len(), 0);
    let (mut from, mut to) = (values, other.as_mut_slice());
    let passes = bits.div_ceil(BITS);
    for pass in 0..passes {
        let digit =
            |value: i64| (value.wrapping_sub(least).cast_unsigned() >> (pass * BITS)) as usize % DIGITS;
        let mut places = [0_u32; DIGITS];
        for &value in from.iter() {
            places.get_mut(digit(value)).into_iter().for_each(|count| *count += 1);
        }
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for &value in from.iter() {
            if let Some(place) = places.get_mut(digit(value)) {
                to.get_mut(*place as usize).into_iter().for_each(|slot| *slot = value);
                *place += 1;
            }
        }
        std::mem::swap(&mut from, &mut to);
    }
    // after an odd number of passes they stand in the other list
    if !passes.is_multiple_of(2) {
        to.copy_from_slice(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_as_comparing_sorts() {
        let mut seed = 3_u64;
        for (n, shift) in
            [(MANY * 3, 35), (0, 40), (1, 40), (600, 60), (5_000, 33), (5_000, 44), (5_000, 1), (5_000, 0)]
        {
            let mut values: Vec<i64> = (0..n)
                .map(|_| {
                    seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    seed.cast_signed() >> shift
                })
                .collect();
            values.extend([i64::MIN, i64::MAX].iter().filter(|_| shift == 0));
            let mut wanted = values.clone();
            wanted.sort_unstable();
            sort(&mut values);
            assert_eq!(values, wanted);
        }
    }
}
