//! Numbers as people write them: `1.234,56 kr`, `(12.00)`, `1'234.50`, `158,-`, `149:50`, `−12`. The decimal sign is decided for the
//! whole column by [`NumberEvidence`], never cell by cell.

use crate::{
    base::Money,
    ingest::values::affixes::{Affixed, End, inner_text, take_apart},
};

/// A decimal number, `mantissa / 10^scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// All digits as one integer.
    pub mantissa: i64,
    /// Digits behind the decimal sign.
    pub scale: u32,
}

#[allow(clippy::indexing_slicing)] // a constant: the compiler has looked
const POWERS: [i64; 19] = {
    let mut powers = [1i64; 19];
    let mut at = 1;
    while at < 19 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

fn power(exponent: u32) -> Option<i64> {
    POWERS.get(exponent as usize).copied()
}

impl Decimal {
    /// The number in units of `10^-decimals`, rounded half away from zero, and whether anything was rounded off.
    pub fn rescale(self, decimals: u32) -> Option<(i64, bool)> {
        if self.scale <= decimals {
            return self.mantissa.checked_mul(power(decimals - self.scale)?).map(|value| (value, false));
        }
        let divisor = power(self.scale - decimals)?;
        let (whole, rest) = (self.mantissa / divisor, self.mantissa % divisor);
        let up = i64::from(rest.unsigned_abs() * 2 >= divisor.unsigned_abs()) * self.mantissa.signum();
        Some((whole.checked_add(up)?, rest != 0))
    }
    /// The exact product; `None` where it has more than 18 digits.
    pub fn times(self, other: Decimal) -> Option<Decimal> {
        // quantities and prices are short: the wide way is the slow one
        if let Some(mut mantissa) = self.mantissa.checked_mul(other.mantissa) {
            let mut scale = self.scale + other.scale;
            while scale > Money::DECIMALS && mantissa % 10 == 0 {
                mantissa /= 10;
                scale -= 1;
            }
            return Some(Decimal { mantissa, scale });
        }
        let mut mantissa = i128::from(self.mantissa) * i128::from(other.mantissa);
        let mut scale = self.scale + other.scale;
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        // decimals that money cannot hold may make room for digits in front
        while i64::try_from(mantissa).is_err() && scale > Money::DECIMALS + 1 {
            mantissa /= 10;
            scale -= 1;
        }
        Some(Decimal { mantissa: i64::try_from(mantissa).ok()?, scale })
    }
    /// As money, and whether anything beyond its four decimals was rounded off.
    pub fn to_money(self) -> Option<(Money, bool)> {
        self.rescale(Money::DECIMALS).map(|(minor, rounded)| (Money(minor), rounded))
    }
    /// The nearest floating number.
    pub fn to_f64(self) -> f64 {
        let divisor = match power(self.scale) {
            Some(power) => power as f64,
            None => libm::pow(10.0, f64::from(self.scale)),
        };
        self.mantissa as f64 / divisor
    }
    /// The shortest decimal number that a floating number stands for. `None` for what is not finite or is too large.
    pub fn from_f64(value: f64) -> Option<Decimal> {
        // what a workbook stores is binary; ten decimals are more than any price has, and shed the noise of 0.1 + 0.2
        let scaled = (value * 1e4).round();
        if (scaled - value * 1e4).abs() < 1e-6 && scaled.abs() < 9e15 {
            return Some(Decimal { mantissa: scaled as i64, scale: 4 });
        }
        let mantissa = (value * 1e9).round();
        (mantissa.abs() < 9e18).then_some(Decimal { mantissa: mantissa as i64, scale: 9 })
    }
}

/// What the numbers of a column say about its decimal sign.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NumberEvidence {
    /// Cells that are only right with a decimal point.
    pub point: u64,
    /// Cells that are only right with a decimal comma.
    pub comma: u64,
    /// Cells such as `1.234` that read as a thousand with one sign and as one and a bit with the other.
    pub open_point: u64,
    /// Cells such as `1,234`.
    pub open_comma: u64,
}

