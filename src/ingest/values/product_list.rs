//! All products of an order in one cell, as shop programs write it: `2× Tea, 1× Cup`, `Tea x 2 | Cup x 1`, `Tea (2)`.

/// A product of such a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its name.
    pub name: &'a str,
    /// Units.
    pub units: u32,
}

/// Products beyond this many in one cell are no order.
const MAX_ITEMS: usize = 500;

/// True for a cell in which every piece names its units: names alone may hold commas themselves.
pub fn is_list(text: &str) -> bool {
    let mut any = false;
    let all = pieces(text).all(|piece| {
        any = true;
        with_units(piece).is_some()
    });
    any && all
}

/// The products of a cell; one of one unit where it is no list.
pub fn items(text: &str) -> Vec<Item<'_>> {
    let found: Option<Vec<Item<'_>>> = pieces(text).take(MAX_ITEMS).map(with_units).collect();
    match found {
        Some(items) if !items.is_empty() => items,
        _ => vec![Item { name: text.trim(), units: 1 }],
    }
}

/// The pieces between signs that separate products. A comma separates only before a further product with its units:
/// `2× Tea, green, 1× Cup` are two.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let hard = text.split(['|', ';', '\n', '\r']);
    hard.flat_map(|part| {
        let mut cuts = Vec::new();
        let mut from = 0;
        for (at, _) in part.match_indices(',') {
            let before = part.get(from..at).unwrap_or_default();
            let after = part.get(at + 1..).unwrap_or_default();
            if with_units(before).is_some() && starts_an_item(after) {
                cuts.push(before);
                from = at + 1;
            }
        }
        cuts.push(part.get(from..).unwrap_or_default());
        cuts
    })
    .map(str::trim)
    .filter(|piece| !piece.is_empty())
}

/// True where what follows a comma begins or ends its product with units.
fn starts_an_item(after: &str) -> bool {
    let next = after.split(',').next().unwrap_or_default();
    with_units(next).is_some()
        || with_units(after).is_some_and(|item| leading_units(after).is_some() && item.units > 0)
}

/// `2× Tea`, `2 x Tea`, `Tea × 2`, `Tea (2)`, `Tea (x2)`.
fn with_units(piece: &str) -> Option<Item<'_>> {
    let piece = piece.trim();
    leading_units(piece)
        .or_else(|| trailing_units(piece))
        .filter(|item| item.units > 0 && !item.name.is_empty())
}

fn leading_units(piece: &str) -> Option<Item<'_>> {
    let piece = piece.trim();
    let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
    let units = piece.get(..digits)?.parse().ok().filter(|_| digits <= 6)?;
    let rest = piece.get(digits..)?.trim_start();
    let name = match rest.strip_prefix('×').or_else(|| rest.strip_prefix('*')) {
        Some(name) => name,
        // a name may begin with the letter
        None => rest.strip_prefix(['x', 'X']).filter(|rest| rest.starts_with([' ', '\u{a0}']))?,
    };
    Some(Item { name: name.trim(), units })
}

fn trailing_units(piece: &str) -> Option<Item<'_>> {
    let inner = piece.strip_suffix(')').unwrap_or(piece);
    let is_bracketed = inner.len() < piece.len();
    let digits = inner.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 6 {
        return None;
    }
    let units = inner.get(inner.len() - digits..)?.parse().ok()?;
    let before = inner.get(..inner.len() - digits)?.trim_end();
    let name = match before.strip_suffix('×').or_else(|| before.strip_suffix('*')) {
        Some(name) => name,
        None => match before.strip_suffix(['x', 'X']) {
            // "Box 2" is a name, "Tea x 2" is not
            Some(name) if is_bracketed || name.ends_with([' ', '\u{a0}']) => name,
            _ if is_bracketed => before,
            _ => return None,
        },
    };
    let name = if is_bracketed { name.trim_end().strip_suffix('(')? } else { name };
    Some(Item { name: name.trim(), units })
}

/// Shares an amount out by units, to the last minor unit: what does not go up evenly falls to the first ones.
pub fn share_out(amount: i64, units: &[u32]) -> Vec<i64> {
    let total: i128 = units.iter().map(|&units| i128::from(units)).sum::<i128>().max(1);
    let mut given = 0i128;
    let mut seen = 0i128;
    units
        .iter()
        .map(|&units| {
            seen += i128::from(units);
            // the running total is exact, so the pieces add up to the whole
            let until = i128::from(amount) * seen / total;
            let piece = until - given;
            given = until;
            piece as i64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_one_cell() {
        for (cell, want) in [
            ("2× Tea, 1× Cup", vec![("Tea", 2), ("Cup", 1)]),
            ("1 x Tea, green, 250 g, 2 x Cup", vec![("Tea, green, 250 g", 1), ("Cup", 2)]),
            ("Tea × 2|Cup × 1", vec![("Tea", 2), ("Cup", 1)]),
            ("Tea (x2), Cup (1)", vec![("Tea", 2), ("Cup", 1)]),
            ("12× Xylophone", vec![("Xylophone", 12)]),
            ("1x Xmas box 2; 3x Tea", vec![("Xmas box 2", 1), ("Tea", 3)]),
            ("Tea x 2\nCup x 1", vec![("Tea", 2), ("Cup", 1)]),
        ] {
            assert!(is_list(cell), "{cell}");
            let items: Vec<_> = items(cell).iter().map(|item| (item.name, item.units)).collect();
            assert_eq!(items, want, "{cell}");
        }
        for cell in ["Tea", "Box 2", "Tea, Cup", "Windows 11", "", "2 Tea", "0× Tea"] {
            assert!(!is_list(cell), "{cell}");
        }
        assert_eq!(items("Tea, Cup"), [Item { name: "Tea, Cup", units: 1 }]);
    }

    #[test]
    fn shares_add_up() {
        for (amount, units) in
            [(100, vec![1, 1, 1]), (-7, vec![2, 3]), (5, vec![4]), (1, vec![1, 1]), (9, vec![3, 0])]
        {
            assert_eq!(share_out(amount, &units).iter().sum::<i64>(), amount, "{amount} {units:?}");
        }
        assert_eq!(share_out(400, &[1, 3]), [100, 300]);
    }
}
