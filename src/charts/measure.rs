//! How wide a text will be, near enough to lay a chart out: the same on every machine, whatever the font.

/// Width in pixels of a text set at `size`.
pub fn text_width(text: &str, size: f64) -> f64 {
    let units: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'l' | 'j' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.28,
            'f' | 't' | 'r' | ' ' | '(' | ')' | '-' | '\u{a0}' | '\u{202f}' | '/' => 0.36,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.9,
            c if c.is_ascii_uppercase() => 0.68,
            c if c.is_ascii() => 0.56,
            c if (c as u32) >= 0x2e80 => 1.0,
            _ => 0.6,
        })
        .sum();
    // system fonts differ: the wider ones are some twelve percent above this
    units * size * 1.12
}

/// Shortens a text to a width, with an ellipsis.
pub fn fit(text: &str, width: f64, size: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        short.push(c);
        if text_width(&short, size) + size * 0.8 > width {
            short.pop();
            break;
        }
    }
    format!("{}…", short.trim_end())
}
