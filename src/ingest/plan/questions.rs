//! What only a person can know, asked with what each answer would make of real rows.

use crate::{
    answers::{About, Choice, Decision, Question, ReadAs, ReadCell},
    base::{Day, Money, hash::Set, order::sort_by},
    ingest::{
        columns::{assignment::reference, heading::says, profile::Column},
        lexicon::{concept::Concept, languages::StatusMeaning},
        plan::{AmountSource, Plan, SampleRow, infer::Open},
        read::row::{Cell, Row},
        values::{date, key::clean_id, number::parse_decimal},
    },
    recipe::{DateOrder, Recipe, Role},
};

/// Cells shown for an answer.
const SHOWN: usize = 4;
/// Columns offered for a role that none was recognised for.
const OFFERED: usize = 12;
/// Questions asked at a time. What is less important is asked when these are answered, where it still is open then.
const MOST: usize = 3;
/// Two columns fit a role equally well where their confidence differs by no more than this.
const AS_GOOD: f64 = 0.06;

/// The questions that a plan leaves open, the most important first.
pub(in crate::ingest) fn of(plan: &Plan, recipe: &Recipe, rows: &[SampleRow], open: Open) -> Vec<Question> {
    let mut questions = Vec::new();
    if plan.column(Role::Date).is_none() {
        questions.push(which_column(plan, rows, Role::Date));
    }
    if plan.key.is_empty() {
        questions.push(which_column(plan, rows, Role::Customer));
    }
    questions.extend(open.date.map(|example| date_order(plan, rows, example)));
    questions.extend(open.number.map(|example| decimal_sign(plan, rows, example)));
    questions.extend(which_customer(plan, recipe, rows));
    questions.extend(which_amount(plan, recipe, rows));
    questions.extend(which_currency(plan, recipe, rows));
    questions.extend(what_was_paid(plan, recipe, rows));
    questions.extend(what_was_sold(plan, rows));
    questions.truncate(MOST);
    questions
}

fn choice(decision: Decision) -> Choice {
    Choice { decision, examples: Vec::new(), distinct: None, rows: None, span: None, sum: None }
}

/// Cells of a column, blank ones left out.
fn cells(rows: &[SampleRow], column: usize) -> impl Iterator<Item = (usize, &Row, String)> {
    rows.iter()
        .map(move |(part, row)| (*part, row, row.cell(column)))
        .filter(|(_, _, cell)| !cell.is_blank())
        .map(|(part, row, cell)| (part, row, cell.to_text()))
}

fn distinct(rows: &[SampleRow], column: usize) -> u64 {
    let mut seen: Set<String> = Set::default();
    for (_, _, text) in cells(rows, column) {
        seen.insert(clean_id(&text).to_lowercase());
    }
    seen.len() as u64
}

fn as_they_stand(rows: &[SampleRow], column: usize) -> Vec<ReadCell> {
    let mut shown: Vec<ReadCell> = Vec::new();
    for (_, _, cell) in cells(rows, column) {
        let cell: String = cell.chars().take(60).collect();
        if !shown.iter().any(|have| have.cell == cell) {
            shown.push(ReadCell { cell, read: ReadAs::Text });
        }
        if shown.len() == SHOWN {
            break;
        }
    }
    shown
}

fn column_choice(plan: &Plan, rows: &[SampleRow], role: Role, column: usize) -> Choice {
    let name = reference(column, &plan.headers);
    let mut choice = choice(Decision::Column(role, name));
    choice.examples = as_they_stand(rows, column);
    choice.distinct = Some(distinct(rows, column));
    choice.rows = Some(cells(rows, column).count() as u64);
    choice
}

