//! What the cells of a column say about its dates: how they are written, and which of their parts is the day.

use super::{DateStyle, NumberStyle, Written, read_number, read_written};
use crate::{base::Day, recipe::DateOrder};

/// What the cells of a column say about its dates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DateEvidence {
    /// Cells that are dates by themselves, by style.
    pub styles: std::collections::BTreeMap<DateStyle, u64>,
    /// Cells that are something else, bare numbers not among them.
    pub other: u64,
    /// Bare numbers, which are dates only where the column is known to hold some.
    pub bare: u64,
    /// A cell that reads in two orders as different days.
    pub example: Option<String>,
    /// Bare numbers by what they could be.
    by_number_style: [u64; NumberStyle::ALL.len()],
    orders: OrderEvidence,
    bare_orders: OrderEvidence,
}

impl DateEvidence {
    /// Takes in one non-blank cell; true where it is a date by itself.
    pub fn see(&mut self, text: &str, serials: bool) -> bool {
        let Some(written) = read_written(text, serials) else {
            if is_bare(text) {
                self.see_bare(text.trim());
            } else {
                self.other += 1;
            }
            return false;
        };
        *self.styles.entry(written.style()).or_default() += 1;
        self.orders.see(written);
        if self.example.is_none() && self.orders.tells_apart(written) {
            self.example = Some(text.trim().to_owned());
        }
        true
    }
    /// Takes in a number of a workbook; true where it is a date by itself, as `20240329` is.
    pub fn see_number(&mut self, value: f64) -> bool {
        self.see(&format!("{value}"), false)
    }
    fn see_bare(&mut self, text: &str) {
        self.bare += 1;
        for (style, count) in NumberStyle::ALL.into_iter().zip(&mut self.by_number_style) {
            let Some(written) = read_number(text, style) else { continue };
            *count += 1;
            if style == NumberStyle::Pairs {
                self.bare_orders.see(written);
            }
        }
    }
    /// Cells that are dates.
    pub fn dates(&self) -> u64 {
        self.styles.values().sum()
    }
    /// What the bare numbers of the column are where all of them are the same kind of date and nothing else stands in
    /// the column. Years, numbers of orders and telephones look alike: this counts where the heading speaks of days.
    pub fn number_style(&self) -> Option<NumberStyle> {
        let is_most = (self.dates() + self.other) * 20 <= self.bare;
        if self.bare == 0 || !is_most {
            return None;
        }
        let counts = NumberStyle::ALL.into_iter().zip(self.by_number_style);
        counts
            .filter(|&(style, count)| match style {
                NumberStyle::Serial => self.bare * 9 <= count * 10,
                _ => count == self.bare,
            })
            .map(|(style, _)| style)
            .next()
    }
    /// Bare numbers that could be that kind of date.
    pub fn numbers_of(&self, style: NumberStyle) -> u64 {
        let counts = NumberStyle::ALL.into_iter().zip(self.by_number_style);
        counts.filter(|(one, _)| *one == style).map(|(_, count)| count).sum()
    }
    /// Cells whose days are not known: months, quarters, years.
    pub fn without_days(&self) -> u64 {
        self.styles.iter().filter(|(style, _)| !style.knows_days()).map(|(_, count)| count).sum()
    }
    /// What tells the order of the parts.
    fn deciding(&self) -> &OrderEvidence {
        if self.orders.cells == 0 && self.number_style() == Some(NumberStyle::Pairs) {
            &self.bare_orders
        } else {
            &self.orders
        }
    }
    /// True when some cells are written so that day, month and perhaps year can be mistaken.
    pub fn has_numbers(&self) -> bool {
        self.deciding().cells > 0
    }
    /// Which comes first, where the cells settle it: a part that no month, no day or no year can be; then a part that
    /// hardly changes, which is the year; else the order in which the rows stand.
    pub fn order(&self) -> Option<DateOrder> {
        if !self.has_numbers() {
            return Some(DateOrder::DayFirst);
        }
        self.deciding().decided().or_else(|| self.deciding().order_of_rows())
    }
    /// True when cells settle the order by themselves, without the order of the rows.
    pub fn is_settled(&self) -> bool {
        !self.has_numbers() || self.deciding().decided().is_some()
    }
    /// True when no further cell can change what [`DateEvidence::order`] says: years of two digits want many cells.
    pub fn is_certain(&self) -> bool {
        self.has_numbers() && self.is_settled() && self.deciding().may_lead == 0
    }
    /// The orders that read as many cells as the best does: two of them where it is to be asked.
    pub fn possible_orders(&self) -> Vec<DateOrder> {
        self.deciding().possible()
    }
}

