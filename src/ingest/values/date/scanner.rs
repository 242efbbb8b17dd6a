//! Goes through a date from left to right: numbers, words, signs, and the time of day with all that may follow it.

use super::SECONDS_A_DAY;
use crate::ingest::lexicon::calendar::date_word;

/// Reads a time of day alone, such as `08:45` or `8:45 PM`, as seconds since midnight.
pub fn parse_time(text: &str) -> Option<u32> {
    let mut scanner = Scanner::new(text.trim());
    scanner.clock().filter(|_| scanner.rest.trim().is_empty())
}

pub(super) struct Scanner<'a> {
    pub rest: &'a str,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { rest: text }
    }
    pub fn take(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !accept(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
    pub fn skip(&mut self, accept: impl Fn(char) -> bool) {
        self.take(accept);
    }
    pub fn spaces(&mut self) {
        self.skip(is_space);
    }
    pub fn number(&mut self) -> Option<(u32, usize)> {
        let digits = self.take(|c| c.is_ascii_digit());
        Some((digits.parse().ok()?, digits.len()))
    }
    /// Letters, with apostrophes between them.
    pub fn word(&mut self) -> Option<&'a str> {
        let word = self.take(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | 'ʼ' | '\u{307}'));
        let word = word.trim_end_matches(['\'', '’', 'ʼ']);
        (!word.is_empty()).then_some(word)
    }
    pub fn sign(&mut self) -> Option<char> {
        let sign = self.rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
        self.rest = self.rest.get(1..)?;
        Some(sign)
    }
    /// What may follow a date: nothing, or a time with perhaps an offset, which is left as it is: the day and the hour
    /// of the shop's own clock are what the analysis wants.
    pub fn time(&mut self) -> Option<u32> {
        // logs of servers write "03/Jan/2023:14:05:00"
        self.rest = self.rest.strip_prefix(':').unwrap_or(self.rest);
        self.skip(|c| is_space(c) || matches!(c, ',' | '.'));
        // "um", "at", "kl.", "a las", and weekdays in brackets
        while let Some(word) = self.word_ahead() {
            if word != "T" && !date_word(word).is_some_and(|word| word.is_beside()) {
                break;
            }
            self.rest = self.rest.get(word.len()..)?;
            self.skip(|c| is_space(c) || matches!(c, ',' | '.' | ')' | '）'));
        }
        if self.rest.is_empty() {
            return Some(0);
        }
        let seconds = self.clock()?;
        self.zone().then_some(seconds)
    }
    /// The word that stands here, perhaps behind a bracket, without passing it.
    fn word_ahead(&mut self) -> Option<&'a str> {
        let inner = self.rest.trim_start_matches(['(', '（']);
        let word = Scanner::new(inner).word()?;
        // a bracket belongs to its word
        self.rest = inner;
        Some(word)
    }
    /// The zone behind a time, to the end: `Z`, `+02:00`, `GMT+0200 (CEST)`, `Europe/Paris`, `Uhr`.
    pub fn zone(&mut self) -> bool {
        self.spaces();
        self.zone_here();
        self.spaces();
        let rest = self.rest.trim_end();
        let is_named = |open: char, close: char| {
            rest.strip_prefix(open)
                .and_then(|rest| rest.strip_suffix(close))
                .is_some_and(|name| !name.contains(open))
        };
        let is_place = rest.split_once('/').is_some_and(|(continent, city)| {
            continent.bytes().all(|byte| byte.is_ascii_alphabetic())
                && city.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'/' | b'-'))
        });
        rest.is_empty() || is_named('(', ')') || is_named('[', ']') || is_place
    }
    /// A zone's letters and its distance, as far as they stand here.
    pub fn zone_here(&mut self) {
        let before = self.rest;
        if let Some(word) = Scanner::new(before).word() {
            let is_letters = word.len() <= 5 && word.bytes().all(|byte| byte.is_ascii_uppercase());
            let after = before.get(word.len()..).unwrap_or_default();
            if !after.starts_with('/') && (is_letters || date_word(word).is_some_and(|word| word.filler)) {
                self.rest = after.trim_start_matches(['.', ' ']);
            }
        }
        if let Some(distance) = self.rest.strip_prefix(['+', '-', '\u{2212}']) {
            let end = distance.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(distance.len());
            let (distance, after) = distance.split_at(end);
            if (1..=6).contains(&distance.len()) {
                self.rest = after;
            }
        }
    }
    /// Hours and minutes, perhaps seconds, perhaps `AM` or its like on either side.
    pub fn clock(&mut self) -> Option<u32> {
        let mut half = self.half_of_day();
        let (hour, hour_len) = self.number()?;
        if hour_len > 2 {
            return None;
        }
        let (minute, second) = self.minutes(half.is_none())?;
        self.spaces();
        half = half.or_else(|| self.half_of_day());
        let hour = match half {
            // 0:05 AM and 14:05 PM are written too
            Some(false) if hour <= 12 => hour % 12,
            Some(true) if hour < 12 => hour + 12,
            Some(true) if hour < 24 => hour,
            Some(_) => return None,
            None => hour,
        };
        (hour < 24 && minute < 60 && second < 61)
            .then(|| (hour * 3600 + minute * 60 + second).min(SECONDS_A_DAY - 1))
    }
    /// What stands behind the hour: minutes and perhaps seconds, after a sign or a word for hours.
    fn minutes(&mut self, is_required: bool) -> Option<(u32, u32)> {
        let after_sign = |rest: &'a str| {
            let signs = [":", ".", " h ", "h", "時", "时", "시 ", "시"];
            signs.iter().find_map(|sign| rest.strip_prefix(sign).map(|rest| (*sign, rest)))
        };
        let Some((sign, rest)) = after_sign(self.rest) else {
            // "2 PM" has no minutes
            let ahead = self.rest.trim_start_matches(is_space);
            let is_half = Scanner::new(ahead).half_of_day().is_some();
            return (is_half || !is_required).then_some((0, 0));
        };
        self.rest = rest;
        let Some((minute, minute_len)) = self.number() else { return (sign.len() > 1).then_some((0, 0)) };
        if minute_len > 2 {
            return None;
        }
        if !matches!(sign, ":" | ".") {
            self.skip(|c| matches!(c, '分' | '분' | ' '));
            let second = self.number().map_or(0, |(second, _)| second);
            self.skip(|c| matches!(c, '秒' | '초'));
            return Some((minute, second));
        }
        let mut second = 0;
        if let Some(rest) = self.rest.strip_prefix(sign) {
            self.rest = rest;
            second = self.number()?.0;
            if self.rest.starts_with(['.', ',']) {
                self.rest = self.rest.get(1..)?;
                self.take(|c| c.is_ascii_digit());
            }
        }
        Some((minute, second))
    }
    /// `AM`, `p. m.`, `下午`; passes it.
    pub fn half_of_day(&mut self) -> Option<bool> {
        let first = Scanner::new(self.rest).word()?;
        if let Some(half) = date_word(first).and_then(|word| word.half) {
            self.rest = self.rest.get(first.len()..)?.trim_start_matches(|c| c == '.' || is_space(c));
            return Some(half);
        }
        // "a. m." in two pieces
        let rest = self.rest.get(first.len()..)?.strip_prefix('.')?.trim_start_matches(is_space);
        let second = Scanner::new(rest).word()?;
        let half = date_word(&format!("{first}{second}")).and_then(|word| word.half)?;
        self.rest = rest.get(second.len()..)?.trim_start_matches(|c| c == '.' || is_space(c));
        Some(half)
    }
}

