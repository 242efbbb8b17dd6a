//! Filters ready for use: what a recipe names by text, found in one ledger. Lines are judged alone, orders by the lines
//! that are left of them, customers by a mark that somebody else has made (see `segments::selection`).

use crate::{
    base::{Day, Idx, IndexVec, Interner},
    model::{CategoryIdx, ChannelIdx, CountryIdx, CouponIdx, CustomerIdx, Ledger, LineIdx, ProductIdx},
    recipe::{DayRange, Filter, FilterMode, FilterOn},
};

/// What part of a ledger is looked at.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The day that the analysis stands on where the recipe names none: that of the whole file, which a filter does not
    /// move. `None`: the date of the last order that is left.
    pub as_of: Option<Day>,
    /// Customers who are looked at; `None`: all.
    pub customers: Option<IndexVec<CustomerIdx, bool>>,
    lines: Vec<(FilterMode, LineTest)>,
    orders: Vec<(FilterMode, OrderTest)>,
}

#[derive(Debug, Clone)]
enum LineTest {
    Product(Marks<ProductIdx>),
    Category(Marks<CategoryIdx>),
    Days(DayRange),
}

#[derive(Debug, Clone)]
enum OrderTest {
    Channel(Marks<ChannelIdx>),
    Country(Marks<CountryIdx>),
    Coupon(Marks<CouponIdx>),
    Discounted(bool),
}

/// The texts that a filter names, as marks on the column's texts.
#[derive(Debug, Clone)]
struct Marks<I> {
    marks: IndexVec<I, bool>,
    /// Whether an empty cell matches.
    empty: bool,
}

impl<I: Idx> Marks<I> {
    fn new(texts: &Interner<I>, values: &[String]) -> Self {
        let mut marks = IndexVec::filled(false, texts.len());
        for mark in values.iter().filter_map(|value| texts.find(value)) {
            marks.get_mut(mark).into_iter().for_each(|mark| *mark = true);
        }
        Self { marks, empty: values.iter().any(String::is_empty) }
    }
    #[inline]
    fn holds(&self, column: &IndexVec<LineIdx, I>, line: LineIdx) -> bool {
        let mark = column.get(line).and_then(|&text| self.marks.get(text));
        mark.copied().unwrap_or(self.empty)
    }
}

#[inline]
fn passes(mode: FilterMode, matches: bool) -> bool {
    matches == (mode == FilterMode::Include)
}

impl Selection {
    /// The filters on lines and orders among those of a recipe. Those on customers are left out.
    pub fn new(ledger: &Ledger, filters: &[Filter]) -> Selection {
        let mut selection = Selection::default();
        for Filter { mode, on } in filters {
            let test = match on {
                FilterOn::Product(values) => LineTest::Product(Marks::new(&ledger.products, values)),
                FilterOn::Category(values) => LineTest::Category(Marks::new(&ledger.categories, values)),
                FilterOn::DateRange(range) => LineTest::Days(*range),
                _ => {
                    selection.orders.extend(order_test(ledger, on).map(|test| (*mode, test)));
                    continue;
                }
            };
            selection.lines.push((*mode, test));
        }
        selection
    }

    /// Whether nothing is left out.
    pub fn is_whole(&self) -> bool {
        self.customers.is_none() && self.lines.is_empty() && self.orders.is_empty()
    }
    /// Whether lines are judged.
    #[inline]
    pub(super) fn judges_lines(&self) -> bool {
        !self.lines.is_empty()
    }
    /// Whether orders are judged.
    #[inline]
    pub(super) fn judges_orders(&self) -> bool {
        !self.orders.is_empty()
    }

    /// Whether a line passes all filters on lines.
    #[inline]
    pub(super) fn has_line(&self, ledger: &Ledger, line: LineIdx) -> bool {
        let lines = &ledger.lines;
        self.lines.iter().all(|(mode, test)| {
            let matches = match test {
                LineTest::Product(marks) => marks.holds(&lines.product, line),
                LineTest::Category(marks) => marks.holds(&lines.category, line),
                LineTest::Days(range) => lines.day.get(line).is_some_and(|&day| range.holds(day)),
            };
            passes(*mode, matches)
        })
    }

    /// Whether an order passes all filters on orders: each matches where any of its lines does.
    #[inline]
    pub(super) fn has_order(&self, ledger: &Ledger, order: &[LineIdx]) -> bool {
        let lines = &ledger.lines;
        self.orders.iter().all(|(mode, test)| {
            let any = |matches: &dyn Fn(LineIdx) -> bool| order.iter().any(|&line| matches(line));
            let matches = match test {
                OrderTest::Channel(marks) => any(&|line| marks.holds(&lines.channel, line)),
                OrderTest::Country(marks) => any(&|line| marks.holds(&lines.country, line)),
                OrderTest::Coupon(marks) => any(&|line| marks.holds(&lines.coupon, line)),
                OrderTest::Discounted(wanted) => any(&|line| ledger.is_discounted(line)) == *wanted,
            };
            passes(*mode, matches)
        })
    }

    /// Whether a customer is looked at.
    #[inline]
    pub(super) fn has_customer(&self, customer: CustomerIdx) -> bool {
        self.customers.as_ref().is_none_or(|marks| marks.get(customer) == Some(&true))
    }
}

fn order_test(ledger: &Ledger, on: &FilterOn) -> Option<OrderTest> {
    Some(match on {
        FilterOn::Channel(values) => OrderTest::Channel(Marks::new(&ledger.channels, values)),
        FilterOn::Country(values) => OrderTest::Country(Marks::new(&ledger.countries, values)),
        FilterOn::Coupon(values) => OrderTest::Coupon(Marks::new(&ledger.coupons, values)),
        FilterOn::Discounted(wanted) => OrderTest::Discounted(*wanted),
        _ => return None,
    })
}
