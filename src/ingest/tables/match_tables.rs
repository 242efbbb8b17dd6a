//! How several tables belong together: which are the lines, which have the same columns and go below each other, which
//! are looked up by a shared number, and which are something else. Decides on sketches alone; reads nothing.

use crate::{
    answers::{LeftOut, TableUse},
    base::order::sort_by_key,
    ingest::{
        columns::{
            assignment::{By, Origin},
            heading::Entity,
            table_profile::{Keys, Sketch, names_returns},
        },
        lexicon::{languages::StatusMeaning, words::status_meaning},
        tables::shared_keys::{AtHand, Key},
    },
    recipe::Role,
};

/// A table that goes below others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stacked {
    /// Which table.
    pub table: usize,
    /// Its amounts are those of returns, written without a minus.
    pub negate: bool,
}

/// Tables that are looked up by a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Which tables, all with the same columns.
    pub tables: Vec<usize>,
    /// What they share with the lines, or with what was looked up before.
    pub key: Key,
}

/// The whole arrangement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// The lines, one table below the other.
    pub stacked: Vec<Stacked>,
    /// What is looked up for each line.
    pub joined: Vec<Joined>,
    /// What became of each table, in the order of the sketches.
    pub uses: Vec<TableUse>,
}

/// Any of these tells customers apart.
const CUSTOMER: [Role; 4] = [Role::Customer, Role::Email, Role::Phone, Role::Name];

/// Arranges tables. `picked` says that the user chose exactly these: then all that can be used is.
pub fn arrange(sketches: &[Sketch], picked: bool) -> Arrangement {
    let classes = classes(sketches);
    let Some(main) = classes.iter().map(|class| attempt(sketches, &classes, class)).reduce(better) else {
        return Arrangement::default();
    };
    let mut arrangement = Arrangement { joined: main.joined, ..Arrangement::default() };
    let mut uses = vec![None; sketches.len()];
    let mut set = |table: usize, what: TableUse| {
        if let Some(slot) = uses.get_mut(table) {
            *slot = Some(what);
        }
    };
    for join in &arrangement.joined {
        for &table in &join.tables {
            set(table, use_of(sketches, &join.key));
        }
    }
    let is_joined = |table: usize, joined: &[Joined]| joined.iter().any(|join| join.tables.contains(&table));
    let main_file = main.class.first().and_then(|&table| sketches.get(table)).map(|sketch| sketch.file);
    let takes_them = main.class.first().and_then(|&table| sketches.get(table)).is_some_and(takes_refunds);
    let main_orders = main.class.first().and_then(|&table| order_keys(sketches.get(table)?));
    for (table, sketch) in sketches.iter().enumerate() {
        if is_joined(table, &arrangement.joined) {
            continue;
        }
        let left_out = if main.class.contains(&table) {
            None
        } else if !sketch.is_candidate {
            Some(LeftOut::NotPicked)
        } else if sketch.is_empty() {
            Some(LeftOut::Empty)
        } else if !(is_history(sketch) || is_refunds(sketch) && main_orders.is_some() && takes_them)
            || (!picked && is_a_row_each(sketch))
        {
            Some(LeftOut::NotOrders)
        } else if is_of_another_kind(sketch) {
            Some(LeftOut::NotSales)
        } else if says_the_same(sketch, main_orders.as_ref()) {
            Some(LeftOut::SameOrders)
        } else if !picked && main_file == Some(sketch.file) && !names_returns(sketch) {
            // two lists of sales in one workbook are mostly the same sales twice
            Some(LeftOut::OtherColumns)
        } else {
            None
        };
        match left_out {
            None => {
                let is_list = is_refunds(sketch) && !main.class.contains(&table);
                let negate =
                    names_returns(sketch) && sketches.len() > 1 && (is_list || is_all_positive(sketch));
                arrangement.stacked.push(Stacked { table, negate });
                set(table, if negate { TableUse::Returns } else { TableUse::Lines });
            }
            Some(reason) => set(table, TableUse::LeftOut(reason)),
        }
    }
    // the columns of the largest class are the ones that the others are fitted to
    sort_by_key(&mut arrangement.stacked, |stacked| (!main.class.contains(&stacked.table), stacked.table));
    arrangement.uses = uses.into_iter().map(|slot| slot.unwrap_or_default()).collect();
    arrangement
}

fn use_of(sketches: &[Sketch], key: &Key) -> TableUse {
    match key.by {
        By::Role(_) if key.marks_returns => TableUse::MarksReturns,
        By::Role(role) => TableUse::Joined(role),
        By::Entity(_) => {
            let (table, column) = key.from;
            let heading = sketches.get(table).and_then(|sketch| sketch.headers.get(column));
            TableUse::JoinedBy(heading.cloned().unwrap_or_default())
        }
    }
}

/// Tables with the same columns, the fullest first.
fn classes(sketches: &[Sketch]) -> Vec<Vec<usize>> {
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for (table, sketch) in sketches.iter().enumerate() {
        if sketch.is_empty() {
            continue;
        }
        // a sheet of returns may have the columns of the sales, and then goes below them
        let is_like = |class: &&mut Vec<usize>| {
            class.first().and_then(|&first| sketches.get(first)).is_some_and(|first| {
                first.is_like(sketch) && names_customers(first) == names_customers(sketch)
            })
        };
        match classes.iter_mut().find(is_like) {
            Some(class) => class.push(table),
            None => classes.push(vec![table]),
        }
    }
    classes
}

struct Attempt {
    class: Vec<usize>,
    joined: Vec<Joined>,
    score: f64,
}

