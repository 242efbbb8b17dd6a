//! A pattern of dates that somebody has typed: `dd.MM.yy HH:mm`. The letters are those of spreadsheets and of Unicode.

use super::{
    DateStyle, Written, full_year, plausible,
    scanner::{Scanner, is_space},
};
use crate::{base::Day, ingest::lexicon::calendar::date_word};

/// A pattern that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatePattern {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// A letter of the pattern, how often it stands there, and whether another number stands beside it without a sign between.
    Field { letter: char, len: usize, is_tight: bool },
    /// A sign; a space stands for any number of them.
    Sign(char),
}

/// Longer than this no pattern is.
const MAX_LENGTH: usize = 60;

impl DatePattern {
    /// Reads a pattern; `None` where a letter is unknown or the year is missing.
    pub fn new(pattern: &str) -> Option<DatePattern> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut is_literal = false;
        for c in pattern.trim().chars().take(MAX_LENGTH) {
            match (c, pieces.last_mut()) {
                ('\'', _) => is_literal = !is_literal,
                (c, Some(Piece::Field { letter, len, .. })) if !is_literal && *letter == c => *len += 1,
                ('d' | 'M' | 'y' | 'Y' | 'H' | 'h' | 'm' | 's' | 'S' | 'a' | 'E' | 'z' | 'Z' | 'X', _)
                    if !is_literal =>
                {
                    let letter = if c == 'Y' { 'y' } else { c };
                    pieces.push(Piece::Field { letter, len: 1, is_tight: false });
                }
                ('T', _) => pieces.push(Piece::Sign(c)),
                (c, _) if !is_literal && c.is_ascii_alphabetic() => return None,
                (c, _) => pieces.push(Piece::Sign(c)),
            }
        }
        let copy = pieces.clone();
        let is_number = |at: Option<usize>| {
            let piece = at.and_then(|at| copy.get(at));
            matches!(piece, Some(Piece::Field { letter, .. }) if "dMyHhmsS".contains(*letter))
        };
        for (at, piece) in pieces.iter_mut().enumerate() {
            if let Piece::Field { is_tight, .. } = piece {
                *is_tight = is_number(at.checked_sub(1)) || is_number(Some(at + 1));
            }
        }
        let has = |wanted: char| {
            pieces.iter().any(|piece| matches!(piece, Piece::Field { letter, .. } if *letter == wanted))
        };
        (has('y') && (has('M') || !has('d'))).then_some(DatePattern { pieces })
    }

    /// Reads a date written so; a time behind it may be missing. Where the pattern has no day or no month, the first one.
    pub fn read(&self, text: &str) -> Option<Written> {
        let mut scanner = Scanner::new(text.trim());
        let (mut year, mut month, mut day) = (None, None, None);
        let (mut hour, mut minute, mut second, mut is_afternoon) = (0, 0, 0, None);
        for &piece in &self.pieces {
            // "dd.MM.yy HH:mm" also reads what has no time
            if scanner.rest.is_empty() && year.is_some() && month.is_some() {
                break;
            }
            let (letter, len, is_tight) = match piece {
                Piece::Sign(sign) if is_space(sign) => {
                    scanner.spaces();
                    continue;
                }
                Piece::Sign(sign) => {
                    scanner.rest = scanner.rest.strip_prefix(sign)?;
                    continue;
                }
                Piece::Field { letter, len, is_tight } => (letter, len, is_tight),
            };
            let mut number = |longest: usize| {
                let digits = scanner.rest.bytes().take(longest).take_while(u8::is_ascii_digit).count();
                let (taken, rest) = scanner.rest.split_at_checked(digits)?;
                scanner.rest = rest;
                taken.parse::<u32>().ok().filter(|_| !is_tight || digits == longest)
            };
            match letter {
                'y' if len == 2 => year = Some(full_year(number(2)?, 2)?),
                'y' => year = Some(full_year(number(4)?, 4)?),
                'M' if len <= 2 => month = Some(number(2)?),
                'M' => {
                    month = Some(date_word(scanner.word()?)?.month?);
                    scanner.rest = scanner.rest.strip_prefix('.').unwrap_or(scanner.rest);
                }
                'd' => day = Some(number(2)?),
                'H' | 'h' => hour = number(2)?,
                'm' => minute = number(2)?,
                's' => second = number(2)?,
                'S' => drop(scanner.take(|c| c.is_ascii_digit())),
                'a' => is_afternoon = Some(scanner.half_of_day()?),
                'E' => {
                    scanner.word()?;
                    scanner.rest = scanner.rest.strip_prefix('.').unwrap_or(scanner.rest);
                }
                _ => scanner.zone_here(),
            }
        }
        let hour = match is_afternoon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let is_time = hour < 24 && minute < 60 && second < 60;
        if !is_time || !scanner.rest.trim().is_empty() {
            return None;
        }
        let style = match (month, day) {
            (None, _) => DateStyle::Year,
            (_, None) => DateStyle::Month,
            _ => DateStyle::Typed,
        };
        let year = year.filter(|&year| plausible(year))?;
        let day = Day::from_ymd(year, month.unwrap_or(1), day.unwrap_or(1))?;
        Some(Written::Sure(style, (day, hour * 3600 + minute * 60 + second)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::DateOrder;

    #[test]
    fn patterns_read_what_they_say() {
        for (pattern, text, want) in [
            ("dd.MM.yy HH:mm", "03.01.23 14:05", "2023-01-03 50700"),
            ("dd.MM.yy HH:mm", "3.1.23", "2023-01-03 0"),
            ("yyMMdd", "230103", "2023-01-03 0"),
            ("yyyyMMddHHmm", "202301031405", "2023-01-03 50700"),
            ("ddMMyyyy", "03012023", "2023-01-03 0"),
            ("d MMM yyyy", "3 Jan. 2023", "2023-01-03 0"),
            ("EEE, d MMMM yyyy 'kl.' H.mm", "tir, 3 januar 2023 kl. 14.05", "2023-01-03 50700"),
            ("M/d/yyyy h:mm a", "1/3/2023 2:05 p. m.", "2023-01-03 50700"),
            ("yyyy-MM-dd'T'HH:mm:ss.SSSX", "2023-01-03T14:05:00.000+02:00", "2023-01-03 50700"),
            ("MM/yyyy", "01/2023", "2023-01-01 0"),
            ("yyyy", "2023", "2023-01-01 0"),
            ("dd.MM.yy", "03.13.23", ""),
            ("dd.MM.yy", "03.01.23 hello", ""),
            ("dd.MM.yyyy", "03.01.2566", ""),
            ("yyMMdd", "23103", ""),
        ] {
            let read = DatePattern::new(pattern).unwrap().read(text);
            let moment = read.and_then(|written| written.resolve(DateOrder::DayFirst));
            let shown = moment.map(|(day, second)| format!("{day} {second}")).unwrap_or_default();
            assert_eq!(shown, want, "{pattern}: {text}");
        }
        for pattern in ["", "dd.MM", "dd yyyy", "tt.mm.jjjj", "HH:mm"] {
            assert_eq!(DatePattern::new(pattern), None, "{pattern}");
        }
    }
}