fn which_column(plan: &Plan, rows: &[SampleRow], role: Role) -> Question {
    let is_free = |at: &usize| plan.guesses.columns.get(*at).is_some_and(Option::is_none);
    let holds = |column: &Column| column.filled() > 0;
    let likely = |at: usize| match (role, plan.profile.columns.get(at)) {
        (Role::Date, Some(column)) => column.share(column.dates.max(column.serials)),
        (_, Some(column)) => column.distinct() as f64 / column.filled().max(1) as f64,
        (_, None) => 0.0,
    };
    let mut columns: Vec<usize> = (0..plan.profile.columns.len()).filter(is_free).collect();
    columns.retain(|&at| plan.profile.columns.get(at).is_some_and(holds));
    if columns.is_empty() {
        columns = (0..plan.profile.columns.len()).collect();
    }
    sort_by(&mut columns, |&a, &b| likely(b).total_cmp(&likely(a)).then(a.cmp(&b)));
    columns.truncate(OFFERED);
    let choices = columns.into_iter().map(|at| column_choice(plan, rows, role, at)).collect();
    Question { about: About::WhichColumn(role), choices }
}

fn date_order(plan: &Plan, rows: &[SampleRow], example: String) -> Question {
    let at = plan.column(Role::Date).unwrap_or(0);
    let number_dates = plan.parts.first().and_then(|part| part.number_dates);
    let one = |order: DateOrder| {
        let mut choice = choice(Decision::DateOrder(order));
        let mut days: Vec<Day> = Vec::new();
        for (_, _, cell) in cells(rows, at) {
            let written = match number_dates {
                Some(style) => date::read_number(&cell, style),
                None => date::read_written(&cell, false),
            };
            let day = written.and_then(|written| written.resolve(order));
            // 01/01 is the same day either way
            let tells = written.is_some_and(|written| {
                let day = written.resolve(DateOrder::DayFirst);
                [DateOrder::MonthFirst, DateOrder::YearFirst]
                    .into_iter()
                    .any(|order| written.resolve(order) != day)
            });
            days.extend(day.map(|(day, _)| day));
            let read = day.map_or(ReadAs::Unreadable, |(day, _)| ReadAs::Day(day));
            let is_new = !choice.examples.iter().any(|have| have.cell == cell);
            if choice.examples.len() < SHOWN && is_new && tells {
                choice.examples.push(ReadCell { cell, read });
            }
        }
        choice.span = days.iter().min().copied().zip(days.iter().max().copied());
        choice.rows = Some(days.len() as u64);
        choice
    };
    let possible = plan.profile.columns.get(at).map(|column| column.date_evidence.possible_orders());
    let mut orders = possible.unwrap_or_default();
    if orders.len() < 2 {
        orders = vec![DateOrder::DayFirst, DateOrder::MonthFirst];
    }
    let choices = orders.into_iter().map(one).collect();
    Question { about: About::DateOrder { example }, choices }
}

fn decimal_sign(plan: &Plan, rows: &[SampleRow], example: String) -> Question {
    let columns = match plan.amount {
        AmountSource::Column(at) => vec![at],
        AmountSource::Price { price, .. } => vec![price],
        AmountSource::Nothing => plan.numeric_columns(),
    };
    let one = |sign: char| {
        let mut choice = choice(Decision::DecimalSign(sign));
        let mut sum = Money::ZERO;
        for (_, row) in rows {
            for &at in &columns {
                let Cell::Text(text) = row.cell(at) else { continue };
                let money =
                    parse_decimal(text, sign).and_then(|value| value.to_money()).map(|(money, _)| money);
                sum += money.unwrap_or_default();
                let cell = text.trim().to_owned();
                let shows =
                    cell.contains(['.', ',']) && !choice.examples.iter().any(|have| have.cell == cell);
                if shows && choice.examples.len() < SHOWN {
                    choice
                        .examples
                        .push(ReadCell { cell, read: money.map_or(ReadAs::Unreadable, ReadAs::Amount) });
                }
            }
        }
        choice.sum = Some(sum);
        choice
    };
    // the likelier one first: three digits behind a sign are mostly thousands
    let signs = if example.contains('.') { [',', '.'] } else { ['.', ','] };
    Question { about: About::DecimalSign { example }, choices: signs.map(one).to_vec() }
}

/// Columns that fit a role as well as the one that got it.
fn rivals(plan: &Plan, role: Role) -> Vec<usize> {
    let Some(used) = plan.column(role) else { return Vec::new() };
    let candidates = || plan.guesses.candidates.iter().filter(move |(have, ..)| *have == role);
    let Some(&(_, _, best)) = candidates().find(|(_, at, _)| *at == used) else { return Vec::new() };
    let mut columns = vec![used];
    for &(_, at, confidence) in candidates() {
        let is_free = plan.guesses.columns.get(at).is_none_or(Option::is_none);
        let is_full = plan.filled(at) >= 0.9 * plan.filled(used);
        if at != used && is_free && is_full && confidence >= best - AS_GOOD && confidence > 0.7 {
            columns.push(at);
        }
    }
    columns
}

