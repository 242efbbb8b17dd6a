//! Findings in the shop owner's words. What they stand on was tested by the engine; here it is only said.

use stamkunde::answers::{Figure, Finding, FindingKind, Stage};
use stamkunde::base::order::sort_by_key;
use stamkunde::state::headlines::{Change, change};

use super::{format, words};

/// The findings to begin with, the most useful first, one of each kind; each with the section that it belongs to.
pub fn chosen<'f>(found: impl Iterator<Item = &'f Finding>, most: usize) -> Vec<(&'static str, String)> {
    let mut ranked: Vec<(u8, &Finding)> =
        found.filter_map(|finding| Some((rank(finding.kind)?, finding))).collect();
    // stable: of one kind the engine's first one stays first
    sort_by_key(&mut ranked, |(rank, _)| *rank);
    ranked.dedup_by_key(|(rank, _)| *rank);
    ranked.into_iter().take(most).map(|(_, finding)| (section(finding), sentence(finding))).collect()
}

/// Its place among the others; `None` for what is no news at the head of a page.
const fn rank(kind: FindingKind) -> Option<u8> {
    Some(match kind {
        FindingKind::AtRisk => 0,
        FindingKind::RevenueFromReturning => 1,
        FindingKind::ReturnedWithin90Days => 2,
        FindingKind::MoreNewCustomers | FindingKind::FewerNewCustomers => 3,
        FindingKind::ChurnRises | FindingKind::ChurnFalls => 4,
        FindingKind::NewCohortsReturnMore | FindingKind::NewCohortsReturnLess => 5,
        FindingKind::Leak => 6,
        FindingKind::LoyaltyBuilder => 7,
        FindingKind::DiscountCohort => 8,
        FindingKind::SourceReturnsLess | FindingKind::SourceReturnsMore => 9,
        FindingKind::BestTenth => 10,
        FindingKind::NextProductBeatsBestsellers => 11,
        FindingKind::ForecastPoor => 12,
        FindingKind::Hero => 13,
        FindingKind::HotWindow => 14,
        FindingKind::LargestStage | FindingKind::ForecastUsable => return None,
    })
}

/// The section of the page that a finding belongs to.
fn section(finding: &Finding) -> &'static str {
    match finding.kind {
        FindingKind::MoreNewCustomers | FindingKind::FewerNewCustomers => "new",
        FindingKind::SourceReturnsMore | FindingKind::SourceReturnsLess => "acquisition",
        FindingKind::ReturnedWithin90Days | FindingKind::HotWindow => "returning",
        FindingKind::Hero
        | FindingKind::LoyaltyBuilder
        | FindingKind::Leak
        | FindingKind::NextProductBeatsBestsellers => "products",
        FindingKind::RevenueFromReturning => "order-number",
        FindingKind::DiscountCohort
        | FindingKind::NewCohortsReturnMore
        | FindingKind::NewCohortsReturnLess => "cohorts",
        FindingKind::BestTenth => "concentration",
        FindingKind::AtRisk | FindingKind::ChurnRises | FindingKind::ChurnFalls => "losing",
        FindingKind::LargestStage => "stages",
        FindingKind::ForecastPoor | FindingKind::ForecastUsable => "worth",
    }
}

/// `24 % (22–26 %)`, or without an interval where there is none.
fn share(figure: &Figure) -> String {
    match (figure.low, figure.high) {
        (Some(low), Some(high)) => {
            format!("{} ({})", format::whole_percent(figure.value), format::interval(low, high))
        }
        _ => format::percent(figure.value),
    }
}

/// What the others are, for a comparison.
fn other(finding: &Finding) -> String {
    finding.beside.as_ref().map(|beside| format::whole_percent(beside.value)).unwrap_or_default()
}

fn source(subject: &str) -> String {
    match subject {
        "true" => "those who began with a discount".to_owned(),
        "false" => "those who began at full price".to_owned(),
        "" => "those without one given".to_owned(),
        name => format!("those from {name}"),
    }
}

