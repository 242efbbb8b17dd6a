//! Days as numbers since 1970-01-01, and back.

/// Year, month and day of a number of days since 1970-01-01.
pub fn year_month_day(day: i64) -> (i64, i64, i64) {
    // Howard Hinnant's civil_from_days: eras of 400 years that begin in March
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, of_month)
}

/// The number of days since 1970-01-01.
pub fn day_of(year: i64, month: i64, of_month: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let march_month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * march_month + 2) / 5 + of_month - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

/// The day as the command line writes it.
pub fn iso(day: i64) -> String {
    let (year, month, of_month) = year_month_day(day);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// 0 for Monday.
pub fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_there_and_back() {
        assert_eq!((day_of(1970, 1, 1), day_of(2000, 2, 29), iso(0)), (0, 11_016, "1970-01-01".to_owned()));
        assert_eq!(weekday(day_of(2026, 12, 1)), 1);
        for day in (-30_000..80_000).step_by(37) {
            let (year, month, of_month) = year_month_day(day);
            assert_eq!(day_of(year, month, of_month), day);
        }
    }
}
