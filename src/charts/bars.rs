//! Horizontal bars with names, values and intervals.

use super::{
    Chart,
    axis::{SMALL, Scale},
    measure::{fit, text_width},
    scene::{Anchor, Area, Mark, Prim, Scene, TipLine},
    theme::Paint,
};

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its length.
    pub value: f64,
    /// The interval around it.
    pub interval: Option<(f64, f64)>,
    /// Written behind it.
    pub text: String,
    /// Its colour.
    pub paint: Paint,
    /// From few customers: drawn lighter.
    pub thin: bool,
    /// Its tooltip.
    pub lines: Vec<TipLine>,
}

/// A chart of horizontal bars.
#[derive(Debug, Clone, Default)]
pub struct Bars {
    /// From the top down.
    pub bars: Vec<Bar>,
    /// A vertical line to compare with, and its name.
    pub reference: Option<(f64, String)>,
}

const ROW: f64 = 30.0;

/// Below this width names stand above their bars.
const NARROW: f64 = 520.0;
const NARROW_ROW: f64 = 44.0;
const TEXT: f64 = 13.0;

impl Chart for Bars {
    fn scene(&self, width: f64) -> Scene {
        let is_narrow = width < NARROW;
        let row = if is_narrow { NARROW_ROW } else { ROW };
        let top = if self.reference.is_some() { 24.0 } else { 4.0 };
        let mut scene = Scene::new(width, top + row * self.bars.len() as f64 + 4.0);
        let widest = self.bars.iter().map(|bar| text_width(&bar.label, TEXT)).fold(0.0, f64::max) + 12.0;
        let left = if is_narrow { 0.0 } else { widest.min(width * 0.36) };
        let right = self.bars.iter().map(|bar| text_width(&bar.text, TEXT)).fold(0.0, f64::max) + 14.0;
        let ends =
            self.bars.iter().flat_map(|bar| [bar.value, bar.interval.map_or(0.0, |interval| interval.1)]);
        let longest = ends.chain(self.reference.iter().map(|reference| reference.0)).fold(0.0, f64::max);
        let scale = Scale::new(0.0, longest, left, (width - right).max(left + 30.0));
        if let Some((value, name)) = &self.reference {
            let x = scale.at(*value);
            let points = vec![(x, top - 4.0), (x, scene.height - 4.0)];
            scene.push(Prim::Line { points, paint: Paint::Muted, width: 1.0, dashed: true });
            let anchor = if x > width * 0.6 { Anchor::End } else { Anchor::Start };
            let x = if anchor == Anchor::End { x + 4.0 } else { x - 4.0 };
            scene.text((x, 10.0), name.clone(), SMALL, Paint::Muted, anchor);
        }
        for (at, bar) in self.bars.iter().enumerate() {
            let y = top + row * at as f64;
            let middle = y + row - ROW / 2.0;
            let first = scene.prims.len();
            let end = draw_bar(&mut scene, bar, &scale, left, middle);
            let (place, anchor, room) = if is_narrow {
                ((0.0, y + 8.0), Anchor::Start, width)
            } else {
                ((left - 10.0, middle), Anchor::End, left - 10.0)
            };
            scene.text(place, fit(&bar.label, room, TEXT), TEXT, Paint::Ink, anchor);
            scene.marks.push(Mark {
                area: Area { x: 0.0, y, width, height: row },
                at: (end, middle),
                title: bar.label.clone(),
                lines: bar.lines.clone(),
                place: (at, 0),
                prims: first..scene.prims.len(),
                focus: Vec::new(),
            });
        }
        scene
    }
}

/// The bar with its interval and its value; tells where it ends.
fn draw_bar(scene: &mut Scene, bar: &Bar, scale: &Scale, left: f64, middle: f64) -> f64 {
    let alpha = if bar.thin { 0.45 } else { 1.0 };
    let width = (scale.at(bar.value.max(0.0)) - left).max(1.0);
    let area = Area { x: left, y: middle - 9.0, width, height: 18.0 };
    scene.push(Prim::Rect { area, paint: bar.paint, alpha });
    let mut end = area.x + area.width;
    if let Some((low, high)) = bar.interval {
        let (low, high) = (scale.at(low), scale.at(high));
        scene.line((low, middle), (high, middle), Paint::Ink, 1.0);
        scene.line((low, middle - 4.0), (low, middle + 4.0), Paint::Ink, 1.0);
        scene.line((high, middle - 4.0), (high, middle + 4.0), Paint::Ink, 1.0);
        end = end.max(high);
    }
    scene.text((end + 8.0, middle), bar.text.clone(), TEXT, Paint::Ink, Anchor::Start);
    end
}
