//! Dates as people and programs write them. Whether the day or the month comes first is decided for the whole
//! column by [`DateEvidence`], never cell by cell.

mod bare;
mod evidence;
mod names;
mod pattern;
mod scanner;

use self::{names::read_with_names, scanner::Scanner};
use crate::{base::Day, ingest::values::affixes::inner_text, recipe::DateOrder};

pub use self::{
    bare::{NumberStyle, read_number},
    evidence::DateEvidence,
    pattern::DatePattern,
    scanner::parse_time,
};

/// A day with the seconds since midnight.
pub type Moment = (Day, u32);

/// Day 0 of Excel's 1900 system, 1899-12-30, as days since 1970-01-01.
const EXCEL_EPOCH: f64 = -25_569.0;

pub(super) const SECONDS_A_DAY: u32 = 86_400;

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
    /// Seconds or milliseconds since 1970.
    Unix,
    /// As a pattern says that somebody has typed.
    Typed,
    /// A month without days: `2023-01`, `Jan 2023`. Read as its first day.
    Month,
    /// A quarter: `2023-Q1`. Read as its first day.
    Quarter,
    /// A year. Read as its first day.
    Year,
}

impl DateStyle {
    /// False for months, quarters and years, which are read as their first day.
    pub fn knows_days(self) -> bool {
        !matches!(self, DateStyle::Month | DateStyle::Quarter | DateStyle::Year)
    }
}

/// A date as it stands, before day and month are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Settled.
    Sure(DateStyle, Moment),
    /// Three numbers that are day, month and year in one order or the other.
    Open {
        /// The numbers from left to right.
        parts: [u32; 3],
        /// The last one is a year of two digits.
        is_short: bool,
        /// All have two digits: the first one may be the year.
        may_lead: bool,
        /// Seconds since midnight.
        seconds: u32,
        /// What stands between them.
        sign: Option<char>,
    },
}