/// True for digits, perhaps with one point.
fn is_bare(text: &str) -> bool {
    let text = text.trim();
    let points = text.bytes().filter(|&byte| byte == b'.').count();
    !text.is_empty()
        && text.len() <= 20
        && points <= 1
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// All orders, in the order of the arrays below.
const ORDERS: [DateOrder; 3] = [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst];

/// What dates of three numbers say about their order.
#[derive(Debug, Clone, Default, PartialEq)]
struct OrderEvidence {
    cells: u64,
    /// Cells that each order reads.
    read: [u64; 3],
    /// Cells whose first number may be a year of two digits.
    may_lead: u64,
    /// Cells with points between their numbers: nobody writes the month first with them.
    dotted: u64,
    /// Cells with a `-`, which stands before and behind years.
    dashed: u64,
    /// A cell that two orders read as different days was there.
    differs: bool,
    /// The numbers seen in each place, where the year has two digits.
    seen: [u128; 3],
    steps_back: [u64; 3],
    steps_forward: [u64; 3],
    last: [Option<Day>; 3],
}

impl OrderEvidence {
    fn see(&mut self, written: Written) {
        let Written::Open { parts, may_lead, sign, .. } = written else { return };
        self.cells += 1;
        self.may_lead += u64::from(may_lead);
        self.dotted += u64::from(sign == Some('.'));
        self.dashed += u64::from(sign == Some('-') || sign.is_none());
        if may_lead {
            for (seen, part) in self.seen.iter_mut().zip(parts) {
                *seen |= 1 << part.min(127);
            }
        }
        self.differs |= self.tells_apart(written);
        for (at, order) in ORDERS.into_iter().enumerate() {
            let day = written.resolve(order).map(|(day, _)| day);
            let (Some(read), Some(last), Some(back), Some(forward)) = (
                self.read.get_mut(at),
                self.last.get_mut(at),
                self.steps_back.get_mut(at),
                self.steps_forward.get_mut(at),
            ) else {
                continue;
            };
            *read += u64::from(day.is_some());
            if let (Some(before), Some(now)) = (*last, day) {
                *back += u64::from(now < before);
                *forward += u64::from(before < now);
            }
            *last = day.or(*last);
        }
    }
    /// True for a cell that orders which are thought of read as different days.
    fn tells_apart(&self, written: Written) -> bool {
        let Written::Open { may_lead, .. } = written else { return false };
        let thought_of = if may_lead { &ORDERS[..] } else { ORDERS.get(..2).unwrap_or_default() };
        let mut days = thought_of.iter().filter_map(|&order| written.resolve(order));
        let first = days.next();
        days.any(|day| Some(day) != first)
    }
    fn possible(&self) -> Vec<DateOrder> {
        let best = self.read.iter().copied().max().unwrap_or(0);
        let leads = self.may_lead == self.cells;
        let [day, ..] = self.read;
        let reads = |&(order, read): &(DateOrder, u64)| {
            read == best
                && (order != DateOrder::YearFirst || leads)
                && (order != DateOrder::MonthFirst || self.dotted == 0 || day < read)
        };
        ORDERS.into_iter().zip(self.read).filter(reads).map(|(order, _)| order).collect()
    }
    /// What the cells settle, wherever they stand.
    fn decided(&self) -> Option<DateOrder> {
        let [day, month, _] = self.read;
        let mut possible = self.possible();
        if possible.contains(&DateOrder::YearFirst) && 1 < possible.len() {
            let [first, _, last] = self.seen.map(u128::count_ones);
            // a shop has few years and many days
            let is_far = |few: u32, many: u32| few * 2 <= many && 3 <= many;
            if is_far(first, last) {
                return Some(DateOrder::YearFirst);
            }
            if !is_far(last, first) && self.dashed > 0 {
                return None; // nothing tells whether it is the first or the last
            }
            possible.retain(|&order| order != DateOrder::YearFirst);
        }
        match possible.as_slice() {
            [only] => Some(*only),
            _ if day != month => Some(if month > day { DateOrder::MonthFirst } else { DateOrder::DayFirst }),
            _ if self.dotted > 0 || day < self.cells => Some(DateOrder::DayFirst),
            _ => None,
        }
    }
    /// Rows may run up or down: what counts is how rarely they turn.
    fn order_of_rows(&self) -> Option<DateOrder> {
        if !self.differs {
            return Some(DateOrder::DayFirst); // every cell reads the same in every order
        }
        let turns = |order: DateOrder| {
            let at = ORDERS.iter().position(|&one| one == order)?;
            Some(*self.steps_back.get(at)?.min(self.steps_forward.get(at)?))
        };
        let possible = self.possible();
        let mut smooth = possible.iter().copied().filter(|&order| turns(order) == Some(0));
        smooth.next().filter(|_| smooth.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[&str]) -> DateEvidence {
        let mut evidence = DateEvidence::default();
        for cell in cells {
            evidence.see(cell, false);
        }
        evidence
    }

    #[test]
    fn the_column_decides_which_comes_first() {
        let decide = |cells: &[&str]| of(cells).order();
        assert_eq!(decide(&["01/02/2024", "13/02/2024"]), Some(DateOrder::DayFirst));
        assert_eq!(decide(&["01/02/2024", "02/13/2024"]), Some(DateOrder::MonthFirst));
        assert_eq!(decide(&["01/02/2024", "02/02/2024", "01/03/2024"]), Some(DateOrder::DayFirst));
        assert_eq!(decide(&["02/01/2024", "02/02/2024", "03/01/2024"]), Some(DateOrder::MonthFirst));
        assert_eq!(decide(&["01/02/2024", "05/04/2024", "02/03/2024"]), None);
        assert_eq!(decide(&["2024-01-02"]), Some(DateOrder::DayFirst));
        assert_eq!(decide(&["01.02.2024", "05.04.2024", "02.03.2024"]), Some(DateOrder::DayFirst));
        assert_eq!(decide(&["01.02.2024", "05.24.2024"]), Some(DateOrder::MonthFirst));
        assert_eq!(decide(&["12/1/10 8:26", "12/31/10 8:26"]), Some(DateOrder::MonthFirst));
    }

    #[test]
    fn years_of_two_digits_stand_first_or_last() {
        for (cells, order, settled) in [
            (&["23-01-03", "23-02-11", "23-03-25", "23-12-18"][..], Some(DateOrder::YearFirst), true),
            (&["03-01-23", "11-02-23", "25-03-23", "18-12-23"], Some(DateOrder::DayFirst), true),
            (&["01-03-23", "02-11-23", "03-25-23", "12-18-23"], Some(DateOrder::MonthFirst), true),
            (&["23/01/03", "23/02/11", "23/03/25", "24/12/18"], Some(DateOrder::YearFirst), true),
            (&["230103", "230211", "230325", "231218"], Some(DateOrder::YearFirst), true),
            (&["030123", "110223", "250323", "181223"], Some(DateOrder::DayFirst), true),
            (&["31-12-99"], Some(DateOrder::DayFirst), true),
            (&["31-12-10"], None, false),
            (&["31/12/10"], Some(DateOrder::DayFirst), true),
            (&["11-12-10", "12-12-10", "13-11-10"], Some(DateOrder::DayFirst), true),
        ] {
            let evidence = of(cells);
            assert_eq!((evidence.order(), evidence.is_settled()), (order, settled), "{cells:?}");
        }
        let open = of(&["31-12-10"]);
        assert_eq!(open.possible_orders(), [DateOrder::DayFirst, DateOrder::YearFirst]);
        assert!(open.example.is_some());
    }

    #[test]
    fn bare_numbers_are_dates_together_or_not_at_all() {
        for (cells, style) in [
            (&["2018100115", "2018100116"][..], Some(NumberStyle::ToHour)),
            (&["1672747200", "1673438400"], Some(NumberStyle::UnixSeconds)),
            (&["1672747200000"], Some(NumberStyle::UnixMilliseconds)),
            (&["230103", "231231"], Some(NumberStyle::Pairs)),
            (&["202301", "202312"], Some(NumberStyle::YearMonth)),
            (&["201001", "201012"], Some(NumberStyle::YearMonth)),
            (&["40513", "40514.5"], Some(NumberStyle::Serial)),
            (&["2022", "2023"], Some(NumberStyle::Year)),
            (&["1001", "1002"], None),
            (&["230103", "239999"], None),
            (&["1672747200", "hello"], None),
            (&["158.00"], None),
        ] {
            let evidence = of(cells);
            assert_eq!((evidence.number_style(), evidence.dates()), (style, 0), "{cells:?}");
        }
        assert_eq!(of(&["20240329"]).dates(), 1);
        assert!(DateEvidence::default().see_number(20_240_329.0));
        assert_eq!(of(&["2023-01", "Jan 2023", "2023-Q1"]).without_days(), 3);
    }
}
