//! Dates with the month's name, in any language that the calendar knows, and with the signs of the east:
//! `29-mar-23`, `Tuesday, January 3, 2023 at 2:05 PM`, `3 de enero de 2023`, `2023年1月3日`.

use super::{
    DateStyle, Written, full_year, plausible,
    scanner::{Scanner, is_space},
};
use crate::{base::Day, ingest::lexicon::calendar::date_word};

/// Parts of a date: a weekday, small words, day, month, year.
const MAX_PARTS: usize = 10;

/// A date with a month's name or with signs for year, month and day.
pub(super) fn read_with_names(text: &str) -> Option<Written> {
    read_with_signs(text).or_else(|| read_with_month(text))
}

/// What was found so far.
#[derive(Default)]
struct Found {
    month: Option<u32>,
    /// The month's word is also a weekday's: `mar` in Rome.
    may_be_weekday: bool,
    month_follows: bool,
    /// A word for quarters.
    quarter: bool,
    numbers: [Option<(u32, usize)>; 2],
}

impl Found {
    fn count(&self) -> usize {
        self.numbers.iter().flatten().count()
    }
    /// Takes in a word; `None` where it belongs to no date.
    fn word(&mut self, word: &str) -> Option<()> {
        let meaning = date_word(word)?;
        if meaning.quarter {
            self.quarter = true;
            return Some(());
        }
        match meaning.month {
            Some(month) if self.month.is_none() || self.may_be_weekday => {
                self.month = Some(month);
                self.may_be_weekday = meaning.weekday;
            }
            Some(_) if !meaning.weekday => return None,
            None if meaning.month_follows => self.month_follows = true,
            None if !meaning.is_beside() => return None,
            _ => {}
        }
        Some(())
    }
    /// Takes in a number; `None` where there is one too many.
    fn number(&mut self, number: (u32, usize)) -> Option<()> {
        if std::mem::take(&mut self.month_follows) {
            self.month = Some(number.0).filter(|month| (1..=12).contains(month) && self.month.is_none());
            return self.month.map(|_| ());
        }
        *self.numbers.iter_mut().find(|slot| slot.is_none())? = Some(number);
        Some(())
    }
    fn is_complete(&self) -> bool {
        (self.month.is_some() || self.quarter) && self.count() == 2
    }
    /// A quarter of a year, or a month whose day is missing.
    fn period(&self, text: &str) -> Option<Written> {
        let (style, year, month) = match (self.numbers, self.month) {
            ([Some(first), Some(second)], None) if self.quarter => {
                let ((quarter, len), year) = if first.1 == 4 { (second, first) } else { (first, second) };
                let month = (1..=4).contains(&quarter).then(|| quarter * 3 - 2)?;
                (DateStyle::Quarter, (year.1 == 4 && len == 1).then_some(year)?, month)
            }
            ([Some(year), None], Some(month)) if year.1 == 4 || is_short_month(text) => {
                (DateStyle::Month, year, month)
            }
            _ => return None,
        };
        let day = Day::from_ymd(full_year(year.0, year.1)?, month, 1)?;
        Some(Written::Sure(style, (day, 0)))
    }
}

fn read_with_month(text: &str) -> Option<Written> {
    let mut scanner = Scanner::new(text);
    let mut found = Found::default();
    let mut seconds = None;
    for _ in 0..MAX_PARTS {
        scanner.skip(|c| is_space(c) || matches!(c, '-' | '.' | ',' | '/' | '\'' | '’'));
        // as Unix writes, the time stands before the year: "Tue Jan 3 14:05:00 CET 2023"
        let starts_clock = found.month.is_some() && found.count() == 1 && seconds.is_none() && {
            let digits = scanner.rest.bytes().take_while(u8::is_ascii_digit).count();
            (1..=2).contains(&digits) && scanner.rest.as_bytes().get(digits) == Some(&b':')
        };
        if starts_clock {
            seconds = Some(scanner.clock()?);
            scanner.spaces();
            scanner.zone_here();
        } else if let Some(number) = scanner.number() {
            found.number(number)?;
            pass_ending(&mut scanner);
        } else if let Some(word) = scanner.word() {
            found.word(word)?;
        }
        // a word that may be a weekday's waits for the month behind it
        if found.is_complete() && !(found.may_be_weekday && month_ahead(&scanner)) {
            break;
        }
    }
    if scanner.rest.is_empty()
        && seconds.is_none()
        && let Some(period) = found.period(text)
    {
        return Some(period);
    }
    let ([Some(first), Some(second)], Some(month)) = (found.numbers, found.month) else { return None };
    let seconds = match seconds {
        Some(seconds) => scanner.zone().then_some(seconds)?,
        None => scanner.time()?,
    };
    let ((day, _), (year, year_len)) = if first.1 == 4 { (second, first) } else { (first, second) };
    let year = full_year(year, year_len)?;
    Some(Written::Sure(DateStyle::MonthName, (Day::from_ymd(year, month, day)?, seconds)))
}

/// `Jan-23`, `Jan '23`: the month of a year. `Jan 23` and `23-Jan` may be days.
fn is_short_month(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_alphabetic() || c == '.').trim_start_matches(is_space);
    let year = rest.strip_prefix(['-', '\'', '’']);
    rest.len() < text.len()
        && year.is_some_and(|year| year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit()))
}

/// True where the next word is a month that is no weekday.
fn month_ahead(scanner: &Scanner<'_>) -> bool {
    let rest = scanner.rest.trim_start_matches(|c| is_space(c) || matches!(c, '-' | '.' | ',' | '/'));
    let word = Scanner::new(rest).word().and_then(date_word);
    word.is_some_and(|word| word.month.is_some() && !word.weekday)
}

/// Passes what makes a number the first or the third: `st`, `er`, `º`, `:e`.
fn pass_ending(scanner: &mut Scanner<'_>) {
    if let Some(rest) = scanner.rest.strip_prefix(['º', '°', 'ª']) {
        scanner.rest = rest;
        return;
    }
    let rest = scanner.rest.strip_prefix(':').unwrap_or(scanner.rest);
    let Some(word) = Scanner::new(rest).word() else { return };
    if date_word(word).is_some_and(|word| word.ordinal && word.month.is_none())
        && let Some(rest) = rest.get(word.len()..)
    {
        scanner.rest = rest;
    }
}

/// `2023年1月3日`, `2023년 1월 3일`, with a weekday or a time behind it.
fn read_with_signs(text: &str) -> Option<Written> {
    let mut scanner = Scanner::new(text);
    fn part(scanner: &mut Scanner<'_>, signs: &[char], longest: usize) -> Option<(u32, usize)> {
        let (number, len) = scanner.number()?;
        scanner.rest = scanner.rest.strip_prefix(signs)?;
        scanner.spaces();
        (len <= longest).then_some((number, len))
    }
    let (year, year_len) = part(&mut scanner, &['年', '년'], 4)?;
    let year = full_year(year, year_len)?;
    let (month, _) = part(&mut scanner, &['月', '월'], 2)?;
    if scanner.rest.is_empty() {
        return Some(Written::Sure(DateStyle::Month, (Day::from_ymd(year, month, 1)?, 0)));
    }
    let (day, _) = part(&mut scanner, &['日', '일', '号', '號'], 2)?;
    let seconds = scanner.time()?;
    let day = Day::from_ymd(year, month, day).filter(|_| plausible(year))?;
    Some(Written::Sure(DateStyle::MonthName, (day, seconds)))
}
