//! The drawer: who stands behind a figure, and the orders of one of them with the rows that they came from.

use leptos::{ev, html, prelude::*};
use stamkunde::{
    answers::{CustomerOrder, CustomerOrders, CustomerPage, OrderKind, SegmentMember},
    protocol::FileFormat,
    recipe::FilterMode,
    state::{DataTable, Value},
};

use wasm_bindgen::JsCast;

use super::table::data_table;
use crate::{
    session::{Behind, Drawer, OneCustomer, Session, filter_of},
    text::{format, words},
};

/// The drawer, where something is looked at.
pub fn drawer(session: Session) -> impl IntoView {
    let heading = NodeRef::<html::H2>::new();
    let keys = window_event_listener(ev::keydown, move |event| {
        // a chart that holds a mark lets go of it first
        if event.key() == "Escape" && !event.default_prevented() {
            session.close_drawer();
        }
    });
    on_cleanup(move || keys.remove());
    let is_open = Memo::new(move |_| session.drawer.with(Option::is_some));
    let shown = move || {
        is_open.get().then(|| {
            let content = move || session.drawer.get().map(|drawer| content(session, drawer));
            view! {
                <div class="drawer" id="drawer" role="dialog" aria-label="Customers">
                    <div class="drawer-top">
                        <h2 node_ref=heading tabindex="-1">{move || title(session)}</h2>
                        <button class="quiet" id="close-drawer" on:click=move |_| session.close_drawer()>"Close"</button>
                    </div>
                    {content}
                </div>
            }
        })
    };
    // who opens it with the keyboard goes on reading inside, and comes back to where it was opened
    let came_from = StoredValue::new_local(None::<web_sys::HtmlElement>);
    Effect::new(move || {
        if !is_open.get() {
            let back_to = came_from.try_update_value(Option::take).flatten();
            // what was there may have been drawn anew meanwhile
            if let Some(element) = back_to.filter(|element| element.is_connected()) {
                let _ = element.focus();
            }
        } else if let Some(heading) = heading.get() {
            let active = document().active_element().and_then(|it| it.dyn_into().ok());
            came_from.set_value(active);
            let _ = heading.focus();
        }
    });
    shown
}

fn title(session: Session) -> String {
    session.drawer.with(|drawer| {
        let Some(drawer) = drawer else { return String::new() };
        match &drawer.customer {
            Some(OneCustomer::Here(orders)) => name_of(&orders.customer),
            Some(OneCustomer::Coming(key) | OneCustomer::Nobody(key)) => key.clone(),
            None => drawer.behind().map(|behind| behind.title.clone()).unwrap_or_default(),
        }
    })
}

/// `the same day`, `1 day ago`; the day is the one that the analysis stands on.
fn ago(days: u32) -> String {
    if days == 0 { "the same day".to_owned() } else { format!("{} ago", format::days(f64::from(days))) }
}

/// What a customer is called: name, else key.
fn name_of(member: &SegmentMember) -> String {
    if member.name.is_empty() { member.customer.clone() } else { member.name.clone() }
}

fn content(session: Session, drawer: Drawer) -> AnyView {
    match &drawer.customer {
        Some(OneCustomer::Here(orders)) => one(session, orders),
        Some(OneCustomer::Coming(_)) => view! { <p class="fine" role="status">"Looking …"</p> }.into_any(),
        Some(OneCustomer::Nobody(key)) => nobody(session, key.clone()),
        None => list(session, &drawer),
    }
}

fn back(session: Session) -> AnyView {
    view! { <p><button class="link" id="back-to-list" on:click=move |_| session.back_to_list()>"Back to the list"</button></p> }
        .into_any()
}

/// A customer of whom there is nothing to show, with the way back where that was somebody's choice.
fn nobody(session: Session, key: String) -> AnyView {
    let own = key.clone();
    let is_left_out =
        Memo::new(move |_| session.recipe.with(|recipe| recipe.excluded_customers.contains(&own)));
    let says = move || {
        if is_left_out.get() {
            let key = key.clone();
            view! {
                <p id="is-left-out" role="status">"This customer is left out: the answers are as if they had never bought."</p>
                <p><button id="let-back-in" on:click=move |_| session.let_back_in(Some(&key))>"Undo: let this customer back in"</button></p>
            }
            .into_any()
        } else {
            view! { <p>"With the present settings and filters nobody has this key."</p> }.into_any()
        }
    };
    view! { {back(session)} {says} }.into_any()
}

