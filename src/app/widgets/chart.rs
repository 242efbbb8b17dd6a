//! A chart that answers when touched: hover, click, arrow keys; who is behind a mark; its table; its download as PNG,
//! SVG and CSV.

use std::rc::Rc;

use leptos::{html, prelude::*};
use stamkunde::{
    charts::{Chart, Scene, Theme, TipLine, framed, svg},
    state::DataTable,
};
use web_sys::{KeyboardEvent, MouseEvent};

use super::{ending::ending_effect, table::data_table};
use crate::{
    browser::{
        canvas, download,
        watch::{self, WidthWatch},
    },
    session::{Behind, Drawer, Session},
};

/// Who stands behind a place of a chart: see `Mark::place`.
pub type BehindOf = Rc<dyn Fn((usize, usize)) -> Vec<Behind>>;

/// What a chart shows and says about itself.
pub struct ChartProps {
    /// For file names and tests.
    pub id: &'static str,
    /// What the picture is called: the finding.
    pub title: String,
    /// Definition, n, as_of, settings in use.
    pub source: String,
    /// The chart.
    pub chart: Rc<dyn Chart>,
    /// The numbers behind it, made when they are asked for.
    pub table: Box<dyn Fn() -> DataTable>,
    /// The least width in which the chart can be read; it scrolls sideways below.
    pub least_width: f64,
    /// Who stands behind its marks, where customers do.
    pub behind: Option<(Session, BehindOf)>,
}

