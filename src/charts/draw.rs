//! Draws a scene on a plotters backend: the canvas of the page, or a saved picture.

use plotters_backend::{
    BackendColor, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily, FontStyle,
    FontTransform,
    text_anchor::{HPos, Pos, VPos},
};

use super::{
    scene::{Anchor, Area, Prim, Scene},
    theme::{Paint, Theme},
};

const FONT: FontFamily<'static> =
    FontFamily::Name("system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif");

/// Draws a scene in the colours of a theme. `scale` is device pixels per CSS pixel. With a mark in focus the others
/// step back.
///
/// # Errors
/// What the backend says.
pub fn draw<B: DrawingBackend>(
    scene: &Scene,
    theme: &Theme,
    scale: f64,
    focus: Option<usize>,
    backend: &mut B,
) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    let mut pen = Pen { theme, scale, backend };
    let focused = focus.and_then(|at| scene.marks.get(at));
    // texts stand on top of everything, and backends change their colours less often when they come together
    let (texts, shapes): (Vec<_>, Vec<_>) =
        scene.prims.iter().enumerate().partition(|(_, prim)| matches!(prim, Prim::Text { .. }));
    for (at, prim) in shapes.into_iter().chain(texts) {
        let belongs_to_other = focused.is_some_and(|mark| {
            !mark.prims.is_empty()
                && !mark.prims.contains(&at)
                && scene.marks.iter().any(|other| other.prims.contains(&at))
        });
        pen.prim(prim, if belongs_to_other { 0.5 } else { 1.0 })?;
    }
    if let Some(mark) = focused {
        for prim in &mark.focus {
            pen.prim(prim, 1.0)?;
        }
    }
    Ok(())
}

/// A scene as a picture of its own, on paper, with a title above and a source line below.
pub fn svg(scene: &Scene, theme: &Theme, title: &str, source: &str) -> String {
    let mut text = String::new();
    let (scene, width, height) = framed(scene, title, source);
    {
        let mut backend =
            plotters_svg::SVGBackend::with_string(&mut text, (width.ceil() as u32, height.ceil() as u32));
        // writing to a string cannot fail; a picture without a part of it would show that something did
        let _ = draw(&scene, theme, 1.0, None, &mut backend).and_then(|()| backend.present());
    }
    text
}

/// The scene with margins, title and source line, and its size.
pub fn framed(scene: &Scene, title: &str, source: &str) -> (Scene, f64, f64) {
    const MARGIN: f64 = 20.0;
    let (width, height) = (scene.width + 2.0 * MARGIN, scene.height + 84.0);
    let mut framed = Scene::new(width, height);
    let all = Area { x: 0.0, y: 0.0, width, height };
    framed.push(Prim::Rect { area: all, paint: Paint::Paper, alpha: 1.0 });
    let title = super::measure::fit(title, scene.width, 16.0);
    framed.push(Prim::Text {
        at: (MARGIN, 24.0),
        text: title,
        size: 16.0,
        paint: Paint::Ink,
        anchor: Anchor::Start,
        bold: true,
    });
    let source = super::measure::fit(source, scene.width, 11.0);
    framed.text((MARGIN, height - 16.0), source, 11.0, Paint::Muted, Anchor::Start);
    framed.prims.extend(scene.prims.iter().map(|prim| moved(prim, MARGIN, 48.0)));
    (framed, width, height)
}

fn moved(prim: &Prim, dx: f64, dy: f64) -> Prim {
    let area = |area: &Area| Area { x: area.x + dx, y: area.y + dy, ..*area };
    let points = |points: &[(f64, f64)]| points.iter().map(|(x, y)| (x + dx, y + dy)).collect();
    let mut prim = prim.clone();
    match &mut prim {
        Prim::Rect { area: place, .. } | Prim::Hatch { area: place, .. } => *place = area(place),
        Prim::Line { points: all, .. } | Prim::Polygon { points: all, .. } => *all = points(all),
        Prim::Dot { at, .. } | Prim::Text { at, .. } => *at = (at.0 + dx, at.1 + dy),
    }
    prim
}

struct Pen<'a, B> {
    theme: &'a Theme,
    scale: f64,
    backend: &'a mut B,
}

#[derive(Clone, Copy)]
struct Stroke {
    color: BackendColor,
    width: u32,
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        self.color
    }
    fn stroke_width(&self) -> u32 {
        self.width
    }
}

struct Letters {
    color: BackendColor,
    size: f64,
    anchor: Anchor,
    bold: bool,
}

impl BackendTextStyle for Letters {
    type FontError = std::convert::Infallible;

    fn color(&self) -> BackendColor {
        self.color
    }
    fn size(&self) -> f64 {
        self.size
    }
    fn transform(&self) -> FontTransform {
        FontTransform::None
    }
    fn style(&self) -> FontStyle {
        if self.bold { FontStyle::Bold } else { FontStyle::Normal }
    }
    fn anchor(&self) -> Pos {
        let horizontal = match self.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        Pos::new(horizontal, VPos::Center)
    }
    fn family(&self) -> FontFamily<'_> {
        FONT
    }
    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        Ok(((0, 0), (super::measure::text_width(text, self.size) as i32, self.size as i32)))
    }
    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: (i32, i32),
        _: DrawFunc,
    ) -> Result<Result<(), E>, Self::FontError> {
        Ok(Ok(())) // only backends without letters of their own call this
    }
}