impl NumberEvidence {
    /// Takes in one cell.
    pub fn see(&mut self, text: &str) {
        let Some(shape) = shape_of(text) else { return };
        match shape {
            Shape::Plain => {}
            Shape::Point => self.point += 1,
            Shape::Comma => self.comma += 1,
            Shape::OpenPoint => self.open_point += 1,
            Shape::OpenComma => self.open_comma += 1,
        }
    }
    /// Adds the evidence of another column.
    pub fn add(&mut self, other: NumberEvidence) {
        self.point += other.point;
        self.comma += other.comma;
        self.open_point += other.open_point;
        self.open_comma += other.open_comma;
    }
    /// The decimal sign where the cells settle it. Open cells alone settle it only when both signs occur.
    pub fn decimal_sign(&self) -> Option<char> {
        match (self.point, self.comma) {
            (0, 0) => None,
            (point, comma) if comma > point => Some(','),
            _ => Some('.'),
        }
    }
    /// True when some cells could be read both ways and none settles it.
    pub fn is_open(&self) -> bool {
        self.decimal_sign().is_none() && self.open_point + self.open_comma > 0
    }
}

enum Shape {
    Plain,
    Point,
    Comma,
    OpenPoint,
    OpenComma,
}

/// Which decimal sign a cell needs. `None` when it is no number.
fn shape_of(text: &str) -> Option<Shape> {
    if text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b',' | b'-')) {
        return shape_of_core(text);
    }
    let text = inner_text(text.trim());
    if text.len() > MAX_LENGTH {
        return None;
    }
    let parts = take_apart(text)?;
    let ways = [Signs::Decimal(b'.'), Signs::Decimal(b','), Signs::AllGroup];
    ways.into_iter().find_map(|signs| read_core(parts.core, signs))?;
    let core = parts.core.as_bytes();
    let has = |sign: u8| core.contains(&sign) || parts.leads == Some(sign);
    let by_colon = has(b':') || parts.end == End::Dash(b':');
    // only groups are left for the signs between the digits
    if by_colon || (parts.end == End::Slash && read_core(parts.core, Signs::AllGroup).is_some()) {
        return Some(match (has(b'.'), has(b',')) {
            (true, _) => Shape::Comma,
            (_, true) => Shape::Point,
            _ => Shape::Plain,
        });
    }
    match (parts.end, parts.leads) {
        (End::Dash(b',') | End::Sign(b','), _) | (_, Some(b',')) => Some(Shape::Comma),
        (End::Dash(_) | End::Sign(_), _) | (_, Some(_)) => Some(Shape::Point),
        // an apostrophe groups, and nobody groups by two signs
        _ if has(b'\'') || parts.core.contains('’') => Some(match (has(b'.'), has(b',')) {
            (true, _) => Shape::Point,
            (_, true) => Shape::Comma,
            _ => Shape::Plain,
        }),
        _ => shape_of_core(parts.core),
    }
}

fn shape_of_core(text: &str) -> Option<Shape> {
    let mut digits = 0u32;
    let (mut points, mut commas) = (0u32, 0u32);
    let mut last_sign = None;
    let mut before_first = None;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' | b',' => {
                before_first.get_or_insert(digits);
                if byte == b'.' {
                    points += 1;
                } else {
                    commas += 1;
                }
                last_sign = Some((byte, digits));
            }
            _ => {}
        }
    }
    if digits == 0 {
        return None;
    }
    let Some((sign, digits_before)) = last_sign else { return Some(Shape::Plain) };
    let after = digits - digits_before;
    Some(match (points, commas) {
        (1.., 1..) if sign == b'.' => Shape::Point,
        (1.., 1..) => Shape::Comma,
        (2.., 0) => Shape::Comma,
        (0, 2..) => Shape::Point,
        _ => {
            let leading = before_first.unwrap_or(0);
            let thousands = after == 3 && (1..=3).contains(&leading) && !text.starts_with('0');
            match (sign, thousands) {
                (b'.', false) => Shape::Point,
                (b'.', true) => Shape::OpenPoint,
                (_, false) => Shape::Comma,
                (_, true) => Shape::OpenComma,
            }
        }
    })
}

/// True for a cell that is a number and nothing but one, currency and percent signs aside. What may be a time of day is
/// none, though a column of amounts reads it: `12:50`.
pub fn looks_numeric(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 40
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && (parse_decimal(text, '.').is_some() || parse_decimal(text, ',').is_some())
        && !(text.contains(':') && super::date::parse_time(text).is_some())
}

/// Reads a number. `decimal_sign` is `.` or `,`; the other one, spaces and apostrophes group digits, and a colon before
/// two digits is a decimal sign anywhere. `None` for what is no number, and for numbers of more than 18 digits.
pub fn parse_decimal(text: &str, decimal_sign: char) -> Option<Decimal> {
    parse_plain(text.as_bytes(), decimal_sign as u8).or_else(|| parse_decorated(text, decimal_sign))
}

