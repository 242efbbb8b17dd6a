//! Dates that are bare numbers: `230103`, `2018100115`, seconds since 1970. A number is a date only where its column is
//! known to hold dates; which kind of number it is, all cells of the column say together.

use super::{DateStyle, Moment, Written, parse_serial, plausible};
use crate::base::Day;

/// How the bare numbers of a column are dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberStyle {
    /// Days of a spreadsheet: `44929`.
    Serial,
    /// Six digits of day, month and two of the year, in the order of the column: `230103`.
    Pairs,
    /// Year and month: `202301`, `01.2023`.
    YearMonth,
    /// The year alone: `2023`.
    Year,
    /// Year to hour: `2018100115`.
    ToHour,
    /// Year to minute: `201810011530`.
    ToMinute,
    /// Year to second: `20181001153000`.
    ToSecond,
    /// Seconds since 1970, of Greenwich.
    UnixSeconds,
    /// Milliseconds since 1970, of Greenwich.
    UnixMilliseconds,
}

impl NumberStyle {
    /// Those that say more first: what reads as one of them seldom reads so by chance.
    pub const ALL: [NumberStyle; 9] = [
        NumberStyle::ToSecond,
        NumberStyle::ToMinute,
        NumberStyle::ToHour,
        NumberStyle::YearMonth,
        NumberStyle::Pairs,
        NumberStyle::Serial,
        NumberStyle::Year,
        NumberStyle::UnixSeconds,
        NumberStyle::UnixMilliseconds,
    ];
}

/// 1990 to 2049: numbers of other years are more likely something else.
fn is_likely(year: i32) -> bool {
    (1990..2050).contains(&year)
}

/// The number of a spreadsheet's serial, with either decimal sign: no thousands stand in one.
pub fn serial_of(text: &str) -> Option<f64> {
    match text.split_once(',') {
        None => text.parse().ok(),
        Some((whole, rest)) => {
            let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            // 45,379 is no day
            let is_serial = whole.len() == 5 && is_plain(whole) && is_plain(rest);
            is_serial.then(|| format!("{whole}.{rest}").parse().ok())?
        }
    }
}

/// Reads a bare number as a date; `None` where it is none of that kind.
pub fn read_number(text: &str, style: NumberStyle) -> Option<Written> {
    let text = text.trim();
    let sure = |style: DateStyle, moment: Moment| Some(Written::Sure(style, moment));
    if style == NumberStyle::Serial {
        return sure(DateStyle::Serial, parse_serial(serial_of(text)?)?);
    }
    if style == NumberStyle::YearMonth && text.contains('.') {
        let (first, second) = text.split_once('.')?;
        let (year, month) = if first.len() == 4 { (first, second) } else { (second, first) };
        let is_plain =
            |part: &str, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
        let day = first_of_month(year.parse().ok()?, month.parse().ok()?)?;
        return if is_plain(year, 4) && is_plain(month, 2) { sure(DateStyle::Month, (day, 0)) } else { None };
    }
    let digits = whole_digits(text)?;
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let year = || part(0, 4).map(|year| year as i32).filter(|&year| plausible(year));
    match (style, digits.len()) {
        (NumberStyle::Year, 4) => {
            let year = year().filter(|&year| is_likely(year))?;
            sure(DateStyle::Year, (Day::from_ymd(year, 1, 1)?, 0))
        }
        (NumberStyle::YearMonth, 6) => sure(DateStyle::Month, (first_of_month(year()?, part(4, 6)?)?, 0)),
        (NumberStyle::Pairs, 6) => {
            Written::of_parts([part(0, 2)?, part(2, 4)?, part(4, 6)?], [2, 2, 2], 0, None)
        }
        (NumberStyle::ToHour, 10) | (NumberStyle::ToMinute, 12) | (NumberStyle::ToSecond, 14) => {
            let day = Day::from_ymd(year().filter(|&year| is_likely(year))?, part(4, 6)?, part(6, 8)?)?;
            let (hour, minute, second) = (part(8, 10)?, part(10, 12).unwrap_or(0), part(12, 14).unwrap_or(0));
            (hour < 24 && minute < 60 && second < 60)
                .then_some(Written::Sure(DateStyle::Compact, (day, hour * 3600 + minute * 60 + second)))
        }
        (NumberStyle::UnixSeconds, 9 | 10) => unix(digits.parse().ok()?),
        (NumberStyle::UnixMilliseconds, 12 | 13) => unix(digits.parse::<i64>().ok()? / 1000),
        _ => None,
    }
}

fn first_of_month(year: i32, month: u32) -> Option<Day> {
    Day::from_ymd(year, month, 1).filter(|_| is_likely(year))
}

fn unix(seconds: i64) -> Option<Written> {
    let day = Day(i32::try_from(seconds.div_euclid(86_400)).ok()?);
    let is_near = Day::from_ymd(1990, 1, 1)? <= day && day < Day::from_ymd(2050, 1, 1)?;
    is_near.then_some(Written::Sure(DateStyle::Unix, (day, seconds.rem_euclid(86_400) as u32)))
}

/// The digits of a whole number, also where a spreadsheet has left `.0` or a program fractions of seconds behind it.
fn whole_digits(text: &str) -> Option<&str> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // a fraction belongs to seconds since 1970; elsewhere it says that this is an amount
    let fits = fraction.is_empty() || fraction.bytes().all(|byte| byte == b'0') || 9 <= whole.len();
    (!whole.is_empty() && whole.len() <= 14 && are_digits(whole) && are_digits(fraction) && fits)
        .then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::DateOrder;

    #[test]
    fn numbers_of_every_kind() {
        for (text, style, want) in [
            ("44929.5", NumberStyle::Serial, "2023-01-03 43200"),
            ("230103", NumberStyle::Pairs, "2023-01-03 0"),
            ("202301", NumberStyle::YearMonth, "2023-01-01 0"),
            ("01.2023", NumberStyle::YearMonth, "2023-01-01 0"),
            ("2023.01", NumberStyle::YearMonth, "2023-01-01 0"),
            ("2023", NumberStyle::Year, "2023-01-01 0"),
            ("2018100115", NumberStyle::ToHour, "2018-10-01 54000"),
            ("201810011530", NumberStyle::ToMinute, "2018-10-01 55800"),
            ("20181001153001", NumberStyle::ToSecond, "2018-10-01 55801"),
            ("1672747200", NumberStyle::UnixSeconds, "2023-01-03 43200"),
            ("1672747200.25", NumberStyle::UnixSeconds, "2023-01-03 43200"),
            ("1672747200000", NumberStyle::UnixMilliseconds, "2023-01-03 43200"),
            ("1.67275E+12", NumberStyle::UnixMilliseconds, ""),
            ("2018139915", NumberStyle::ToHour, ""),
            ("231301", NumberStyle::Pairs, ""),
            ("202313", NumberStyle::YearMonth, ""),
            ("2566", NumberStyle::Year, ""),
            ("7", NumberStyle::Serial, ""),
        ] {
            let moment = read_number(text, style).and_then(|written| written.resolve(DateOrder::YearFirst));
            let shown = moment.map(|(day, second)| format!("{day} {second}")).unwrap_or_default();
            assert_eq!(shown, want, "{text}");
        }
    }
}
