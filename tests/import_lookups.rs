//! Tables that are looked up: in two steps, by numbers without a role, with what found nothing and what nothing asked
//! for accounted for; lines before totals, and lists of refunds below them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use stamkunde::{
    answers::{Answers, Doubt, LookedUp, TableUse},
    base::Money,
    engine::Engine,
    ingest::InputFile,
    protocol::{FromWorker, ToWorker},
    recipe::{Recipe, Role},
};

fn read(files: &[(&str, &str)]) -> Answers {
    let mut engine = Engine::new();
    let lines = |text: &str| text.lines().map(|line| line.trim().to_owned() + "\n").collect::<String>();
    let files = files.iter().map(|(name, text)| InputFile::from_bytes(name, lines(text).into_bytes()));
    let files: Vec<InputFile> = files.collect();
    let mut said = None;
    engine
        .handle(ToWorker::Inspect { recipe: Recipe::default() }, files, &mut |message| said = Some(message));
    let Some(FromWorker::Inspected { inspection, .. }) = said else { panic!("{said:?}") };
    assert_eq!(inspection.questions, []);
    let mut last = None;
    let import = ToWorker::Import { recipe: Recipe::default(), apart: Vec::new() };
    engine.handle(import, Vec::new(), &mut |message| last = Some(message));
    engine.answers().unwrap_or_else(|| panic!("{last:?}")).clone()
}

fn used(answers: &Answers, table: &str) -> TableUse {
    answers.import.accounts.iter().find(|account| account.table == table).unwrap().used.clone()
}

fn looked_up(answers: &Answers, table: &str) -> LookedUp {
    let account = answers.import.accounts.iter().find(|account| account.table == table);
    account.unwrap().looked_up.clone().unwrap()
}

fn revenue(answers: &Answers) -> String {
    answers.summary.net_revenue.unwrap().to_string()
}

fn doubt<'a>(answers: &'a Answers, id: &str) -> Option<&'a Doubt> {
    answers.doubts.iter().find(|doubt| doubt.id == id)
}

fn money(text: &str) -> Money {
    Money(text.parse::<i64>().unwrap() * 10i64.pow(Money::DECIMALS))
}

const LINES: &str = "order_id,produit_id,quantity,unit_price
    1,11,2,10
    1,12,1,30
    2,11,1,10
    3,13,1,7
    4,12,2,30";
const ORDERS: &str = "order_id,order_date,customer_id,butik_id,total
    1,2024-01-05,7,1,50
    2,2024-02-06,8,2,10
    3,2024-02-16,7,2,7
    4,2024-04-07,9,1,60";

#[test]
fn look_ups_take_two_steps_and_numbers_without_a_role() {
    let read = read(&[
        ("lines.csv", LINES),
        ("orders.csv", ORDERS),
        ("produits.csv", "id,nom,category_id\n11,Thé,1\n12,Tasse,2\n13,Sac,2"),
        ("categories.csv", "id,name\n1,Drinks\n2,Kitchen"),
        ("butikker.csv", "id,navn,by\n1,Torvet,Aarhus\n2,Netbutik,\n3,Havnen,Aarhus"),
    ]);
    assert_eq!(revenue(&read), "127.00");
    assert!(
        matches!(used(&read, "produits.csv"), TableUse::Joined(Role::Product) | TableUse::JoinedBy(_)),
        "{:?}",
        read.import.accounts
    );
    assert_eq!(used(&read, "categories.csv"), TableUse::JoinedBy("category_id".to_owned()));
    assert_eq!(used(&read, "butikker.csv"), TableUse::JoinedBy("butik_id".to_owned()));
    let products: Vec<&str> = read.first_product.products.iter().map(|one| one.label.as_str()).collect();
    assert!(products.contains(&"Thé") && products.contains(&"Tasse"), "{products:?}");
    // the third shop sold nothing
    assert_eq!(looked_up(&read, "butikker.csv").unasked, 1);
}

#[test]
fn lines_win_over_the_totals_of_their_orders() {
    let read = read(&[("orders.csv", ORDERS), ("lines.csv", LINES)]);
    assert_eq!(used(&read, "lines.csv"), TableUse::Lines);
    assert_eq!((revenue(&read).as_str(), read.summary.lines), ("127.00", 5));
    // each line has its own price, not the total of its order
    let account = read.import.accounts.iter().find(|account| account.table == "lines.csv").unwrap();
    assert_eq!((account.rows, account.looked_up.clone()), (Some(5), None));
}

#[test]
fn what_finds_nothing_is_counted_with_its_amounts() {
    let lines = format!("{LINES}\n9,11,1,33");
    let orders = format!("{ORDERS}\n5,2024-05-01,9,1,600");
    let read = read(&[("lines.csv", &lines), ("orders.csv", &orders)]);
    assert_eq!(revenue(&read), "127.00");
    let looked_up = looked_up(&read, "orders.csv");
    assert_eq!(
        looked_up,
        LookedUp {
            found: 5,
            missed: 1,
            missed_amount: money("33"),
            unasked: 1,
            unasked_amount: money("600")
        }
    );
    let missing = doubt(&read, "rows_without_match:orderscsv").unwrap();
    assert!(
        missing.sentence.contains("1 row finds nothing in \"orders.csv\", worth 33.00"),
        "{}",
        missing.sentence
    );
    let unasked = doubt(&read, "rows_without_match:orderscsv:unasked").unwrap();
    assert!(unasked.sentence.contains("worth 600.00"), "{}", unasked.sentence);
}

#[test]
fn whom_the_list_of_customers_does_not_have_is_a_customer_all_the_same() {
    let read = read(&[
        ("lines.csv", LINES),
        ("orders.csv", ORDERS),
        ("customers.csv", "customer_id,email\n7,a@x.dk\n8,b@x.dk\n10,d@x.dk"),
    ]);
    assert_eq!((read.summary.customers, revenue(&read).as_str()), (3, "127.00"));
    assert_eq!(looked_up(&read, "customers.csv").unasked, 1);
    assert_eq!(looked_up(&read, "customers.csv").missed_amount, money("60"));
}

#[test]
fn a_list_of_refunds_lies_below_the_lines() {
    let refunds = "refund_id,created_at,order_id,refund_amount
        1,2024-02-01,1,20
        2,2024-05-01,4,30";
    let lines = "order_id,created_at,product_id,price
        1,2024-01-05,11,20
        1,2024-01-05,12,30
        2,2024-02-06,11,10
        3,2024-02-16,13,7
        4,2024-04-07,12,60";
    let orders = "order_id,created_at,user_id,total\n1,2024-01-05,7,50\n2,2024-02-06,8,10\n3,2024-02-16,7,7\n4,2024-04-07,9,60";
    let read = read(&[("orders.csv", orders), ("order_items.csv", lines), ("order_refunds.csv", refunds)]);
    assert_eq!(used(&read, "order_refunds.csv"), TableUse::Returns);
    assert_eq!((read.summary.purchases, revenue(&read).as_str()), (4, "77.00"), "{:?}", read.import);
}

#[test]
fn a_list_of_refunds_lies_below_lines_of_quantity_and_price() {
    let refunds = "refund_id,refunded_at,order_id,refund_amount\n1,2024-02-01,1,20";
    let read = read(&[("orders.csv", ORDERS), ("lines.csv", LINES), ("refunds.csv", refunds)]);
    assert_eq!(used(&read, "refunds.csv"), TableUse::Returns, "{:?}", read.import.accounts);
    assert_eq!(revenue(&read), "107.00", "{:?}", read.import);
}
