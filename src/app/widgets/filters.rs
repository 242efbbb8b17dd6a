//! Filters as chips: which part of the shop is looked at, each one turned and taken away by a touch.

use leptos::prelude::*;
use stamkunde::{
    answers::{Dimension, InUse, NamedValue},
    base::Day,
    recipe::{DayRange, Filter, FilterMode, FilterOn, RfmGroup, SegmentId, Stage},
};

use crate::{
    session::Session,
    text::{format, words},
};

/// What a filter can look at, in the order in which it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Named(Dimension),
    FirstProduct,
    Dates,
    Began,
    Discounted,
    Segment,
    Stage,
    Group,
    Customers,
}

impl Kind {
    const ALL: [Kind; 13] = [
        Kind::Named(Dimension::Product),
        Kind::Named(Dimension::Category),
        Kind::Named(Dimension::Country),
        Kind::Named(Dimension::Channel),
        Kind::Named(Dimension::Coupon),
        Kind::Discounted,
        Kind::Dates,
        Kind::FirstProduct,
        Kind::Began,
        Kind::Stage,
        Kind::Segment,
        Kind::Group,
        Kind::Customers,
    ];
    const fn id(self) -> &'static str {
        match self {
            Kind::Named(Dimension::Product) => "product",
            Kind::Named(Dimension::Category) => "category",
            Kind::Named(Dimension::Channel) => "channel",
            Kind::Named(Dimension::Country) => "country",
            Kind::Named(Dimension::Coupon) => "coupon",
            Kind::FirstProduct => "first_product",
            Kind::Dates => "date_range",
            Kind::Began => "cohort",
            Kind::Discounted => "discounted",
            Kind::Segment => "segment",
            Kind::Stage => "stage",
            Kind::Group => "rfm_group",
            Kind::Customers => "customer",
        }
    }
    const fn name(self) -> &'static str {
        match self {
            Kind::Named(Dimension::Product) => "Product",
            Kind::Named(Dimension::Category) => "Category",
            Kind::Named(Dimension::Channel) => "Sales channel",
            Kind::Named(Dimension::Country) => "Country",
            Kind::Named(Dimension::Coupon) => "Coupon",
            Kind::FirstProduct => "First product",
            Kind::Dates => "Order date",
            Kind::Began => "First purchase date",
            Kind::Discounted => "Discount",
            Kind::Segment => "List",
            Kind::Stage => "Stage",
            Kind::Group => "RFM group",
            Kind::Customers => "Customers by name or number",
        }
    }
    /// What the filter does to the shop, in a sentence.
    const fn meaning(self) -> &'static str {
        match self {
            Kind::Named(Dimension::Product | Dimension::Category) => {
                "Looks at the order lines with these; customers and purchases are those that such lines make."
            }
            Kind::Named(_) | Kind::Discounted => "Looks at whole orders.",
            Kind::Dates => "Looks at the orders between two days; who is new is new inside them.",
            Kind::FirstProduct
            | Kind::Began
            | Kind::Segment
            | Kind::Stage
            | Kind::Group
            | Kind::Customers => "Looks at everything that these customers bought.",
        }
    }
    const fn is_there(self, has: &InUse) -> bool {
        match self {
            Kind::Named(Dimension::Product) | Kind::FirstProduct => has.products,
            Kind::Named(Dimension::Category) => has.categories,
            Kind::Named(Dimension::Channel) => has.channels,
            Kind::Named(Dimension::Country) => has.countries,
            Kind::Named(Dimension::Coupon) => has.coupons,
            Kind::Discounted => has.discounts,
            Kind::Dates | Kind::Began | Kind::Segment | Kind::Stage | Kind::Group | Kind::Customers => true,
        }
    }
    const fn of(on: &FilterOn) -> Kind {
        match on {
            FilterOn::Product(_) => Kind::Named(Dimension::Product),
            FilterOn::Category(_) => Kind::Named(Dimension::Category),
            FilterOn::Channel(_) => Kind::Named(Dimension::Channel),
            FilterOn::Country(_) => Kind::Named(Dimension::Country),
            FilterOn::Coupon(_) => Kind::Named(Dimension::Coupon),
            FilterOn::FirstProduct(_) => Kind::FirstProduct,
            FilterOn::DateRange(_) => Kind::Dates,
            FilterOn::Cohort(_) => Kind::Began,
            FilterOn::Discounted(_) => Kind::Discounted,
            FilterOn::Segment(_) => Kind::Segment,
            FilterOn::Stage(_) => Kind::Stage,
            FilterOn::RfmGroup(_) => Kind::Group,
            FilterOn::Customer(_) => Kind::Customers,
        }
    }
    /// Where the names to choose from come from.
    const fn dimension(self) -> Option<Dimension> {
        match self {
            Kind::Named(dimension) => Some(dimension),
            Kind::FirstProduct => Some(Dimension::Product),
            _ => None,
        }
    }
    fn with(self, keys: Vec<String>) -> Option<FilterOn> {
        Some(match self {
            Kind::Named(Dimension::Product) => FilterOn::Product(keys),
            Kind::Named(Dimension::Category) => FilterOn::Category(keys),
            Kind::Named(Dimension::Channel) => FilterOn::Channel(keys),
            Kind::Named(Dimension::Country) => FilterOn::Country(keys),
            Kind::Named(Dimension::Coupon) => FilterOn::Coupon(keys),
            Kind::FirstProduct => FilterOn::FirstProduct(keys),
            _ => return None,
        })
    }
}

