//! What purchases bring: the first one, later ones, and which customers bring the revenue.

use std::sync::Arc;

use leptos::prelude::*;
use stamkunde::{
    answers::{Answers, Group, OrderNumberPeriod, Selector, TopShare},
    base::{Day, Money},
    charts::{Bar, Bars, Columns, Curve, Curves, Paint, Series, Stop},
    state::{
        DataTable, Value,
        headlines::{self, Change},
    },
};

use super::{
    Shown,
    buying::bars,
    chart, chart_behind, frame, head, in_use, number_of,
    part::{self, Part},
};
use crate::{
    session::{Behind, Session},
    text::format,
    widgets::table::{data_table, table_behind},
};

/// First purchases beside later ones.
pub fn first_order(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let value = &answers.first_order_value;
    if !answers.settings.amounts || value.first.count == 0 {
        return None;
    }
    let (first, change) = headlines::first_value(value)?;
    let first = format::amount(first);
    let finding = match change {
        Some(Change::More(by)) => {
            format!(
                "A typical first purchase is {first}, {} more than a later one",
                format::whole_percent(by)
            )
        }
        Some(Change::Fewer(by)) => {
            format!(
                "A typical first purchase is {first}, {} less than a later one",
                format::whole_percent(by)
            )
        }
        Some(Change::Same) => format!("A typical first purchase is {first}, as much as a later one"),
        None => format!("A typical first purchase is {first}"),
    };
    let labels = bars(&value.first_histogram, format::axis_money);
    let share = |counts: &[u64]| -> Vec<f64> {
        let total = counts.iter().sum::<u64>().max(1) as f64;
        counts.iter().map(|&count| count as f64 / total).collect()
    };
    let (first, later) = (share(&value.first_histogram.counts), share(&value.later_histogram.counts));
    let both = |at: usize| (first.get(at).copied().unwrap_or(0.0), later.get(at).copied().unwrap_or(0.0));
    let table = DataTable {
        head: head(&["order value", "share of first purchases", "share of later purchases"]),
        rows: labels
            .iter()
            .enumerate()
            .map(|(at, label)| {
                let (first, later) = both(at);
                vec![
                    Value::text(label.clone()),
                    Value::number(first, format::percent(first)),
                    Value::number(later, format::percent(later)),
                ]
            })
            .collect(),
    };
    let columns = Columns {
        tips: (0..labels.len())
            .map(|at| {
                let (first, later) = both(at);
                vec![
                    ("of first purchases".to_owned(), format::percent(first)),
                    ("of later purchases".to_owned(), format::percent(later)),
                ]
            })
            .collect(),
        labels,
        series: vec![
            Series { name: "first purchases".to_owned(), paint: Paint::First, values: first.clone() },
            Series { name: "later purchases".to_owned(), paint: Paint::Return(2), values: later.clone() },
        ],
        grouped: true,
        in_progress: Vec::new(),
        format: format::axis_percent,
        height: 200.0,
        x_title: "order value".to_owned(),
    };
    let source = format!(
        "Value of purchase 1 beside purchases 2 and later. n = {} and {}. {}.",
        format::int(value.first.count),
        format::int(value.later.count),
        in_use(session, answers)
    );
    let quartiles = data_table(&DataTable {
        head: head(&["", "purchases", "mean", "quarter below", "half below", "three quarters below"]),
        rows: [("First", &value.first), ("Later", &value.later)]
            .into_iter()
            .map(|(name, values)| {
                let mut row = vec![Value::text(name), number_of(values.count)];
                row.extend(
                    [values.mean, values.p25, values.median, values.p75]
                        .map(|value| Value::maybe(value, format::amount)),
                );
                row
            })
            .collect(),
    });
    let edges = value.first_histogram.edges.clone();
    let last = value.first_histogram.counts.len().saturating_sub(1);
    let open_end = value.first_histogram.open_end;
    let behind = move |(at, _): (usize, usize)| {
        let edge = |at: usize| edges.get(at).and_then(|&edge| Money::from_f64(edge));
        let to = if open_end && at == last { None } else { edge(at + 1) };
        let Some(from) = edge(at) else { return Vec::new() };
        let title = match to {
            Some(to) => format!(
                "First purchase from {} to {}",
                format::axis_money(from.to_f64()),
                format::axis_money(to.to_f64())
            ),
            None => format!("First purchase of {} or more", format::axis_money(from.to_f64())),
        };
        vec![Behind::new(title, Selector::FirstValue { from, to })]
    };
    let shown = Shown { id: "first-order-value", title: finding.clone(), source, chart: columns, table };
    let content = view! { {chart_behind(session, shown, behind)} {quartiles} };
    Some(frame("What does a first purchase bring?", finding, content.into_any()))
}

