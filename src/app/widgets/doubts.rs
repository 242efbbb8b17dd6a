//! What may make the figures wrong: a quiet line beside them that opens a list, each doubt with what can be done and what
//! that would make of the figures. Nothing waits for a decision.

use std::sync::Arc;

use leptos::{html, prelude::*};
use stamkunde::{
    answers::{self, Answers, Doubt, DoubtOption, with_decisions},
    recipe::Recipe,
};

use super::{effect, ending::ending};
use crate::{session::Session, text::format};

/// Doubts that are shown before the list is opened further.
const SHOWN: usize = 4;
/// A doubt that touches less is not mentioned at the head of the answers.
const WORTH_A_WORD: f64 = 0.001;

fn is_open(doubt: &Doubt) -> bool {
    doubt.decided.is_none()
}

/// The line at the head of the answers, and the list that it opens.
pub fn at_head(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let open = || answers.doubts.iter().filter(|doubt| is_open(doubt));
    let heavy: Vec<&Doubt> = open().filter(|doubt| WORTH_A_WORD <= doubt.weight.most()).collect();
    let n_decided = answers.doubts.iter().filter(|doubt| !is_open(doubt)).count()
        + session.settled_doubts(&answers.doubts).len();
    let line = match (heavy.as_slice(), n_decided) {
        ([], 0) => return None,
        ([], n) => format::counted(n as u64, "thing was decided", "things were decided"),
        ([one], _) => one.sentence.clone(),
        (all, _) => format!("{} things to look at", all.len()),
    };
    let is_one = heavy.len() == 1;
    let is_quiet = heavy.is_empty();
    let expanded = ending(move || session.shows_doubts.get().to_string());
    let says = ending(move || match (session.shows_doubts.get(), is_quiet) {
        (true, _) => "Close",
        (false, true) => "Show",
        (false, false) => "Look",
    });
    let answers = Arc::clone(answers);
    let panel = ending(move || session.shows_doubts.get().then(|| list(session, &answers)));
    Some(
        view! {
            <div class="doubts" class:quiet=is_quiet id="doubts">
                <button
                    class="doubts-line"
                    id="doubts-line"
                    aria-expanded=expanded
                    on:click=move |_| session.shows_doubts.update(|shown| *shown = !*shown)
                >
                    <span class:doubt-sentence=is_one>{line}</span>
                    <strong>{says}</strong>
                </button>
                {panel}
            </div>
        }
        .into_any(),
    )
}

/// The list by itself, with its heading.
pub fn section(session: Session, answers: &Arc<Answers>) -> Option<AnyView> {
    let nothing = answers.doubts.is_empty() && session.settled_doubts(&answers.doubts).is_empty();
    if nothing {
        return None;
    }
    let n = answers.doubts.iter().filter(|doubt| is_open(doubt)).count() as u64;
    let heading = match n {
        0 => "Nothing is left to look at".to_owned(),
        n => format::counted(n, "thing to look at", "things to look at"),
    };
    let list = list(session, answers);
    Some(view! { <div class="doubts" id="doubts"><h2>{heading}</h2>{list}</div> }.into_any())
}

fn list(session: Session, answers: &Arc<Answers>) -> AnyView {
    let now = effect::of_answers(answers);
    let all: StoredValue<Vec<Doubt>> =
        StoredValue::new(answers.doubts.iter().filter(|doubt| is_open(doubt)).cloned().collect());
    let recipe = session.recipe.get_untracked();
    let mut decided: Vec<Doubt> = answers.doubts.iter().filter(|doubt| !is_open(doubt)).cloned().collect();
    decided.extend(session.settled_doubts(&answers.doubts));
    let shown = RwSignal::new(SHOWN);
    let n_all = all.with_value(Vec::len);
    // each effect is an import: only what is looked at is asked for
    let asked = recipe.clone();
    Effect::new(move || {
        let many = shown.get();
        // what is being changed is asked anew from the list that follows
        if session.is_busy.get() || session.recipe.with_untracked(|recipe| *recipe != asked) {
            return;
        }
        let recipes = all.with_value(|all| {
            let options = all.iter().take(many).flat_map(|doubt| {
                doubt.options.iter().skip(1).map(|option| with_decisions(&asked, doubt, option))
            });
            options.collect()
        });
        session.ask_effects(false, recipes);
    });
    on_cleanup(move || session.ask_effects(false, Vec::new()));
    let items = move || {
        all.with_value(|all| {
            all.iter().take(shown.get()).map(|doubt| item(session, doubt, &recipe, now)).collect_view()
        })
    };
    let more = move || {
        let rest = n_all.saturating_sub(shown.get());
        (0 < rest).then(|| {
            view! { <p><button id="more-doubts" on:click=move |_| shown.set(n_all)>{format!("and {rest} more")}</button></p> }
        })
    };
    let head = NodeRef::<html::P>::new();
    // the list is drawn anew after a decision: whoever came with the keyboard goes on at its head
    Effect::new(move || {
        if let Some(head) = head.get()
            && session.was_decided.get_untracked()
        {
            session.was_decided.set(false);
            let _ = head.focus();
        }
    });
    let intro = if n_all == 0 {
        "All of it is decided. What was decided is kept with the settings, and used for the next file of this kind."
    } else {
        "The figures stand as they are until you decide, and nothing waits for it. What you decide is kept with the settings, and used for the next file of this kind."
    };
    let settled = (!decided.is_empty()).then(|| {
        let n = format!("Decided ({})", decided.len());
        let rows = decided.iter().map(|doubt| settled(session, doubt)).collect_view();
        view! {
            <details class="examples" id="decided-doubts" open=n_all == 0>
                <summary>{n}</summary>
                <ul class="decided">{rows}</ul>
            </details>
        }
    });
    view! {
        <div class="doubts-list" aria-busy=move || session.is_busy.get().to_string()>
            <p class="fine" node_ref=head tabindex="-1">{intro}</p>
            <ol>{items}</ol>
            {more}
            {settled}
        </div>
    }
    .into_any()
}

