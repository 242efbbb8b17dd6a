//! Lists of invoices as accounting programs write them, in three languages.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod export_kit;

use export_kit::{Want, check, inspect};

use stamkunde::{
    answers::SetAsideReason,
    engine::Engine,
    protocol::ToWorker,
    recipe::{Recipe, Role},
};

/// An accounting program's list: titles above, every day below the 13th, a total below.
fn accounting(header: &str, row: impl Fn(usize) -> String, total: &str) -> String {
    let rows: String = (0..36).map(|n| row(n) + "\n").collect();
    format!("Fjord og Dal;;;;;;;;\n;;;;;;;;\n{header}\n{rows}{total}\n")
}

fn want_accounting<'a>(roles: &'a [(Role, &'a str)]) -> Want<'a> {
    Want {
        known: None,
        roles,
        rows_used: 36,
        set_aside: &[(SetAsideReason::TotalRow, 1)],
        customers: 6,
        purchases: 17,
        returns: 1,
        // 34 lines of 1234.56 and 2 that are given back
        revenue: "39505.92",
    }
}

#[test]
fn danish_accounting_in_an_old_encoding() {
    let header =
        "Fakturanr.;Fakturadato;Kundenr.;Kundenavn;Varenr.;Varetekst;Antal;Stk. pris;Beløb ekskl. moms";
    let row = |n: usize| {
        let (invoice, sign) = (n / 2, if n / 2 == 17 { "-" } else { "" });
        format!(
            "{};{:02}.{:02}.2024;{};Bageriet Ærø {};T{};Rødgrød, {} g;{sign}2;kr. 617,28;kr. {sign}1.234,56",
            5000 + invoice,
            invoice % 9 + 1,
            invoice / 2 + 1,
            100 + invoice % 6,
            invoice % 6,
            n % 2,
            n % 2
        )
    };
    let text = accounting(header, row, "I alt;;;;;;;;kr. 39.505,92");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    check(
        "danish",
        bytes.into_owned(),
        &want_accounting(&[
            (Role::Order, "Fakturanr."),
            (Role::Date, "Fakturadato"),
            (Role::Customer, "Kundenr."),
            (Role::Name, "Kundenavn"),
            (Role::Product, "Varenr."),
            (Role::ProductName, "Varetekst"),
            (Role::Quantity, "Antal"),
            (Role::UnitPrice, "Stk. pris"),
            (Role::Amount, "Beløb ekskl. moms"),
        ]),
    );
}

#[test]
fn swedish_accounting() {
    let header = "Fakturanr;Fakturadatum;Kundnr;Kundnamn;Artikelnr;Benämning;Antal;Á-pris;Summa exkl moms";
    let row = |n: usize| {
        let (invoice, sign) = (n / 2, if n / 2 == 17 { "\u{2212}" } else { "" });
        format!(
            "{};2024-{:02}-{:02};{};Bageri Åäö {};{};Kanelbulle {};{sign}2,00;617,28;{sign}1\u{a0}234,56",
            5000 + invoice,
            invoice / 2 + 1,
            invoice % 9 + 1,
            100 + invoice % 6,
            invoice % 6,
            7001 + n % 2,
            n % 2
        )
    };
    check(
        "swedish",
        format!("\u{feff}{}", accounting(header, row, "Summa;;;;;;;;39\u{a0}505,92")),
        &want_accounting(&[
            (Role::Order, "Fakturanr"),
            (Role::Date, "Fakturadatum"),
            (Role::Customer, "Kundnr"),
            (Role::Name, "Kundnamn"),
            (Role::Product, "Artikelnr"),
            (Role::ProductName, "Benämning"),
            (Role::Quantity, "Antal"),
            (Role::UnitPrice, "Á-pris"),
            (Role::Amount, "Summa exkl moms"),
        ]),
    );
}

#[test]
fn german_accounting() {
    let header =
        "Rechnungsnr.;Rechnungsdatum;Kunden-Nr.;Name;Artikelnummer;Bezeichnung;Menge;Einzelpreis;Betrag";
    let row = |n: usize| {
        let (invoice, sign) = (n / 2, if n / 2 == 17 { "-" } else { "" });
        format!(
            "RE-{};{}.{}.2024;{};Bäckerei Groß {};A-{};Brötchen {};{};617,28 €;1.234,56{sign} €",
            5000 + invoice,
            invoice % 9 + 1,
            invoice / 2 + 1,
            100 + invoice % 6,
            invoice % 6,
            n % 2,
            n % 2,
            if sign.is_empty() { "2" } else { "-2" }
        )
    };
    check(
        "german",
        accounting(header, row, "Gesamt;;;;;;;;39.505,92 €"),
        &want_accounting(&[
            (Role::Order, "Rechnungsnr."),
            (Role::Date, "Rechnungsdatum"),
            (Role::Customer, "Kunden-Nr."),
            (Role::Name, "Name"),
            (Role::Product, "Artikelnummer"),
            (Role::ProductName, "Bezeichnung"),
            (Role::Quantity, "Menge"),
            (Role::UnitPrice, "Einzelpreis"),
            (Role::Amount, "Betrag"),
        ]),
    );
}

#[test]
fn a_line_stays_in_its_order_where_the_one_before_was_set_aside() {
    let mut text = "Order,Date,Email,Product,Amount\n".to_owned();
    for n in 0..20 {
        // the first line of every other order has no amount
        let amount = if n % 2 == 0 { "10.50" } else { "" };
        // both of one customer: an order is its number together with its customer
        let (order, day, who) = (100 + n, n + 1, n / 2 % 5);
        text += &format!(
            "{order},2024-01-{day:02},c{who}@x.dk,Tea,{amount}\n{order},2024-01-{day:02},c{who}@x.dk,Cup,4.50\n"
        );
    }
    let mut engine = Engine::new();
    inspect(&mut engine, "orders", text.into());
    engine.handle(ToWorker::Import { recipe: Recipe::default(), apart: Vec::new() }, Vec::new(), &mut |_| {});
    let answers = engine.answers().unwrap();
    assert_eq!((answers.import.rows_used, answers.summary.purchases), (30, 20));
}