fn better(a: Attempt, b: Attempt) -> Attempt {
    if b.score > a.score { b } else { a }
}

/// A class as the lines, with all that can be joined to it, and how good that would be.
fn attempt(sketches: &[Sketch], classes: &[Vec<usize>], class: &[usize]) -> Attempt {
    let Some((table, main)) = class.first().and_then(|&table| Some((table, sketches.get(table)?))) else {
        return Attempt { class: class.to_vec(), joined: Vec::new(), score: 0.0 };
    };
    let mut at_hand = AtHand::of(table, main);
    let mut joined: Vec<Joined> = Vec::new();
    loop {
        let mut found = None;
        for other in classes.iter().filter(|other| other.as_slice() != class) {
            let first = other.first().and_then(|&table| Some((table, sketches.get(table)?)));
            let Some((first, sketch)) = first else { continue };
            // what was given back lies below the lines, and is not looked up
            if joined.iter().any(|join| join.tables == *other) || (is_refunds(sketch) && takes_refunds(main))
            {
                continue;
            }
            if let Some(key) = at_hand.key_of(sketch) {
                found = Some((Joined { tables: other.clone(), key }, first, sketch));
                break;
            }
        }
        let Some((join, first, sketch)) = found else { break };
        if !join.key.marks_returns {
            let origin = Origin { looked_up_by: Some(join.key.by), ..Origin::default() };
            at_hand.add(first, sketch, origin);
        }
        joined.push(join);
    }
    // several rows of an order that is looked up in another table: these are its lines
    let of_orders = |join: &Joined| !join.key.marks_returns && join.key.by == By::Role(Role::Order);
    let says_what = [Role::Product, Role::ProductName, Role::Amount, Role::UnitPrice].into_iter();
    let is_finer = joined.iter().any(of_orders)
        && says_what.clone().any(|role| main.has(role))
        && order_keys(main).is_some_and(|keys| !keys.are_unique())
        && !names_returns(main)
        && !is_of_another_kind(main);
    let has = |role| at_hand.has(role);
    let is_complete = has(Role::Date) && CUSTOMER.into_iter().any(has);
    let mut score = libm::log1p(main.weight() as f64);
    if is_complete {
        score += 1000.0;
        score += if main.has(Role::Product) || main.has(Role::ProductName) { 40.0 } else { 0.0 };
        score += if has(Role::Amount) || has(Role::UnitPrice) { 30.0 } else { 0.0 };
        score += if has(Role::Order) { 10.0 } else { 0.0 };
        score += if is_finer { 60.0 } else { 0.0 };
        score -= if names_returns(main) { 35.0 } else { 0.0 };
    }
    Attempt { class: class.to_vec(), joined, score }
}

/// True where a column tells customers apart.
fn names_customers(sketch: &Sketch) -> bool {
    CUSTOMER.into_iter().any(|role| sketch.has(role))
}

/// True for what has days and amounts and is none of sales: invoices of suppliers, a bank's lines, payments.
fn is_of_another_kind(sketch: &Sketch) -> bool {
    let pays = || {
        let status = sketch.column(Role::Status);
        let meanings = sketch.below.iter().take(200).filter_map(|row| {
            let text = row.cell(status?).to_text();
            (!text.is_empty()).then(|| status_meaning(&text) == Some(StatusMeaning::Payment))
        });
        let (all, payments) = meanings.fold((0, 0), |(all, pays), is| (all + 1, pays + usize::from(is)));
        all > 0 && payments * 2 > all
    };
    (sketch.entity == Some(Entity::Other) && !names_returns(sketch)) || pays()
}

/// True for a list of what was given back, with days and amounts, that names the orders and not the customers.
fn is_refunds(sketch: &Sketch) -> bool {
    names_returns(sketch) && sketch.has(Role::Date) && sketch.has(Role::Amount) && sketch.has(Role::Order)
}

/// True for lines with amounts of their own, from which those of refunds can be taken.
fn takes_refunds(main: &Sketch) -> bool {
    main.has(Role::Order) && (main.has(Role::Amount) || main.has(Role::UnitPrice))
}

/// True for a table that is a history of purchases by itself.
fn is_history(sketch: &Sketch) -> bool {
    sketch.has(Role::Date) && CUSTOMER.into_iter().any(|role| sketch.has(role))
}

/// True for a list of customers, each once, with a date of theirs: a history of nothing.
fn is_a_row_each(sketch: &Sketch) -> bool {
    let keys = CUSTOMER.into_iter().find_map(|role| Some(sketch.keys(sketch.column(role)?, role)));
    !sketch.has(Role::Order)
        && !sketch.has(Role::Product)
        && !sketch.has(Role::ProductName)
        && keys.is_some_and(|keys| keys.filled >= 20 && keys.values.len() == keys.filled)
}

fn order_keys(sketch: &Sketch) -> Option<Keys> {
    Some(sketch.keys(sketch.column(Role::Order)?, Role::Order))
}

/// True for a list of the same orders in another grain: counting both would count every sale twice.
fn says_the_same(sketch: &Sketch, main: Option<&Keys>) -> bool {
    let (Some(ours), Some(main)) = (order_keys(sketch), main) else { return false };
    ours.overlap(main) > 0.5 && !names_returns(sketch)
}

fn is_all_positive(sketch: &Sketch) -> bool {
    let roles = [Role::Amount, Role::Quantity, Role::UnitPrice];
    let columns = roles.into_iter().filter_map(|role| sketch.profile.columns.get(sketch.column(role)?));
    columns.clone().all(|column| column.negative == 0) && columns.count() > 0
}
