//! Tables of groups of customers: by what they spend, whether they are still there, and where they are on the journey.

use super::{AnswerTable, Filled, Row, each, figures, filled, whole, yes};
use crate::{
    answers::{Answers, ChurnState, Group, MissYouRow, MoveMatrix},
    export::Cell,
};

pub(super) const TABLES: &[AnswerTable] = &[
    AnswerTable { id: "groups", make: groups },
    AnswerTable { id: "concentration", make: concentration },
    AnswerTable { id: "concentration.lorenz", make: lorenz },
    AnswerTable { id: "churn", make: churn },
    AnswerTable { id: "churn.states", make: churn_states },
    AnswerTable { id: "churn.months", make: churn_months },
    AnswerTable { id: "churn.return_chance", make: return_chance },
    AnswerTable { id: "churn.miss_you", make: miss_you },
    AnswerTable { id: "value_at_risk", make: value_at_risk },
    AnswerTable { id: "rfm", make: rfm },
    AnswerTable { id: "rfm.grid", make: rfm_grid },
    AnswerTable { id: "stage", make: stages },
    AnswerTable { id: "movement", make: movement },
];

fn groups(answers: &Answers) -> Filled<'_> {
    let spend = answers.groups.by_spend.iter().map(|group| ("spend", group));
    let purchases = answers.groups.by_purchases.iter().map(|group| ("purchases", group));
    let row = |(by, group): (&'static str, &'_ Group)| -> Row<'static> {
        let customers = group.customers;
        vec![
            Cell::text(by),
            Cell::Text(group.band.clone().into()),
            Cell::number(group.from),
            Cell::number(group.to),
            Cell::Count(customers.count),
            Cell::number(customers.share),
            Cell::Count(group.purchases),
            Cell::money(group.net_revenue),
            Cell::number(group.share_of_revenue),
        ]
    };
    let headers =
        ["by", "band", "from", "to", "customers", "share", "purchases", "net_revenue", "share_of_revenue"];
    filled(&headers, spend.chain(purchases).map(row))
}

fn concentration(answers: &Answers) -> Filled<'_> {
    let all = answers.concentration.top.iter().map(|top| ("all", top));
    let window = answers.concentration.top_window.iter().map(|top| ("window", top));
    let rows = all.chain(window).map(|(span, top)| {
        let (percent, customers) = (whole(top.percent), Cell::Count(top.customers));
        vec![Cell::text(span), percent, customers, Cell::Money(top.net_revenue), Cell::number(top.share)]
    });
    filled(&["span", "percent", "customers", "net_revenue", "share"], rows)
}

fn lorenz(answers: &Answers) -> Filled<'_> {
    each(
        &["share_of_customers", "share_of_revenue"],
        &answers.concentration.lorenz,
        |&(customers, revenue)| vec![Cell::Number(customers), Cell::Number(revenue)],
    )
}

fn churn(answers: &Answers) -> Filled<'_> {
    let churn = &answers.churn;
    figures([
        ("lapse_day", Cell::number(churn.lapse_day)),
        ("lapse_percentile", Cell::Number(churn.lapse_percentile)),
        ("gaps", Cell::Count(churn.gaps.count)),
        ("miss_you_day", Cell::count(churn.miss_you_day.map(u64::from))),
        ("gini", Cell::number(answers.concentration.gini)),
    ])
}

fn state_id(state: ChurnState) -> Cell<'static> {
    Cell::text(match state {
        ChurnState::Active => "active",
        ChurnState::AtRisk => "at_risk",
        ChurnState::Lapsed => "lapsed",
    })
}

fn churn_states(answers: &Answers) -> Filled<'_> {
    let headers = ["state", "customers", "share", "net_revenue", "net_revenue_window"];
    each(&headers, &answers.churn.states, |row| {
        vec![
            state_id(row.state),
            Cell::Count(row.customers.count),
            Cell::number(row.customers.share),
            Cell::money(row.net_revenue),
            Cell::money(row.net_revenue_window),
        ]
    })
}

fn churn_months(answers: &Answers) -> Filled<'_> {
    each(&["month", "lost", "active_at_start", "rate"], &answers.churn.months, |row| {
        let (lost, active) = (Cell::Count(row.lost), Cell::Count(row.active_at_start));
        vec![Cell::text(&row.month), lost, active, Cell::number(row.rate)]
    })
}