fn is_decided(plan: &Plan, recipe: &Recipe, role: Role) -> bool {
    recipe.columns.contains_key(&role) || plan.guesses.known.is_some()
}

/// Two numbers of customers: one of them may change with every order.
fn which_customer(plan: &Plan, recipe: &Recipe, rows: &[SampleRow]) -> Option<Question> {
    let is_key = plan.key.iter().any(|key| key.role == Role::Customer);
    if !is_key || is_decided(plan, recipe, Role::Customer) {
        return None;
    }
    let mut columns = rivals(plan, Role::Customer);
    let of = |at: usize| distinct(rows, at);
    let first = columns.first().map(|&at| of(at))?;
    // as many of the one as of the other: two names for the same
    columns.retain(|&at| Some(at) == plan.column(Role::Customer) || of(at) != first);
    if columns.len() < 2 {
        return None;
    }
    columns.sort_unstable();
    let choices = columns.into_iter().map(|at| column_choice(plan, rows, Role::Customer, at)).collect();
    Some(Question { about: About::WhichOf(Role::Customer), choices })
}

fn which_amount(plan: &Plan, recipe: &Recipe, rows: &[SampleRow]) -> Option<Question> {
    let AmountSource::Column(used) = plan.amount else { return None };
    if is_decided(plan, recipe, Role::Amount) || plan.column(Role::Amount) != Some(used) {
        return None;
    }
    let mut columns = rivals(plan, Role::Amount);
    columns.retain(|&at| plan.is_numeric(at));
    let own = column_sum(plan, rows, used);
    columns.retain(|&at| at == used || column_sum(plan, rows, at) != own);
    if columns.len() < 2 {
        return None;
    }
    columns.sort_unstable();
    let one = |at: usize| {
        let mut choice = column_choice(plan, rows, Role::Amount, at);
        choice.sum = Some(column_sum(plan, rows, at));
        choice.distinct = None;
        choice
    };
    let choices = columns.into_iter().map(one).collect();
    Some(Question { about: About::WhichOf(Role::Amount), choices })
}

/// Numbers that could be what was paid, where nothing was recognised as it: without an answer there are no amounts.
fn what_was_paid(plan: &Plan, recipe: &Recipe, rows: &[SampleRow]) -> Option<Question> {
    if plan.amount != AmountSource::Nothing || recipe.columns.contains_key(&Role::Amount) {
        return None;
    }
    let could_be = |&at: &usize| {
        let Some(column) = plan.profile.columns.get(at) else { return false };
        let header = plan.headers.get(at).map(String::as_str).unwrap_or_default();
        let is_money = [
            Concept::Amount,
            Concept::Total,
            Concept::Price,
            Concept::Net,
            Concept::Gross,
            Concept::SumOrCount,
        ];
        let is_aside = [
            Concept::Personal,
            Concept::Points,
            Concept::Limit,
            Concept::Stock,
            Concept::Size,
            Concept::Tax,
            Concept::Margin,
            Concept::Delivery,
            Concept::Fee,
            Concept::Percent,
            Concept::Discount,
            Concept::Balance,
            Concept::Id,
            Concept::Date,
            Concept::Time,
            Concept::Phone,
            Concept::Postcode,
            Concept::Address,
            Concept::Month,
            Concept::Year,
            Concept::Week,
        ];
        plan.guesses
            .columns
            .get(at)
            .is_some_and(|guess| guess.as_ref().is_none_or(|guess| guess.role == Role::Cost))
            && plan.is_numeric(at)
            && column.filled() > 0
            && column.distinct() > 2
            && (column.integers < column.numbers || is_money.iter().any(|&concept| says(header, concept)))
            && !is_aside.iter().any(|&concept| says(header, concept))
    };
    let columns: Vec<usize> = (0..plan.profile.columns.len()).filter(could_be).take(OFFERED).collect();
    if columns.is_empty() {
        return None;
    }
    let one = |at: usize| {
        let mut choice = column_choice(plan, rows, Role::Amount, at);
        choice.sum = Some(column_sum(plan, rows, at));
        choice.distinct = None;
        choice
    };
    let mut choices: Vec<Choice> = columns.into_iter().map(one).collect();
    choices.push(choice(Decision::NoColumn(Role::Amount)));
    Some(Question { about: About::WhichColumn(Role::Amount), choices })
}

