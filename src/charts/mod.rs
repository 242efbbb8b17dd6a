//! Charts as three pure things: a scene (all geometry), drawing it on any plotters backend, and finding what is under
//! the cursor. Nothing here knows a browser.
//!
//! A chart is described by one of [`Columns`], [`Curves`], [`Bars`] or [`Heat`]; its `scene` lays it out for a width.
//! The same scene goes to the canvas of the page and to the saved picture.

mod axis;
mod bars;
mod columns;
mod curves;
mod heat;
mod measure;
mod scene;
mod theme;

mod draw;

pub use bars::{Bar, Bars};
pub use columns::{Columns, Series};
pub use curves::{Curve, Curves, Stop};
pub use draw::{draw, framed, svg};
pub use heat::{Heat, HeatRow};
pub use scene::{Anchor, Area, Mark, Prim, Scene, TipLine};
pub use theme::{Color, Paint, Theme};

/// What every chart can do.
pub trait Chart {
    /// Lays the chart out for a width in CSS pixels.
    fn scene(&self, width: f64) -> Scene;
}
