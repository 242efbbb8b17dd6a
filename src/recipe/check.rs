//! Values that make no sense, whatever the file: a sentence names the setting, its value, and what is allowed. What a file
//! has to fit is checked where the file is known.

use super::{DayRange, FilterOn, Margin, Recipe, Role};
use crate::base::{Day, Money};

/// Roles that can tell customers apart.
pub const KEYS: [Role; 5] = [Role::Email, Role::Customer, Role::Phone, Role::Name, Role::Postcode];
/// Bands that a table of them can show.
const MOST_EDGES: usize = 100;
/// Purchases that somebody may be asked to have made.
const MOST_ORDERS: u32 = 10_000;
/// Years in which shops sell.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// What a setting may be, in words; its path is that of the JSON, `reading.header_row`. `None` for what is no setting.
pub fn allowed(path: &str) -> Option<&'static str> {
    const TEXTS: &str = "a list of texts that are not empty";
    Some(match path {
        "customer_key" => {
            "a list of email, customer, phone, name and postcode, and postcode beside name alone,"
        }
        "min_orders" => "a whole number from 1 to 10000",
        "min_revenue" => "an amount of 0 or more, or null,",
        "returns" => "deduct, deduct_on_purchase or ignore",
        "free_orders" => "set_aside or count",
        "order_grain" => "day or row",
        "same_day" => "separate or merge",
        "as_of" | "compare_date" => "a day such as \"2024-12-31\" from 1900 to 2199, or null,",
        "period" => "month, week, quarter or year",
        "window_months" => "a whole number from 1 to 120",
        "lapse_percentile" => "a number from 0.5 to 0.99",
        "margin" => "\"cost\", {\"percent\": 35.0} with -100 to 100, or null,",
        "filters" => "a list of filters, each with values or with days from 1900 to 2199 in their order,",
        "spend_edges" => "a list of up to 100 amounts of 0 or more, each larger than the one before,",
        "rfm_cuts" => {
            "null, or four numbers for each of recency, frequency and monetary, each larger than the one before,"
        }
        "rfm_grid" => "null, or five rows of five groups",
        "columns" => "a role with a heading, a place such as \"#3\", or null, and no column twice,",
        "excluded_customers" | "not_products" | "layout" => TEXTS,
        "decisions" => "ids of doubts with ids of their options",
        "reading" => "an object of settings",
        "reading.sheets" => TEXTS,
        "reading.header_row" => "the number of a row of the file, 0 for none, or null,",
        "reading.encoding" => "a label such as \"windows-1252\" or \"utf-8\", or null,",
        "reading.delimiter" => "one sign that is no letter, digit or quote, \"tab\", \"aligned\", or null,",
        "reading.date_order" => "day_first, month_first, year_first or null",
        "reading.date_pattern" => "a pattern of dates such as \"dd.MM.yyyy HH:mm\", or null,",
        "reading.decimal_sign" => "\",\", \".\" or null",
        "reading.currency" => "a code such as \"DKK\", or null,",
        "reading.rates" => "codes with decimals above 0, such as {\"EUR\": \"7.46\"},",
        "reading.statuses" => "statuses with true or false",
        "reading.duplicates" => "once or keep",
        "reading.deductions" => "subtract or ignore",
        "reading.credit_notes" => "returns or as_written",
        "reading.product_lists" => "split or keep",
        _ => return None,
    })
}

/// The sentence, without its end: the setting, its value, what is allowed.
pub fn refusal(path: &str, value: impl std::fmt::Display) -> String {
    let value: String = value.to_string().chars().take(80).collect();
    let allowed = allowed(path).unwrap_or("another value").trim_end_matches(',');
    format!("{path} is {value}, and allowed is {allowed}")
}

fn is_sensible(day: Day) -> bool {
    let (year, _, _) = day.ymd();
    YEARS.contains(&year)
}

fn are_rising<T: PartialOrd>(values: &[T]) -> bool {
    values.is_sorted_by(|before, after| before < after)
}

/// Why a filter can pick nothing that anybody means.
fn is_filter(on: &FilterOn) -> bool {
    match on {
        FilterOn::DateRange(DayRange { from, to }) | FilterOn::Cohort(DayRange { from, to }) => {
            [from, to].into_iter().flatten().all(|&day| is_sensible(day))
                && from.zip(*to).is_none_or(|(from, to)| from <= to)
        }
        FilterOn::Product(values)
        | FilterOn::Category(values)
        | FilterOn::Channel(values)
        | FilterOn::Country(values)
        | FilterOn::Coupon(values)
        | FilterOn::FirstProduct(values)
        | FilterOn::Customer(values) => !values.is_empty(),
        FilterOn::Discounted(_) | FilterOn::Segment(_) | FilterOn::Stage(_) | FilterOn::RfmGroup(_) => true,
    }
}