/// The ways of looking at what was pointed at.
fn choices(session: Session, choices: &[Behind], chosen: usize) -> Option<AnyView> {
    if choices.len() < 2 {
        return None;
    }
    let buttons = choices
        .iter()
        .enumerate()
        .map(|(at, behind)| {
            let pressed = (at == chosen).to_string();
            view! {
                <button class="tab" aria-pressed=pressed on:click=move |_| session.choose_behind(at)>{behind.title.clone()}</button>
            }
        })
        .collect_view();
    Some(view! { <p class="drawer-choices">{buttons}</p> }.into_any())
}

fn list(session: Session, drawer: &Drawer) -> AnyView {
    let choices = choices(session, &drawer.choices, drawer.chosen);
    let Some(page) = &drawer.page else {
        return view! { {choices} <p class="fine" role="status">"Looking …"</p> }.into_any();
    };
    let n = format::counted(page.total, "customer", "customers");
    let have = page.customers.len() as u64;
    let more = (have < page.total).then(|| {
        let text = format!("Show more ({} of {} shown)", format::int(have), format::int(page.total));
        view! { <p><button id="more-behind" on:click=move |_| session.more_behind()>{text}</button></p> }
    });
    let can_filter = session.answers.with_untracked(|answers| {
        let answers = answers.as_deref()?;
        filter_of(&page.selector, &session.recipe.get_untracked(), answers)
    });
    let filter = can_filter.filter(|_| 0 < page.total).map(|_| {
        let set = move |mode: FilterMode| move |_| session.filter_behind(mode);
        view! {
            <button id="only-behind" on:click=set(FilterMode::Include)>"Look at these only"</button>
            <button id="without-behind" on:click=set(FilterMode::Exclude)>"Leave these out"</button>
        }
    });
    let save = move |format: FileFormat| move |_| session.save_behind(format);
    let none = page.total == 0;
    view! {
        {choices}
        <p class="drawer-total"><strong id="behind-total">{n}</strong>", the most valuable first"</p>
        <p class="segment-actions">
            <button class="primary" id="save-behind" disabled=none on:click=save(FileFormat::Csv)>"Save as csv"</button>
            <button disabled=none on:click=save(FileFormat::Xlsx)>"Excel"</button>
            <button disabled=none on:click=save(FileFormat::CsvExcel)>"csv for Excel"</button>
            {filter}
        </p>
        {(!none).then(|| people(session, page))}
        {more}
    }
    .into_any()
}

