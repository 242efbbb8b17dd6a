//! The generator itself: the plain dress read back by a tiny reader of its own, and promises about seeds.

use std::collections::{BTreeMap, BTreeSet};

use crate::{case::Case, disguise::Disguise, figures::Figures};

/// Reads the plain dress back: cells without quotes, by the names of its columns.
fn read_back(text: &str) -> Figures {
    let mut lines = text.lines();
    let headings: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = |name: &str| headings.iter().position(|heading| *heading == name).unwrap();
    let (order, date, customer, amount) =
        (place("Order ID"), place("Order date"), place("Customer ID"), place("Amount"));
    let mut orders: BTreeMap<(String, String), (String, i64)> = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), headings.len(), "{line}");
        let hundredths: i64 = cells[amount].replace('.', "").parse().unwrap();
        let key = (cells[customer].to_owned(), cells[order].to_owned());
        let entry = orders.entry(key).or_insert((cells[date].to_owned(), 0));
        entry.1 += hundredths;
        if cells[date] < entry.0.as_str() {
            entry.0 = cells[date].to_owned();
        }
    }
    let purchases: Vec<_> = orders.iter().filter(|(_, (_, total))| *total > 0).collect();
    let customers: BTreeSet<&String> = purchases.iter().map(|((customer, _), _)| customer).collect();
    let all: BTreeSet<&String> = orders.keys().map(|(customer, _)| customer).collect();
    let days = || purchases.iter().map(|(_, (day, _))| day.clone());
    Figures {
        customers: customers.len() as u64,
        purchases: purchases.len() as u64,
        without_amounts: (all.len() as u64, orders.len() as u64),
        revenue: orders.values().map(|(_, total)| total).sum(),
        first: days().min().unwrap(),
        last: days().max().unwrap(),
    }
}

#[test]
fn the_plain_dress_reads_back_to_the_figures_of_the_shop() {
    for seed in 0..60 {
        let case = Case::of(Disguise::plain(seed));
        assert_eq!(case.files.len(), 1);
        let text = String::from_utf8(case.files[0].bytes.clone()).unwrap();
        assert_eq!(case.readings, [read_back(&text)], "seed {seed}");
    }
}

#[test]
fn a_seed_is_one_file_for_ever() {
    for seed in 0..40 {
        let (one, again) = (Case::of(Disguise::of(seed)), Case::of(Disguise::of(seed)));
        assert_eq!(one.disguise.choices(), again.disguise.choices());
        assert!(one.readings == again.readings && one.files == again.files, "seed {seed}");
    }
}

#[test]
fn every_disguise_has_figures_and_files() {
    for seed in 0..200 {
        let case = Case::of(Disguise::of(seed));
        assert!(!case.readings.is_empty() && case.readings.len() <= 16, "seed {seed}");
        for figures in &case.readings {
            assert!(
                figures.customers > 5 && figures.purchases >= figures.customers,
                "seed {seed}: {figures}"
            );
            assert!(figures.revenue > 0 && figures.first < figures.last, "seed {seed}: {figures}");
        }
        assert!(case.files.iter().all(|file| file.bytes.len() > 100), "seed {seed}");
    }
}

#[test]
fn a_choice_made_plain_moves_no_other() {
    let all = Disguise::of(7);
    let plain = all.clone().without(&["language", "text"]);
    assert_eq!((all.numbers, all.rows, all.other_ids), (plain.numbers, plain.rows, plain.other_ids));
    let nothing = Disguise::of(7).without(&crate::disguise::DIMENSIONS);
    assert_eq!(nothing.choices(), Vec::<String>::new());
}
