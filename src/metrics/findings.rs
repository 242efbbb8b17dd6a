//! Findings (METRICS.md section 14): what of the answers is worth a sentence. A comparison is found only where its test or
//! its interval carries it, and nothing is found from fewer than 30 customers.

use super::{
    cohort_flags::repurchase_between,
    context::Context,
    shape::{money_share, share},
};
use crate::{
    answers::{
        Answers, ChurnMonth, Clv, Figure, Finding, FindingKind, NextProduct, ProductRole, Share, SourceRow,
        THIN, Verdict,
    },
    base::{Day, Money},
    models::stats::{two_proportions, wilson},
};

/// Two-sided tests at 95 %.
const LEVEL: f64 = 0.05;
/// Products of one role that are named.
const MOST_OF_A_ROLE: usize = 3;

/// The findings of all answers that do not need models.
#[inline(never)]
pub fn answer(context: &Context, answers: &Answers) -> Vec<Finding> {
    let mut found = Found(Vec::new());
    found.new_customers(context, answers);
    for rows in [
        &answers.acquisition_source.channels,
        &answers.acquisition_source.coupons,
        &answers.acquisition_source.countries,
        &answers.acquisition_source.discounted,
    ] {
        found.sources(rows);
    }
    found.repurchase(answers);
    found.first_products(answers);
    found.order_numbers(answers);
    found.cohorts(context, answers);
    found.groups(answers);
    found.churn(answers);
    found.stages(answers);
    found.0
}

/// The findings that stand on models.
pub fn later(clv: &Clv, next: &NextProduct) -> Vec<Finding> {
    let mut found = Found(Vec::new());
    if let Some(backtest) = &clv.backtest {
        let kind = match backtest.verdict {
            Verdict::Poor => FindingKind::ForecastPoor,
            Verdict::Good | Verdict::Fair => FindingKind::ForecastUsable,
        };
        if let Some(error) = backtest.error {
            let figure =
                Figure { value: error, count: backtest.actual, of: backtest.customers, ..Figure::default() };
            found.push("clv", kind, String::new(), figure, None);
        }
    }
    // The same customers twice: those on whom only one of the two was right decide. Their number is at most the smaller
    // rest, so the comparison of the two shares is a careful one.
    let (model, best) = (&next.hit_rate, &next.bestseller_hit_rate);
    if let (Some(low), Some(high)) = (model.low, best.high)
        && high < low
        && THIN <= next.evaluated
        && let Some(figure) = of_share(model)
    {
        found.push(
            "next_product",
            FindingKind::NextProductBeatsBestsellers,
            String::new(),
            figure,
            of_share(best),
        );
    }
    found.0
}

/// A share as a figure; `None` below 30.
fn of_share(share: &Share) -> Option<Figure> {
    let value = share.share.filter(|_| !share.thin)?;
    Some(Figure { value, low: share.low, high: share.high, count: share.count, of: share.of })
}

/// Whether a share of revenue is one: returns can make it larger than the whole, or smaller than nothing.
fn is_part(share: f64) -> bool {
    (0.0..=1.0).contains(&share)
}

/// Whether two shares differ: above, below, or `None` where the test does not carry it or either is thin.
fn compared(one: &Share, other: &Share) -> Option<bool> {
    if one.thin || other.thin {
        return None;
    }
    let test = two_proportions(one.count, one.of, other.count, other.of)?;
    (test.p < LEVEL).then_some(0.0 < test.difference)
}

struct Found(Vec<Finding>);

impl Found {
    fn push(
        &mut self,
        section: &str,
        kind: FindingKind,
        subject: String,
        figure: Figure,
        beside: Option<Figure>,
    ) {
        self.0.push(Finding { section: section.to_owned(), kind, subject, figure, beside });
    }

