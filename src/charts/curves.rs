//! Curves with their bands over a continuous axis.

use super::{
    Chart,
    axis::{Format, SMALL, Scale, axis_width, ticks, value_axis},
    measure::text_width,
    scene::{Anchor, Area, Mark, Prim, Scene, TipLine},
    theme::Paint,
};
use crate::base::order::sort_by;

/// One curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its name, written at its end.
    pub name: String,
    /// Its colour.
    pub paint: Paint,
    /// Points in order of x.
    pub points: Vec<(f64, f64)>,
    /// (x, low, high) of the interval.
    pub band: Vec<(f64, f64, f64)>,
    /// Holds its value until the next point.
    pub steps: bool,
    /// Drawn in dashes.
    pub dashed: bool,
}

/// A place on the horizontal axis that can be pointed at.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Where.
    pub x: f64,
    /// The value of the curves there that the tooltip points at.
    pub y: f64,
    /// Its name.
    pub title: String,
    /// Its values.
    pub lines: Vec<TipLine>,
}

/// A chart of curves.
#[derive(Debug, Clone)]
pub struct Curves {
    /// The curves, the most important last.
    pub curves: Vec<Curve>,
    /// Places to point at.
    pub stops: Vec<Stop>,
    /// End of the horizontal axis.
    pub x_max: f64,
    /// Ticks of the horizontal axis, with their labels.
    pub x_ticks: Vec<(f64, String)>,
    /// What the horizontal axis measures.
    pub x_title: String,
    /// End of the vertical axis; the highest point where 0.
    pub y_max: f64,
    /// How values are written at the vertical axis.
    pub format: Format,
    /// Vertical lines with a name.
    pub rules: Vec<(f64, String)>,
    /// Height of the plot in pixels.
    pub height: f64,
}

impl Chart for Curves {
    fn scene(&self, width: f64) -> Scene {
        let highest = self.curves.iter().flat_map(|curve| {
            curve.points.iter().map(|point| point.1).chain(curve.band.iter().map(|band| band.2))
        });
        let top = if self.y_max > 0.0 { self.y_max } else { highest.fold(0.0, f64::max) };
        let ticks = ticks(0.0, top, 5);
        let left = axis_width(&ticks, self.format);
        let named = self.curves.iter().filter(|_| self.curves.len() > 1);
        let right =
            named.map(|curve| text_width(&curve.name, SMALL) + 14.0).fold(14.0, f64::max).min(width * 0.3);
        let mut scene = Scene::new(width, self.height + 60.0);
        let plot = Area { x: left, y: 14.0, width: (width - left - right).max(40.0), height: self.height };
        let y = value_axis(&mut scene, plot, &ticks, self.format);
        let x = Scale::new(0.0, self.x_max, plot.x, plot.x + plot.width);
        self.horizontal_axis(&mut scene, plot, &x);
        for (at, name) in &self.rules {
            let at = x.at(*at);
            let points = vec![(at, plot.y), (at, plot.y + plot.height)];
            scene.push(Prim::Line { points, paint: Paint::Accent, width: 1.0, dashed: true });
            let anchor = if at > plot.x + plot.width * 0.7 { Anchor::End } else { Anchor::Start };
            let shift = if anchor == Anchor::End { -6.0 } else { 6.0 };
            scene.text((at + shift, plot.y + 8.0), name.clone(), SMALL, Paint::Accent, anchor);
        }
        for curve in &self.curves {
            draw_curve(&mut scene, curve, &x, &y);
        }
        if self.curves.len() > 1 {
            name_ends(&mut scene, &self.curves, &x, &y);
        }
        self.marks(&mut scene, plot, &x, &y);
        scene
    }
}

impl Curves {
    fn horizontal_axis(&self, scene: &mut Scene, plot: Area, x: &Scale) {
        let bottom = plot.y + plot.height;
        let mut free_from = f64::MIN;
        for (at, label) in &self.x_ticks {
            let at = x.at(*at);
            scene.line((at, bottom), (at, bottom + 4.0), Paint::Muted, 1.0);
            let half = text_width(label, SMALL) / 2.0;
            if at - half > free_from {
                scene.text((at, bottom + 14.0), label.clone(), SMALL, Paint::Muted, Anchor::Middle);
                free_from = at + half + 8.0;
            }
        }
        let middle = (plot.x + plot.width / 2.0, bottom + 34.0);
        scene.text(middle, self.x_title.clone(), SMALL, Paint::Muted, Anchor::Middle);
    }

    fn marks(&self, scene: &mut Scene, plot: Area, x: &Scale, y: &Scale) {
        let places: Vec<f64> = self.stops.iter().map(|stop| x.at(stop.x)).collect();
        for (at, (stop, &place)) in self.stops.iter().zip(&places).enumerate() {
            let before = at.checked_sub(1).and_then(|at| places.get(at)).copied().unwrap_or(plot.x);
            let after = places.get(at + 1).copied().unwrap_or(plot.x + plot.width);
            let (from, to) = ((before + place) / 2.0, (place + after) / 2.0);
            let area = Area { x: from, y: plot.y, width: (to - from).max(1.0), height: plot.height };
            let dot = (place, y.at(stop.y));
            let points = vec![(place, plot.y), (place, plot.y + plot.height)];
            scene.marks.push(Mark {
                area,
                at: dot,
                title: stop.title.clone(),
                lines: stop.lines.clone(),
                place: (at, 0),
                prims: 0..0,
                focus: vec![
                    Prim::Line { points, paint: Paint::Muted, width: 1.0, dashed: false },
                    Prim::Dot { at: dot, radius: 4.0, paint: Paint::Accent },
                ],
            });
        }
    }
}

fn draw_curve(scene: &mut Scene, curve: &Curve, x: &Scale, y: &Scale) {
    let place = |points: &mut dyn Iterator<Item = (f64, f64)>| -> Vec<(f64, f64)> {
        let mut placed: Vec<(f64, f64)> = Vec::new();
        for (at, value) in points {
            let (at, value) = (x.at(at), y.at(value));
            if let (true, Some(&(_, before))) = (curve.steps, placed.last()) {
                placed.push((at, before));
            }
            placed.push((at, value));
        }
        placed
    };
    if !curve.band.is_empty() {
        let mut points = place(&mut curve.band.iter().map(|band| (band.0, band.2)));
        let mut lower = place(&mut curve.band.iter().map(|band| (band.0, band.1)));
        lower.reverse();
        points.append(&mut lower);
        scene.push(Prim::Polygon { points, paint: curve.paint, alpha: 0.2 });
    }
    let points = place(&mut curve.points.iter().copied());
    scene.push(Prim::Line { points, paint: curve.paint, width: 2.0, dashed: curve.dashed });
}

/// Writes each curve's name at its end, moved apart where they would overlap.
fn name_ends(scene: &mut Scene, curves: &[Curve], x: &Scale, y: &Scale) {
    let mut ends: Vec<(f64, f64, &Curve)> = curves
        .iter()
        .filter_map(|curve| curve.points.last().map(|point| (x.at(point.0), y.at(point.1), curve)))
        .collect();
    sort_by(&mut ends, |a, b| a.1.total_cmp(&b.1));
    let mut free_from = 0.0;
    for (end, height, curve) in ends {
        let height = f64::max(height, free_from);
        free_from = height + 15.0;
        scene.text((end + 6.0, height), curve.name.clone(), SMALL, Paint::Ink, Anchor::Start);
    }
}