/// Where it was seen, in a line.
fn place(doubt: &Doubt) -> String {
    let place = &doubt.place;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(place.file.clone());
    parts.extend(place.sheet.as_ref().map(|sheet| format!("sheet “{sheet}”")));
    parts.extend(place.column.as_ref().map(|column| match column.strip_prefix('#') {
        Some(number) => format!("column {number}"),
        None => format!("column “{column}”"),
    }));
    if 0 < place.rows {
        parts.push(format::counted(place.rows, "row", "rows"));
    }
    parts.join(" · ")
}

/// How much it touches.
fn weight(doubt: &Doubt) -> String {
    let weight = &doubt.weight;
    let percent =
        |share: f64| if share < 0.1 { format::percent(share) } else { format::whole_percent(share) };
    let mut parts = vec![format!("{} of rows", percent(weight.rows))];
    if weight.purchases != weight.rows {
        parts.push(format!("{} of purchases", percent(weight.purchases)));
    }
    if weight.revenue != weight.rows {
        parts.push(format!("{} of revenue", percent(weight.revenue)));
    }
    format!("Touches {}", parts.join(", "))
}

fn item(session: Session, doubt: &Doubt, recipe: &Recipe, now: answers::Effect) -> AnyView {
    let examples =
        doubt.place.examples.iter().take(5).map(|cell| view! { <code>{cell.clone()}</code> }).collect_view();
    let options = doubt
        .options
        .iter()
        .enumerate()
        .map(|(at, option)| choice(session, doubt, option, at == 0, recipe, now))
        .collect_view();
    view! {
        <li class="doubt" data-doubt=doubt.id.clone() data-kind=doubt.kind.clone()>
            <p class="doubt-sentence">{doubt.sentence.clone()}</p>
            <p class="fine">{place(doubt)}" "{examples}</p>
            <p class="fine">{weight(doubt)}</p>
            <div class="choices" role="group" aria-label="What can be done">{options}</div>
        </li>
    }
    .into_any()
}

fn choice(
    session: Session,
    doubt: &Doubt,
    option: &DoubtOption,
    is_in_effect: bool,
    recipe: &Recipe,
    now: answers::Effect,
) -> AnyView {
    let effect = if is_in_effect {
        effect::as_it_is(&now)
    } else {
        let changed = with_decisions(recipe, doubt, option);
        let cannot = if session.holds_files() {
            "Nothing can be counted like this."
        } else {
            "This needs the files: drop them again."
        };
        effect::would_be(session, changed, Some(now), cannot)
    };
    let pick = {
        let (doubt, option) = (doubt.clone(), option.clone());
        move |_| session.decide(&doubt, &option)
    };
    let mark = is_in_effect.then(|| view! { <span class="muted mark">"as it is now"</span> });
    view! {
        <div class="choice" class:in-effect=is_in_effect>
            <p class="choice-line">
                <button
                    data-option=option.id.clone()
                    aria-pressed=is_in_effect.to_string()
                    disabled=move || session.is_busy.get()
                    on:click=pick
                >
                    {option.label.clone()}
                </button>
                {mark}
            </p>
            {effect}
        </div>
    }
    .into_any()
}

/// A doubt that was decided, with the way back.
fn settled(session: Session, doubt: &Doubt) -> AnyView {
    let chosen = doubt.options.iter().find(|option| Some(&option.id) == doubt.decided.as_ref());
    let chosen = chosen.map(|option| option.label.clone()).unwrap_or_default();
    let label = format!("Undo: {chosen}");
    let undo = {
        let doubt = doubt.clone();
        move |_| session.undo_decision(&doubt)
    };
    view! {
        <li data-doubt=doubt.id.clone()>
            <span>{doubt.sentence.clone()}</span>
            <strong>{chosen}</strong>
            <button class="quiet" aria-label=label disabled=move || session.is_busy.get() on:click=undo>"Undo"</button>
        </li>
    }
    .into_any()
}