impl Written {
    /// Three numbers with the year last or, where all have two digits, perhaps first; `None` where no order makes a day.
    fn of_parts(parts: [u32; 3], lens: [usize; 3], seconds: u32, sign: Option<char>) -> Option<Written> {
        let [first, second, third] = lens;
        let is_short = third == 2;
        let may_lead = is_short && first == 2 && second == 2;
        let open = Written::Open { parts, is_short, may_lead, seconds, sign };
        let orders = [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst];
        orders.into_iter().any(|order| open.resolve(order).is_some()).then_some(open)
    }
    /// The moment, given which comes first.
    pub fn resolve(self, order: DateOrder) -> Option<Moment> {
        match self {
            Written::Sure(_, moment) => Some(moment),
            Written::Open { parts: [first, second, third], is_short, may_lead, seconds, .. } => {
                let (day, month, year) = match order {
                    DateOrder::MonthFirst => (second, first, third),
                    DateOrder::YearFirst if may_lead => (third, second, first),
                    // a year of four digits at the end stands there in any column
                    DateOrder::YearFirst if is_short => return None,
                    DateOrder::DayFirst | DateOrder::YearFirst => (first, second, third),
                };
                let year = full_year(year, if is_short { 2 } else { 4 })?;
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
    let text = inner_text(text.trim()).trim();
    let first = *text.as_bytes().first()?;
    if text.len() > MAX_LENGTH {
        return None;
    }
    if !first.is_ascii_digit() {
        return read_with_names(text);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == text.len() || (serials && bare::serial_of(text).is_some()) {
        return read_bare_number(text, serials);
    }
    read_numbers(text).or_else(|| read_with_names(text))
}

/// With a weekday, a time and the name of its zone.
const MAX_LENGTH: usize = 80;

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
    let value = bare::serial_of(text).filter(|_| serials)?;
    parse_serial(value).map(|moment| Written::Sure(DateStyle::Serial, moment))
}

/// Three numbers with `-`, `/` or `.` between them, then perhaps a time.
fn read_numbers(text: &str) -> Option<Written> {
    let mut scanner = Scanner::new(text);
    let (first, first_len) = scanner.number()?;
    let sign = scanner.sign()?;
    scanner.spaces();
    let (second, second_len) = scanner.number()?;
    if scanner.rest.is_empty() {
        return month_of((first, first_len), (second, second_len), sign);
    }
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
    full_year(third, third_len)?;
    Written::of_parts([first, second, third], [first_len, second_len, third_len], seconds, Some(sign))
}

/// A year and a month: `2023-01`, `01/2023`.
fn month_of(first: (u32, usize), second: (u32, usize), sign: char) -> Option<Written> {
    let (year, month) = match (first.1, second.1) {
        (4, 2) => (first.0, second.0),
        (1 | 2, 4) => (second.0, first.0),
        _ => return None,
    };
    // with a point it is a number
    let day = Day::from_ymd(full_year(year, 4)?, month, 1).filter(|_| sign != '.')?;
    Some(Written::Sure(DateStyle::Month, (day, 0)))
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
            ("3. tammikuuta 2023", "2023-01-03"),
            ("5. marraskuuta 2023 klo 14.05", "2023-11-05 14:05:00"),
            ("3 gen 2023", "2023-01-03"),
            ("mar 3 gen 2023", "2023-01-03"),
            ("mar. 7 mars 2023", "2023-03-07"),
            ("mar 7 2023", "2023-03-07"),
            ("3 de enero de 2023 2:05 p. m.", "2023-01-03 14:05:00"),
            ("martes, 3 de enero de 2023", "2023-01-03"),
            ("terça-feira, 3 de janeiro de 2023 às 14:05", "2023-01-03 14:05:00"),
            ("1er févr. 2023 à 14:05", "2023-02-01 14:05:00"),
            ("Dienstag, 3. Jänner 2023 um 14:05 Uhr", "2023-01-03 14:05:00"),
            ("January 3rd, 2023", "2023-01-03"),
            ("Tuesday, January 3, 2023 at 2:05\u{202f}PM", "2023-01-03 14:05:00"),
            ("Tue Jan 03 2023 14:05:00 GMT+0200 (CEST)", "2023-01-03 14:05:00"),
            ("Tue Jan 03 2023 14:05:00 GMT+0200 (Central European Summer Time)", "2023-01-03 14:05:00"),
            ("Tue, 03 Jan 2023 14:05:00 +0200", "2023-01-03 14:05:00"),
            ("Tue, 03 Jan 2023 14:05:00 GMT", "2023-01-03 14:05:00"),
            ("Tue Jan  3 14:05:00 CET 2023", "2023-01-03 14:05:00"),
            ("Tue Jan 03 14:05:00 +0000 2023", "2023-01-03 14:05:00"),
            ("03JAN2023:14:05:00", "2023-01-03 14:05:00"),
            ("03/Jan/2023:14:05:00 +0200", "2023-01-03 14:05:00"),
            ("03JAN2023", "2023-01-03"),
            ("2023-Jan-03", "2023-01-03"),
            ("Jan 3, 2023 2:05:09 PM PST", "2023-01-03 14:05:09"),
            ("3 stycznia 2023 r., 14:05", "2023-01-03 14:05:00"),
            ("3. ledna 2023", "2023-01-03"),
            ("3 Oca 2023", "2023-01-03"),
            ("3 января 2023 г. в 14:05", "2023-01-03 14:05:00"),
            ("3 січ. 2023 р.", "2023-01-03"),
            ("2023. január 3.", "2023-01-03"),
            ("2023 m. sausio 3 d. 14:05", "2023-01-03 14:05:00"),
            ("2023. gada 3. janvāris", "2023-01-03"),
            ("3. jaan 2023", "2023-01-03"),
            ("3 Ιαν 2023, 2:05 μ.μ.", "2023-01-03 14:05:00"),
            ("3 thg 1, 2023", "2023-01-03"),
            ("ngày 3 tháng 1 năm 2023", "2023-01-03"),
            ("3 Agustus 2023 pukul 14.05", "2023-08-03 14:05:00"),
            ("2023年1月3日", "2023-01-03"),
            ("2023年1月3日(火) 14:05", "2023-01-03 14:05:00"),
            ("2023年01月03日 下午2:05", "2023-01-03 14:05:00"),
            ("2023년 1월 3일 오후 2:05", "2023-01-03 14:05:00"),
            ("2023-01-03T14:05:00.123456+02:00", "2023-01-03 14:05:00"),
            ("2023-01-03 14:05:00 Europe/Copenhagen", "2023-01-03 14:05:00"),
            ("2023-01-03T14:05:00+01:00[Europe/Paris]", "2023-01-03 14:05:00"),
            ("1/3/2023, 2:05:00\u{202f}p. m.", "2023-03-01 14:05:00"),
            ("2023-01", "2023-01-01"),
            ("01/2023", "2023-01-01"),
            ("Jan 2023", "2023-01-01"),
            ("januar 2023", "2023-01-01"),
            ("2023 January", "2023-01-01"),
            ("Jan-23", "2023-01-01"),
            ("Jan '23", "2023-01-01"),
            ("2023年1月", "2023-01-01"),
            ("2023-Q2", "2023-04-01"),
            ("Q3 2023", "2023-07-01"),
            ("2. kvartal 2023", "2023-04-01"),
            ("T4 2023", "2023-10-01"),
            ("1Q2023", "2023-01-01"),
            ("Jan 23", ""),
            ("23 Jan", ""),
            ("12-Jan", ""),
            ("Q5 2023", ""),
            ("2023.01", ""),
            ("2023-001", ""),
            ("Maj 2566", ""),
            ("12-maj", ""),
            ("Tea 3 maj 2023", ""),
            ("3 maj 2023 tea", ""),
            ("May 2, 3 and 2023", ""),
            ("Sencha 100 g 12", ""),
            ("2566年1月3日", ""),
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
}
