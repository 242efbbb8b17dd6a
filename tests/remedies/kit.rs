//! Small shops as rows written down, the files that they make, and the figures that these rows have by the plainest
//! arithmetic there is: nothing here asks the product what is right.

use std::collections::{BTreeMap, BTreeSet};

use stamkunde::{
    answers::{Answers, Doubt, Effect, Inspection},
    base::{Day, Money},
    engine::Engine,
    ingest::InputFile,
    protocol::{FromWorker, Problem, ToWorker},
    recipe::Recipe,
};

/// A file by its name.
pub type Named = (&'static str, Vec<u8>);

/// One line of an order.
#[derive(Debug, Clone)]
pub struct Sale {
    /// Its place among the lines.
    pub at: u32,
    pub order: String,
    /// Year, month, day.
    pub day: (i32, u32, u32),
    pub customer: String,
    pub cents: i64,
}

impl Sale {
    /// As a spreadsheet of the north would not write it, and everybody can read it.
    pub fn date(&self) -> String {
        let (year, month, day) = self.day;
        format!("{year}-{month:02}-{day:02}")
    }
    pub fn email(&self) -> String {
        format!("{}@x.dk", self.customer)
    }
    pub fn amount(&self) -> String {
        decimals(self.cents)
    }
}

/// Hundredths as people write them.
pub fn decimals(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// `n` orders of one line by nine customers in the first half of 2024, 20.00 each.
pub fn shop(n: u32) -> Vec<Sale> {
    let sale = |at: u32| Sale {
        at,
        order: (1001 + at).to_string(),
        day: (2024, at % 6 + 1, at % 28 + 1),
        customer: format!("c{}", at % 9),
        cents: 2000,
    };
    (0..n).map(sale).collect()
}

/// Rows of text below a heading.
pub fn text(heading: &str, sales: &[Sale], row: impl Fn(&Sale) -> String) -> Vec<u8> {
    sales.iter().fold(format!("{heading}\n"), |text, sale| text + &row(sale) + "\n").into_bytes()
}

/// The five figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    pub customers: u64,
    pub purchases: u64,
    pub revenue: Option<Money>,
    pub days: (String, String),
}

impl Figures {
    /// Of lines: an order whose lines add up to more than nothing is a purchase, and whoever has one is a customer; a
    /// purchase is of the day of its first line.
    pub fn of<'a>(sales: impl IntoIterator<Item = &'a Sale>) -> Figures {
        let sales: Vec<&Sale> = sales.into_iter().collect();
        let mut orders: BTreeMap<(&str, &str), (i64, String)> = BTreeMap::new();
        for sale in &sales {
            let first = || (0, sale.date());
            let (cents, day) = orders.entry((&sale.customer, &sale.order)).or_insert_with(first);
            *cents += sale.cents;
            *day = sale.date().min(day.clone());
        }
        orders.retain(|_, (cents, _)| *cents > 0);
        let customers: BTreeSet<&str> = orders.keys().map(|(customer, _)| *customer).collect();
        let days = || orders.values().map(|(_, day)| day.clone());
        let cents: i64 = sales.iter().map(|sale| sale.cents).sum();
        Figures {
            customers: customers.len() as u64,
            purchases: orders.len() as u64,
            revenue: Some(Money(cents * Money::SCALE / 100)),
            days: (days().min().unwrap_or_default(), days().max().unwrap_or_default()),
        }
    }
    /// The same with each line changed.
    pub fn with(sales: &[Sale], change: impl Fn(&mut Sale)) -> Figures {
        let mut changed = sales.to_vec();
        changed.iter_mut().for_each(change);
        Figures::of(&changed)
    }
    /// The same without some lines.
    pub fn without(sales: &[Sale], is_out: impl Fn(&Sale) -> bool) -> Figures {
        Figures::of(sales.iter().filter(|sale| !is_out(sale)))
    }

    pub fn of_answers(answers: &Answers) -> Figures {
        let summary = &answers.summary;
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        Figures {
            customers: summary.customers,
            purchases: summary.purchases,
            revenue: summary.net_revenue,
            days: (day(summary.first_date), day(summary.last_date)),
        }
    }

    pub fn of_effect(effect: &Effect) -> Figures {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        Figures {
            customers: effect.customers,
            purchases: effect.purchases,
            revenue: effect.net_revenue,
            days: (day(effect.first_date), day(effect.last_date)),
        }
    }
}

pub fn inputs(files: &[Named]) -> Vec<InputFile> {
    files.iter().map(|(name, bytes)| InputFile::from_bytes(name, bytes.clone())).collect()
}

/// Files as they were understood.
pub fn look(engine: &mut Engine, files: &[Named], recipe: &Recipe) -> Result<Inspection, Problem> {
    let mut last = None;
    engine.handle(ToWorker::Inspect { recipe: recipe.clone() }, inputs(files), &mut |said| last = Some(said));
    match last {
        Some(FromWorker::Inspected { inspection, .. }) => Ok(*inspection),
        Some(FromWorker::Failed(problem)) => Err(problem),
        other => panic!("{other:?}"),
    }
}

/// Files that were looked at, imported.
pub fn import(engine: &mut Engine, recipe: &Recipe) -> Result<Answers, Problem> {
    let mut problem = None;
    let message = ToWorker::Import { recipe: recipe.clone(), apart: Vec::new() };
    engine.handle(message, Vec::new(), &mut |said| {
        if let FromWorker::Failed(what) = said {
            problem = Some(what);
        }
    });
    match problem {
        Some(problem) => Err(problem),
        None => Ok(engine.answers().unwrap().clone()),
    }
}

/// Both, by an engine of its own.
pub fn read(files: &[Named], recipe: &Recipe) -> Result<Answers, Problem> {
    let mut engine = Engine::new();
    look(&mut engine, files, recipe)?;
    import(&mut engine, recipe)
}

pub fn doubt<'a>(answers: &'a Answers, id: &str) -> Option<&'a Doubt> {
    answers.doubts.iter().find(|doubt| doubt.id == id)
}

/// Does all of it before it fails, so that one that is wrong hides no other.
pub fn each<T>(items: impl IntoIterator<Item = T>, check: impl Fn(T)) {
    let failed = items
        .into_iter()
        .map(|item| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(item))))
        .filter(Result::is_err)
        .count();
    assert_eq!(failed, 0, "of them are wrong: see above");
}

/// A recipe as it is kept until the next month.
pub fn kept(recipe: &Recipe) -> Recipe {
    serde_json::from_str(&serde_json::to_string(recipe).unwrap()).unwrap()
}