fn return_chance(answers: &Answers) -> Filled<'_> {
    each(&["days", "chance", "at_risk"], &answers.churn.return_chance, |point| {
        vec![whole(point.t), Cell::Number(point.chance), Cell::Count(point.at_risk)]
    })
}

/// When to write "we miss you", by what customers began with.
fn miss_you(answers: &Answers) -> Filled<'_> {
    let products = answers.churn.first_products.iter().map(|row| ("product", row));
    let categories = answers.churn.first_categories.iter().map(|row| ("category", row));
    let row = |(by, row): (&'static str, &'_ MissYouRow)| {
        vec![
            Cell::text(by),
            Cell::Text(row.product.clone().into()),
            Cell::Text(row.label.clone().into()),
            Cell::Count(row.customers),
            Cell::Count(row.gaps),
            Cell::count(row.miss_you_day.map(u64::from)),
            Cell::count(row.peak.map(|peak| u64::from(peak.t))),
            Cell::number(row.peak.map(|peak| peak.chance)),
            yes(row.thin),
        ]
    };
    let headers =
        ["by", "product", "label", "customers", "gaps", "miss_you_day", "peak_day", "peak_chance", "thin"];
    filled(&headers, products.chain(categories).map(row))
}

fn value_at_risk(answers: &Answers) -> Filled<'_> {
    let headers =
        ["state", "customers", "net_revenue_window", "expected_purchases", "expected_value", "thin"];
    let states = answers.value_at_risk.iter().flat_map(|risk| &risk.states);
    let rows = states.map(|row| {
        vec![
            state_id(row.state),
            Cell::Count(row.customers),
            Cell::money(row.net_revenue_window),
            Cell::number(row.expected_purchases),
            Cell::number(row.expected_value),
            yes(row.thin),
        ]
    });
    filled(&headers, rows)
}

const OF_ALL: [&str; 5] = ["customers", "share", "purchases", "net_revenue", "share_of_revenue"];

fn rfm(answers: &Answers) -> Filled<'_> {
    let headers: Vec<&str> = ["group"].into_iter().chain(OF_ALL).collect();
    each(&headers, &answers.rfm.groups, |row| {
        vec![
            Cell::text(row.group.id()),
            Cell::Count(row.customers.count),
            Cell::number(row.customers.share),
            Cell::Count(row.purchases),
            Cell::money(row.net_revenue),
            Cell::number(row.share_of_revenue),
        ]
    })
}

/// Customers by the two scores.
fn rfm_grid(answers: &Answers) -> Filled<'_> {
    let rows = answers.rfm.grid.iter().zip(1_u64..).map(|(row, score)| {
        [Cell::Count(score)].into_iter().chain(row.iter().copied().map(Cell::Count)).collect()
    });
    filled(&["often_and_much", "recency_1", "recency_2", "recency_3", "recency_4", "recency_5"], rows)
}

fn stages(answers: &Answers) -> Filled<'_> {
    let headers: Vec<&str> = ["stage"].into_iter().chain(OF_ALL).collect();
    each(&headers, &answers.stage.stages, |row| {
        vec![
            Cell::text(row.stage.id()),
            Cell::Count(row.customers.count),
            Cell::number(row.customers.share),
            Cell::Count(row.purchases),
            Cell::money(row.net_revenue),
            Cell::number(row.share_of_revenue),
        ]
    })
}

/// Who moved from where to where, a row for each move that anybody made.
fn movement(answers: &Answers) -> Filled<'_> {
    let rows = answers.movement.iter().flatten().flat_map(|movement| {
        [("stage", &movement.stages), ("rfm", &movement.rfm)].into_iter().flat_map(move |(by, matrix)| {
            moves(matrix).map(move |(from, to, customers)| {
                vec![
                    Cell::text(&movement.since),
                    Cell::Day(movement.from),
                    Cell::Day(movement.to),
                    Cell::text(by),
                    Cell::text(from),
                    Cell::text(to),
                    Cell::Count(customers),
                ]
            })
        })
    });
    filled(&["since", "from_day", "to_day", "by", "from", "to", "customers"], rows)
}

fn moves(matrix: &MoveMatrix) -> impl Iterator<Item = (&str, &str, u64)> {
    matrix.ids.iter().zip(&matrix.counts).flat_map(|(from, row)| {
        let made = matrix.ids.iter().zip(row).filter(|(_, customers)| 0 < **customers);
        made.map(move |(to, &customers)| (from.as_str(), to.as_str(), customers))
    })
}
