//! Numbers, money, shares and days as the reader's language writes them.

use std::cell::RefCell;

use js_sys::{Array, Function, Intl, Object, Reflect};
use stamkunde::{
    answers::Share,
    base::{Day, Money},
};
use wasm_bindgen::JsValue;

/// What a number is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Integer,
    Decimal,
    TwoDecimals,
    Percent,
    WholePercent,
    Compact,
    Money,
    WholeMoney,
    CompactMoney,
}

const N_FORMS: usize = Form::CompactMoney as usize + 1;

thread_local! {
    /// The browser's formats, made when they are needed first: each costs it a millisecond.
    static FORMATS: RefCell<[Option<Function>; N_FORMS]> = const { RefCell::new([const { None }; N_FORMS]) };
    static CURRENCY: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Lets the browser load what it knows of the reader's language. The first number that is written pays for it, up to a
/// tenth of a second, and nobody waits for anything yet.
pub fn make_ready() {
    int(0);
}

/// Amounts are written in this currency from now on; without one as plain numbers.
pub fn set_currency(code: Option<&str>) {
    let code = code.filter(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let before = CURRENCY.with(|currency| currency.replace(code.map(str::to_owned)));
    if before.as_deref() != code {
        let of_money = Form::Money as usize;
        FORMATS
            .with_borrow_mut(|formats| formats.iter_mut().skip(of_money).for_each(|format| *format = None));
    }
}

fn number_format(options: &[(&str, JsValue)]) -> Function {
    let object = Object::new();
    for (name, value) in options {
        // setting a property of a plain object cannot fail
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    // an empty list stands for the reader's own language
    Intl::NumberFormat::new(&Array::new(), &object).format()
}

impl Form {
    fn made(self) -> Function {
        let digits = |most: u32| ("maximumFractionDigits", JsValue::from(most));
        let least = |least: u32| ("minimumFractionDigits", JsValue::from(least));
        let text = |name: &'static str, value: &str| (name, JsValue::from_str(value));
        let mut options = match self {
            Form::Integer => vec![digits(0)],
            Form::Decimal => vec![digits(1), least(1)],
            Form::TwoDecimals | Form::Money => vec![digits(2), least(2)],
            Form::Percent => vec![text("style", "percent"), digits(1), least(1)],
            Form::WholePercent => vec![text("style", "percent"), digits(0)],
            Form::Compact => vec![text("notation", "compact"), digits(1)],
            Form::WholeMoney => vec![digits(0), least(0)],
            Form::CompactMoney => vec![text("notation", "compact"), digits(1), least(0)],
        };
        if Form::Money as usize <= self as usize
            && let Some(code) = CURRENCY.with_borrow(Clone::clone)
        {
            options.push(text("style", "currency"));
            options.push(text("currency", &code));
            options.push(text("currencyDisplay", "narrowSymbol"));
        }
        number_format(&options)
    }
}

fn write(value: f64, form: Form) -> String {
    FORMATS
        .with_borrow_mut(|formats| {
            let format = formats.get_mut(form as usize)?.get_or_insert_with(|| form.made());
            format.call1(&JsValue::NULL, &JsValue::from_f64(value)).ok()?.as_string()
        })
        .unwrap_or_else(|| value.to_string())
}

/// What stands for "not observed".
pub const NOTHING: &str = "–";

/// A whole number.
pub fn int(value: u64) -> String {
    write(value as f64, Form::Integer)
}
/// A number with one decimal.
pub fn decimal(value: f64) -> String {
    write(value, Form::Decimal)
}
/// A number with two decimals, for ratios close to one.
pub fn two_decimals(value: f64) -> String {
    write((value * 100.0).round() / 100.0, Form::TwoDecimals)
}
/// A whole number, for axes; nothing beside a line between two of them.
pub fn axis_int(value: f64) -> String {
    if value.fract() != 0.0 {
        return String::new();
    }
    write(value, if value.abs() >= 10_000.0 { Form::Compact } else { Form::Integer })
}
/// An amount, for axes.
pub fn axis_money(value: f64) -> String {
    write(value, if value.abs() >= 10_000.0 { Form::CompactMoney } else { Form::WholeMoney })
}
/// A share, for axes.
pub fn axis_percent(value: f64) -> String {
    write(value, Form::WholePercent)
}
/// A share with one decimal.
pub fn percent(share: f64) -> String {
    write(share, Form::Percent)
}
/// A share that may not be known.
pub fn percent_of(share: Option<f64>) -> String {
    share.map_or_else(|| NOTHING.to_owned(), percent)
}
/// A share without decimals.
pub fn whole_percent(share: f64) -> String {
    write(share, Form::WholePercent)
}
/// An amount in currency units: with decimals below a thousand.
pub fn amount(value: f64) -> String {
    write(value, if value.abs() < 1000.0 { Form::Money } else { Form::WholeMoney })
}
/// An amount that may not be known.
pub fn amount_of(value: Option<f64>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), amount)
}
/// Money that may not be known.
pub fn money_of(value: Option<Money>) -> String {
    amount_of(value.map(Money::to_f64))
}
/// Money with its decimals, however large: for accounts that have to add up.
pub fn exact_money(value: Money) -> String {
    write(value.to_f64(), Form::Money)
}
/// Money without its currency.
pub fn plain_money(value: Money) -> String {
    let options = Object::new();
    for name in ["minimumFractionDigits", "maximumFractionDigits"] {
        // setting a property of a plain object cannot fail
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from(2));
    }
    let format = Intl::NumberFormat::new(&Array::new(), &options).format();
    let written = format.call1(&JsValue::NULL, &JsValue::from_f64(value.to_f64()));
    written.ok().and_then(|text| text.as_string()).unwrap_or_else(|| value.to_string())
}
/// A day with its month in words, so that nobody takes the one for the other.
pub fn long_day(day: Day) -> String {
    let options = Object::new();
    for (name, value) in [("dateStyle", "long"), ("timeZone", "UTC")] {
        // setting a property of a plain object cannot fail
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    let date = js_sys::Date::new(&JsValue::from_f64(f64::from(day.0) * 86_400_000.0));
    let format = Intl::DateTimeFormat::new(&Array::new(), &options).format();
    let written = format.call1(&JsValue::NULL, &date);
    written.ok().and_then(|text| text.as_string()).unwrap_or_else(|| day.to_string())
}
/// Days, rounded to whole ones above ten.
pub fn days(value: f64) -> String {
    let text = if value < 10.0 && value.fract() != 0.0 {
        decimal(value)
    } else {
        int(value.round().max(0.0) as u64)
    };
    if text == "1" { "1 day".to_owned() } else { format!("{text} days") }
}
/// Days that may not be known.
pub fn days_of(value: Option<f64>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), days)
}
/// `24 % (22–26 %)`.
pub fn share(share: &Share) -> String {
    match (share.share, share.low, share.high) {
        (Some(value), Some(low), Some(high)) => {
            format!("{} ({})", percent(value), interval(low, high))
        }
        _ => NOTHING.to_owned(),
    }
}
/// An interval of shares: `22–26%`.
pub fn interval(low: f64, high: f64) -> String {
    format!("{}–{}", int((low * 100.0).round().max(0.0) as u64), whole_percent(high))
}
/// `1 customer`, `3 customers`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", int(count)) }
}
/// Bytes as a person reads them.
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{} KB", int(bytes / 1000)),
        _ => format!("{} MB", decimal(bytes as f64 / 1e6)),
    }
}

/// `2011-03` as `Mar 2011`; weeks and quarters as they are.
pub fn period(label: &str) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    match label.split_once('-') {
        Some((year, month)) if month.len() == 2 => {
            let name = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
            name.map_or_else(|| label.to_owned(), |name| format!("{name} {year}"))
        }
        Some((year, rest)) => format!("{rest} {year}"),
        None => label.to_owned(),
    }
}