impl<B: DrawingBackend> Pen<'_, B> {
    fn color(&self, paint: Paint, alpha: f64) -> BackendColor {
        BackendColor { alpha, rgb: self.theme.color(paint) }
    }
    fn at(&self, (x, y): (f64, f64)) -> (i32, i32) {
        ((x * self.scale).round() as i32, (y * self.scale).round() as i32)
    }
    fn stroke(&self, paint: Paint, width: f64, alpha: f64) -> Stroke {
        Stroke { color: self.color(paint, alpha), width: (width * self.scale).round().max(1.0) as u32 }
    }

    fn prim(&mut self, prim: &Prim, fade: f64) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        match prim {
            Prim::Rect { area, paint, alpha } => {
                let (from, to) =
                    (self.at((area.x, area.y)), self.at((area.x + area.width, area.y + area.height)));
                let style = self.stroke(*paint, 1.0, alpha * fade);
                self.backend.draw_rect(from, to, &style, true)
            }
            Prim::Hatch { area, paint } => self.hatch(area, *paint),
            Prim::Line { points, paint, width, dashed } => {
                let style = self.stroke(*paint, *width, fade);
                if *dashed {
                    for piece in dashes(points) {
                        let piece: Vec<_> = piece.iter().map(|&point| self.at(point)).collect();
                        self.backend.draw_path(piece, &style)?;
                    }
                    return Ok(());
                }
                let points: Vec<_> = points.iter().map(|&point| self.at(point)).collect();
                self.backend.draw_path(points, &style)
            }
            Prim::Polygon { points, paint, alpha } => {
                let style = self.stroke(*paint, 1.0, alpha * fade);
                let points: Vec<_> = points.iter().map(|&point| self.at(point)).collect();
                self.backend.fill_polygon(points, &style)
            }
            Prim::Dot { at, radius, paint } => {
                let style = self.stroke(*paint, 1.0, fade);
                let radius = (radius * self.scale).round() as u32;
                self.backend.draw_circle(self.at(*at), radius, &style, true)
            }
            Prim::Text { at, text, size, paint, anchor, bold } => {
                // names step back less than bars: they are still to be read
                let color = self.color(*paint, fade.max(0.75));
                let style = Letters { color, size: size * self.scale, anchor: *anchor, bold: *bold };
                // a picture as text is XML, which may not hold control characters: it would not open
                let shown =
                    text.replace(|c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'), " ");
                self.backend.draw_text(&shown, &style, self.at(*at))
            }
        }
    }

    /// Slanted lines, cut to the rectangle.
    fn hatch(&mut self, area: &Area, paint: Paint) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        let style = self.stroke(paint, 2.0, 0.55);
        let (right, bottom) = (area.x + area.width, area.y + area.height);
        let mut from = area.x - area.height;
        while from < right {
            // from (from, bottom) up to (from + height, top)
            let start = from.max(area.x);
            let end = (from + area.height).min(right);
            if end > start {
                let line = [(start, bottom - (start - from)), (end, bottom - (end - from))];
                let line = line.map(|point| self.at(point));
                self.backend.draw_path(line, &style)?;
            }
            from += 6.0;
        }
        Ok(())
    }
}

/// Pieces of 5 pixels with gaps of 4.
fn dashes(points: &[(f64, f64)]) -> Vec<[(f64, f64); 2]> {
    const ON: f64 = 5.0;
    const CYCLE: f64 = 9.0;
    let mut pieces = Vec::new();
    for pair in points.windows(2) {
        let (Some(&from), Some(&to)) = (pair.first(), pair.last()) else { continue };
        let length = ((to.0 - from.0).powi(2) + (to.1 - from.1).powi(2)).sqrt();
        let at = |way: f64| {
            let share = way.min(length) / length;
            (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
        };
        let mut way = 0.0;
        while way < length && pieces.len() < 2000 {
            pieces.push([at(way), at(way + ON)]);
            way += CYCLE;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_picture_opens_whatever_characters_a_name_holds() {
        let mut scene = Scene::new(400.0, 100.0);
        let nasty = "Tea \u{0}\u{1}\u{b}\u{1b}\u{7f}\u{85}\u{fffe}\u{ffff} <&> \"é\" 🍵";
        scene.text((10.0, 10.0), nasty.to_owned(), 11.0, Paint::Muted, Anchor::Start);
        let text = svg(&scene, &Theme::LIGHT, nasty, nasty);
        // what XML 1.0 lets a document hold
        let may_stand = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert!(text.chars().all(|c| may_stand(c) && (c == '\n' || !c.is_control())), "{text:?}");
        assert!(text.contains("🍵") && text.contains("&lt;&amp;&gt;"), "{text}");
    }
}