/// The spaces that programs put into dates.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' | '\u{200e}' | '\u{200f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day() {
        for (text, want) in [
            ("08:45", Some((8, 45, 0))),
            ("8.45", Some((8, 45, 0))),
            ("8:45 PM", Some((20, 45, 0))),
            ("8:45\u{202f}PM", Some((20, 45, 0))),
            ("2:05 p. m.", Some((14, 5, 0))),
            ("2:05\u{a0}p.\u{a0}m.", Some((14, 5, 0))),
            ("12:05 a.m.", Some((0, 5, 0))),
            ("下午2:05", Some((14, 5, 0))),
            ("오후 2:05", Some((14, 5, 0))),
            ("2 PM", Some((14, 0, 0))),
            ("14h05", Some((14, 5, 0))),
            ("14 h 05", Some((14, 5, 0))),
            ("14時05分", Some((14, 5, 0))),
            ("14:05:30.123", Some((14, 5, 30))),
            ("14:05 PM", Some((14, 5, 0))),
            ("14:05 AM", None),
            ("25:00", None),
            ("14:60", None),
            ("14", None),
            ("149:50", None),
            ("14:5000", None),
            ("", None),
        ] {
            let want = want.map(|(hour, minute, second)| hour * 3600 + minute * 60 + second);
            assert_eq!(parse_time(text), want, "{text}");
        }
    }
}
