//! A heat map: cohorts down, periods since across.

use super::{
    Chart,
    axis::SMALL,
    measure::text_width,
    scene::{Anchor, Area, Mark, Prim, Scene, TipLine},
    theme::Paint,
};

/// One row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HeatRow {
    /// Its name.
    pub label: String,
    /// Written behind the name, such as the number of customers.
    pub note: String,
    /// Values; `None` is not observed.
    pub values: Vec<Option<f64>>,
    /// What stands in the cells.
    pub texts: Vec<String>,
    /// The cell that is still growing.
    pub in_progress: Option<usize>,
    /// From few customers.
    pub thin: bool,
    /// The tooltip of each cell.
    pub tips: Vec<Vec<TipLine>>,
    /// Set off from the rows above: the mean.
    pub is_mean: bool,
}

/// A heat map.
#[derive(Debug, Clone, Default)]
pub struct Heat {
    /// From the top down.
    pub rows: Vec<HeatRow>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// What the columns are.
    pub x_title: String,
    /// Value at the light end of the scale.
    pub low: f64,
    /// Value at the dark end.
    pub high: f64,
}

const ROW: f64 = 26.0;
const LEAST: f64 = 20.0;
/// Width of a cell below numbers, and below names.
const MOST: f64 = 64.0;
const MOST_NAMED: f64 = 104.0;
const LINE: f64 = 14.0;

/// A name in as many lines as its words need to stay within `room`.
fn wrapped(name: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split(' ') {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), SMALL) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

impl Heat {
    /// The width below which the cells would be too narrow to point at.
    pub fn least_width(&self) -> f64 {
        let least = if self.is_named() { self.longest_word() + 6.0 } else { LEAST };
        self.left() + least * self.columns.len() as f64
    }

    /// Columns have names and not only numbers.
    fn is_named(&self) -> bool {
        self.columns.iter().any(|name| name.chars().any(char::is_alphabetic))
    }
    fn longest_word(&self) -> f64 {
        let words = self.columns.iter().flat_map(|name| name.split(' '));
        words.map(|word| text_width(word, SMALL)).fold(LEAST, f64::max)
    }

    fn left(&self) -> f64 {
        let label = self.rows.iter().map(|row| text_width(&row.label, SMALL)).fold(0.0, f64::max);
        label + self.note_width() + 26.0
    }
    fn note_width(&self) -> f64 {
        self.rows.iter().map(|row| text_width(&row.note, SMALL)).fold(0.0, f64::max)
    }
}

impl Chart for Heat {
    fn scene(&self, width: f64) -> Scene {
        let left = self.left();
        let n = self.columns.len().max(1);
        let most = if self.is_named() { MOST_NAMED } else { MOST };
        let cell = ((width - left) / n as f64).clamp(LEAST, most);
        let names: Vec<Vec<String>> = self.columns.iter().map(|name| wrapped(name, cell - 4.0)).collect();
        let lines = names.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let top = 26.0 + LINE * lines as f64;
        let means = self.rows.iter().filter(|row| row.is_mean).count() as f64 * 8.0;
        let mut scene = Scene::new(width, top + ROW * self.rows.len() as f64 + means + 4.0);
        scene.text((left, 8.0), self.x_title.clone(), SMALL, Paint::Muted, Anchor::Start);
        let widest = self
            .rows
            .iter()
            .flat_map(|row| &row.texts)
            .map(|text| text_width(text, SMALL))
            .fold(0.0, f64::max);
        let shows_texts = widest + 4.0 <= cell;
        for (at, name) in names.into_iter().enumerate() {
            let x = left + cell * (at as f64 + 0.5);
            let first = top - 12.0 - LINE * (name.len().saturating_sub(1)) as f64;
            for (line, text) in name.into_iter().enumerate() {
                scene.text((x, first + LINE * line as f64), text, SMALL, Paint::Muted, Anchor::Middle);
            }
        }
        let mut y = top;
        for (number, row) in self.rows.iter().enumerate() {
            if row.is_mean {
                y += 8.0;
            }
            let middle = y + ROW / 2.0;
            let paint = if row.thin { Paint::Muted } else { Paint::Ink };
            scene.push(Prim::Text {
                at: (0.0, middle),
                text: row.label.clone(),
                size: SMALL,
                paint,
                anchor: Anchor::Start,
                bold: row.is_mean,
            });
            scene.text((left - 12.0, middle), row.note.clone(), SMALL, Paint::Muted, Anchor::End);
            for (at, value) in row.values.iter().enumerate() {
                let Some(value) = *value else { continue };
                let area = Area {
                    x: left + cell * at as f64 + 1.0,
                    y: y + 1.0,
                    width: cell - 2.0,
                    height: ROW - 2.0,
                };
                self.cell(&mut scene, (number, at), value, area, shows_texts);
            }
            y += ROW;
        }
        scene
    }
}

