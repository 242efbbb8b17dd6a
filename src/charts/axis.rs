//! Axes: where the ticks stand, and which labels have room.

use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;

use super::{
    measure::text_width,
    scene::{Anchor, Area, Scene},
    theme::Paint,
};

/// Height of small letters in pixels.
pub const SMALL: f64 = 12.0;

/// Turns a value into a label.
pub type Format = fn(f64) -> String;

/// Round values from 0 or below to at least `max`, at most `most` of them; the last is the end of the axis.
pub fn ticks(min: f64, max: f64, most: usize) -> Vec<f64> {
    let (min, max) = (min.min(0.0), if max > 0.0 { max } else { 1.0 });
    let inside = RangedCoordf64::from(min..max).key_points(BoldPoints(most.max(2)));
    let step = match inside.as_slice() {
        [first, second, ..] => second - first,
        _ => max - min,
    };
    // the ends of the axis are ticks, so that no bar rises above the last line
    let lowest = (min / step + 1e-9).floor() as i64;
    let highest = (max / step - 1e-9).ceil() as i64;
    (lowest..=highest.max(lowest + 1)).map(|at| at as f64 * step).collect()
}

/// A vertical scale.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// Maps `from..to` onto the pixels `start..end`.
    pub fn new(from: f64, to: f64, start: f64, end: f64) -> Self {
        Self { from, to: if to > from { to } else { from + 1.0 }, start, end }
    }
    /// The pixel of a value.
    pub fn at(&self, value: f64) -> f64 {
        self.start + (value - self.from) / (self.to - self.from) * (self.end - self.start)
    }
}

/// Draws the value axis with its grid lines left of `plot`, and tells its scale. The zero line is strong.
pub fn value_axis(scene: &mut Scene, plot: Area, ticks: &[f64], format: Format) -> Scale {
    let (from, to) = (ticks.first().copied().unwrap_or(0.0), ticks.last().copied().unwrap_or(1.0));
    let scale = Scale::new(from, to, plot.y + plot.height, plot.y);
    for &tick in ticks {
        let y = scale.at(tick).round();
        let paint = if tick == 0.0 { Paint::Muted } else { Paint::Faint };
        scene.line((plot.x, y), (plot.x + plot.width, y), paint, 1.0);
        scene.text((plot.x - 8.0, y), format(tick), SMALL, Paint::Muted, Anchor::End);
    }
    scale
}

/// Room that the labels of a value axis need.
pub fn axis_width(ticks: &[f64], format: Format) -> f64 {
    ticks.iter().map(|&tick| text_width(&format(tick), SMALL)).fold(16.0, f64::max) + 12.0
}

/// Draws labels under evenly spaced places, leaving out those that have no room; the last one always stands.
pub fn category_labels(
    scene: &mut Scene,
    labels: &[String],
    center: impl Fn(usize) -> f64,
    y: f64,
    step: f64,
) {
    let widest = labels.iter().map(|label| text_width(label, SMALL)).fold(0.0, f64::max) + 12.0;
    let n = labels.len();
    let width = scene.width;
    let place = |at: usize, label: &String| {
        let half = text_width(label, SMALL) / 2.0;
        center(at).min(width - half).max(half)
    };
    // the last one moves towards the one before where it would leave the chart
    let moved = labels.last().map_or(0.0, |last| center(n - 1) - place(n - 1, last));
    let every = ((widest + moved) / step).ceil().max(1.0) as usize;
    for (at, label) in labels.iter().enumerate() {
        // counted from the end: the latest period is the one people look for
        if (n - 1 - at).is_multiple_of(every) {
            let x = place(at, label);
            scene.text((x, y), label.clone(), SMALL, Paint::Muted, Anchor::Middle);
        }
    }
}

/// Coloured names above the plot, side by side; tells the height used.
pub fn key(scene: &mut Scene, names: &[(String, Paint)], x: f64) -> f64 {
    if names.len() < 2 {
        return 0.0;
    }
    let mut at = (x, 8.0);
    for (name, paint) in names {
        let width = 16.0 + text_width(name, SMALL) + 16.0;
        if at.0 + width > scene.width && at.0 > x {
            at = (x, at.1 + 18.0);
        }
        let area = Area { x: at.0, y: at.1 - 5.0, width: 10.0, height: 10.0 };
        scene.push(super::scene::Prim::Rect { area, paint: *paint, alpha: 1.0 });
        scene.text((at.0 + 16.0, at.1), name.clone(), SMALL, Paint::Ink, Anchor::Start);
        at.0 += width;
    }
    at.1 + 14.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Prim;

    #[test]
    fn ticks_are_round_and_hold_everything() {
        for (min, max) in [(0.0, 0.37), (0.0, 8_911_407.9), (-12.0, 95.0), (0.0, 0.0), (0.0, 1.0), (0.0, 3.0)]
        {
            let ticks = ticks(min, max, 5);
            assert!(
                ticks.first().is_some_and(|&first| first <= min)
                    && ticks.last().is_some_and(|&last| last >= max)
            );
            assert!((2..=9).contains(&ticks.len()), "{min} {max} {ticks:?}");
            assert!(ticks.contains(&0.0));
            assert!(min < 0.0 || ticks.first() == Some(&0.0), "{ticks:?}");
        }
    }

    #[test]
    fn labels_below_columns_never_touch() {
        let labels: Vec<String> = (0..36).map(|at| format!("Mon {}", 2022 + at / 12)).collect();
        for width in 120..900 {
            let mut scene = Scene { width: f64::from(width), ..Scene::default() };
            let step = (f64::from(width) - 50.0) / 36.0;
            category_labels(&mut scene, &labels, |at| 50.0 + step * (at as f64 + 0.5), 0.0, step);
            let places: Vec<(f64, f64)> = scene
                .prims
                .iter()
                .filter_map(|prim| match prim {
                    Prim::Text { at, text, size, .. } => Some((at.0, text_width(text, *size) / 2.0)),
                    _ => None,
                })
                .collect();
            assert!(!places.is_empty());
            for pair in places.windows(2) {
                assert!(pair[0].0 + pair[0].1 + 8.0 <= pair[1].0 - pair[1].1, "{width}: {pair:?}");
            }
        }
    }
}