/// The finding as a sentence.
pub fn sentence(finding: &Finding) -> String {
    let Finding { kind, subject, figure, .. } = finding;
    let value = share(figure);
    match kind {
        FindingKind::MoreNewCustomers | FindingKind::FewerNewCustomers => {
            let word = if *kind == FindingKind::MoreNewCustomers { "more" } else { "fewer" };
            format!(
                "{} brought {} {word} new customers than a year before: {} against {}",
                format::period(subject),
                format::whole_percent((figure.value - 1.0).abs()),
                format::int(figure.count),
                format::int(figure.of)
            )
        }
        FindingKind::SourceReturnsMore | FindingKind::SourceReturnsLess => {
            let word = if *kind == FindingKind::SourceReturnsMore { "more" } else { "less" };
            format!(
                "Of {} {value} are back within 90 days, {word} than the {} of the others",
                source(subject),
                other(finding)
            )
        }
        FindingKind::ReturnedWithin90Days => format!(
            "Of all new customers {} are back within 90 days; of those who ever came back {value} were",
            finding.beside.as_ref().map(share).unwrap_or_default()
        ),
        FindingKind::HotWindow => {
            let months = if subject == "1" { "a month".to_owned() } else { format!("{subject} months") };
            format!("Most who come back do so within {months}: by then {value} of all have")
        }
        FindingKind::Hero => format!("{subject} brings in many, and {value} of them come back"),
        FindingKind::LoyaltyBuilder => format!(
            "Those who begin with {subject} come back more often: {value}, against {} of all",
            other(finding)
        ),
        FindingKind::Leak => format!(
            "Those who begin with {subject} are lost more often: only {value} come back, against {} of all",
            other(finding)
        ),
        FindingKind::NextProductBeatsBestsellers => format!(
            "What customers have tells what they buy next: right for {value}, the bestsellers for {}",
            other(finding)
        ),
        FindingKind::RevenueFromReturning => {
            format!("{value} of the revenue comes from customers who came back")
        }
        FindingKind::DiscountCohort => format!(
            "The customers of {} came in with discounts and return less: {value}, against {} at full price",
            format::period(subject),
            other(finding)
        ),
        FindingKind::NewCohortsReturnMore | FindingKind::NewCohortsReturnLess => {
            let word = if *kind == FindingKind::NewCohortsReturnMore { "more" } else { "less" };
            format!(
                "The newest customers return {word} often than those of a year before: {value} against {} within three months",
                other(finding)
            )
        }
        FindingKind::BestTenth => format!("The best tenth of the customers brings {value} of the revenue"),
        FindingKind::AtRisk => {
            let n = format::counted(figure.count, "customer is", "customers are");
            match &finding.beside {
                Some(beside) => format!(
                    "{n} about to be lost, who brought {} of the revenue of the last months",
                    format::percent(beside.value)
                ),
                None => format!("{n} about to be lost"),
            }
        }
        FindingKind::ChurnRises | FindingKind::ChurnFalls => {
            let word = if *kind == FindingKind::ChurnRises { "more" } else { "fewer" };
            format!(
                "Each month {word} customers are lost than a year ago: {}, against {}",
                format::percent(figure.value),
                finding.beside.as_ref().map(|beside| format::percent(beside.value)).unwrap_or_default()
            )
        }
        FindingKind::LargestStage => {
            let stage = Stage::ALL.into_iter().find(|stage| stage.id() == subject).map(words::stage);
            format!(
                "More customers are at the stage {} than at any other: {value}",
                stage.unwrap_or_default()
            )
        }
        FindingKind::ForecastPoor | FindingKind::ForecastUsable => {
            let how_many = match change(1.0 + figure.value, 1.0) {
                Some(Change::More(by)) => format!("{} more purchases than", format::percent(by)),
                Some(Change::Fewer(by)) => format!("{} fewer purchases than", format::percent(by)),
                _ => "as many purchases as".to_owned(),
            };
            format!("Tested on the past, the forecast said {how_many} came")
        }
    }
}
