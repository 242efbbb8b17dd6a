//! Colours by meaning. A scene names what a colour is for; the theme says what it looks like.

/// What a colour is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Paint {
    /// Text and strong lines.
    Ink,
    /// Secondary text.
    Muted,
    /// Grid lines and backgrounds.
    Faint,
    /// The page itself.
    Paper,
    /// What is selected or to be done.
    Accent,
    /// First purchases and first-time buyers.
    First,
    /// Returning customers: 1 the second purchase, growing darker to 3.
    Return(u8),
    /// A sequential scale from 0 to 1.
    Ramp(f64),
    /// Text on a place of the sequential scale.
    OnRamp(f64),
}

/// Red, green, blue.
pub type Color = (u8, u8, u8);

/// On the middle of a scale only the ends of the range can be read.
const BLACK: Color = (8, 10, 12);
const WHITE: Color = (255, 255, 255);

/// Colours for one appearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    ink: Color,
    muted: Color,
    faint: Color,
    paper: Color,
    accent: Color,
    first: Color,
    returning: [Color; 3],
    ramp: [Color; 3],
}

impl Theme {
    /// Dark on light; also for saved pictures.
    pub const LIGHT: Theme = Theme {
        ink: (27, 31, 36),
        muted: (88, 97, 107),
        faint: (227, 229, 229),
        paper: (252, 252, 250),
        accent: (180, 71, 10),
        first: (154, 167, 180),
        returning: [(127, 183, 182), (63, 143, 143), (21, 85, 90)],
        ramp: [(236, 243, 242), (112, 176, 173), (12, 72, 78)],
    };
    /// Light on dark.
    pub const DARK: Theme = Theme {
        ink: (232, 234, 236),
        muted: (157, 166, 175),
        faint: (50, 55, 61),
        paper: (22, 25, 29),
        accent: (240, 156, 84),
        first: (108, 121, 135),
        returning: [(52, 105, 106), (77, 156, 155), (142, 214, 210)],
        ramp: [(33, 40, 44), (52, 118, 118), (155, 224, 218)],
    };

    /// The colour of a paint.
    pub fn color(&self, paint: Paint) -> Color {
        match paint {
            Paint::Ink => self.ink,
            Paint::Muted => self.muted,
            Paint::Faint => self.faint,
            Paint::Paper => self.paper,
            Paint::Accent => self.accent,
            Paint::First => self.first,
            Paint::Return(step) => {
                let [second, third, later] = self.returning;
                match step {
                    0 | 1 => second,
                    2 => third,
                    _ => later,
                }
            }
            Paint::Ramp(at) => self.ramp_at(at),
            Paint::OnRamp(at) => {
                let ramp = self.ramp_at(at);
                if contrast(ramp, BLACK) >= contrast(ramp, WHITE) { BLACK } else { WHITE }
            }
        }
    }

    fn ramp_at(&self, at: f64) -> Color {
        let [low, middle, high] = self.ramp;
        let at = at.clamp(0.0, 1.0);
        if at < 0.5 { mix(low, middle, at * 2.0) } else { mix(middle, high, at * 2.0 - 1.0) }
    }
}

fn mix(from: Color, to: Color, share: f64) -> Color {
    let channel =
        |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
    (channel(from.0, to.0), channel(from.1, to.1), channel(from.2, to.2))
}

/// Contrast ratio of WCAG 2.2, 1 to 21.
pub fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance((red, green, blue): Color) -> f64 {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_in_both_themes() {
        for theme in [Theme::LIGHT, Theme::DARK] {
            for paint in [Paint::Ink, Paint::Muted, Paint::Accent] {
                let ratio = contrast(theme.color(paint), theme.color(Paint::Paper));
                assert!(ratio >= 4.5, "{paint:?} {ratio}");
            }
            for step in 0..=20 {
                let at = f64::from(step) / 20.0;
                let ratio = contrast(theme.color(Paint::Ramp(at)), theme.color(Paint::OnRamp(at)));
                assert!(ratio >= 4.4, "ramp {at} {ratio}");
            }
        }
    }
}