const NUMBERS: [&str; 4] = ["first purchase", "second", "third", "fourth and later"];
const PAINTS: [Paint; 4] = [Paint::First, Paint::Return(1), Paint::Return(2), Paint::Return(3)];

/// Revenue, or purchases in a file without amounts, by order number.
pub fn order_number(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let revenue = &answers.revenue_by_order_number;
    let amounts = answers.settings.amounts;
    let of = |period: &OrderNumberPeriod, at: usize| -> f64 {
        if amounts {
            period.revenue.get(at).copied().flatten().map_or(0.0, |money| money.to_f64())
        } else {
            period.purchases.get(at).copied().unwrap_or(0) as f64
        }
    };
    let write = |value: f64| if amounts { format::amount(value) } else { format::int(value as u64) };
    let what = if amounts { "revenue" } else { "purchases" };
    let finding = match headlines::from_returning(answers) {
        Some(share) => format!("{} of {what} comes from customers who came back", format::percent(share)),
        None => format!("What first and later purchases bring of the {what}"),
    };
    let mut names = vec!["period".to_owned()];
    names.extend(NUMBERS.map(str::to_owned));
    names.push("share of returning customers".to_owned());
    let table = DataTable {
        head: names,
        rows: revenue
            .periods
            .iter()
            .map(|period| {
                let mut row = vec![Value::text(period.period.clone())];
                row.extend((0..4).map(|at| Value::number(of(period, at), write(of(period, at)))));
                row.push(Value::maybe(period.returning_share, format::percent));
                row
            })
            .collect(),
    };
    let columns = Columns {
        labels: revenue.periods.iter().map(|period| format::period(&period.period)).collect(),
        series: NUMBERS
            .iter()
            .zip(PAINTS)
            .enumerate()
            .map(|(at, (name, paint))| Series {
                name: (*name).to_owned(),
                paint,
                values: revenue.periods.iter().map(|period| of(period, at)).collect(),
            })
            .collect(),
        grouped: false,
        in_progress: revenue.periods.iter().map(|period| period.in_progress).collect(),
        tips: revenue
            .periods
            .iter()
            .map(|period| {
                let mut lines: Vec<(String, String)> = NUMBERS
                    .iter()
                    .enumerate()
                    .map(|(at, name)| ((*name).to_owned(), write(of(period, at))))
                    .collect();
                lines.push((
                    "from returning customers".to_owned(),
                    format::percent_of(period.returning_share),
                ));
                lines
            })
            .collect(),
        format: if amounts { format::axis_money } else { format::axis_int },
        height: 240.0,
        x_title: String::new(),
    };
    let source = format!(
        "{} by the number of the purchase in its customer's life. n = {}. {}.",
        if amounts { "Net revenue" } else { "Purchases" },
        format::counted(answers.summary.purchases, "purchase", "purchases"),
        in_use(session, answers)
    );
    let labels: Vec<String> = revenue.periods.iter().map(|period| period.period.clone()).collect();
    let behind = move |(at, _): (usize, usize)| {
        let Some(period) = labels.get(at) else { return Vec::new() };
        let name = format::period(period);
        NUMBERS
            .iter()
            .zip(1_u8..)
            .map(|(purchase, number)| {
                let title = format!("{} purchase in {name}", purchase.trim_end_matches(" purchase"));
                let title = title
                    .chars()
                    .next()
                    .map(char::to_uppercase)
                    .into_iter()
                    .flatten()
                    .chain(title.chars().skip(1))
                    .collect::<String>();
                Behind::new(title, Selector::BoughtNumber { period: Some(period.clone()), number })
            })
            .collect()
    };
    let shown = Shown { id: "order-number", title: finding.clone(), source, chart: columns, table };
    Some(frame("How much revenue comes from coming back?", finding, chart_behind(session, shown, behind)))
}

