//! Stacked columns over periods or bands.

use super::{
    Chart,
    axis::{Format, axis_width, category_labels, key, ticks, value_axis},
    scene::{Area, Mark, Prim, Scene, TipLine},
    theme::Paint,
};

/// One colour of a stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its colour.
    pub paint: Paint,
    /// A value for each column; negative ones hang below zero.
    pub values: Vec<f64>,
}

/// A chart of columns.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Name of each column.
    pub labels: Vec<String>,
    /// The parts of the columns, from the bottom up.
    pub series: Vec<Series>,
    /// Side by side instead of stacked.
    pub grouped: bool,
    /// Columns that are still growing.
    pub in_progress: Vec<bool>,
    /// The tooltip of each column.
    pub tips: Vec<Vec<TipLine>>,
    /// How values are written at the axis.
    pub format: Format,
    /// Height of the plot in pixels.
    pub height: f64,
    /// What the labels below are, such as "days".
    pub x_title: String,
}

/// Width of a column at most, in pixels.
const MOST_WIDE: f64 = 112.0;

impl Chart for Columns {
    fn scene(&self, width: f64) -> Scene {
        let n = self.labels.len().max(1);
        let (low, high) = self.extent();
        let ticks = ticks(low, high, 5);
        let left = axis_width(&ticks, self.format);
        let mut scene = Scene::new(width, 0.0);
        let names: Vec<(String, Paint)> =
            self.series.iter().map(|series| (series.name.clone(), series.paint)).collect();
        let top = key(&mut scene, &names, left).max(8.0);
        let plot = Area { x: left, y: top + 4.0, width: (width - left).max(40.0), height: self.height };
        let title = if self.x_title.is_empty() { 0.0 } else { 18.0 };
        scene.height = plot.y + plot.height + 28.0 + title;
        let scale = value_axis(&mut scene, plot, &ticks, self.format);
        let step = plot.width / n as f64;
        let gap = (step * 0.22).clamp(1.0, 10.0);
        // a single month is a column, not a wall
        let wide = (step - gap).min(MOST_WIDE);
        for (at, label) in self.labels.iter().enumerate() {
            let x = plot.x + step * at as f64 + (step - wide) / 2.0;
            let first = scene.prims.len();
            let peak = self.column(&mut scene, at, x, wide, &scale);
            let area = Area { x: plot.x + step * at as f64, y: plot.y, width: step, height: plot.height };
            let focus = vec![Prim::Line {
                points: vec![
                    (area.x + step / 2.0, plot.y + plot.height + 1.0),
                    (area.x + step / 2.0, plot.y + plot.height + 6.0),
                ],
                paint: Paint::Accent,
                width: 2.0,
                dashed: false,
            }];
            scene.marks.push(Mark {
                area,
                at: (x + wide / 2.0, peak),
                title: label.clone(),
                lines: self.tips.get(at).cloned().unwrap_or_default(),
                place: (at, 0),
                prims: first..scene.prims.len(),
                focus,
            });
        }
        let center = |at: usize| plot.x + step * (at as f64 + 0.5);
        category_labels(&mut scene, &self.labels, center, plot.y + plot.height + 16.0, step);
        if !self.x_title.is_empty() {
            let at = (plot.x + plot.width / 2.0, scene.height - 8.0);
            scene.text(
                at,
                self.x_title.clone(),
                super::axis::SMALL,
                Paint::Muted,
                super::scene::Anchor::Middle,
            );
        }
        scene
    }
}

impl Columns {
    /// Lowest and highest end of all columns.
    fn extent(&self) -> (f64, f64) {
        let (mut low, mut high) = (0f64, 0f64);
        for at in 0..self.labels.len() {
            let values = self.series.iter().filter_map(|series| series.values.get(at)).copied();
            if self.grouped {
                for value in values {
                    low = low.min(value);
                    high = high.max(value);
                }
            } else {
                let (down, up) = values
                    .fold((0.0, 0.0), |(down, up), value: f64| (down + value.min(0.0), up + value.max(0.0)));
                low = low.min(down);
                high = high.max(up);
            }
        }
        (low, high)
    }

    /// Draws one column and tells where its top is.
    fn column(&self, scene: &mut Scene, at: usize, x: f64, width: f64, scale: &super::axis::Scale) -> f64 {
        let (mut up, mut down, mut peak) = (0.0, 0.0, scale.at(0.0));
        let n = self.series.len().max(1) as f64;
        for (number, series) in self.series.iter().enumerate() {
            let value = series.values.get(at).copied().unwrap_or(0.0);
            if value == 0.0 {
                continue;
            }
            let base = if self.grouped {
                0.0
            } else if value > 0.0 {
                up
            } else {
                down
            };
            let (a, b) = (scale.at(base), scale.at(base + value));
            let (x, width) =
                if self.grouped { (x + width / n * number as f64, width / n) } else { (x, width) };
            let area = Area { x, y: a.min(b), width: width.max(0.5), height: (a - b).abs() };
            scene.push(Prim::Rect { area, paint: series.paint, alpha: 1.0 });
            if self.in_progress.get(at) == Some(&true) {
                scene.push(Prim::Hatch { area, paint: Paint::Paper });
            }
            peak = peak.min(area.y);
            if value > 0.0 {
                up += value;
            } else {
                down += value;
            }
        }
        peak
    }
}
