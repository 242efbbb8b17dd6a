//! The tables of a folder, in the order that a person would put them.

use crate::base::order::sort_by_key;

/// How names of files end that can be read.
const ENDINGS: [&str; 11] = ["csv", "tsv", "txt", "psv", "xlsx", "xlsm", "xlsb", "xls", "ods", "zip", "gz"];

/// A file of a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// With the folders that it is in.
    pub path: String,
    /// Whatever gives the file itself.
    pub is: T,
}

/// Those that are tables by their names, `orders-2` before `orders-10`. Files that a system hides, or that a program left
/// beside its own while it had them open, are none.
pub fn tables_of<T: Clone>(mut found: Vec<Found<T>>) -> Vec<T> {
    found.retain(|file| is_table(&file.path));
    sort_by_key(&mut found, |file| natural(&file.path));
    found.into_iter().map(|file| file.is).collect()
}

fn is_table(path: &str) -> bool {
    let is_hidden = |part: &str| part.starts_with(['.', '~']) || part == "__MACOSX";
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    !path.split('/').any(is_hidden) && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Words and numbers by turns, so that numbers are compared as such.
fn natural(path: &str) -> Vec<(String, u64)> {
    let mut parts = vec![(String::new(), 0_u64)];
    let mut is_in_number = false;
    for letter in path.to_lowercase().chars() {
        let digit = letter.to_digit(10).map(u64::from);
        if digit.is_none() && is_in_number {
            parts.push((String::new(), 0));
        }
        is_in_number = digit.is_some();
        if let Some((word, number)) = parts.last_mut() {
            match digit {
                Some(digit) => *number = number.saturating_mul(10).saturating_add(digit),
                None => word.push(letter),
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(paths: &[&'static str]) -> Vec<&'static str> {
        tables_of(paths.iter().map(|path| Found { path: (*path).to_owned(), is: *path }).collect())
    }

    #[test]
    fn numbers_in_names_are_compared_as_numbers() {
        let paths =
            ["/a/orders-10.csv", "/a/Orders-2.CSV", "/a/orders-1.xlsx", "/a/2024/x.csv", "/a/2023/x.csv"];
        let expected =
            ["/a/2023/x.csv", "/a/2024/x.csv", "/a/orders-1.xlsx", "/a/Orders-2.CSV", "/a/orders-10.csv"];
        assert_eq!(tables(&paths), expected);
    }

    #[test]
    fn what_is_hidden_or_no_table_is_left_out() {
        let paths =
            ["/a/.hidden.csv", "/a/~$b.xlsx", "/a/.git/c.csv", "/a/__MACOSX/d.csv", "/a/e.pdf", "/a/csv"];
        assert_eq!(tables(&paths), [""; 0]);
    }
}
