//! The day and time of a row, by what the plan says about its dates.

use crate::{
    base::{Day, is_same},
    ingest::{
        read::row::{Cell, Row},
        rows::row_parser::LineReader,
        values::{
            date::{self, Moment, NumberStyle},
            key::clean_id,
        },
    },
    recipe::Role,
};

impl LineReader<'_> {
    /// `Ok(None)` for a blank cell, `Err` for one that is no date.
    pub(super) fn date(&mut self, row: &Row) -> Result<Option<Moment>, ()> {
        let Some(at) = self.plan.column(Role::Date) else { return Ok(None) };
        let moment = match row.cell(at) {
            Cell::Empty => return Ok(None),
            Cell::Moment(days) => self.unswapped(plausible(date::split_moment(days)).ok_or(())?),
            Cell::Number(value) => {
                let are_serials =
                    self.part.number_dates == Some(NumberStyle::Serial) && self.part.date_pattern.is_none();
                match are_serials.then(|| date::parse_serial(value)).flatten() {
                    Some(moment) => moment,
                    None => self.text_date(&format!("{value}"))?,
                }
            }
            // lines of one order stand together and carry the same date
            Cell::Text(text)
                if is_same(self.last_date.0.as_bytes(), text.as_bytes()) && !clean_id(text).is_empty() =>
            {
                self.last_date.1.ok_or(())?
            }
            Cell::Text(text) if text.trim().is_empty() || clean_id(text).is_empty() => return Ok(None),
            Cell::Text(text) => self.text_date(text)?,
            Cell::Bool(_) | Cell::Error => return Err(()),
        };
        let with_time = self.plan.column(Role::Time).and_then(|at| match row.cell(at) {
            Cell::Text(text) => date::parse_time(text),
            Cell::Moment(days) | Cell::Number(days) => Some(date::split_moment(days.rem_euclid(1.0)).1),
            _ => None,
        });
        Ok(Some((moment.0, with_time.unwrap_or(moment.1))))
    }

    fn text_date(&mut self, text: &str) -> Result<Moment, ()> {
        if self.last_date.0 != text {
            let written = match (&self.part.date_pattern, self.part.number_dates) {
                (Some(pattern), _) => pattern.read(text),
                (None, Some(style)) => {
                    date::read_number(text, style).or_else(|| date::read_written(text, false))
                }
                (None, None) => date::read_written(text, false),
            };
            if let Some(written) = written {
                *self.styles.entry(written.style()).or_default() += 1;
            }
            let moment =
                written.and_then(|written| written.resolve(self.part.date_order)).and_then(plausible);
            // what was swapped stands as a date of its own, year first; what was left alone still stands as it was typed
            let is_sure = written.is_some_and(|written| written.style() == date::DateStyle::YearFirst);
            let moment = if is_sure { moment.map(|moment| self.unswapped(moment)) } else { moment };
            self.last_date.0.clear();
            self.last_date.0.push_str(text);
            self.last_date.1 = moment;
        }
        self.last_date.1.ok_or(())
    }

    /// Day and month the right way round again, where a spreadsheet took one for the other.
    fn unswapped(&mut self, (day, second): Moment) -> Moment {
        if !self.plan.treatments.swapped_days {
            return (day, second);
        }
        let (year, month, of_month) = day.ymd();
        let turned = Day::from_ymd(year, of_month, month);
        if turned.is_some_and(|turned| turned != day) {
            self.noticed.swapped_days.see(crate::base::Money::ZERO, || day.to_string());
        }
        (turned.unwrap_or(day), second)
    }
}

/// A moment of a time in which shops keep books.
fn plausible(moment: Moment) -> Option<Moment> {
    const FIRST: Day = Day(-25_567); // 1900-01-01
    const LAST: Day = Day(84_006); // 2200-01-01
    (FIRST..LAST).contains(&moment.0).then_some(moment)
}
