//! Reading how many tests passed, failed and were skipped from what the test programs print.

/// Sums over one or more test programs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that did not run, each with its reason.
    pub skipped: Vec<String>,
}

impl Counts {
    /// One check that passed or failed.
    pub fn of_check(success: bool) -> Self {
        Self { passed: u64::from(success), failed: u64::from(!success), skipped: Vec::new() }
    }
    /// A program that could not be run at all counts as a failure, however little it printed.
    pub fn and_program_ended(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
    /// Adds another program's counts.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend(other.skipped);
    }
}

/// From cargo test and from wasm-bindgen-test-runner, which print the same lines.
///
/// A test that finds its data missing returns early, after printing `skipped: ` and the reason; cargo calls that
/// passed. With `--show-output` the line is there to be seen.
pub fn from_cargo(text: &str) -> Counts {
    let mut counts = Counts::default();
    let mut n_called_passed = 0;
    let mut shown_success: Option<&str> = None;
    let mut is_among_successes = false;
    for line in text.lines().map(str::trim) {
        if line == "successes:" || line == "failures:" {
            is_among_successes = line == "successes:";
            shown_success = None;
        } else if let Some(name) =
            line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----"))
        {
            shown_success = is_among_successes.then_some(name);
        } else if let Some(reason) = line.strip_prefix("skipped: ")
            && let Some(name) = shown_success.take()
        {
            counts.skipped.push(format!("{name}: {reason}"));
            n_called_passed += 1;
        }
        if let Some(rest) = line.strip_prefix("test result: ") {
            counts.passed += number_before(rest, " passed");
            counts.failed += number_before(rest, " failed");
        } else if let Some((name, reason)) =
            line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... ignored"))
        {
            counts.skipped.push(format!("{name}: {}", reason.trim_start_matches([',', ' '])));
        }
    }
    counts.passed = counts.passed.saturating_sub(n_called_passed);
    counts
}

/// From node's TAP reporter.
pub fn from_tap(text: &str) -> Counts {
    let mut counts = Counts::default();
    for line in text.lines() {
        if let Some(number) = line.strip_prefix("# pass ") {
            counts.passed += number.trim().parse().unwrap_or(0);
        } else if let Some(number) =
            line.strip_prefix("# fail ").or_else(|| line.strip_prefix("# cancelled "))
        {
            counts.failed += number.trim().parse().unwrap_or(0);
        } else if let Some((name, reason)) = line.split_once(" # SKIP") {
            let name = name.trim().trim_start_matches("ok ").trim_start_matches(|c: char| c.is_ascii_digit());
            counts.skipped.push(format!("{}: {}", name.trim_start_matches([' ', '-']), reason.trim()));
        }
    }
    counts
}

fn number_before(line: &str, word: &str) -> u64 {
    let before = line.split(word).next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_prints_are_summed() {
        let text = "test a::b ... ok\ntest a::slow ... ignored, needs the big file\n\
                    test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured\n\
                    test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured\n";
        let skipped = vec!["a::slow: needs the big file".to_owned()];
        assert_eq!(from_cargo(text), Counts { passed: 15, failed: 2, skipped });
    }

    #[test]
    fn a_test_that_says_it_skipped_is_not_passed() {
        let text = "test a ... ok\ntest b ... ok\n\nsuccesses:\n\n---- a stdout ----\nskipped: no x\nskipped: no y\n\n\
                    successes:\n    a\n    b\n\ntest result: ok. 2 passed; 0 failed; 0 ignored\n";
        assert_eq!(
            from_cargo(text),
            Counts { passed: 1, skipped: vec!["a: no x".to_owned()], ..Counts::default() }
        );
    }

    #[test]
    fn tap_is_summed() {
        let text =
            "ok 1 - seals\nok 2 - sample # SKIP no pages yet\n# tests 3\n# pass 1\n# fail 1\n# cancelled 0\n";
        let skipped = vec!["sample: no pages yet".to_owned()];
        assert_eq!(from_tap(text), Counts { passed: 1, failed: 1, skipped });
    }
}