/// Draws the chart, its tooltip and its actions.
pub fn chart_view(props: ChartProps) -> impl IntoView {
    let ChartProps { id, title, source, chart, table, least_width, behind } = props;
    let opens = behind.is_some();
    let behind = StoredValue::new_local(behind);
    let canvas_ref = NodeRef::<html::Canvas>::new();
    let box_ref = NodeRef::<html::Div>::new();
    let width = RwSignal::new(0.0);
    let focus = RwSignal::new(None::<usize>);
    let pinned = RwSignal::new(false);
    let theme = watch::theme();
    let chart = StoredValue::new_local(chart);
    let scene = StoredValue::new_local(Rc::new(Scene::default()));
    // counts up with each new layout: scenes themselves cannot travel in signals
    let layout = RwSignal::new(0u32);
    // it ends with the chart
    let width_watch = StoredValue::new_local(None);
    Effect::new(move || {
        let watch = box_ref.get().map(|element| {
            WidthWatch::new(&element, move |now| {
                if width.try_get_untracked().is_some_and(|before| before != now) {
                    width.set(now);
                }
            })
        });
        width_watch.set_value(watch);
    });
    Effect::new(move || {
        let width = width.get().max(least_width);
        if width > 0.0 {
            scene.set_value(Rc::new(chart.with_value(|chart| chart.scene(width))));
            layout.update(|layout| *layout += 1);
        }
    });
    ending_effect(move || {
        if layout.get() == 0 {
            return;
        }
        let (theme, focus) = (theme.get(), focus.get());
        if let Some(canvas) = canvas_ref.get() {
            scene.with_value(|scene| canvas::paint(&canvas, scene, &theme, focus));
        }
    });
    let mark = move || {
        layout.track();
        let at = focus.get()?;
        scene.with_value(|scene| {
            scene.marks.get(at).map(|mark| (mark.at, mark.title.clone(), mark.lines.clone()))
        })
    };
    let under = move |event: &MouseEvent| {
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        scene.with_value(|scene| scene.hit(x, y))
    };
    let on_move = move |event: MouseEvent| {
        if !pinned.get_untracked() {
            let now = under(&event);
            if now != focus.get_untracked() {
                focus.set(now);
            }
        }
    };
    // what the drawer was opened with here
    let opened = StoredValue::new(Vec::<Behind>::new());
    let open = move || {
        let place = focus
            .get_untracked()
            .and_then(|at| scene.with_value(|scene| scene.marks.get(at).map(|mark| mark.place)));
        behind.with_value(|behind| {
            if let (Some((session, behind)), Some(place)) = (behind, place) {
                let choices = behind(place);
                opened.set_value(choices.clone());
                session.look_behind(choices);
            }
        });
    };
    let shows_drawer = move |drawer: &Option<Drawer>| {
        drawer.as_ref().is_some_and(|drawer| opened.with_value(|opened| drawer.choices == *opened))
    };
    let let_go = move || {
        pinned.set(false);
        focus.set(None);
    };
    if let Some((session, _)) = behind.with_value(|behind| behind.clone()) {
        // the mark is held as long as its customers are looked at
        ending_effect(move || {
            let holds = session.drawer.with(shows_drawer);
            if !holds && !opened.with_value(Vec::is_empty) {
                opened.set_value(Vec::new());
                let_go();
            }
        });
    }
    let on_click = move |event: MouseEvent| {
        let now = under(&event);
        let again = pinned.get_untracked() && now == focus.get_untracked();
        pinned.set(now.is_some() && (opens || !again));
        focus.set(now);
        // a finger has not seen the values yet: it sees them first, and who is behind them with the next touch
        if opens && now.is_some() && (again || canvas::can_hover()) {
            open();
        }
    };
    let on_leave = move |_| {
        if !pinned.get_untracked() {
            focus.set(None);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let n = scene.with_value(|scene| scene.marks.len());
        if n == 0 {
            return;
        }
        let next = match (event.key().as_str(), focus.get_untracked()) {
            ("ArrowRight" | "ArrowDown", None) | ("Home", _) => Some(0),
            ("ArrowLeft" | "ArrowUp", None) | ("End", _) => Some(n - 1),
            ("ArrowRight", Some(at)) => Some((at + 1).min(n - 1)),
            ("ArrowLeft", Some(at)) => Some(at.saturating_sub(1)),
            ("ArrowDown", Some(at)) => Some(scene.with_value(|scene| vertical_neighbour(scene, at, 1.0))),
            ("ArrowUp", Some(at)) => Some(scene.with_value(|scene| vertical_neighbour(scene, at, -1.0))),
            ("Escape", Some(_)) => None,
            ("Enter" | " ", Some(at)) if opens => {
                open();
                Some(at)
            }
            _ => return,
        };
        event.prevent_default();
        pinned.set(next.is_some());
        focus.set(next);
    };
    let label = if opens {
        format!("Chart: {title}. Arrow keys read its values, Enter shows the customers.")
    } else {
        format!("Chart: {title}. Arrow keys read its values.")
    };
    let height = move || {
        layout.track();
        scene.with_value(|scene| format!("{}px", scene.height))
    };
    let canvas_width = move || {
        layout.track();
        scene.with_value(|scene| format!("{}px", scene.width))
    };
    let shows_table = RwSignal::new(false);
    let table = StoredValue::new_local(table);
    let (svg_title, svg_source) = (title.clone(), source.clone());
    let save_svg = move |_| {
        let text = scene.with_value(|scene| svg(scene, &Theme::LIGHT, &svg_title, &svg_source));
        // a browser without room for a picture says so itself
        let _ = download::save(&format!("stamkunde-{id}.svg"), "image/svg+xml", text.as_bytes());
    };
    let png_source = source.clone();
    let save_png = move |_| {
        let (picture, _, _) = scene.with_value(|scene| framed(scene, &title, &png_source));
        let name = format!("stamkunde-{id}.png");
        let _ = canvas::png(&picture, move |bytes| {
            let _ = download::save(&name, "image/png", &bytes);
        });
    };
    let save_csv = move |_| {
        let csv = table.with_value(|table| table().to_csv());
        let _ = download::save(&format!("stamkunde-{id}.csv"), "text/csv", csv.as_bytes());
    };
    view! {
        <figure class="chart" class:opens=opens data-chart=id>
            <div class="chart-box" node_ref=box_ref>
                <canvas
                    node_ref=canvas_ref
                    tabindex="0"
                    role="img"
                    aria-label=label
                    style:height=height
                    style:width=canvas_width
                    on:mousemove=on_move
                    on:mouseleave=on_leave
                    on:click=on_click
                    on:keydown=on_key
                    on:blur=move |_| {
                        if opened.with_value(Vec::is_empty) {
                            let_go();
                        }
                    }
                ></canvas>
                {move || mark().map(|(at, title, lines)| tooltip(at, width.get_untracked().max(least_width), title, &lines, opens))}
            </div>
            <p class="sr-only" aria-live="polite">
                {move || mark().map(|(_, title, lines)| spoken(&title, &lines))}
            </p>
            <figcaption>
                <span class="source">{source.clone()}</span>
                <span class="chart-actions">
                    <button
                        class="quiet"
                        aria-expanded=move || shows_table.get().to_string()
                        on:click=move |_| shows_table.update(|shown| *shown = !*shown)
                    >
                        {move || if shows_table.get() { "Hide table" } else { "Table" }}
                    </button>
                    <button class="quiet" on:click=save_png>"PNG"</button>
                    <button class="quiet" on:click=save_svg>"SVG"</button>
                    <button class="quiet" on:click=save_csv>"CSV"</button>
                </span>
            </figcaption>
            {move || shows_table.get().then(|| table.with_value(|table| data_table(&table())))}
        </figure>
    }
}

fn spoken(title: &str, lines: &[TipLine]) -> String {
    let lines: Vec<String> = lines.iter().map(|(name, value)| format!("{name} {value}")).collect();
    format!("{title}: {}", lines.join(", "))
}

/// Beside the mark, on the side that has room.
fn tooltip(
    (x, y): (f64, f64),
    width: f64,
    title: String,
    lines: &[TipLine],
    opens: bool,
) -> impl IntoView + use<> {
    let on_left = x > width / 2.0;
    let rows = lines
        .iter()
        .map(|(name, value)| view! { <dt>{name.clone()}</dt><dd>{value.clone()}</dd> })
        .collect_view();
    let class = if on_left { "tooltip on-left" } else { "tooltip" };
    let left = format!("{}px", if on_left { x - 12.0 } else { x + 12.0 });
    view! {
        <div class=class style:left=left style:top=format!("{}px", y.max(0.0))>
            <strong>{title}</strong>
            <dl>{rows}</dl>
            {(opens && canvas::can_hover()).then(|| view! { <span class="hint">"Click to see the customers"</span> })}
        </div>
    }
}

/// The nearest mark straight above or below; the next one where all stand in a row.
fn vertical_neighbour(scene: &Scene, at: usize, direction: f64) -> usize {
    let Some(from) = scene.marks.get(at) else { return 0 };
    let (x, y) = from.area.center();
    let below = scene.marks.iter().enumerate().filter(|(_, mark)| {
        let (_, other) = mark.area.center();
        (other - y) * direction > 1.0
    });
    let distance = |area: &stamkunde::charts::Area| {
        let (other_x, other_y) = area.center();
        (other_x - x).abs() + (other_y - y).abs() * 4.0
    };
    let nearest =
        below.min_by(|(_, a), (_, b)| distance(&a.area).total_cmp(&distance(&b.area))).map(|(at, _)| at);
    let last = scene.marks.len().saturating_sub(1);
    nearest.unwrap_or(if direction > 0.0 { (at + 1).min(last) } else { at.saturating_sub(1) })
}