/// The common case: digits, perhaps a minus, perhaps one decimal sign.
pub(in crate::ingest) fn parse_plain(bytes: &[u8], decimal_sign: u8) -> Option<Decimal> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut mantissa = 0i64;
    let mut scale = None;
    let mut n_digits = 0;
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                scale = scale.map(|places: u32| places + 1);
                n_digits += 1;
            }
            sign if sign == decimal_sign && scale.is_none() => scale = Some(0),
            _ => return None,
        }
    }
    (n_digits > 0).then_some(Decimal {
        mantissa: if negative { -mantissa } else { mantissa },
        scale: scale.unwrap_or(0),
    })
}

/// Longer than this no number is written.
const MAX_LENGTH: usize = 64;

fn parse_decorated(text: &str, decimal_sign: char) -> Option<Decimal> {
    let text = inner_text(text.trim());
    if text.len() > MAX_LENGTH {
        return None;
    }
    let parts = take_apart(text)?;
    let sign = decimal_sign as u8;
    let mut core = match parts.end {
        End::Dash(b':') => read_core(parts.core, Signs::AllGroup).filter(|core| core.scale == 0),
        // the dash says which sign the decimal one is, whatever the column says
        End::Dash(sign) => read_core(parts.core, Signs::Decimal(sign)).filter(|core| core.scale == 0),
        End::Slash => read_core(parts.core, Signs::AllGroup)
            .filter(|core| core.scale == 0)
            .or_else(|| read_core(parts.core, Signs::Decimal(sign))),
        End::Sign(end) if end != sign => None,
        End::Sign(_) => read_core(parts.core, Signs::Decimal(sign)).filter(|core| core.scale == 0),
        End::Digit if parts.core.contains(':') => read_core(parts.core, Signs::AllGroup),
        End::Digit => {
            read_core(parts.core, Signs::Decimal(sign)).or_else(|| read_exponent(&parts, text, sign))
        }
    }?;
    if let Some(lead) = parts.leads {
        let is_fraction = lead == sign && parts.core.bytes().all(|byte| byte.is_ascii_digit());
        core.scale = is_fraction.then_some(parts.core.len() as u32)?;
    }
    Some(Decimal { mantissa: if parts.negative { -core.mantissa } else { core.mantissa }, ..core })
}

/// `1.5E3`, as programs write what is long or small.
fn read_exponent(parts: &Affixed<'_>, text: &str, decimal_sign: u8) -> Option<Decimal> {
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_digit() || b"eE+-".contains(&byte) || byte == decimal_sign);
    if !is_plain || parts.currency.is_some() {
        return None;
    }
    let number = parts.core.replace(char::from(decimal_sign), ".").parse().ok()?;
    Decimal::from_f64(number)
}

/// What the signs between digits are.
#[derive(Clone, Copy)]
enum Signs {
    /// This one is the decimal sign, the other one groups.
    Decimal(u8),
    /// Points and commas group; the decimal sign is a colon.
    AllGroup,
}

/// Groups of a number of 18 digits.
const MAX_GROUPS: usize = 10;