    /// The last whole period against the same one a year before: of the customers of both, the share of the later one,
    /// whose interval leaves one half out.
    fn new_customers(&mut self, context: &Context, answers: &Answers) {
        let a_year = match context.recipe.period {
            crate::base::Period::Week => 52,
            crate::base::Period::Month => 12,
            crate::base::Period::Quarter => 4,
            crate::base::Period::Year => 1,
        };
        let periods = &answers.new_customers.periods;
        let Some(last) = periods.iter().rposition(|period| !period.in_progress) else { return };
        let (Some(now), Some(before)) =
            (periods.get(last), last.checked_sub(a_year).and_then(|at| periods.get(at)))
        else {
            return;
        };
        let both = now.new_customers + before.new_customers;
        let Some((low, high)) = wilson(now.new_customers, both).filter(|_| THIN <= both) else { return };
        let kind = match (0.5 < low, high < 0.5) {
            (true, _) => FindingKind::MoreNewCustomers,
            (_, true) => FindingKind::FewerNewCustomers,
            _ => return,
        };
        // n1 / n2 = p / (1 - p), and so are its bounds
        let odds = |p: f64| p / (1.0 - p);
        if before.new_customers == 0 {
            return;
        }
        let value = now.new_customers as f64 / before.new_customers as f64;
        let high = Some(odds(high)).filter(|high| high.is_finite());
        let figure =
            Figure { value, low: Some(odds(low)), high, count: now.new_customers, of: before.new_customers };
        self.push("new_customers", kind, now.period.clone(), figure, None);
    }

    /// Each source against all others of its kind.
    fn sources(&mut self, rows: &[SourceRow]) {
        let (back, of) = rows
            .iter()
            .fold((0, 0), |sum, row| (sum.0 + row.back_in_90_days.count, sum.1 + row.back_in_90_days.of));
        for row in rows {
            let own = &row.back_in_90_days;
            let others = share(back - own.count, of - own.of);
            let (Some(is_more), Some(figure)) = (compared(own, &others), of_share(own)) else { continue };
            // Of two sources one is above exactly when the other is below: once is enough.
            if rows.len() == 2 && !is_more {
                continue;
            }
            let kind = if is_more { FindingKind::SourceReturnsMore } else { FindingKind::SourceReturnsLess };
            self.push("acquisition_source", kind, row.source.clone(), figure, of_share(&others));
        }
    }

    fn repurchase(&mut self, answers: &Answers) {
        let repurchase = &answers.repurchase;
        let at_90 = |day: u32| day == 90;
        let of_all = repurchase.of_all.at.iter().find(|at| at_90(at.days)).and_then(|at| at.point);
        let curve = |point: crate::answers::CurvePoint| Figure {
            value: point.p,
            low: point.low,
            high: point.high,
            count: point.at_risk,
            of: repurchase.of_all.customers,
        };
        let within = repurchase.of_returning_days.iter().find(|within| at_90(within.limit));
        // both or none: each alone is taken for the other. And on one day nobody has come back
        if let (Some(figure), Some(of_all), 1..) =
            (within.and_then(|within| of_share(&within.share)), of_all, answers.gaps.distinct_days.count)
        {
            let kind = FindingKind::ReturnedWithin90Days;
            self.push("repurchase", kind, String::new(), figure, Some(curve(of_all)));
        }
        if let Some(months) = repurchase.hot_window_months {
            let day = super::repurchase::days_in_months(months);
            let upto = repurchase.of_all.curve.iter().take_while(|point| point.t <= day).last();
            if let Some(&point) = upto {
                self.push("repurchase", FindingKind::HotWindow, months.to_string(), curve(point), None);
            }
        }
    }

    fn first_products(&mut self, answers: &Answers) {
        for (role, kind) in [
            (ProductRole::Hero, FindingKind::Hero),
            (ProductRole::LoyaltyBuilder, FindingKind::LoyaltyBuilder),
            (ProductRole::Leak, FindingKind::Leak),
        ] {
            let rows = answers.first_product.products.iter().filter(|row| row.role == role);
            for row in rows.take(MOST_OF_A_ROLE) {
                if let Some(figure) = of_share(&row.returning) {
                    self.push(
                        "first_product",
                        kind,
                        row.label.clone(),
                        figure,
                        of_share(&answers.first_product.overall),
                    );
                }
            }
        }
    }