/// Means per period before and after a day that the reader chooses.
pub fn before_after(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let day = move || session.recipe.get().compare_date.map(|day| day.to_string()).unwrap_or_default();
    let pick = move |event: web_sys::Event| {
        let day = Day::parse_iso(&event_target_value(&event));
        session.change(|recipe| recipe.compare_date = day);
    };
    let unit = super::new::period_name(session);
    let content = answers.revenue_by_order_number.before_after.as_ref().map(|compared| {
        let amounts = answers.settings.amounts;
        let signed = |change: f64| {
            let sign = if change < 0.0 { "−" } else { "+" };
            format!("{sign}{}", format::percent(change.abs()))
        };
        let mut names = vec!["", "purchases before", "after", "change"];
        if amounts {
            names.extend(["revenue before", "after", "change"]);
        }
        let rows = NUMBERS
            .iter()
            .zip(&compared.buckets)
            .map(|(name, bucket)| {
                let mut row = vec![
                    Value::text(*name),
                    Value::maybe(bucket.purchases_before, format::decimal),
                    Value::maybe(bucket.purchases_after, format::decimal),
                    Value::maybe(bucket.purchases_change, signed),
                ];
                if amounts {
                    row.push(Value::maybe(bucket.revenue_before, format::amount));
                    row.push(Value::maybe(bucket.revenue_after, format::amount));
                    row.push(Value::maybe(bucket.revenue_change, signed));
                }
                row
            })
            .collect();
        let note = format!(
            "Means per {unit}: {} that end before {}, and {} from it on that are over.",
            format::counted(compared.periods_before, unit, &format!("{unit}s")),
            compared.date,
            format::counted(compared.periods_after, unit, &format!("{unit}s"))
        );
        view! { {data_table(&DataTable { head: head(&names), rows })} <p class="source">{note}</p> }
            .into_any()
    });
    Some(
        view! {
            <h3>"Before and after a day"</h3>
            <label class="chip">
                <span>"What changed on"</span>
                <input id="setting-compare-date" type="date" prop:value=day on:change=pick />
            </label>
            {content}
        }
        .into_any(),
    )
}

/// The best customers' share.
pub fn concentration(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let concentration = &answers.concentration;
    if concentration.top.is_empty() {
        return None;
    }
    let finding = match headlines::best_tenth(answers) {
        Some((n, share)) => format!(
            "The best 10 % of customers bring {} of the revenue: {}",
            format::percent(share),
            format::counted(n, "customer", "customers")
        ),
        None => "What the best customers bring of the revenue".to_owned(),
    };
    let points = concentration.lorenz.clone();
    let curves = Curves {
        curves: vec![
            Curve {
                name: "all equal".to_owned(),
                paint: Paint::First,
                points: vec![(0.0, 0.0), (1.0, 1.0)],
                band: Vec::new(),
                steps: false,
                dashed: true,
            },
            Curve {
                name: "this shop".to_owned(),
                paint: Paint::Return(2),
                points: points.clone(),
                band: Vec::new(),
                steps: false,
                dashed: false,
            },
        ],
        stops: points
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 5 == 0)
            .map(|(_, &(customers, revenue))| Stop {
                x: customers,
                y: revenue,
                title: format!("The smallest {}", format::whole_percent(customers)),
                lines: vec![
                    ("bring".to_owned(), format::percent(revenue)),
                    ("the rest brings".to_owned(), format::percent(1.0 - revenue)),
                ],
            })
            .collect(),
        x_max: 1.0,
        x_ticks: (0..=4)
            .map(|at| (f64::from(at) * 0.25, format::whole_percent(f64::from(at) * 0.25)))
            .collect(),
        x_title: "customers, from the smallest to the largest".to_owned(),
        y_max: 1.0,
        format: format::axis_percent,
        rules: Vec::new(),
        height: 240.0,
    };
    let in_window = |percent: u32| concentration.top_window.iter().find(|top| top.percent == percent);
    let rows = concentration.top.iter().map(|top| {
        let n = format::counted(top.customers, "customer", "customers");
        let window: Option<&TopShare> = in_window(top.percent);
        vec![
            Value::text(format!("Best {} %", top.percent)),
            Value::number(top.customers as f64, n),
            Value::number(top.net_revenue.to_f64(), format::amount(top.net_revenue.to_f64())),
            Value::share(top.share, format::percent),
            Value::share(window.and_then(|top| top.share), format::percent),
        ]
    });
    let last_months = format!("in the last {} months", answers.settings.window_months);
    let mut names = head(&["", "customers", "net revenue", "share of revenue"]);
    names.push(last_months);
    let table = DataTable { head: names, rows: rows.collect() };
    let behind = concentration
        .top
        .iter()
        .map(|top| {
            let title = format!("The best {} % by revenue", top.percent);
            Some(Behind::new(title, Selector::Top { percent: top.percent }))
        })
        .collect();
    let gini = concentration
        .gini
        .map(|gini| format!(" Gini {}.", (gini * 100.0).round() / 100.0))
        .unwrap_or_default();
    let source = format!(
        "Share of net revenue over the whole file that the smallest customers bring together (Lorenz curve).{gini} n = {}. {}.",
        format::counted(answers.summary.customers, "customer", "customers"),
        in_use(session, answers)
    );
    let shown = table_behind(session, &table, behind);
    let content = view! { {chart("concentration", finding.clone(), source, curves, table)} {shown} };
    Some(frame("Which customers bring the revenue?", finding, content.into_any()))
}

