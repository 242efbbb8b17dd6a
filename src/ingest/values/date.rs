//! Dates as people and programs write them. Whether the day or the month comes first is decided for the whole
//! column by [`DateEvidence`], never cell by cell.

use crate::{base::Day, recipe::DateOrder};

/// A day with the seconds since midnight.
pub type Moment = (Day, u32);

/// Day 0 of Excel's 1900 system, 1899-12-30, as days since 1970-01-01.
const EXCEL_EPOCH: f64 = -25_569.0;

const SECONDS_A_DAY: u32 = 86_400;

/// Splits days with a fraction into day and second, to the nearest second.
pub fn split_moment(days: f64) -> Moment {
    let seconds = (days * f64::from(SECONDS_A_DAY)).round();
    let day = (seconds / f64::from(SECONDS_A_DAY)).floor();
    (Day(day as i32), (seconds - day * f64::from(SECONDS_A_DAY)) as u32)
}

/// The day and second of a serial number of Excel's 1900 system. `None` outside 1954 to 2119: smaller and larger
/// numbers are amounts and ids, not dates.
pub fn parse_serial(serial: f64) -> Option<Moment> {
    (20_000.0..80_500.0).contains(&serial).then(|| split_moment(serial + EXCEL_EPOCH))
}

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateStyle {
    /// Year first, with signs between: `2024-03-29`.
    YearFirst,
    /// Day and month as numbers, year last: `29/3/2024`, `3/29/24`.
    Numbers,
    /// With the month's name: `29-mar-23`, `29. marts 2023`, `Mar 29, 2023`.
    MonthName,
    /// Eight digits: `20240329`.
    Compact,
    /// A serial number of a spreadsheet as text.
    Serial,
}

/// A date as it stands, before day and month are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Settled.
    Sure(DateStyle, Moment),
    /// Two numbers that are day and month in one order or the other.
    Open {
        /// The first number.
        first: u32,
        /// The second number.
        second: u32,
        /// The year.
        year: i32,
        /// Seconds since midnight.
        seconds: u32,
        /// With points between: nobody writes the month first with them.
        dotted: bool,
    },
}

impl Written {
    /// The moment, given which comes first.
    pub fn resolve(self, order: DateOrder) -> Option<Moment> {
        match self {
            Written::Sure(_, moment) => Some(moment),
            Written::Open { first, second, year, seconds, .. } => {
                let (day, month) = match order {
                    DateOrder::DayFirst => (first, second),
                    DateOrder::MonthFirst => (second, first),
                };
                Some((Day::from_ymd(year, month, day)?, seconds))
            }
        }
    }
    /// How it is written.
    pub fn style(self) -> DateStyle {
        match self {
            Written::Sure(style, _) => style,
            Written::Open { .. } => DateStyle::Numbers,
        }
    }
}

