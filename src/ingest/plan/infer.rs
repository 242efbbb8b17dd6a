//! What the plan settles table by table: day or month first, the decimal sign, serial dates; and which currency.

use crate::{
    base::order::sort_by,
    ingest::{
        columns::profile::{Column, Profile},
        plan::{PartPlan, Plan, SampleRow},
        read::{
            row::{Cell, Row},
            sheet_rows::Flow,
        },
        tables::dataset::Dataset,
        values::{
            date::{DateEvidence, DatePattern, NumberStyle},
            number::{Decimal, NumberEvidence, parse_decimal},
        },
    },
    protocol::Problem,
    recipe::{DateOrder, Recipe, Role, refusal},
};

/// What is still open after all tables were looked at.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct Open {
    /// A date that reads two ways.
    pub date: Option<String>,
    /// A number that reads two ways.
    pub number: Option<String>,
}

impl Plan {
    /// Settles each table by itself; what one leaves open another one may settle. Tells what is open after that.
    pub(in crate::ingest) fn settle_parts(
        &mut self,
        dataset: &Dataset,
        recipe: &Recipe,
        rows: &[SampleRow],
    ) -> Result<Open, Problem> {
        let date_pattern = date_pattern(recipe)?;
        let mut orders = Vec::new();
        let mut signs = Vec::new();
        let mut profiles = Vec::new();
        let n = dataset.parts().len();
        for at in 0..n {
            let own = rows.iter().filter(|(part, _)| *part == at).map(|(_, row)| row);
            let profile = if n == 1 { self.profile.clone() } else { Profile::of(own) };
            orders.push(self.date_order(dataset, at, &profile, recipe)?);
            signs.push(self.decimal_signs(dataset, at, &profile, recipe)?);
            profiles.push(profile);
        }
        // one program wrote all of them, most likely
        let known_order = orders.iter().find_map(|order| order.as_ref().ok().copied().flatten());
        let known_sign = signs.iter().find_map(|sign| sign.as_ref().ok().copied().flatten());
        let mut open = Open::default();
        for (at, (order, sign)) in orders.into_iter().zip(signs).enumerate() {
            let profile = profiles.get(at);
            let date_order = match (order, known_order) {
                (Ok(Some(order)), _) | (_, Some(order)) => order,
                (Ok(None), None) => DateOrder::default(),
                (Err(example), None) => {
                    open.date.get_or_insert(example);
                    DateOrder::default()
                }
            };
            let general = match (sign, known_sign) {
                (Ok(Some(sign)), _) | (_, Some(sign)) => sign,
                (Ok(None), None) => '.',
                (Err(example), None) => {
                    open.number.get_or_insert(example);
                    '.'
                }
            };
            let by_column = |column: &Column| match recipe.reading.decimal_sign {
                Some(sign) => sign,
                None => column.number_evidence.decimal_sign().unwrap_or(general),
            };
            let date = self.column(Role::Date).and_then(|at| profile?.columns.get(at));
            let part = dataset.parts().get(at);
            self.parts.push(PartPlan {
                headers: part.map(|part| part.headers_in_layout()).unwrap_or_default(),
                may_slip: part.is_some_and(|part| part.slips.is_none() && part.table.encoding().is_some()),
                negate: part.is_some_and(|part| part.negate),
                date_order,
                number_dates: date.and_then(number_dates),
                date_pattern: date_pattern.clone(),
                decimal_signs: profile
                    .map(|profile| profile.columns.iter().map(by_column).collect())
                    .unwrap_or_default(),
            });
        }
        Ok(open)
    }

    /// `Ok(None)` where no date reads two ways; `Err` with an example where one does and nothing tells how.
    #[allow(clippy::type_complexity)] // what is open is no error of the program
    fn date_order(
        &self,
        dataset: &Dataset,
        part: usize,
        profile: &Profile,
        recipe: &Recipe,
    ) -> Result<Result<Option<DateOrder>, String>, Problem> {
        let Some(at) = self.column(Role::Date) else { return Ok(Ok(None)) };
        let Some(column) = profile.columns.get(at) else { return Ok(Ok(None)) };
        if let Some(order) = recipe.reading.date_order {
            return Ok(Ok(Some(order)));
        }
        if recipe.reading.date_pattern.is_some() {
            return Ok(Ok(None));
        }
        let mut evidence = column.date_evidence.clone();
        if !evidence.is_settled() {
            evidence = whole_dates(dataset, part, at)?;
        }
        if !evidence.is_settled()
            && let Some(order) = other_dates(profile, at)
        {
            return Ok(Ok(Some(order)));
        }
        if !evidence.has_numbers() {
            return Ok(Ok(None)); // nothing that could be mistaken, and nothing for another table to follow
        }
        Ok(match (evidence.order(), evidence.example) {
            (Some(order), _) => Ok(Some(order)),
            (None, Some(example)) => Err(example),
            (None, None) => Ok(None),
        })
    }

