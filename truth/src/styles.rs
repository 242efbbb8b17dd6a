//! How numbers, days and text files are written, chosen.

use crate::random::Random;

/// Where the currency stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurrencyPlace {
    /// Nowhere.
    None,
    /// € 12.00
    SignBefore,
    /// 12.00 €
    SignAfter,
    /// EUR 12.00
    CodeBefore,
    /// 12.00 EUR
    CodeAfter,
}

/// How a negative amount is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minus {
    /// -12.00
    Before,
    /// 12.00-
    After,
    /// (12.00)
    Parentheses,
    /// −12.00, the sign of typesetters
    Typographic,
}

/// How many places follow the decimal sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// 12.50
    Two,
    /// 12.5, and 12 where nothing follows
    Trimmed,
    /// 12.5000
    Four,
    /// 149,- in a shop of whole prices
    Dash,
    /// 149 in a shop of whole prices
    None,
}

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberStyle {
    /// The decimal sign.
    pub decimal: char,
    /// What stands between thousands.
    pub thousands: &'static str,
    /// The mark of negative amounts.
    pub minus: Minus,
    /// Where the currency stands.
    pub currency: CurrencyPlace,
    /// Places after the decimal sign.
    pub places: Places,
}

impl NumberStyle {
    /// 1234.50
    pub const PLAIN: Self = Self {
        decimal: '.',
        thousands: "",
        minus: Minus::Before,
        currency: CurrencyPlace::None,
        places: Places::Two,
    };

    /// A random one.
    pub fn of(random: &mut Random) -> Self {
        let decimal = random.pick(&[',', '.']);
        let thousands = match (random.below(100), decimal) {
            (0..60, _) => "",
            (60..80, ',') => ".",
            (60..80, _) => ",",
            (80..87, _) => " ",
            (87..92, _) => "\u{a0}",
            (92..95, _) => "\u{202f}",
            (95..98, '.') => "'",
            (98.., '.') => "\u{2019}",
            _ => "",
        };
        let minus = random.weighted(&[
            (82, Minus::Before),
            (7, Minus::After),
            (6, Minus::Parentheses),
            (5, Minus::Typographic),
        ]);
        use CurrencyPlace::{CodeAfter, CodeBefore, SignAfter, SignBefore};
        let currency = random.weighted(&[
            (74, CurrencyPlace::None),
            (9, SignBefore),
            (9, SignAfter),
            (3, CodeBefore),
            (5, CodeAfter),
        ]);
        let places = random.weighted(&[
            (72, Places::Two),
            (10, Places::Trimmed),
            (5, Places::Four),
            (5, Places::Dash),
            (8, Places::None),
        ]);
        // four places and groups of three, or a dash beside a minus behind, are written by nobody
        let thousands = if places == Places::Four { "" } else { thousands };
        let minus = if places == Places::Dash { Minus::Before } else { minus };
        Self { decimal, thousands, minus, currency, places }
    }

    /// Whether the shop's prices have to be whole.
    pub fn needs_whole_prices(self) -> bool {
        matches!(self.places, Places::Dash | Places::None)
    }

    /// In words, what is not plain.
    pub fn choices(self) -> Vec<String> {
        let plain = Self::PLAIN;
        let mut words = Vec::new();
        let mut say = |is_other: bool, word: String| words.extend(is_other.then_some(word));
        say(self.decimal != plain.decimal, "numbers: decimal comma".to_owned());
        say(!self.thousands.is_empty(), format!("numbers: thousands {:?}", self.thousands));
        say(self.minus != plain.minus, format!("numbers: minus {:?}", self.minus));
        say(self.currency != plain.currency, format!("numbers: currency {:?}", self.currency));
        say(self.places != plain.places, format!("numbers: places {:?}", self.places));
        words
    }
}