/// Month names by their first letters, in English, Danish, Norwegian, Swedish, German, and a start of more.
const MONTHS: [(&str, u32); 43] = [
    ("jan", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("maa", 3),
    ("mrt", 3),
    ("maj", 5),
    ("mai", 5),
    ("may", 5),
    ("mei", 5),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("jun", 6),
    ("juin", 6),
    ("juil", 7),
    ("jul", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sep", 9),
    ("set", 9),
    ("okt", 10),
    ("oct", 10),
    ("out", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
    ("des", 12),
    ("déc", 12),
    ("dic", 12),
    ("ene", 1),
    ("tammi", 1),
    ("helmi", 2),
    ("maalis", 3),
    ("huhti", 4),
    ("touko", 5),
    ("kesä", 6),
    ("heinä", 7),
];

fn month_by_name(word: &str) -> Option<u32> {
    let lower = word.to_lowercase();
    let lower = lower.trim_end_matches('.');
    (lower.chars().count() >= 3)
        .then(|| MONTHS.iter().filter(|(name, _)| lower.starts_with(name)).max_by_key(|(name, _)| name.len()))
        .flatten()
        .map(|&(_, month)| month)
}

/// Reads a date without deciding between day and month.
///
/// `serials` says whether a bare number may be a spreadsheet's serial number: only where the column is known to hold
/// dates.
pub fn read_written(text: &str, serials: bool) -> Option<Written> {
    match read_iso(text.as_bytes()) {
        Some(moment) => Some(Written::Sure(DateStyle::YearFirst, moment)),
        None => read_any(text, serials),
    }
}

/// The way in which programs write: `2024-03-29`, `2024-03-29 08:26:00`, the same with a `T` or an offset such as
/// ` +0200`. `None` for all else, also where [`read_any`] reads it.
fn read_iso(text: &[u8]) -> Option<Moment> {
    let (date, time) = text.split_first_chunk::<10>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let two = |tens: &u8, ones: &u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit())
            .then(|| u32::from(tens & 15) * 10 + u32::from(ones & 15))
    };
    let year = (two(y1, y2)? * 100 + two(y3, y4)?) as i32;
    let seconds = match time {
        [] => 0,
        [b' ' | b'T', h1, h2, b':', m1, m2, b':', s1, s2, offset @ ..] => {
            let (hour, minute, second) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
            let is_known = match offset {
                [] | [b'Z'] => true,
                [b' ', b'+' | b'-', digits @ ..] => {
                    digits.len() == 4 && digits.iter().all(u8::is_ascii_digit)
                }
                _ => false,
            };
            (is_known && hour < 24 && minute < 60 && second < 60)
                .then_some(hour * 3600 + minute * 60 + second)?
        }
        _ => return None,
    };
    let day = Day::from_ymd(year, two(m1, m2)?, two(d1, d2)?).filter(|_| plausible(year))?;
    Some((day, seconds))
}

fn read_any(text: &str, serials: bool) -> Option<Written> {
    let text = text.trim();
    let first = *text.as_bytes().first()?;
    if text.len() > 48 {
        return None;
    }
    if !first.is_ascii_digit() {
        return read_month_name(text);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == text.len() || (serials && text.parse::<f64>().is_ok()) {
        return read_bare_number(text, serials);
    }
    read_numbers(text).or_else(|| read_month_name(text))
}

fn plausible(year: i32) -> bool {
    (1900..2200).contains(&year)
}

fn read_bare_number(text: &str, serials: bool) -> Option<Written> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let year = text.get(0..4)?.parse().ok()?;
        let month = text.get(4..6)?.parse().ok()?;
        let day = text.get(6..8)?.parse().ok()?;
        if plausible(year) {
            return Some(Written::Sure(DateStyle::Compact, (Day::from_ymd(year, month, day)?, 0)));
        }
    }
    let value = text.parse().ok().filter(|_| serials)?;
    parse_serial(value).map(|moment| Written::Sure(DateStyle::Serial, moment))
}

/// Three numbers with `-`, `/` or `.` between them, then perhaps a time.
fn read_numbers(text: &str) -> Option<Written> {
    let mut scanner = Scanner { rest: text };
    let (first, first_len) = scanner.number()?;
    let sign = scanner.sign()?;
    scanner.spaces();
    let (second, second_len) = scanner.number()?;
    if scanner.sign()? != sign || second_len > 2 {
        return None;
    }
    scanner.spaces();
    let (third, third_len) = scanner.number()?;
    let seconds = scanner.time()?;
    if first_len == 4 && third_len <= 2 {
        return plausible(first as i32)
            .then(|| Day::from_ymd(first as i32, second, third))
            .flatten()
            .map(|day| Written::Sure(DateStyle::YearFirst, (day, seconds)));
    }
    if first_len > 2 {
        return None;
    }
    let year = full_year(third, third_len)?;
    let valid = |day, month| Day::from_ymd(year, month, day).is_some();
    (valid(first, second) || valid(second, first)).then_some(Written::Open {
        first,
        second,
        year,
        seconds,
        dotted: sign == '.',
    })
}