    /// `Ok(None)` where no number reads two ways; `Err` with an example where one does and nothing tells how.
    #[allow(clippy::type_complexity)] // what is open is no error of the program
    fn decimal_signs(
        &self,
        dataset: &Dataset,
        part: usize,
        profile: &Profile,
        recipe: &Recipe,
    ) -> Result<Result<Option<char>, String>, Problem> {
        if let Some(sign) = recipe.reading.decimal_sign {
            return Ok(Ok(Some(sign)));
        }
        let used = self.numeric_columns();
        let mut all = NumberEvidence::default();
        for &at in &used {
            if let Some(column) = profile.columns.get(at) {
                all.add(column.number_evidence);
            }
        }
        if !all.is_open() {
            return Ok(Ok(all.decimal_sign()));
        }
        let mut whole = NumberEvidence::default();
        dataset.look_through(part, &mut |row| {
            for &at in &used {
                if let Cell::Text(text) = row.cell(at) {
                    whole.see(text.trim());
                }
            }
            if whole.decimal_sign().is_some() { Flow::Stop } else { Flow::More }
        })?;
        if !whole.is_open() {
            return Ok(Ok(whole.decimal_sign()));
        }
        // a factor of a thousand is nothing to guess
        let example = used
            .iter()
            .filter_map(|&at| profile.columns.get(at))
            .find_map(|column| column.open_number.clone())
            .unwrap_or_else(|| "1.234".to_owned());
        Ok(Err(example))
    }

    /// The columns whose numbers are used.
    pub(in crate::ingest) fn numeric_columns(&self) -> Vec<usize> {
        let roles = [Role::Amount, Role::UnitPrice, Role::Quantity, Role::Discount, Role::Cost];
        let deducted = self.deductions.iter().flat_map(|item| [Some(item.column), item.at_most]).flatten();
        roles.iter().filter_map(|&role| self.column(role)).chain(deducted).collect()
    }

    pub(in crate::ingest) fn settle_currency(
        &mut self,
        recipe: &Recipe,
        rows: &[SampleRow],
    ) -> Result<(), Problem> {
        for (code, written) in &recipe.reading.rates {
            let rate: Option<Decimal> = parse_decimal(written, '.').filter(|rate| rate.to_f64() > 0.0);
            let Some(rate) = rate else {
                let detail = refusal("reading.rates", format!("\"{written}\" for {code}"));
                return Err(Problem::BadRecipe { detail });
            };
            self.currencies.rates.insert(code.to_uppercase(), rate);
        }
        let Some(at) = self.column(Role::Currency) else { return Ok(()) };
        let mut counts = std::collections::BTreeMap::<String, u64>::new();
        for (_, row) in rows {
            let text = row.cell(at).to_text().to_uppercase();
            if !text.is_empty() {
                *counts.entry(text).or_default() += 1;
            }
        }
        let mut seen: Vec<(String, u64)> = counts.into_iter().collect();
        sort_by(&mut seen, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let picked = recipe.reading.currency.as_ref().map(|code| code.to_uppercase());
        self.currencies.used = picked.or_else(|| seen.first().map(|(code, _)| code.clone()));
        self.currencies.seen = seen;
        Ok(())
    }
}

/// What bare numbers among the dates of a column are.
fn number_dates(column: &Column) -> Option<NumberStyle> {
    let are_serials = column.serials > 0 && column.serials * 10 >= column.numbers * 9;
    if are_serials { Some(NumberStyle::Serial) } else { column.date_evidence.number_style() }
}

/// The pattern of dates that the recipe holds.
fn date_pattern(recipe: &Recipe) -> Result<Option<DatePattern>, Problem> {
    let Some(pattern) = &recipe.reading.date_pattern else { return Ok(None) };
    match DatePattern::new(pattern) {
        Some(pattern) => Ok(Some(pattern)),
        None => Err(Problem::BadRecipe { detail: refusal("reading.date_pattern", format!("\"{pattern}\"")) }),
    }
}

/// What another column of dates settles, this one cannot contradict: one program wrote both.
fn other_dates(profile: &Profile, date: usize) -> Option<DateOrder> {
    let others = profile.columns.iter().enumerate().filter(|&(at, _)| at != date);
    others
        .filter(|(_, column)| column.date_evidence.has_numbers() && column.share(column.dates) > 0.5)
        .find_map(|(_, column)| {
            column.date_evidence.is_settled().then(|| column.date_evidence.order()).flatten()
        })
}

/// The evidence of a whole column, stopping where it is settled.
fn whole_dates(dataset: &Dataset, part: usize, column: usize) -> Result<DateEvidence, Problem> {
    let mut evidence = DateEvidence::default();
    dataset.look_through(part, &mut |row: &Row| {
        let cell = row.cell(column);
        match cell {
            Cell::Text(text) if !cell.is_blank() => drop(evidence.see(text, false)),
            Cell::Number(value) => drop(evidence.see_number(value)),
            _ => {}
        }
        if evidence.is_certain() { Flow::Stop } else { Flow::More }
    })?;
    Ok(evidence)
}