fn listed(values: &[String]) -> String {
    let name = |value: &String| if value.is_empty() { "not given".to_owned() } else { value.clone() };
    match values {
        [one] => name(one),
        [one, two] => format!("{}, {}", name(one), name(two)),
        [one, rest @ ..] => format!("{} and {} more", name(one), rest.len()),
        [] => "nothing".to_owned(),
    }
}

fn range(range: DayRange) -> String {
    match (range.from, range.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("until {to}"),
        (None, None) => "any day".to_owned(),
    }
}

/// What a filter picks, in words.
fn picks(on: &FilterOn) -> String {
    match on {
        FilterOn::Product(values)
        | FilterOn::Category(values)
        | FilterOn::Channel(values)
        | FilterOn::Country(values)
        | FilterOn::Coupon(values)
        | FilterOn::FirstProduct(values)
        | FilterOn::Customer(values) => listed(values),
        FilterOn::DateRange(days) | FilterOn::Cohort(days) => range(*days),
        FilterOn::Discounted(true) => "with a discount or coupon".to_owned(),
        FilterOn::Discounted(false) => "at full price".to_owned(),
        FilterOn::Segment(segment) => words::segment(*segment).to_owned(),
        FilterOn::Stage(stage) => words::stage(*stage).to_owned(),
        FilterOn::RfmGroup(group) => words::rfm_group(*group).0.to_owned(),
    }
}

/// A filter in a few words.
pub fn told(filter: &Filter) -> String {
    format!("{} {}", mode(filter), picks(&filter.on))
}

const fn mode(filter: &Filter) -> &'static str {
    match filter.mode {
        FilterMode::Include => "only",
        FilterMode::Exclude => "without",
    }
}

/// The filters in use, and the way to one more.
pub fn filters(session: Session) -> impl IntoView {
    let chips = move || {
        let filters = session.recipe.get().filters;
        filters.iter().enumerate().map(|(at, filter)| chip(session, at, filter)).collect_view()
    };
    view! { {chips} {add(session)} }
}

fn chip(session: Session, at: usize, filter: &Filter) -> AnyView {
    let turn = move |_| {
        session.change(|recipe| {
            if let Some(filter) = recipe.filters.get_mut(at) {
                filter.mode = match filter.mode {
                    FilterMode::Include => FilterMode::Exclude,
                    FilterMode::Exclude => FilterMode::Include,
                };
            }
        });
    };
    let remove = move |_| {
        session.change(|recipe| {
            if at < recipe.filters.len() {
                recipe.filters.remove(at);
            }
        });
    };
    let kind = Kind::of(&filter.on);
    let text = picks(&filter.on);
    let label = format!("Remove the filter on {}: {text}", kind.name().to_lowercase());
    let mode = mode(filter);
    let turn_label = format!("{mode}: turn the filter on {} around", kind.name().to_lowercase());
    view! {
        <span class="chip filter" data-filter=kind.id() title=kind.meaning()>
            <button class="link" aria-label=turn_label on:click=turn>{mode}</button>
            <span class="filter-what"><span class="muted">{kind.name()}": "</span>{text}</span>
            <button class="quiet" aria-label=label on:click=remove>"×"</button>
        </span>
    }
    .into_any()
}

