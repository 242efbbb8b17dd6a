//! Who is behind a figure: the customers of a cell, a bar or a list, and one customer's orders.

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, CustomerOrders, CustomerPage, Selector, SplitBy},
    protocol::{FileFormat, ToWorker},
    recipe::{DayRange, Filter, FilterMode, FilterOn, Recipe},
};

use super::{Place, Session};

/// Customers that a list grows by.
const A_PAGE: u32 = 50;

/// Something of the answers that customers stand behind, and what it is called.
#[derive(Debug, Clone, PartialEq)]
pub struct Behind {
    /// In the reader's words, such as `New in March 2024`.
    pub title: String,
    /// For the engine.
    pub selector: Selector,
}

impl Behind {
    /// Customers behind something.
    pub fn new(title: impl Into<String>, selector: Selector) -> Self {
        Self { title: title.into(), selector }
    }
}

/// One customer, where one is looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum OneCustomer {
    /// Asked for, by the key.
    Coming(String),
    /// Found.
    Here(Box<CustomerOrders>),
    /// No customer under the recipe in use.
    Nobody(String),
}

/// What the drawer shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawer {
    /// What was pointed at can be looked at in these ways.
    pub choices: Vec<Behind>,
    /// The one that is looked at.
    pub chosen: usize,
    /// The customers so far; `None` until they have come.
    pub page: Option<CustomerPage>,
    /// The customer that is looked at.
    pub customer: Option<OneCustomer>,
}

impl Drawer {
    /// What is looked at.
    pub fn behind(&self) -> Option<&Behind> {
        self.choices.get(self.chosen)
    }
}

impl Session {
    /// Opens the drawer; nothing where there is nothing behind.
    pub fn look_behind(&self, choices: Vec<Behind>) {
        if !choices.is_empty() {
            self.drawer.set(Some(Drawer { choices, chosen: 0, page: None, customer: None }));
            self.ask_behind(0);
        }
    }

    /// Looks at what was pointed at in another way.
    pub fn choose_behind(&self, chosen: usize) {
        self.drawer.update(|drawer| {
            if let Some(drawer) = drawer {
                *drawer = Drawer {
                    choices: std::mem::take(&mut drawer.choices),
                    chosen,
                    page: None,
                    customer: None,
                };
            }
        });
        self.ask_behind(0);
    }

    /// Asks for more customers, or again for the first ones.
    fn ask_behind(&self, offset: u64) {
        let selector = self.drawer.with_untracked(|drawer| {
            drawer.as_ref().and_then(|drawer| Some(drawer.behind()?.selector.clone()))
        });
        if let Some(selector) = selector {
            self.send(Place::Current, ToWorker::DrillDown { selector, offset, limit: A_PAGE }, &[]);
        }
    }

    /// More of the list.
    pub fn more_behind(&self) {
        let have = self.drawer.with_untracked(|drawer| {
            let page = drawer.as_ref().and_then(|drawer| drawer.page.as_ref());
            page.map(|page| page.customers.len() as u64)
        });
        self.ask_behind(have.unwrap_or(0));
    }

    /// Saves all customers of the list.
    pub fn save_behind(&self, format: FileFormat) {
        let selector = self.drawer.with_untracked(|drawer| {
            drawer.as_ref().and_then(|drawer| Some(drawer.behind()?.selector.clone()))
        });
        if let Some(selector) = selector {
            self.ask_for_file(ToWorker::DrillFile { selector, format });
        }
    }

    /// Looks at one customer of the list.
    pub fn look_at_customer(&self, customer: String) {
        self.drawer.update(|drawer| {
            if let Some(drawer) = drawer {
                drawer.customer = Some(OneCustomer::Coming(customer.clone()));
            }
        });
        self.send(Place::Current, ToWorker::Customer { customer }, &[]);
    }

    /// Leaves the customer out who is looked at.
    pub fn leave_out_looked_at(&self, customer: String) {
        self.drawer.update(|drawer| {
            if let Some(drawer) = drawer {
                drawer.customer = Some(OneCustomer::Nobody(customer.clone()));
            }
        });
        self.leave_customers_out(vec![customer]);
    }