fn listed(values: &[Money]) -> String {
    let values: Vec<String> = values.iter().map(Money::to_string).collect();
    format!("[{}]", values.join(", "))
}

impl Recipe {
    /// Whether every setting can be meant.
    ///
    /// # Errors
    /// What cannot, as a sentence without its end.
    pub fn check(&self) -> Result<(), String> {
        let hold = |holds: bool, path: &str, value: &dyn std::fmt::Display| {
            if holds { Ok(()) } else { Err(refusal(path, value)) }
        };
        let keys = &self.customer_key;
        let ids: Vec<&str> = keys.iter().map(|role| role.id()).collect();
        let is_key = keys.iter().all(|role| KEYS.contains(role)) && *keys != [Role::Postcode];
        hold(is_key, "customer_key", &format!("[{}]", ids.join(", ")))?;
        hold((1..=MOST_ORDERS).contains(&self.min_orders), "min_orders", &self.min_orders)?;
        if let Some(least) = self.min_revenue {
            hold(Money::ZERO <= least, "min_revenue", &least)?;
        }
        for (path, day) in [("as_of", self.as_of), ("compare_date", self.compare_date)] {
            if let Some(day) = day {
                hold(is_sensible(day), path, &day)?;
            }
        }
        hold((1..=120).contains(&self.window_months), "window_months", &self.window_months)?;
        hold((0.5..=0.99).contains(&self.lapse_percentile), "lapse_percentile", &self.lapse_percentile)?;
        if let Some(Margin::Percent(percent)) = self.margin {
            hold((-100.0..=100.0).contains(&percent), "margin", &format!("{percent} percent"))?;
        }
        for (at, filter) in (1..).zip(&self.filters) {
            hold(is_filter(&filter.on), "filters", &format!("empty or out of order in filter {at}"))?;
        }
        let edges = &self.spend_edges;
        let are_edges = edges.len() <= MOST_EDGES
            && edges.first().is_none_or(|first| Money::ZERO <= *first)
            && are_rising(edges);
        hold(are_edges, "spend_edges", &listed(edges))?;
        if let Some(cuts) = &self.rfm_cuts {
            hold(are_rising(&cuts.recency), "rfm_cuts", &format!("{:?} for recency", cuts.recency))?;
            hold(are_rising(&cuts.frequency), "rfm_cuts", &format!("{:?} for frequency", cuts.frequency))?;
            let monetary = format!("{} for monetary", listed(&cuts.monetary));
            hold(are_rising(&cuts.monetary), "rfm_cuts", &monetary)?;
        }
        let mut named: Vec<(&str, Role)> = Vec::new();
        for (&role, column) in &self.columns {
            let Some(column) = column.as_deref() else { continue };
            hold(!column.trim().is_empty(), "columns", &format!("an empty text for {}", role.id()))?;
            let other = named.iter().find(|(have, _)| *have == column);
            let both = other.map_or_else(String::new, |(_, other)| {
                format!("\"{column}\" for {} and for {}", other.id(), role.id())
            });
            hold(other.is_none(), "columns", &both)?;
            named.push((column, role));
        }
        for (path, texts) in
            [("excluded_customers", &self.excluded_customers), ("reading.sheets", &self.reading.sheets)]
        {
            hold(texts.iter().all(|text| !text.trim().is_empty()), path, &"a list with an empty text")?;
        }
        self.reading.check()
    }
}

impl super::Reading {
    fn check(&self) -> Result<(), String> {
        let hold = |holds: bool, path: &str, value: &str| {
            if holds { Ok(()) } else { Err(refusal(path, format!("\"{value}\""))) }
        };
        if let Some(sign) = self.decimal_sign {
            hold(matches!(sign, ',' | '.'), "reading.decimal_sign", sign.encode_utf8(&mut [0; 4]))?;
        }
        let is_code = |code: &str| {
            let letters = code.trim().chars().count();
            (1..=5).contains(&letters) && !code.chars().any(|c| c.is_ascii_digit())
        };
        if let Some(code) = &self.currency {
            hold(is_code(code), "reading.currency", code)?;
        }
        self.rates.keys().try_for_each(|code| hold(is_code(code), "reading.rates", code))
    }
}
