//! Numbers and days as texts, in the style of a disguise.

use crate::{
    calendar::{day_of, weekday, year_month_day},
    disguise::Disguise,
    noise::Noise,
    styles::{CurrencyPlace, DateStyle, Minus, Places},
    tables::{Cell, currency_code},
    words::{LANGUAGES, Words},
};

/// Writes cells.
pub struct Writer<'a> {
    disguise: &'a Disguise,
    words: Words,
}

impl<'a> Writer<'a> {
    /// For one disguise.
    pub fn new(disguise: &'a Disguise) -> Self {
        Self { disguise, words: Words::of(disguise.language) }
    }

    /// A cell as text.
    pub fn text(&self, cell: &Cell) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Money(amount, currency) => self.money(*amount, *currency),
            Cell::Whole(number) => self.whole(*number),
            Cell::Share(percent) => self.share(*percent),
            Cell::Moment(day, second) => self.moment(*day, *second, true),
            Cell::Day(day) => self.moment(*day, 0, false),
            Cell::NoDay => self.no_day().to_owned(),
        }
    }

    fn whole(&self, number: i64) -> String {
        let minus = if number < 0 { "-" } else { "" };
        format!("{minus}{}", number.abs())
    }

    /// The share in the file's way: 0.15, 15, 15 %.
    pub fn share(&self, percent: i64) -> String {
        match self.disguise.random("shares").below(3) {
            0 => {
                let text = format!("{:.2}", percent as f64 / 100.0);
                text.replace('.', &self.disguise.numbers.decimal.to_string())
            }
            1 => percent.to_string(),
            _ => format!("{percent} %"),
        }
    }

    fn money(&self, amount: i64, currency: usize) -> String {
        let style = self.disguise.numbers;
        if self.disguise.has(Noise::Hundredths) {
            return self.whole(amount);
        }
        let (whole, places) = (grouped(amount.abs() / 100, style.thousands), amount.abs() % 100);
        let decimal = style.decimal;
        let digits = match style.places {
            Places::Two => format!("{whole}{decimal}{places:02}"),
            Places::Four => format!("{whole}{decimal}{places:02}00"),
            Places::Trimmed if places == 0 => whole,
            Places::Trimmed if places % 10 == 0 => format!("{whole}{decimal}{}", places / 10),
            Places::Trimmed => format!("{whole}{decimal}{places:02}"),
            // a share of a whole price may not be whole
            Places::Dash | Places::None if places != 0 => format!("{whole}{decimal}{places:02}"),
            Places::Dash => format!("{whole}{decimal}-"),
            Places::None => whole,
        };
        let code = currency_code(&self.words, currency);
        let sign = match (currency, code) {
            (0, _) => self.words.all("currency")[1],
            (_, "GBP") => "£",
            _ => "€",
        };
        let is_short = matches!(sign, "$" | "£");
        let with_currency = |digits: &str| match style.currency {
            CurrencyPlace::None => digits.to_owned(),
            CurrencyPlace::SignBefore if is_short => format!("{sign}{digits}"),
            CurrencyPlace::SignBefore => format!("{sign} {digits}"),
            CurrencyPlace::SignAfter => format!("{digits} {sign}"),
            CurrencyPlace::CodeBefore => format!("{code} {digits}"),
            CurrencyPlace::CodeAfter => format!("{digits} {code}"),
        };
        if amount >= 0 {
            return with_currency(&digits);
        }
        match style.minus {
            Minus::Before if self.disguise.random("minus before currency").chance(50) => {
                format!("-{}", with_currency(&digits))
            }
            Minus::Before => with_currency(&format!("-{digits}")),
            Minus::After => with_currency(&format!("{digits}-")),
            Minus::Parentheses => format!("({})", with_currency(&digits)),
            Minus::Typographic => with_currency(&format!("\u{2212}{digits}")),
        }
    }

    fn no_day(&self) -> &'static str {
        use DateStyle::{
            Compact, Dashes, DayFirst, DayFirstShortTime, Dots, DotsShort, DotsTime, MonthFirst, YearSlashes,
        };
        match self.disguise.dates {
            Dots | DotsShort | DotsTime => "00.00.0000",
            DayFirst | DayFirstShortTime | MonthFirst => "00/00/0000",
            Dashes => "00-00-0000",
            YearSlashes => "0000/00/00",
            Compact => "00000000",
            _ => "0000-00-00",
        }
    }

    /// The number of days that Excel counts.
    pub fn serial(day: i64) -> i64 {
        let serial = day - day_of(1899, 12, 30);
        // Excel has a 29 February 1900
        if serial < 61 { serial - 1 } else { serial }
    }

    /// Day and month changed places, where Excel could read it so; the text is left where it could not.
    pub fn swapped(day: i64) -> Option<i64> {
        let (year, month, of_month) = year_month_day(day);
        (of_month <= 12).then(|| day_of(year, of_month, month))
    }

    fn moment(&self, day: i64, second: i64, has_time: bool) -> String {
        let style = self.disguise.dates;
        if self.disguise.has(Noise::SwappedDays)
            && let Some(swapped) = Self::swapped(day)
        {
            return crate::calendar::iso(swapped);
        }
        let (year, month, of_month) = year_month_day(day);
        let short_year = year % 100;
        let (hour, minute, rest) = (second / 3600, second / 60 % 60, second % 60);
        let iso = crate::calendar::iso(day);
        let name = |key: &str| self.words.all(key)[(month - 1) as usize];
        let time = format!("{hour:02}:{minute:02}:{rest:02}");
        let with = |text: String, time: String| if has_time { text + &time } else { text };
        match style {
            DateStyle::Iso => iso,
            DateStyle::IsoTime => with(iso, format!(" {time}")),
            DateStyle::IsoT => with(iso, format!("T{time}")),
            DateStyle::IsoZ => with(iso, format!("T{time}Z")),
            DateStyle::IsoOffset => {
                let offset = if (month, of_month) > (3, 28) && month < 11 { "+02:00" } else { "+01:00" };
                with(iso, format!("T{time}{offset}"))
            }
            DateStyle::YearSlashes => format!("{year}/{month:02}/{of_month:02}"),
            DateStyle::Dots => format!("{of_month:02}.{month:02}.{year}"),
            DateStyle::DotsShort => format!("{of_month}.{month}.{year}"),
            DateStyle::DotsTime => {
                with(format!("{of_month:02}.{month:02}.{year}"), format!(" {hour:02}:{minute:02}"))
            }
            DateStyle::DayFirst => format!("{of_month:02}/{month:02}/{year}"),
            DateStyle::DayFirstShortTime => {
                with(format!("{of_month}/{month}/{year}"), format!(" {hour:02}:{minute:02}"))
            }
            DateStyle::MonthFirst => format!("{month:02}/{of_month:02}/{year}"),
            DateStyle::MonthFirstShort => format!("{month}/{of_month}/{year}"),
            DateStyle::MonthFirstHalfDay => {
                let half = if hour < 12 { "AM" } else { "PM" };
                with(
                    format!("{month}/{of_month}/{year}"),
                    format!(" {}:{minute:02} {half}", (hour + 11) % 12 + 1),
                )
            }
            DateStyle::Dashes => format!("{of_month:02}-{month:02}-{year}"),
            DateStyle::MonthName => self.month_name(year, name("month"), of_month, weekday(day)),
            DateStyle::MonthShort => match LANGUAGES[self.disguise.language].0 {
                "en" => format!("{of_month:02}-{}-{year}", name("short_month")),
                _ => format!("{of_month} {} {year}", name("short_month")),
            },
            DateStyle::MonthNameFirst => format!("{} {of_month}, {year}", name("short_month")),
            DateStyle::DotsTwoDigits => format!("{of_month:02}.{month:02}.{short_year:02}"),
            DateStyle::MonthFirstTwoDigits => format!("{month}/{of_month}/{short_year:02}"),
            DateStyle::YearFirstTwoDigits => format!("{short_year:02}-{month:02}-{of_month:02}"),
            DateStyle::Compact => format!("{year}{month:02}{of_month:02}"),
            DateStyle::CompactTwoDigits => format!("{short_year:02}{month:02}{of_month:02}"),
            DateStyle::Serial => Self::serial(day).to_string(),
            DateStyle::SerialTime => {
                let part = format!("{:.4}", second as f64 / 86_400.0);
                let sign = self.disguise.numbers.decimal.to_string();
                format!("{}{}", Self::serial(day), part.trim_start_matches('0').replace('.', &sign))
            }
            DateStyle::Seconds => (day * 86_400 + second).to_string(),
            DateStyle::Milliseconds => ((day * 86_400 + second) * 1000).to_string(),
        }
    }

    fn month_name(&self, year: i64, month: &str, of_month: i64, _weekday: i64) -> String {
        match LANGUAGES[self.disguise.language].0 {
            "en" => format!("{of_month} {month} {year}"),
            "de" | "da" | "nb" | "fi" => format!("{of_month}. {month} {year}"),
            "es" | "pt" => format!("{of_month} de {month} de {year}"),
            _ => format!("{of_month} {month} {year}"),
        }
    }
}

/// Digits in groups of three.
fn grouped(number: i64, between: &str) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(between);
        }
        text.push(digit);
    }
    text
}