fn add(session: Session) -> AnyView {
    let kind = RwSignal::new(None::<Kind>);
    let is_open = RwSignal::new(false);
    let close = move || {
        is_open.set(false);
        kind.set(None);
    };
    let apply = Callback::new(move |(mode, on): (FilterMode, FilterOn)| {
        close();
        session.change(|recipe| recipe.filters.push(Filter { mode, on }));
    });
    let kinds = move || {
        let has = session.answers.with(|answers| answers.as_ref().map(|answers| answers.settings.clone()));
        let has = has.unwrap_or_default();
        Kind::ALL
            .into_iter()
            .filter(|kind| kind.is_there(&has))
            .map(|option| {
                let pressed = move || (kind.get() == Some(option)).to_string();
                let pick = move |_| {
                    kind.set(Some(option));
                    session.values.set(None);
                    if let Some(of) = option.dimension() {
                        session.look_up_values(of, String::new());
                    }
                };
                view! { <button class="tab" data-kind=option.id() aria-pressed=pressed on:click=pick>{option.name()}</button> }
            })
            .collect_view()
    };
    let form = move || {
        kind.get().map(|kind| {
            view! {
                <div class="filter-form">
                    <p class="fine">{kind.meaning()}</p>
                    {form(session, kind, apply)}
                </div>
            }
        })
    };
    let panel = move || {
        is_open.get().then(|| {
            view! {
                <div class="more-box filter-box" id="filter-box">
                    <p class="filter-kinds" role="group" aria-label="What to filter by">{kinds}</p>
                    {form}
                </div>
            }
        })
    };
    let toggle = move |_| {
        if is_open.get_untracked() {
            close();
        } else {
            is_open.set(true);
        }
    };
    view! {
        <button class="chip-button" id="add-filter" aria-expanded=move || is_open.get().to_string() on:click=toggle>"+ Filter"</button>
        {panel}
    }
    .into_any()
}

type Apply = Callback<(FilterMode, FilterOn)>;

fn form(session: Session, kind: Kind, apply: Apply) -> AnyView {
    match kind {
        Kind::Named(_) | Kind::FirstProduct => named(session, kind, apply),
        Kind::Dates | Kind::Began => dates(kind, apply),
        Kind::Discounted => one_of(
            vec![
                ("With a discount or coupon", FilterOn::Discounted(true)),
                ("At full price", FilterOn::Discounted(false)),
            ],
            apply,
        ),
        Kind::Segment => one_of(
            SegmentId::ALL.map(|segment| (words::segment(segment), FilterOn::Segment(segment))).to_vec(),
            apply,
        ),
        Kind::Stage => {
            one_of(Stage::ALL.map(|stage| (words::stage(stage), FilterOn::Stage(stage))).to_vec(), apply)
        }
        Kind::Group => one_of(
            RfmGroup::ALL.map(|group| (words::rfm_group(group).0, FilterOn::RfmGroup(group))).to_vec(),
            apply,
        ),
        Kind::Customers => pasted(apply),
    }
}