/// How days are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateStyle {
    /// 2024-01-05
    Iso,
    /// 2024-01-05 14:05:33
    IsoTime,
    /// 2024-01-05T14:05:33
    IsoT,
    /// 2024-01-05T14:05:33Z
    IsoZ,
    /// 2024-01-05T14:05:33+01:00
    IsoOffset,
    /// 2024/01/05
    YearSlashes,
    /// 05.01.2024
    Dots,
    /// 5.1.2024
    DotsShort,
    /// 05.01.2024 14:05
    DotsTime,
    /// 05/01/2024
    DayFirst,
    /// 5/1/2024 14:05
    DayFirstShortTime,
    /// 01/05/2024
    MonthFirst,
    /// 1/5/2024
    MonthFirstShort,
    /// 1/5/2024 2:05 PM
    MonthFirstHalfDay,
    /// 05-01-2024
    Dashes,
    /// 5. januar 2024, 5 January 2024
    MonthName,
    /// 05-jan-2024
    MonthShort,
    /// Jan 5, 2024
    MonthNameFirst,
    /// 05.01.24
    DotsTwoDigits,
    /// 1/5/24
    MonthFirstTwoDigits,
    /// 24-01-05
    YearFirstTwoDigits,
    /// 20240105
    Compact,
    /// 240105
    CompactTwoDigits,
    /// 45296
    Serial,
    /// 45296.5871
    SerialTime,
    /// 1704463533
    Seconds,
    /// 1704463533000
    Milliseconds,
}

impl DateStyle {
    /// A random one.
    pub fn of(random: &mut Random) -> Self {
        random.weighted(&[
            (18, Self::Iso),
            (9, Self::IsoTime),
            (3, Self::IsoT),
            (4, Self::IsoZ),
            (3, Self::IsoOffset),
            (3, Self::YearSlashes),
            (10, Self::Dots),
            (4, Self::DotsShort),
            (4, Self::DotsTime),
            (8, Self::DayFirst),
            (3, Self::DayFirstShortTime),
            (5, Self::MonthFirst),
            (4, Self::MonthFirstShort),
            (3, Self::MonthFirstHalfDay),
            (6, Self::Dashes),
            (3, Self::MonthName),
            (3, Self::MonthShort),
            (2, Self::MonthNameFirst),
            (3, Self::DotsTwoDigits),
            (3, Self::MonthFirstTwoDigits),
            (2, Self::YearFirstTwoDigits),
            (3, Self::Compact),
            (1, Self::CompactTwoDigits),
            (1, Self::Serial),
            (1, Self::SerialTime),
            (1, Self::Seconds),
            (1, Self::Milliseconds),
        ])
    }

    /// What is written instead where nobody writes the month first.
    pub fn outside_english(self) -> Self {
        match self {
            Self::MonthFirst => Self::DayFirst,
            Self::MonthFirstShort => Self::DotsShort,
            Self::MonthFirstHalfDay => Self::DayFirstShortTime,
            Self::MonthFirstTwoDigits => Self::DotsTwoDigits,
            Self::MonthNameFirst => Self::MonthName,
            other => other,
        }
    }

    /// Whether a workbook shows it as a number.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Serial | Self::SerialTime | Self::Seconds | Self::Milliseconds)
    }

    /// Whether years have two digits only.
    pub fn has_two_digits(self) -> bool {
        use DateStyle::{CompactTwoDigits, DotsTwoDigits, MonthFirstTwoDigits, YearFirstTwoDigits};
        matches!(self, DotsTwoDigits | MonthFirstTwoDigits | YearFirstTwoDigits | CompactTwoDigits)
    }
}

/// What stands between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// ,
    Comma,
    /// ;
    Semicolon,
    /// A tab.
    Tab,
    /// |
    Bar,
}

impl Delimiter {
    /// The character.
    pub fn character(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
            Self::Tab => '\t',
            Self::Bar => '|',
        }
    }
}