/// Customers of the last months by purchases.
pub fn groups(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let groups = &answers.groups;
    let once = headlines::bought_once(&groups.by_purchases)?;
    let months = answers.settings.window_months;
    let finding = format!(
        "{} of the customers of the last {months} months bought once in that time",
        format::percent(once)
    );
    let chart = group_chart(session, answers, finding.clone(), &groups.by_purchases, true);
    Some(frame("How are customers spread?", finding, chart))
}

/// The same by spend.
pub fn by_spend(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let groups = &answers.groups.by_spend;
    (!groups.is_empty()).then(|| {
        let chart = group_chart(session, answers, "Customers by spend".to_owned(), groups, false);
        view! { <h3>"By what they spent"</h3> {chart} }.into_any()
    })
}

fn group_chart(
    session: Session,
    answers: &Answers,
    title: String,
    groups: &[Group],
    by_purchases: bool,
) -> AnyView {
    let window = &answers.groups;
    let source = format!(
        "Customers with a purchase from {} to {}. n = {}. {}.",
        window.from,
        window.to,
        format::counted(window.customers, "customer", "customers"),
        in_use(session, answers)
    );
    let chart = group_bars(groups, by_purchases);
    let names: Vec<(String, String)> =
        groups.iter().zip(&chart.bars).map(|(group, bar)| (group.band.clone(), bar.label.clone())).collect();
    let behind = move |(at, _): (usize, usize)| {
        let Some((band, name)) = names.get(at) else { return Vec::new() };
        let band = band.clone();
        let selector =
            if by_purchases { Selector::PurchaseBand { band } } else { Selector::SpendBand { band } };
        vec![Behind::new(format!("{name}, in the last months"), selector)]
    };
    let (id, what) = if by_purchases { ("groups-purchases", "purchases") } else { ("groups-spend", "spend") };
    chart_behind(
        session,
        Shown { id, title, source, chart, table: part::table(what, groups.iter().map(Part::from)) },
        behind,
    )
}

fn group_bars(groups: &[Group], by_purchases: bool) -> Bars {
    let name = |group: &Group| match (by_purchases, group.band.as_str()) {
        (true, "1") => "1 purchase".to_owned(),
        (true, band) => format!("{band} purchases"),
        (false, _) => match (group.from, group.to) {
            (Some(from), Some(to)) => format!("{} to {}", format::axis_money(from), format::axis_money(to)),
            (Some(from), None) => format!("{} and more", format::axis_money(from)),
            (None, Some(to)) => format!("below {}", format::axis_money(to)),
            (None, None) => group.band.clone(),
        },
    };
    let bars = groups.iter().map(|group| {
        let share = group.customers.share.unwrap_or(0.0);
        let lines = Part::from(group).lines();
        let revenue = group
            .share_of_revenue
            .map(|share| format!(", {} of revenue", format::whole_percent(share)))
            .unwrap_or_default();
        Bar {
            label: name(group),
            value: share,
            interval: None,
            text: format!("{}{revenue}", format::percent(share)),
            paint: if by_purchases && group.band == "1" { Paint::First } else { Paint::Return(2) },
            thin: group.customers.count < 30,
            lines,
        }
    });
    Bars { bars: bars.collect(), reference: None }
}
