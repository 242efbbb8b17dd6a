//! A laid-out chart: primitives in CSS pixels, and the marks that a reader can point at.

use super::theme::Paint;

/// A rectangle in CSS pixels; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Area {
    /// True for a point inside or on the edge.
    pub fn holds(&self, x: f64, y: f64) -> bool {
        x >= self.x && x <= self.x + self.width && y >= self.y && y <= self.y + self.height
    }
    /// Its middle.
    pub fn center(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// Where a text stands on its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins at the point.
    Start,
    /// The point is its middle.
    Middle,
    /// It ends there.
    End,
}

/// Something to draw.
#[derive(Debug, Clone, PartialEq)]
pub enum Prim {
    /// A filled rectangle.
    Rect {
        /// Where.
        area: Area,
        /// Which colour.
        paint: Paint,
        /// 0 to 1.
        alpha: f64,
    },
    /// Slanted lines over a rectangle: what is incomplete.
    Hatch {
        /// Where.
        area: Area,
        /// Which colour.
        paint: Paint,
    },
    /// A line through points.
    Line {
        /// The points.
        points: Vec<(f64, f64)>,
        /// Which colour.
        paint: Paint,
        /// Width in pixels.
        width: f64,
        /// Drawn in dashes.
        dashed: bool,
    },
    /// A filled polygon.
    Polygon {
        /// The corners.
        points: Vec<(f64, f64)>,
        /// Which colour.
        paint: Paint,
        /// 0 to 1.
        alpha: f64,
    },
    /// A filled circle.
    Dot {
        /// Its middle.
        at: (f64, f64),
        /// Its radius.
        radius: f64,
        /// Which colour.
        paint: Paint,
    },
    /// A text, centred on its point from top to bottom.
    Text {
        /// The point.
        at: (f64, f64),
        /// What it says.
        text: String,
        /// Height of the letters in pixels.
        size: f64,
        /// Which colour.
        paint: Paint,
        /// Where it stands.
        anchor: Anchor,
        /// Drawn bold.
        bold: bool,
    },
}

/// A line of a tooltip: name and value.
pub type TipLine = (String, String);

/// Something that can be pointed at, by cursor or by keyboard.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mark {
    /// Where it reacts.
    pub area: Area,
    /// What the tooltip points at.
    pub at: (f64, f64),
    /// Its name, such as the month.
    pub title: String,
    /// Its values.
    pub lines: Vec<TipLine>,
    /// Which of the chart's data it stands for: the bar, column or stop, and 0; of a heat map the row and the column.
    pub place: (usize, usize),
    /// The primitives that belong to it, as a range of [`Scene::prims`].
    pub prims: std::ops::Range<usize>,
    /// Drawn on top while it is pointed at.
    pub focus: Vec<Prim>,
}

/// A laid-out chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// From back to front.
    pub prims: Vec<Prim>,
    /// In reading order.
    pub marks: Vec<Mark>,
}

impl Scene {
    /// An empty scene.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, ..Self::default() }
    }
    /// Adds a primitive.
    pub fn push(&mut self, prim: Prim) {
        self.prims.push(prim);
    }
    /// Adds a plain text.
    pub fn text(&mut self, at: (f64, f64), text: impl Into<String>, size: f64, paint: Paint, anchor: Anchor) {
        self.push(Prim::Text { at, text: text.into(), size, paint, anchor, bold: false });
    }
    /// Adds a straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), paint: Paint, width: f64) {
        self.push(Prim::Line { points: vec![from, to], paint, width, dashed: false });
    }
    /// The mark under a point: of several, the one whose middle is nearest.
    pub fn hit(&self, x: f64, y: f64) -> Option<usize> {
        let distance = |mark: &Mark| {
            let (center_x, center_y) = mark.area.center();
            (center_x - x).powi(2) + (center_y - y).powi(2)
        };
        let under = self.marks.iter().enumerate().filter(|(_, mark)| mark.area.holds(x, y));
        under.min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b))).map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_overlapping_marks_is_hit() {
        let mut scene = Scene::new(100.0, 10.0);
        for x in [0.0, 8.0] {
            let area = Area { x, y: 0.0, width: 12.0, height: 10.0 };
            scene.marks.push(Mark { area, ..Mark::default() });
        }
        assert_eq!(
            (scene.hit(5.0, 5.0), scene.hit(11.0, 5.0), scene.hit(50.0, 5.0)),
            (Some(0), Some(1), None)
        );
    }
}