/// A list of customers as it is typed or pasted: one a line, or with commas or semicolons between.
fn pasted(apply: Apply) -> AnyView {
    let text = RwSignal::new(String::new());
    let customers = move || -> Vec<String> {
        let text = text.get();
        let parts = text.split(['\n', ';', ',', '\t']).map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let is_ready = Signal::derive(move || !customers().is_empty());
    let make =
        Callback::new(move |()| Some(FilterOn::Customer(customers())).filter(|_| !customers().is_empty()));
    view! {
        <label class="setting">
            <span>"Numbers, e-mail addresses or names, one a line"</span>
            <textarea id="filter-customers" rows="4" prop:value=text on:input=move |event| text.set(event_target_value(&event))></textarea>
        </label>
        {only_or_without(is_ready, apply, make)}
    }
    .into_any()
}

/// The two buttons that end every form.
fn only_or_without(is_ready: Signal<bool>, apply: Apply, make: Callback<(), Option<FilterOn>>) -> AnyView {
    let press = move |mode: FilterMode| {
        move |_| {
            if let Some(on) = make.run(()) {
                apply.run((mode, on));
            }
        }
    };
    view! {
        <p class="segment-actions">
            <button class="primary" id="filter-only" disabled=move || !is_ready.get() on:click=press(FilterMode::Include)>"Only these"</button>
            <button id="filter-without" disabled=move || !is_ready.get() on:click=press(FilterMode::Exclude)>"Without these"</button>
        </p>
    }
    .into_any()
}

fn one_of(options: Vec<(&'static str, FilterOn)>, apply: Apply) -> AnyView {
    let picked = RwSignal::new(None::<FilterOn>);
    let boxes = options
        .into_iter()
        .map(|(name, on)| {
            view! {
                <label><input type="radio" name="filter-one" on:change=move |_| picked.set(Some(on.clone())) />" "{name}</label>
            }
            .into_any()
        })
        .collect_view();
    let ready = Signal::derive(move || picked.with(Option::is_some));
    let make = Callback::new(move |()| picked.get_untracked());
    view! { <div class="filter-values" role="radiogroup">{boxes}</div> {only_or_without(ready, apply, make)} }
        .into_any()
}

fn dates(kind: Kind, apply: Apply) -> AnyView {
    let days = RwSignal::new(DayRange::default());
    let field = move |id: &'static str, name: &'static str, is_end: bool| {
        let on_change = move |event: web_sys::Event| {
            let day = Day::parse_iso(&event_target_value(&event));
            days.update(|days| if is_end { days.to = day } else { days.from = day });
        };
        view! { <label class="chip"><span>{name}</span><input type="date" id=id on:change=on_change /></label> }.into_any()
    };
    let ready = Signal::derive(move || {
        let DayRange { from, to } = days.get();
        (from.is_some() || to.is_some()) && from.zip(to).is_none_or(|(from, to)| from <= to)
    });
    let make = Callback::new(move |()| {
        let days = days.get_untracked();
        Some(if kind == Kind::Dates { FilterOn::DateRange(days) } else { FilterOn::Cohort(days) })
    });
    view! {
        <p class="filter-values">{field("filter-from", "From", false)} {field("filter-to", "to", true)}</p>
        {only_or_without(ready, apply, make)}
    }
    .into_any()
}

fn named(session: Session, kind: Kind, apply: Apply) -> AnyView {
    let Some(of) = kind.dimension() else { return ().into_any() };
    let picked = RwSignal::new(Vec::<String>::new());
    let search = move |event: web_sys::Event| session.look_up_values(of, event_target_value(&event));
    let row = move |value: NamedValue| {
        let key = StoredValue::new(value.key.clone());
        let is_picked = move || picked.with(|picked| key.with_value(|key| picked.contains(key)));
        let toggle = move |_| {
            picked.update(|picked| {
                let key = key.get_value();
                match picked.iter().position(|have| *have == key) {
                    Some(at) => _ = picked.remove(at),
                    None => picked.push(key),
                }
            });
        };
        let label = if value.key.is_empty() { "not given".to_owned() } else { value.label };
        let lines = format::counted(value.lines, "line", "lines");
        view! {
            <label>
                <input type="checkbox" prop:checked=is_picked on:change=toggle />
                <span>{label}</span>
                <span class="muted">{lines}</span>
            </label>
        }
        .into_any()
    };
    let values = move || {
        let found = session.values.get().filter(|values| values.of == of);
        found.map(|found| {
            let more = found.total.saturating_sub(found.values.len() as u64);
            let rows = found.values.iter().cloned().map(row).collect_view();
            let rest = (0 < more).then(|| {
                view! { <p class="fine">{format!("and {} more: type to find them", format::int(more))}</p> }
            });
            let none = found.values.is_empty().then(|| view! { <p class="fine">"Nothing of that name."</p> });
            view! { {rows} {rest} {none} }.into_any()
        })
    };
    let chosen =
        move || picked.with(|picked| (!picked.is_empty()).then(|| format!("Chosen: {}", listed(picked))));
    let ready = Signal::derive(move || picked.with(|picked| !picked.is_empty()));
    let make = Callback::new(move |()| kind.with(picked.get_untracked()));
    view! {
        <input type="search" id="filter-search" placeholder="Find …" aria-label="Find" autocomplete="off" on:input=search />
        <div class="filter-values named">{values}</div>
        <p class="fine" aria-live="polite">{chosen}</p>
        {only_or_without(ready, apply, make)}
    }
    .into_any()
}
