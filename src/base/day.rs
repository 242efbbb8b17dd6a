//! Calendar days, and the periods that cohorts and tables are made of. Local days: no clock, no zone.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub i32);

/// Days from 0001-01-01, which chrono counts from, to 1970-01-01.
const EPOCH_FROM_CE: i32 = 719_163;

impl Day {
    /// The day of a date; `None` where the calendar has no such day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day::from_date)
    }
    /// From a calendar date.
    pub fn from_date(date: NaiveDate) -> Day {
        Day(date.num_days_from_ce() - EPOCH_FROM_CE)
    }
    /// The calendar date. Days outside chrono's calendar are clamped to its first.
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH_FROM_CE)).unwrap_or(NaiveDate::MIN)
    }
    /// Year, month 1-12, day 1-31.
    pub fn ymd(self) -> (i32, u32, u32) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }
    /// This day `months` calendar months later (or earlier), clamped to the end of the month.
    pub fn add_months(self, months: i32) -> Day {
        let date = self.date();
        let step = Months::new(months.unsigned_abs());
        let moved = if months < 0 { date.checked_sub_months(step) } else { date.checked_add_months(step) };
        moved.map_or(self, Day::from_date)
    }
    /// This day plus a number of days.
    #[inline]
    pub const fn add_days(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }
    /// Days from `earlier` to this day; negative when it is the other way round.
    #[inline]
    pub const fn days_since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }
    /// Reads `yyyy-mm-dd`.
    pub fn parse_iso(text: &str) -> Option<Day> {
        let mut parts = text.splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let day = parts.next()?.parse().ok()?;
        Day::from_ymd(year, month, day)
    }
}

/// `yyyy-mm-dd`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Day::parse_iso(&text).ok_or_else(|| serde::de::Error::custom("a day is written yyyy-mm-dd"))
        } else {
            i32::deserialize(deserializer).map(Day)
        }
    }
}

/// What tables and cohorts are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Calendar months.
    #[default]
    Month,
    /// ISO weeks, Monday to Sunday.
    Week,
    /// Calendar quarters.
    Quarter,
    /// Calendar years.
    Year,
}

/// The number of a period since 1970; its meaning depends on the [`Period`].
pub type PeriodIdx = i32;

/// 1970-01-01 was a Thursday: the Monday of its week is three days before.
const FIRST_MONDAY: i32 = -3;

impl Period {
    /// The period that a day lies in.
    pub fn of(self, day: Day) -> PeriodIdx {
        let (year, month, _) = day.ymd();
        let months = (year - 1970) * 12 + month as i32 - 1;
        match self {
            Period::Month => months,
            Period::Week => (day.0 - FIRST_MONDAY).div_euclid(7),
            Period::Quarter => months.div_euclid(3),
            Period::Year => year - 1970,
        }
    }
    /// The first day of a period.
    pub fn first_day(self, period: PeriodIdx) -> Day {
        let months = match self {
            Period::Week => return Day(period.saturating_mul(7).saturating_add(FIRST_MONDAY)),
            Period::Month => period,
            Period::Quarter => period.saturating_mul(3),
            Period::Year => period.saturating_mul(12),
        };
        Day::from_ymd(1970 + months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1).unwrap_or_default()
    }
    /// The last day of a period.
    pub fn last_day(self, period: PeriodIdx) -> Day {
        self.first_day(period.saturating_add(1)).add_days(-1)
    }
    /// `2011-03`, `2011-W09`, `2011-Q1` or `2011`; sorts as text in time order.
    pub fn label(self, period: PeriodIdx) -> String {
        let (year, month, _) = self.first_day(period).ymd();
        match self {
            Period::Month => format!("{year:04}-{month:02}"),
            Period::Week => {
                let week = self.first_day(period).date().iso_week();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Period::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Period::Year => format!("{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    #[test]
    fn months_clamp_to_their_end() {
        assert_eq!(day("2011-01-31").add_months(1), day("2011-02-28"));
        assert_eq!(day("2012-03-31").add_months(-1), day("2012-02-29"));
        assert_eq!(day("2011-12-09").add_months(-12).add_days(1), day("2010-12-10"));
        assert_eq!(Day(0).to_string(), "1970-01-01");
    }

    #[test]
    fn periods_begin_and_end_where_the_calendar_says() {
        for (period, text, label, first, last) in [
            (Period::Month, "2011-03-31", "2011-03", "2011-03-01", "2011-03-31"),
            (Period::Week, "2010-01-03", "2009-W53", "2009-12-28", "2010-01-03"),
            (Period::Quarter, "1969-12-31", "1969-Q4", "1969-10-01", "1969-12-31"),
            (Period::Year, "2012-02-29", "2012", "2012-01-01", "2012-12-31"),
        ] {
            let idx = period.of(day(text));
            assert_eq!(period.label(idx), label);
            assert_eq!((period.first_day(idx), period.last_day(idx)), (day(first), day(last)));
        }
    }
}