/// What stands between the first digit and the last one.
fn read_core(core: &str, signs: Signs) -> Option<Decimal> {
    let decimal_sign = match signs {
        Signs::Decimal(sign) => char::from(sign),
        Signs::AllGroup => ':',
    };
    let mut mantissa = 0i64;
    let mut digits = 0;
    let mut scale = None;
    let mut groups = [0u8; MAX_GROUPS];
    let mut group = 0;
    let mut group_sign = None;
    for c in core.chars() {
        match c {
            '0'..='9' => {
                digits += 1;
                if digits > 18 {
                    return None;
                }
                mantissa = mantissa * 10 + i64::from(c as u32 - u32::from('0'));
                match &mut scale {
                    Some(places) => *places += 1,
                    None => *groups.get_mut(group)? += 1,
                }
            }
            c if c == decimal_sign && scale.is_none() => scale = Some(0),
            '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}'
                if scale.is_none() =>
            {
                let kind = if c.is_whitespace() { ' ' } else { c };
                if *group_sign.get_or_insert(kind) != kind {
                    return None;
                }
                group += 1;
            }
            _ => return None,
        }
    }
    let scale = scale.unwrap_or(0);
    let fits = match groups.get(..=group)? {
        [_] => true,
        // three digits each: 1.23.4 is no number, and 12,34 is none where the comma groups
        [first, rest @ ..] if (1..=3).contains(first) && rest.iter().all(|&digits| digits == 3) => true,
        // lakhs and crores: 1,24,900
        [1 | 2, middle @ .., 3] => {
            matches!(group_sign, Some('.' | ',')) && middle.iter().all(|&digits| digits == 2)
        }
        _ => false,
    };
    // a colon stands before cents, and before minutes
    (fits && (decimal_sign != ':' || matches!(scale, 0 | 2))).then_some(Decimal { mantissa, scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, sign: char, want: Option<&str>) {
        let money = parse_decimal(text, sign).and_then(Decimal::to_money).map(|(money, _)| money.to_string());
        assert_eq!(money.as_deref(), want, "{text} with {sign}");
    }

    #[test]
    fn reads_what_people_write() {
        for (text, sign, want) in [
            ("1234.5", '.', "1234.50"),
            ("1.234,56", ',', "1234.56"),
            ("1 234,56", ',', "1234.56"),
            ("1\u{a0}234,56", ',', "1234.56"),
            ("1\u{2009}234,56", ',', "1234.56"),
            ("1'234.50", '.', "1234.50"),
            ("kr. 1.234,56", ',', "1234.56"),
            ("kr. 1.234,56", ',', "1234.56"),
            ("1.234,56 kr", ',', "1234.56"),
            ("1.234,56 kr.", ',', "1234.56"),
            ("$1,234.50", '.', "1234.50"),
            ("-$12.50", '.', "-12.50"),
            ("(12.00)", '.', "-12.00"),
            ("12.00-", '.', "-12.00"),
            ("\u{2212}12", '.', "-12.00"),
            ("12,50 DKK", ',', "12.50"),
            ("€ 9,95", ',', "9.95"),
            ("25 %", ',', "25.00"),
            ("1.5E3", '.', "1500.00"),
            ("1,5E3", ',', "1500.00"),
            (".5", '.', "0.50"),
            ("12.", '.', "12.00"),
            ("0.00015", '.', "0.0002"),
            // no cents
            ("158,-", '.', "158.00"),
            ("158.-", ',', "158.00"),
            ("158.–", '.', "158.00"),
            ("158,– kr", ',', "158.00"),
            ("CHF 158.—", '.', "158.00"),
            ("-158,-", ',', "-158.00"),
            ("1.249,-", '.', "1249.00"),
            ("1 249:-", ',', "1249.00"),
            ("149:50", '.', "149.50"),
            ("1 249:50 kr", ',', "1249.50"),
            ("1.249:50", '.', "1249.50"),
            ("1’249.50", '.', "1249.50"),
            ("1’249.–", '.', "1249.00"),
            ("Fr. 1'249.50", '.', "1249.50"),
            // lakhs
            ("₹ 1,24,900.00", '.', "124900.00"),
            ("Rs. 1,24,900/-", '.', "124900.00"),
            ("Rs. 15,800/-", ',', "15800.00"),
            ("Rs. 1,249.50/-", '.', "1249.50"),
            ("KSh 1,500/=", '.', "1500.00"),
            // currencies
            ("R$ 1.234,56", ',', "1234.56"),
            ("1.234,5 kr.", ',', "1234.50"),
            ("1 249,50 zł", ',', "1249.50"),
            ("1 249,50 Kč", ',', "1249.50"),
            ("₺1.249,50", ',', "1249.50"),
            ("1.249.000 ₫", ',', "1249000.00"),
            ("￥1,249", '.', "1249.00"),
            ("₩12,000", '.', "12000.00"),
            ("1 249,50 ₴", ',', "1249.50"),
            ("GH₵249.50", '.', "249.50"),
            ("1 249,50 руб.", ',', "1249.50"),
            ("12 490 Ft", ',', "12490.00"),
            ("249,50 lei", ',', "249.50"),
            ("1,249円", '.', "1249.00"),
            ("249.50元", '.', "249.50"),
            ("S/. 249.50", '.', "249.50"),
            ("R 1 249,50", ',', "1249.50"),
            ("\u{200f}249.50\u{a0}₪", '.', "249.50"),
            ("3 stk.", ',', "3.00"),
            ("3 st", ',', "3.00"),
            ("%20", ',', "20.00"),
            // signs
            ("'-149.50", '.', "-149.50"),
            ("'149.50", '.', "149.50"),
            ("–149,50", ',', "-149.50"),
            ("kr -12,50", ',', "-12.50"),
            ("12.00- EUR", '.', "-12.00"),
            ("(kr 12,00)", ',', "-12.00"),
            ("(12,00) kr", ',', "-12.00"),
            ("-$.50", '.', "-0.50"),
            ("=\"249.50\"", '.', "249.50"),
        ] {
            check(text, sign, Some(want));
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in [
            "",
            "abc",
            "12abcde",
            "2020-01-01",
            "1-2",
            "12.5.6",
            "1.23,4",
            "12,34.5",
            "--5",
            "1 kr 2",
            "12-maj",
            "12-May",
            "12 May",
            "3 kg",
            "12-stk",
            "C-1001",
            "R1001",
            "A 12",
            "20 30 40 50",
            "1,249 000",
            "1234 567",
            "158 –",
            "158,-5",
            "(12.00",
            "12.00)",
            "14:05:00",
            "149:5",
            "149:505",
            "12/1-",
            "NaN",
            "#REF!",
        ] {
            check(text, '.', None);
        }
        check("99999999999999999999", '.', None);
    }

    #[test]
    fn a_column_decides_its_decimal_sign() {
        let decide = |cells: &[&str]| {
            let mut evidence = NumberEvidence::default();
            cells.iter().for_each(|cell| evidence.see(cell));
            (evidence.decimal_sign(), evidence.is_open())
        };
        assert_eq!(decide(&["1.234", "12,50"]), (Some(','), false));
        assert_eq!(decide(&["1.234", "2.500"]), (None, true));
        assert_eq!(decide(&["1.234", "0.500"]), (Some('.'), false));
        assert_eq!(decide(&["1,234.00", "7"]), (Some('.'), false));
        assert_eq!(decide(&["1.234.567"]), (Some(','), false));
        assert_eq!(decide(&["kr. 12", "7"]), (None, false));
        assert_eq!(decide(&["158,-"]), (Some(','), false));
        assert_eq!(decide(&["CHF 158.–"]), (Some('.'), false));
        assert_eq!(decide(&["149:50", "1 249:-"]), (None, false));
        assert_eq!(decide(&["Rs. 15,800/-"]), (Some('.'), false));
        assert_eq!(decide(&["1'249.500"]), (Some('.'), false));
        assert_eq!(decide(&["S/. 12,50"]), (Some(','), false));
        assert_eq!(decide(&["kr 1.234"]), (None, true));
        assert_eq!(decide(&["12,maj", "1.2.2023 kl. 5"]), (None, false));
    }

    #[test]
    fn times_of_day_are_no_numbers_until_a_column_says_so() {
        assert!(!looks_numeric("12:50") && !looks_numeric("8:45"));
        assert!(looks_numeric("149:50") && looks_numeric("79:-") && looks_numeric("12:50 kr"));
        check("12:50", ',', Some("12.50"));
    }

    #[test]
    fn products_are_exact() {
        let numbers = [
            "0",
            "1",
            "-1",
            "2.55",
            "0.05",
            "-0.125",
            "1000",
            "999999999.99",
            "0.000000001",
            "123456789012345678",
        ];
        let wide = |a: Decimal, b: Decimal| {
            let unit = 10i128.checked_pow((a.scale + b.scale).checked_sub(4)?)?;
            let product = i128::from(a.mantissa) * i128::from(b.mantissa);
            let half = if product < 0 { -unit / 2 } else { unit / 2 };
            i64::try_from((product + half) / unit).ok()
        };
        for a in numbers {
            for b in numbers {
                let (a, b) = (parse_decimal(a, '.').unwrap(), parse_decimal(b, '.').unwrap());
                if 4 <= a.scale + b.scale {
                    let money = a.times(b).and_then(Decimal::to_money).map(|(money, _)| money.0);
                    assert_eq!(money, wide(a, b), "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn floats_become_the_decimals_they_stand_for() {
        assert_eq!(Decimal::from_f64(0.1 + 0.2).and_then(Decimal::to_money), Some((Money(3000), false)));
        assert_eq!(Decimal::from_f64(2.55).and_then(Decimal::to_money), Some((Money(25_500), false)));
        assert_eq!(Decimal::from_f64(1.0 / 3.0).and_then(Decimal::to_money), Some((Money(3333), true)));
        assert_eq!(Decimal::from_f64(f64::NAN), None);
        assert_eq!(Decimal::from_f64(1e300), None);
    }
}