/// A month's name anywhere among the first three parts: `29-mar-23`, `29. marts 2023`, `Mar 29, 2023 8:45 AM`.
fn read_month_name(text: &str) -> Option<Written> {
    let mut scanner = Scanner { rest: text };
    let mut month = None;
    let mut numbers: [Option<(u32, usize)>; 2] = [None, None];
    for _ in 0..6 {
        scanner.skip(|c| matches!(c, ' ' | '-' | '.' | ',' | '/' | '\u{a0}'));
        if let Some(number) = scanner.number() {
            *numbers.iter_mut().find(|slot| slot.is_none())? = Some(number);
        } else if let Some(word) = scanner.word() {
            match month_by_name(word) {
                Some(found) if month.is_none() => month = Some(found),
                // a weekday or "den" may stand before the date
                _ if month.is_none() && numbers.iter().all(Option::is_none) => {}
                _ => return None,
            }
        }
        if month.is_some() && numbers.iter().all(Option::is_some) {
            break;
        }
    }
    let ([Some(first), Some(second)], Some(month)) = (numbers, month) else { return None };
    let seconds = scanner.time()?;
    let ((day, _), (year, year_len)) = if first.1 == 4 { (second, first) } else { (first, second) };
    let year = full_year(year, year_len)?;
    Some(Written::Sure(DateStyle::MonthName, (Day::from_ymd(year, month, day)?, seconds)))
}

/// Two digits mean 1970 to 2069.
fn full_year(number: u32, len: usize) -> Option<i32> {
    let year = match len {
        2 if number < 70 => 2000 + number as i32,
        2 => 1900 + number as i32,
        4 => number as i32,
        _ => return None,
    };
    plausible(year).then_some(year)
}

/// Reads a time of day alone, such as `08:45` or `8:45 PM`, as seconds since midnight.
pub fn parse_time(text: &str) -> Option<u32> {
    let mut scanner = Scanner { rest: text.trim() };
    scanner.clock().filter(|_| scanner.rest.trim().is_empty())
}

struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    fn take(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !accept(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
    fn skip(&mut self, accept: impl Fn(char) -> bool) {
        self.take(accept);
    }
    fn spaces(&mut self) {
        self.skip(|c| c == ' ' || c == '\u{a0}');
    }
    fn number(&mut self) -> Option<(u32, usize)> {
        let digits = self.take(|c| c.is_ascii_digit());
        Some((digits.parse().ok()?, digits.len()))
    }
    fn word(&mut self) -> Option<&'a str> {
        let word = self.take(char::is_alphabetic);
        (!word.is_empty()).then_some(word)
    }
    fn sign(&mut self) -> Option<char> {
        let sign = self.rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
        self.rest = self.rest.get(1..)?;
        Some(sign)
    }
    /// What may follow a date: nothing, or a time with perhaps an offset, which is left as it is: the day and the hour
    /// of the shop's own clock are what the analysis wants.
    fn time(&mut self) -> Option<u32> {
        self.skip(|c| matches!(c, ' ' | '\u{a0}' | 'T' | ',' | '.'));
        if self.rest.is_empty() {
            return Some(0);
        }
        if let Some(rest) = self.rest.strip_prefix("kl. ").or_else(|| self.rest.strip_prefix("kl ")) {
            self.rest = rest;
        }
        let seconds = self.clock()?;
        self.spaces();
        let zone = self.rest.trim_start_matches(['+', '-']);
        let known = matches!(zone, "" | "Z" | "UTC" | "GMT" | "CET" | "CEST")
            || (zone.len() <= 6 && zone.bytes().all(|byte| byte.is_ascii_digit() || byte == b':'));
        known.then_some(seconds)
    }
    fn clock(&mut self) -> Option<u32> {
        let (hour, _) = self.number()?;
        let separator = self.rest.chars().next()?;
        if !matches!(separator, ':' | '.') {
            return None;
        }
        self.rest = self.rest.get(1..)?;
        let (minute, _) = self.number()?;
        let mut second = 0;
        if self.rest.starts_with(separator) {
            self.rest = self.rest.get(1..)?;
            second = self.number()?.0;
            if self.rest.starts_with(['.', ',']) {
                self.rest = self.rest.get(1..)?;
                self.number()?;
            }
        }
        self.spaces();
        let after = self.rest.get(..2).unwrap_or_default();
        let noon = match after {
            "AM" | "am" => Some(0),
            "PM" | "pm" => Some(12),
            _ => None,
        };
        let hour = match noon {
            Some(add) if (1..=12).contains(&hour) => {
                self.rest = self.rest.get(2..)?;
                hour % 12 + add
            }
            Some(_) => return None,
            None => hour,
        };
        (hour < 24 && minute < 60 && second < 61)
            .then(|| (hour * 3600 + minute * 60 + second).min(SECONDS_A_DAY - 1))
    }
}

