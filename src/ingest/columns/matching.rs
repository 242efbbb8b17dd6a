//! The best whole assignment of columns to roles: of all ways to give each role at most one column and each column at
//! most one role, the one with the largest sum of scores (the Hungarian method with potentials, after Kuhn and Munkres).

use crate::{base::hash::Map, ingest::columns::rows_together::Candidate, recipe::Role};

/// The candidates that are chosen, by their place in the list, and the sum of their scores. `without` names a pair that
/// may not be chosen.
pub fn best_matching(candidates: &[Candidate], without: Option<(Role, usize)>) -> (Vec<usize>, f64) {
    let mut columns: Vec<usize> = candidates.iter().map(|one| one.column).collect();
    columns.sort_unstable();
    columns.dedup();
    let roles = Role::ALL.len();
    // a role may go without a column: one more column of no worth for each
    let width = columns.len() + roles;
    let mut pairs: Map<(usize, usize), (usize, i64)> = Map::default();
    for (at, one) in candidates.iter().enumerate() {
        if without == Some((one.role, one.column)) {
            continue;
        }
        let Ok(place) = columns.binary_search(&one.column) else { continue };
        let worth = (one.score * 1e6) as i64;
        let pair = pairs.entry((one.role as usize, place)).or_insert((at, worth));
        if pair.1 < worth {
            *pair = (at, worth);
        }
    }
    let cost = |role: usize, column: usize| -pairs.get(&(role, column)).map_or(0, |&(_, worth)| worth);
    let column_of = match_all(roles, width, &cost);
    let mut chosen = Vec::new();
    let mut total = 0.0;
    for (role, column) in column_of.into_iter().enumerate() {
        if let Some(&(at, worth)) = column.and_then(|column| pairs.get(&(role, column)))
            && worth > 0
        {
            chosen.push(at);
            total += worth as f64 / 1e6;
        }
    }
    (chosen, total)
}

/// For each of `n` rows the column of the cheapest assignment; `n` is at most `m`.
#[allow(clippy::indexing_slicing)] // every index is below n + 1 or m + 1, by which the lists are made
fn match_all(n: usize, m: usize, cost: &dyn Fn(usize, usize) -> i64) -> Vec<Option<usize>> {
    let mut row_potential = vec![0i64; n + 1];
    let mut column_potential = vec![0i64; m + 1];
    // row + 1 of each column, 0 for none; column 0 is where the search starts
    let mut row_of = vec![0usize; m + 1];
    let mut before = vec![0usize; m + 1];
    for row in 1..=n {
        row_of[0] = row;
        let mut at = 0;
        let mut least = vec![i64::MAX; m + 1];
        let mut is_used = vec![false; m + 1];
        loop {
            is_used[at] = true;
            let here = row_of[at];
            let (mut step, mut next) = (i64::MAX, 0);
            for column in 1..=m {
                if is_used[column] {
                    continue;
                }
                let reduced = cost(here - 1, column - 1) - row_potential[here] - column_potential[column];
                if reduced < least[column] {
                    least[column] = reduced;
                    before[column] = at;
                }
                if least[column] < step {
                    step = least[column];
                    next = column;
                }
            }
            for column in 0..=m {
                if is_used[column] {
                    row_potential[row_of[column]] += step;
                    column_potential[column] -= step;
                } else if least[column] < i64::MAX {
                    least[column] -= step;
                }
            }
            at = next;
            if row_of[at] == 0 {
                break;
            }
        }
        while at != 0 {
            row_of[at] = row_of[before[at]];
            at = before[at];
        }
    }
    let mut column_of = vec![None; n];
    for column in 1..=m {
        if row_of[column] > 0 {
            column_of[row_of[column] - 1] = Some(column - 1);
        }
    }
    column_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::GuessReason;

    fn candidates(all: &[(Role, usize, f64)]) -> Vec<Candidate> {
        let one = |&(role, column, score)| Candidate { role, column, score, reason: GuessReason::Header };
        all.iter().map(one).collect()
    }

    #[test]
    fn the_whole_is_best_and_not_the_first() {
        // greedily, the amount would take the second column and leave the price nothing
        let all = candidates(&[
            (Role::Amount, 1, 0.95),
            (Role::UnitPrice, 1, 0.9),
            (Role::Amount, 0, 0.93),
            (Role::Order, 2, 0.5),
        ]);
        let (chosen, total) = best_matching(&all, None);
        assert_eq!(chosen, [3, 1, 2]);
        assert!((total - 2.33).abs() < 1e-9);
        let (_, without) = best_matching(&all, Some((Role::Order, 2)));
        assert!((total - without - 0.5).abs() < 1e-9);
        assert_eq!(best_matching(&[], None), (Vec::new(), 0.0));
    }

    proptest::proptest! {
        #[test]
        fn no_other_assignment_is_better(scores in proptest::collection::vec(0.0f64..1.0, 16)) {
            let roles = [Role::Customer, Role::Order, Role::Date, Role::Amount];
            let all: Vec<Candidate> = candidates(
                &scores.iter().enumerate().map(|(at, &score)| (roles[at / 4], at % 4, score)).collect::<Vec<_>>(),
            );
            let (_, total) = best_matching(&all, None);
            let mut best = 0.0f64;
            for order in 0..256usize {
                let columns = [order & 3, order >> 2 & 3, order >> 4 & 3, order >> 6 & 3];
                let is_one_each = (0..4).all(|column| columns.iter().filter(|&&at| at == column).count() == 1);
                if is_one_each {
                    best = best.max((0..4).map(|role| scores[role * 4 + columns[role]]).sum());
                }
            }
            proptest::prop_assert!((total - best).abs() < 1e-5, "{} {}", total, best);
        }
    }
}