impl Heat {
    fn cell(&self, scene: &mut Scene, place: (usize, usize), value: f64, area: Area, shows_text: bool) {
        let (Some(row), at) = (self.rows.get(place.0), place.1) else { return };
        let span = (self.high - self.low).max(f64::EPSILON);
        let shade = ((value - self.low) / span).clamp(0.0, 1.0);
        let first = scene.prims.len();
        let alpha = if row.thin { 0.55 } else { 1.0 };
        let text = row.texts.get(at).filter(|_| shows_text);
        scene.push(Prim::Rect { area, paint: Paint::Ramp(shade), alpha });
        if row.in_progress == Some(at) {
            scene.push(Prim::Hatch { area, paint: Paint::Paper });
            // a number on stripes is hard to read
            let width = text.map_or(0.0, |text| text_width(text, SMALL) + 4.0).min(area.width);
            let height = (SMALL + 2.0).min(area.height);
            let (x, y) = area.center();
            let plate = Area { x: x - width / 2.0, y: y - height / 2.0, width, height };
            scene.push(Prim::Rect { area: plate, paint: Paint::Paper, alpha: 1.0 });
            scene.push(Prim::Rect { area: plate, paint: Paint::Ramp(shade), alpha });
        }
        if let Some(text) = text {
            // on a thin cell the paper shines through
            let paint = if row.thin { Paint::Ink } else { Paint::OnRamp(shade) };
            scene.text(area.center(), text.clone(), SMALL, paint, Anchor::Middle);
        }
        let column = self.columns.get(at).cloned().unwrap_or_default();
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
        let points =
            corners.iter().map(|(x, y)| (area.x + x * area.width, area.y + y * area.height)).collect();
        scene.marks.push(Mark {
            area,
            at: area.center(),
            title: format!("{} · {column}", row.label),
            lines: row.tips.get(at).cloned().unwrap_or_default(),
            place,
            prims: first..scene.prims.len(),
            focus: vec![Prim::Line { points, paint: Paint::Accent, width: 2.0, dashed: false }],
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_of_columns_are_broken_between_words_and_stay_within_their_cells() {
        assert_eq!(wrapped("Bought once, lapsed", 90.0), ["Bought once,", "lapsed"]);
        assert_eq!(wrapped("12", 20.0), ["12"]);
        let columns = vec!["Second purchase made".to_owned(), "At risk".to_owned()];
        let row = HeatRow {
            values: vec![Some(1.0), Some(0.5)],
            texts: vec!["1".into(), "2".into()],
            ..HeatRow::default()
        };
        let heat = Heat { rows: vec![row], columns, high: 1.0, ..Heat::default() };
        let scene = heat.scene(heat.least_width());
        let cells: Vec<Area> = scene.marks.iter().map(|mark| mark.area).collect();
        for prim in &scene.prims {
            let Prim::Text { at, text, .. } = prim else { continue };
            let half = text_width(text, SMALL) / 2.0;
            let over = cells.iter().find(|cell| cell.x <= at.0 && at.0 <= cell.x + cell.width);
            if let Some(cell) = over.filter(|cell| at.1 < cell.y) {
                assert!(cell.x - 3.0 <= at.0 - half && at.0 + half <= cell.x + cell.width + 3.0, "{text}");
            }
        }
        assert_eq!(scene.marks.iter().map(|mark| mark.place).collect::<Vec<_>>(), [(0, 0), (0, 1)]);
    }
}