/// What the cells of a column say about its dates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DateEvidence {
    /// Cells that are dates, by style.
    pub styles: std::collections::BTreeMap<DateStyle, u64>,
    /// Cells that are something else.
    pub other: u64,
    /// Cells whose first number cannot be a month.
    pub day_first: u64,
    /// Cells whose second number cannot be a month.
    pub month_first: u64,
    /// Cells with points between their numbers.
    pub dotted: u64,
    /// A cell that reads both ways with different results.
    pub example: Option<String>,
    /// Steps back in time from one cell to the next when read day first, and month first.
    steps_back: [u64; 2],
    steps_forward: [u64; 2],
    last: [Option<Day>; 2],
}

impl DateEvidence {
    /// Takes in one non-blank cell.
    pub fn see(&mut self, text: &str, serials: bool) {
        let Some(written) = read_written(text, serials) else {
            self.other += 1;
            return;
        };
        *self.styles.entry(written.style()).or_default() += 1;
        let Written::Open { first, second, dotted, .. } = written else { return };
        self.dotted += u64::from(dotted);
        match (first > 12, second > 12) {
            (true, false) => self.day_first += 1,
            (false, true) => self.month_first += 1,
            _ if first != second && self.example.is_none() => self.example = Some(text.trim().to_owned()),
            _ => {}
        }
        for (at, order) in [DateOrder::DayFirst, DateOrder::MonthFirst].into_iter().enumerate() {
            let day = written.resolve(order).map(|(day, _)| day);
            let (Some(last), Some(back), Some(forward)) =
                (self.last.get_mut(at), self.steps_back.get_mut(at), self.steps_forward.get_mut(at))
            else {
                continue;
            };
            if let (Some(before), Some(now)) = (*last, day) {
                *back += u64::from(now < before);
                *forward += u64::from(before < now);
            }
            *last = day.or(*last);
        }
    }
    /// Cells that are dates.
    pub fn dates(&self) -> u64 {
        self.styles.values().sum()
    }
    /// True when some cells are written so that day and month can be mistaken.
    pub fn has_numbers(&self) -> bool {
        self.styles.contains_key(&DateStyle::Numbers)
    }
    /// Which comes first, where the cells settle it: a part above 12 does; else the order in which the rows stand.
    pub fn order(&self) -> Option<DateOrder> {
        if !self.has_numbers() {
            return Some(DateOrder::DayFirst);
        }
        match (self.day_first, self.month_first) {
            (0, 0) if self.dotted > 0 => Some(DateOrder::DayFirst),
            (0, 0) => self.order_by_sortedness(),
            (day, month) if month > day => Some(DateOrder::MonthFirst),
            _ => Some(DateOrder::DayFirst),
        }
    }
    /// True when a cell settles the order: by a part above 12, or by its points.
    pub fn is_settled(&self) -> bool {
        !self.has_numbers() || self.day_first + self.month_first + self.dotted > 0
    }
    fn order_by_sortedness(&self) -> Option<DateOrder> {
        let [day_back, month_back] = self.steps_back;
        let [day_forward, month_forward] = self.steps_forward;
        // rows may run up or down: what counts is how rarely they turn
        let (day_turns, month_turns) = (day_back.min(day_forward), month_back.min(month_forward));
        if self.example.is_none() {
            return Some(DateOrder::DayFirst); // every cell reads the same both ways
        }
        match (day_turns, month_turns) {
            (0, 1..) => Some(DateOrder::DayFirst),
            (1.., 0) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, order: DateOrder, want: Option<&str>) {
        let shown =
            read_written(text, true).and_then(|written| written.resolve(order)).map(|(day, second)| {
                format!("{day} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
            });
        let want =
            want.map(|want| if want.len() == 10 { format!("{want} 00:00:00") } else { want.to_owned() });
        assert_eq!(shown, want, "{text}");
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_reads_what_the_long_one_reads(
            text in "(19|20|21|00)[0-9]{2}-[0-3][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z| [+-][0-9]{4})?)?",
        ) {
            if let Some(moment) = read_iso(text.as_bytes()) {
                let long = read_any(&text, false);
                proptest::prop_assert_eq!(Some(Written::Sure(DateStyle::YearFirst, moment)), long);
                proptest::prop_assert_eq!(long, read_any(&text, true));
            }
        }
    }

    #[test]
    fn reads_what_programs_and_people_write() {
        for (text, want) in [
            ("2010-12-01 08:26:00", "2010-12-01 08:26:00"),
            ("2010-12-01T08:26:00.123Z", "2010-12-01 08:26:00"),
            ("2025-10-07 09:50:26 +0200", "2025-10-07 09:50:26"),
            ("2025-10-07T09:50:26+02:00", "2025-10-07 09:50:26"),
            ("2024/3/9", "2024-03-09"),
            ("29/3/2023", "2023-03-29"),
            ("29.03.2023 08:45", "2023-03-29 08:45:00"),
            ("01.12.2010 08.45", "2010-12-01 08:45:00"),
            ("29-mar-23", "2023-03-29"),
            ("29. marts 2023", "2023-03-29"),
            ("Mar 29, 2023 8:45 PM", "2023-03-29 20:45:00"),
            ("fredag den 1. maj 2020", "2020-05-01"),
            ("20191229", "2019-12-29"),
            ("40513.3645833333", "2010-12-01 08:45:00"),
            ("40513", "2010-12-01"),
            ("12:00 is no date", ""),
            ("31/02/2023", ""),
            ("2023-13-01", ""),
            ("hello", ""),
            ("1", ""),
            ("99999999", ""),
            ("1/2/3", ""),
        ] {
            check(text, DateOrder::DayFirst, (!want.is_empty()).then_some(want));
        }
        check("3/29/2023 8:45 AM", DateOrder::MonthFirst, Some("2023-03-29 08:45:00"));
        check("12/1/10 12:05 AM", DateOrder::MonthFirst, Some("2010-12-01 00:05:00"));
        assert_eq!(parse_time("23:59:60"), Some(86_399));
        assert_eq!(split_moment(14_944.364_583_333_3), (Day(14_944), 31_500));
        assert_eq!(split_moment(14_944.999_999_9), (Day(14_945), 0));
    }

    #[test]
    fn the_column_decides_which_comes_first() {
        let decide = |cells: &[&str]| {
            let mut evidence = DateEvidence::default();
            cells.iter().for_each(|cell| evidence.see(cell, false));
            evidence.order()
        };
        assert_eq!(decide(&["01/02/2024", "13/02/2024"]), Some(DateOrder::DayFirst));
        assert_eq!(decide(&["01/02/2024", "02/13/2024"]), Some(DateOrder::MonthFirst));
        assert_eq!(decide(&["01/02/2024", "02/02/2024", "01/03/2024"]), Some(DateOrder::DayFirst));
        assert_eq!(decide(&["02/01/2024", "02/02/2024", "03/01/2024"]), Some(DateOrder::MonthFirst));
        assert_eq!(decide(&["01/02/2024", "05/04/2024", "02/03/2024"]), None);
        assert_eq!(decide(&["2024-01-02"]), Some(DateOrder::DayFirst));
        assert_eq!(decide(&["01.02.2024", "05.04.2024", "02.03.2024"]), Some(DateOrder::DayFirst));
        assert_eq!(decide(&["01.02.2024", "05.24.2024"]), Some(DateOrder::MonthFirst));
    }
}