    /// Back from the customer to the list.
    pub fn back_to_list(&self) {
        self.drawer.update(|drawer| {
            if let Some(drawer) = drawer {
                drawer.customer = None;
            }
        });
    }

    /// Closes the drawer.
    pub fn close_drawer(&self) {
        self.drawer.set(None);
    }

    /// Looks only at these customers from now on, or at all others.
    pub fn filter_behind(&self, mode: FilterMode) {
        let on = self.drawer.with_untracked(|drawer| {
            let selector = &drawer.as_ref()?.behind()?.selector;
            self.answers.with_untracked(|answers| {
                filter_of(selector, &self.recipe.get_untracked(), answers.as_deref()?)
            })
        });
        if let Some(on) = on {
            self.change(|recipe| recipe.filters.push(Filter { mode, on }));
        }
    }

    /// The answers are others: what is looked at is asked for anew.
    pub(super) fn refresh_drawer(&self) {
        let customer = self.drawer.with_untracked(|drawer| match drawer.as_ref()?.customer.as_ref()? {
            OneCustomer::Coming(key) | OneCustomer::Nobody(key) => Some(key.clone()),
            OneCustomer::Here(orders) => Some(orders.customer.customer.clone()),
        });
        if self.drawer.with_untracked(Option::is_some) {
            self.ask_behind(0);
        }
        if let Some(customer) = customer {
            self.send(Place::Current, ToWorker::Customer { customer }, &[]);
        }
    }

    /// Takes customers that were asked for, unless something else is looked at by now.
    pub(super) fn customers_came(&self, came: CustomerPage) {
        self.drawer.update(|drawer| {
            let Some(drawer) = drawer else { return };
            if drawer.behind().is_none_or(|behind| behind.selector != came.selector) {
                return;
            }
            match &mut drawer.page {
                Some(page) if came.offset == page.customers.len() as u64 && 0 < came.offset => {
                    page.total = came.total;
                    page.customers.extend(came.customers);
                }
                page if came.offset == 0 => *page = Some(came),
                _ => {}
            }
        });
    }

    /// Takes a customer's orders.
    pub(super) fn customer_came(&self, came: Option<Box<CustomerOrders>>) {
        self.drawer.update(|drawer| {
            let Some(slot) = drawer.as_mut().and_then(|drawer| drawer.customer.as_mut()) else { return };
            *slot = match (came, &*slot) {
                (Some(orders), _) => OneCustomer::Here(orders),
                (None, OneCustomer::Coming(key) | OneCustomer::Nobody(key)) => {
                    OneCustomer::Nobody(key.clone())
                }
                (None, OneCustomer::Here(orders)) => OneCustomer::Nobody(orders.customer.customer.clone()),
            };
        });
    }
}

/// The filter that picks the same customers, where there is one that says just that.
pub fn filter_of(selector: &Selector, recipe: &Recipe, answers: &Answers) -> Option<FilterOn> {
    let days = |from, to| FilterOn::Cohort(DayRange { from: Some(from), to: Some(to) });
    Some(match selector {
        Selector::Segment(segment) => FilterOn::Segment(*segment),
        Selector::Stage(stage) => FilterOn::Stage(*stage),
        Selector::RfmGroup(group) => FilterOn::RfmGroup(*group),
        Selector::BeganBetween { from, to } => days(*from, *to),
        Selector::Began { by: SplitBy::FirstProduct, value } => FilterOn::FirstProduct(vec![value.clone()]),
        Selector::Cohort { cohort } => {
            let period = recipe.period;
            let mut day = answers.summary.first_date?;
            loop {
                let here = period.of(day);
                if period.label(here) == *cohort {
                    break days(period.first_day(here), period.last_day(here));
                }
                day = period.last_day(here).add_days(1);
                if answers.settings.as_of < day {
                    return None;
                }
            }
        }
        _ => return None,
    })
}
