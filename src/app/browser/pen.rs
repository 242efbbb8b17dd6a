//! The canvas as a plotters backend. It tells the canvas only what has changed since the last stroke: a table of cohorts
//! is a thousand rectangles and texts, and every colour or font that is told costs more than what is drawn with it.

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// A refused stroke: a canvas shows it by its absence.
#[derive(Debug)]
pub struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the canvas refused a stroke")
    }
}

impl std::error::Error for Refused {}

/// What tells colours apart.
type Told = ((u8, u8, u8), f64);

type Drawn = Result<(), DrawingErrorKind<Refused>>;

/// Draws on a canvas.
pub struct CanvasPen {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    fill: Option<Told>,
    stroke: Option<(Told, u32)>,
    font: String,
    align: &'static str,
}

impl CanvasPen {
    /// Takes a canvas up; `None` where the browser has no drawing for it. Nobody else may draw on it meanwhile.
    pub fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        context.set_text_baseline("middle");
        Some(Self { canvas, context, fill: None, stroke: None, font: String::new(), align: "" })
    }

    /// Takes off what was drawn before.
    pub fn wipe(&self) {
        let (width, height) = (f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        self.context.clear_rect(0.0, 0.0, width, height);
    }

    fn fill_with(&mut self, color: BackendColor) {
        let told = (color.rgb, color.alpha);
        if self.fill != Some(told) {
            self.context.set_fill_style_str(&css_of(color));
            self.fill = Some(told);
        }
    }

    fn stroke_with(&mut self, style: &impl BackendStyle) {
        let (color, width) = (style.color(), style.stroke_width());
        let told = ((color.rgb, color.alpha), width);
        if self.stroke != Some(told) {
            self.context.set_stroke_style_str(&css_of(color));
            self.context.set_line_width(f64::from(width));
            self.stroke = Some(told);
        }
    }

    fn trace(&self, path: impl IntoIterator<Item = BackendCoord>) {
        self.context.begin_path();
        for (at, (x, y)) in path.into_iter().enumerate() {
            let (x, y) = (f64::from(x), f64::from(y));
            if at == 0 { self.context.move_to(x, y) } else { self.context.line_to(x, y) }
        }
    }
}

fn css_of(color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    format!("rgba({r},{g},{b},{})", color.alpha)
}

impl DrawingBackend for CanvasPen {
    type ErrorType = Refused;

    fn get_size(&self) -> (u32, u32) {
        (self.canvas.width(), self.canvas.height())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.fill_with(color);
        self.context.fill_rect(f64::from(x), f64::from(y), 1.0, 1.0);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y) = (f64::from(from.0), f64::from(from.1));
        let (width, height) = (f64::from(to.0) - x, f64::from(to.1) - y);
        if fill {
            self.fill_with(style.color());
            self.context.fill_rect(x, y, width, height);
        } else {
            self.stroke_with(style);
            self.context.stroke_rect(x, y, width, height);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.stroke_with(style);
        self.trace(path);
        self.context.stroke();
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.fill_with(style.color());
        self.trace(path);
        self.context.close_path();
        self.context.fill();
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.context.begin_path();
        self.context
            .arc(f64::from(x), f64::from(y), f64::from(radius), 0.0, std::f64::consts::TAU)
            .map_err(|_| DrawingErrorKind::DrawingError(Refused))?;
        if fill {
            self.fill_with(style.color());
            self.context.fill();
        } else {
            self.stroke_with(style);
            self.context.stroke();
        }
        Ok(())
    }

    /// Texts of these charts lie, and their places are the middle of their height.
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        debug_assert!(matches!(style.anchor().v_pos, VPos::Center));
        let align = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Right => "end",
            HPos::Center => "center",
        };
        if self.align != align {
            self.context.set_text_align(align);
            self.align = align;
        }
        let font = format!("{} {}px {}", style.style().as_str(), style.size(), style.family().as_str());
        if self.font != font {
            self.context.set_font(&font);
            self.font = font;
        }
        self.fill_with(style.color());
        self.context
            .fill_text(text, f64::from(x), f64::from(y))
            .map_err(|_| DrawingErrorKind::DrawingError(Refused))
    }
}