/// Where the statuses say that nothing was sold: cash on delivery is pending until somebody has paid.
fn what_was_sold(plan: &Plan, rows: &[SampleRow]) -> Option<Question> {
    use StatusMeaning::{Cancelled, Payment, Pending, Refunded, Test};
    let at = plan.column(Role::Status)?;
    let mut counts = std::collections::BTreeMap::<String, u64>::new();
    let mut all = 0;
    for (_, row) in rows.iter().filter(|(_, row)| !row.cell(at).is_blank()) {
        let text = row.cell(at).to_text();
        let is_used = match plan.statuses.get(&text.to_lowercase()) {
            Some(&used) => used,
            None => !matches!(
                plan.meaning_of_status(&text),
                Some(Cancelled | Pending | Refunded | Test | Payment)
            ),
        };
        if is_used {
            return None;
        }
        all += 1;
        *counts.entry(text).or_default() += 1;
    }
    let is_decided = |status: &String| plan.statuses.contains_key(&status.to_lowercase());
    if all < 3 || counts.keys().all(is_decided) || counts.len() > OFFERED {
        return None;
    }
    let mut seen: Vec<(String, u64)> = counts.into_iter().collect();
    sort_by(&mut seen, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    // a list of payments alone is what was sold
    if seen.iter().all(|(status, _)| plan.meaning_of_status(status) == Some(Payment)) {
        return None;
    }
    let one = |(status, rows): (String, u64)| {
        let mut choice = choice(Decision::Status(status, true));
        choice.rows = Some(rows);
        choice
    };
    Some(Question { about: About::NothingSold, choices: seen.into_iter().map(one).collect() })
}

/// The sum of a column over the sample.
pub(in crate::ingest) fn column_sum(plan: &Plan, rows: &[SampleRow], column: usize) -> Money {
    rows.iter()
        .filter_map(|(part, row)| {
            let sign = plan.parts.get(*part).map_or('.', |part| part.decimal_sign(column));
            let value = match row.cell(column) {
                Cell::Text(text) => parse_decimal(text, sign),
                Cell::Number(value) => crate::ingest::values::number::Decimal::from_f64(value),
                _ => None,
            };
            value.and_then(|value| value.to_money()).map(|(money, _)| money)
        })
        .sum()
}

/// Asked where a fifth of the rows or more would be left out.
fn which_currency(plan: &Plan, recipe: &Recipe, rows: &[SampleRow]) -> Option<Question> {
    let seen = &plan.currencies.seen;
    let all: u64 = seen.iter().map(|(_, rows)| rows).sum();
    let second = seen.get(1).map_or(0, |(_, rows)| *rows);
    if recipe.reading.currency.is_some()
        || !plan.currencies.rates.is_empty()
        || second * 5 < all
        || second == 0
    {
        return None;
    }
    let at = plan.column(Role::Currency)?;
    let amount = match plan.amount {
        AmountSource::Column(at) => Some(at),
        AmountSource::Price { price, .. } => Some(price),
        AmountSource::Nothing => None,
    };
    let one = |(code, n): &(String, u64)| {
        let mut choice = choice(Decision::Currency(code.clone()));
        choice.rows = Some(*n);
        for (_, row, cell) in cells(rows, at) {
            if choice.examples.len() < SHOWN && cell.eq_ignore_ascii_case(code) {
                let amount = amount.map(|at| row.cell(at).to_text()).unwrap_or_default();
                choice.examples.push(ReadCell { cell: format!("{amount} {code}"), read: ReadAs::Text });
            }
        }
        choice
    };
    Some(Question { about: About::Currency, choices: seen.iter().take(OFFERED).map(one).collect() })
}