/// Which cells stand in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// Those that need them.
    WhereNeeded,
    /// All.
    All,
    /// Texts.
    Texts,
}

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 behind a mark.
    Utf8Mark,
    /// UTF-16 as Excel writes "Unicode text".
    Utf16Le,
    /// UTF-16, the other way round.
    Utf16Be,
    /// Of Western Europe.
    Windows1252,
    /// Of Poland.
    Windows1250,
}

impl Encoding {
    /// Whether it has the letters of a language.
    pub fn fits(self, language: usize) -> bool {
        let is_polish = crate::words::LANGUAGES[language].0 == "pl";
        match self {
            Self::Windows1252 => !is_polish,
            Self::Windows1250 => is_polish,
            _ => true,
        }
    }
}

/// How a text file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextStyle {
    /// Between cells.
    pub delimiter: Delimiter,
    /// Around cells.
    pub quotes: Quotes,
    /// Encoding.
    pub encoding: Encoding,
    /// Whether lines end as on Windows.
    pub carriage_return: bool,
}

impl TextStyle {
    /// What computers write.
    pub const PLAIN: Self = Self {
        delimiter: Delimiter::Comma,
        quotes: Quotes::WhereNeeded,
        encoding: Encoding::Utf8,
        carriage_return: false,
    };

    /// A random one.
    pub fn of(random: &mut Random) -> Self {
        use Delimiter::{Bar, Comma, Semicolon, Tab};
        use Encoding::{Utf8, Utf8Mark, Utf16Be, Utf16Le, Windows1250, Windows1252};
        Self {
            delimiter: random.weighted(&[(45, Comma), (35, Semicolon), (15, Tab), (5, Bar)]),
            quotes: random.weighted(&[(60, Quotes::WhereNeeded), (22, Quotes::All), (18, Quotes::Texts)]),
            encoding: random.weighted(&[
                (45, Utf8),
                (20, Utf8Mark),
                (6, Utf16Le),
                (2, Utf16Be),
                (22, Windows1252),
                (5, Windows1250),
            ]),
            carriage_return: random.chance(50),
        }
    }

    /// In words, what is not plain.
    pub fn choices(self) -> Vec<String> {
        let plain = Self::PLAIN;
        let mut words = Vec::new();
        let mut say = |is_other: bool, word: String| words.extend(is_other.then_some(word));
        say(self.delimiter != plain.delimiter, format!("text: {:?}", self.delimiter));
        say(self.quotes != plain.quotes, format!("text: quotes {:?}", self.quotes));
        say(self.encoding != plain.encoding, format!("text: {:?}", self.encoding));
        say(self.carriage_return, "text: CRLF".to_owned());
        words
    }
}

/// What stands around the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// Rows of titles above the heading.
    pub titles: usize,
    /// A row of totals at the end.
    pub total_row: bool,
    /// Empty rows between some rows and at the end.
    pub blank_rows: bool,
    /// The heading again after so many rows.
    pub heading_again: bool,
    /// A delimiter at the end of every row.
    pub delimiter_at_end: bool,
    /// `sep=;` as the first line.
    pub sep_line: bool,
}

impl Frame {
    /// A random one; most files have none.
    pub fn of(random: &mut Random) -> Self {
        Self {
            titles: random.weighted(&[(85, 0), (5, 1), (5, 2), (5, 4)]),
            total_row: random.chance(12),
            blank_rows: random.chance(8),
            heading_again: random.chance(4),
            delimiter_at_end: random.chance(5),
            sep_line: random.chance(4),
        }
    }

    /// In words.
    pub fn choices(&self, is_text: bool) -> Vec<String> {
        let mut words = Vec::new();
        let mut say = |is_there: bool, word: &str| words.extend(is_there.then(|| format!("frame: {word}")));
        say(self.titles > 0, "titles above");
        say(self.total_row, "total row");
        say(self.blank_rows, "blank rows");
        say(self.heading_again, "heading again");
        say(is_text && self.delimiter_at_end, "delimiter at line end");
        say(is_text && self.sep_line, "sep=");
        words
    }
}