/// The customers of a page, each of whom opens.
fn people(session: Session, page: &CustomerPage) -> AnyView {
    let has_money = page.customers.iter().any(|member| member.net_revenue.is_some());
    let has_product = page.customers.iter().any(|member| !member.last_product.is_empty());
    let rows = page
        .customers
        .iter()
        .map(|member| {
            let key = member.customer.clone();
            let open = move |_| session.look_at_customer(key.clone());
            let under = if member.email.is_empty() { member.customer.clone() } else { member.email.clone() };
            let name = name_of(member);
            let under = (under != name).then(|| view! { <span class="under">{under}</span> });
            let stage = member.stage.map(words::stage).unwrap_or_default();
            let money =
                has_money.then(|| view! { <td class="number">{format::money_of(member.net_revenue)}</td> });
            let product = has_product.then(|| view! { <td class="wide">{member.last_product.clone()}</td> });
            let last = ago(member.days_since_purchase);
            view! {
                <tr>
                    <td><button class="link who" on:click=open>{name}</button>{under}</td>
                    <td class="number">{format::int(member.purchases)}</td>
                    {money}
                    <td class="day">{member.last_purchase.to_string()}<span class="under">{last}</span></td>
                    {product}
                    <td class="wide">{stage}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="table-box people" tabindex="0" role="group" aria-label="Customers">
            <table>
                <thead>
                    <tr>
                        <th>"customer"</th>
                        <th class="number">"purchases"</th>
                        {has_money.then(|| view! { <th class="number">"net revenue"</th> })}
                        <th>"last purchase"</th>
                        {has_product.then(|| view! { <th class="wide">"bought then"</th> })}
                        <th class="wide">"stage"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// One customer: what is known, what is expected, and every order with its rows.
fn one(session: Session, orders: &CustomerOrders) -> AnyView {
    let member = &orders.customer;
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    fact("purchases", format::int(member.purchases));
    if member.net_revenue.is_some() {
        fact("net revenue", format::money_of(member.net_revenue));
    }
    if let Some(outlook) = member.outlook {
        if let Some(day) = outlook.next_order_date {
            fact("next order due", format::long_day(day));
        }
        if let Some(alive) = outlook.alive_probability {
            fact("chance to buy again", format::whole_percent(alive));
        }
        if let Some(value) = outlook.clv_365 {
            fact("expected in a year", format::amount(value));
        } else if let Some(purchases) = outlook.expected_purchases_365 {
            fact("purchases expected in a year", format::decimal(purchases));
        }
    }
    let facts = facts
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any())
        .collect_view();
    let who = [&member.customer, &member.email, &member.phone]
        .into_iter()
        .filter(|text| !text.is_empty() && **text != name_of(member))
        .cloned()
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
        .join(" · ");
    let stage = member.stage.map(|stage| format!("{}, ", words::stage(stage))).unwrap_or_default();
    let since = format!("{stage}last purchase {}", ago(member.days_since_purchase));
    let key = member.customer.clone();
    let leave_out = move |_| session.leave_out_looked_at(key.clone());
    view! {
        {back(session)}
        <p class="fine">{who}</p>
        <p>{since}</p>
        <dl class="figures small">{facts}</dl>
        <p class="segment-actions">
            <button id="leave-out-customer" disabled=move || session.is_busy.get() on:click=leave_out>"Leave this customer out"</button>
        </p>
        {orders.orders.iter().rev().map(order).collect_view()}
    }
    .into_any()
}

fn order(order: &CustomerOrder) -> AnyView {
    let what = match (order.kind, order.number) {
        (OrderKind::Purchase, Some(number)) => format!("Purchase {number}"),
        (OrderKind::Purchase, None) => "Purchase".to_owned(),
        (OrderKind::Return, Some(number)) => format!("Return of purchase {number}"),
        (OrderKind::Return, None) => "Return".to_owned(),
    };
    let id = if order.order.is_empty() { String::new() } else { format!(" · {}", order.order) };
    let has = |text: fn(&stamkunde::answers::OrderLine) -> bool| order.lines.iter().any(text);
    let (files, sheets) = (has(|line| !line.file.is_empty()), has(|line| !line.sheet.is_empty()));
    let (products, units) = (has(|line| !line.product.is_empty()), has(|line| line.quantity.is_some()));
    let amounts = has(|line| line.amount.is_some());
    let mut head = Vec::new();
    for (shown, name) in [
        (products, "product"),
        (units, "units"),
        (amounts, "amount"),
        (files, "file"),
        (sheets, "sheet"),
        (true, "row"),
    ] {
        if shown {
            head.push(name.to_owned());
        }
    }
    let rows = order
        .lines
        .iter()
        .map(|line| {
            let mut row = Vec::new();
            if products {
                row.push(Value::text(line.product.clone()));
            }
            if units {
                row.push(Value::maybe(line.quantity, |units| {
                    if units.fract() == 0.0 { format::axis_int(units) } else { format::decimal(units) }
                }));
            }
            if amounts {
                row.push(Value::maybe(line.amount.map(|money| money.to_f64()), format::amount));
            }
            if files {
                row.push(Value::text(line.file.clone()));
            }
            if sheets {
                row.push(Value::text(line.sheet.clone()));
            }
            row.push(Value::number(line.row as f64, format::int(line.row)));
            row
        })
        .collect();
    view! {
        <section class="order">
            <h3>
                <span>{what}<span class="fine">{id}</span></span>
                <span class="fine">{format::long_day(order.day)}</span>
                <strong class="number">{format::money_of(order.amount)}</strong>
            </h3>
            {data_table(&DataTable { head, rows })}
        </section>
    }
    .into_any()
}