    fn order_numbers(&mut self, answers: &Answers) {
        let total = &answers.revenue_by_order_number.total;
        let all: u64 = total.purchases.iter().sum();
        let first = total.purchases.first().copied().unwrap_or(0);
        if let Some(value) = total.returning_share.filter(|share| THIN <= first && is_part(*share)) {
            let figure = Figure { value, low: None, high: None, count: all - first, of: all };
            self.push(
                "revenue_by_order_number",
                FindingKind::RevenueFromReturning,
                String::new(),
                figure,
                None,
            );
        }
    }

    fn cohorts(&mut self, context: &Context, answers: &Answers) {
        for flag in &answers.cohort_flags.flags {
            if let Some(figure) = of_share(&flag.repurchase) {
                let beside = of_share(&flag.full_price);
                self.push("cohort_flags", FindingKind::DiscountCohort, flag.cohort.clone(), figure, beside);
            }
        }
        // The customers of the three months that were watched for three months last, and of the same months a year before.
        let last = context.history.as_of.add_months(-3);
        let span = |to: Day| (to.add_months(-3).add_days(1), to);
        let [now, before] =
            [span(last), span(last.add_months(-12))].map(|(from, to)| repurchase_between(context, from, to));
        if let (Some(is_more), Some(figure)) = (compared(&now, &before), of_share(&now)) {
            let kind =
                if is_more { FindingKind::NewCohortsReturnMore } else { FindingKind::NewCohortsReturnLess };
            self.push("cohorts", kind, String::new(), figure, of_share(&before));
        }
    }

    fn groups(&mut self, answers: &Answers) {
        let top = answers.concentration.top.iter().find(|top| top.percent == 10);
        if let Some((top, value)) = top.and_then(|top| Some((top, top.share?)))
            && is_part(value)
            && THIN <= answers.summary.customers
        {
            let figure =
                Figure { value, low: None, high: None, count: top.customers, of: answers.summary.customers };
            self.push("concentration", FindingKind::BestTenth, String::new(), figure, None);
        }
    }

    fn churn(&mut self, answers: &Answers) {
        let at_risk = answers.churn.states.iter().find(|row| row.state == crate::answers::ChurnState::AtRisk);
        if let Some(row) = at_risk
            && let Some(figure) = of_share(&row.customers)
            && 0 < row.customers.count
        {
            let total: Money = answers.churn.states.iter().filter_map(|row| row.net_revenue_window).sum();
            let value = row.net_revenue_window.and_then(|net| money_share(net, total));
            let value = value.filter(|value| is_part(*value));
            let beside =
                value.map(|value| Figure { value, count: figure.count, of: figure.of, ..Figure::default() });
            self.push("churn.states", FindingKind::AtRisk, String::new(), figure, beside);
        }
        let decided: Vec<&ChurnMonth> =
            answers.churn.months.iter().filter(|month| month.rate.is_some()).collect();
        let sum = |months: &[&ChurnMonth]| {
            share(
                months.iter().map(|month| month.lost).sum(),
                months.iter().map(|month| month.active_at_start).sum(),
            )
        };
        let end = decided.len();
        let (Some(now), Some(before)) = (
            end.checked_sub(3).and_then(|from| decided.get(from..end)),
            end.checked_sub(15).and_then(|from| decided.get(from..end - 12)),
        ) else {
            return;
        };
        let (now, before) = (sum(now), sum(before));
        // A customer counts at the start of each of the three months; lost is lost once. The shares are of months.
        if now.count <= now.of
            && before.count <= before.of
            && let (Some(is_more), Some(figure)) = (compared(&now, &before), of_share(&now))
        {
            let kind = if is_more { FindingKind::ChurnRises } else { FindingKind::ChurnFalls };
            self.push("churn.months", kind, String::new(), figure, of_share(&before));
        }
    }

    fn stages(&mut self, answers: &Answers) {
        // of equal ones none is the largest
        let largest = answers.stage.stages.iter().max_by_key(|row| row.customers.count);
        let is_alone =
            |most: u64| answers.stage.stages.iter().filter(|row| row.customers.count == most).count() == 1;
        if let Some(row) = largest.filter(|row| is_alone(row.customers.count))
            && let Some(figure) = of_share(&row.customers)
        {
            self.push("stage", FindingKind::LargestStage, row.stage.id().to_owned(), figure, None);
        }
    }
}
