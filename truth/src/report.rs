//! What became of the disguises, for an engineer: each failure with its seed, failures by what they share, counts.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use crate::{
    Options,
    case::Case,
    disguise::{DIMENSIONS, Disguise},
    figures::Figures,
    judge::{End, Verdict},
};

/// A disguise and its end.
pub struct Ended {
    /// The choices.
    pub disguise: Disguise,
    /// The right figures.
    pub readings: Vec<Figures>,
    /// The end.
    pub verdict: Verdict,
}

impl Ended {
    /// Questions or doubts where nothing is wrong with the data.
    fn is_false_alarm(&self) -> bool {
        self.disguise.noise.is_empty() && !self.verdict.raised.is_empty()
    }
}

/// Prints everything about one disguise.
pub fn print_one(case: &Case, verdict: &Verdict, folder: &Path) {
    println!("seed {}: {}", case.disguise.seed, verdict.end.words());
    for choice in case.disguise.choices() {
        println!("  {choice}");
    }
    for file in &case.files {
        println!("\n{}, {} bytes", folder.join(&file.name).display(), file.bytes.len());
        if file.name.ends_with(".csv") {
            let text = match file.bytes.as_slice() {
                [0xff, 0xfe, ..] => encoding_rs::UTF_16LE.decode(&file.bytes).0,
                [0xfe, 0xff, ..] => encoding_rs::UTF_16BE.decode(&file.bytes).0,
                bytes => String::from_utf8(bytes.to_vec())
                    .map_or_else(|_| encoding_rs::WINDOWS_1252.decode(bytes).0, Into::into),
            };
            for line in text.lines().take(12) {
                println!("  {}", line.chars().take(220).collect::<String>());
            }
        }
    }
    println!("\ncustomers / purchases / net revenue / first day..last day");
    for right in &case.readings {
        println!("  right  {right}");
    }
    println!("  got    {}", verdict.detail);
    if !verdict.raised.is_empty() {
        println!("  asked or doubted: {}", verdict.raised.join(", "));
    }
    if let Some(recipe) = &verdict.recipe {
        println!("  the way out: {recipe}");
    }
}

/// Prints what became of many; how many were silently wrong.
pub fn print_many(all: &[Ended], options: &Options, time: Duration) -> usize {
    let wrong: Vec<&Ended> = all.iter().filter(|ended| ended.verdict.end == End::SilentlyWrong).collect();
    // the same few choices: one kind
    let mut kinds: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for ended in wrong.iter().take(options.shown) {
        let (needed, kept) = simplest(&ended.disguise, &options.program, &options.out);
        let seed = ended.disguise.seed;
        println!("SILENTLY WRONG  seed {seed}: {}", ended.disguise.choices().join(", "));
        println!("  got {}, right {}", ended.verdict.detail, first(&ended.readings));
        println!("  still wrong with: {needed}");
        println!("  cargo xtask truth --seed {seed} --only {}", kept.join(","));
        kinds.entry(needed).or_default().push(seed);
    }
    if wrong.len() > options.shown {
        println!("and {} more", wrong.len() - options.shown);
    }
    print_kinds(kinds);
    print_choices(all);
    print_alarms(all);
    print_counts(all, time);
    wrong.len()
}

fn first(readings: &[Figures]) -> String {
    let more = if readings.len() > 1 { format!(" or {} more", readings.len() - 1) } else { String::new() };
    readings.first().map_or(String::new(), |figures| format!("{figures}{more}"))
}

/// Makes plain, one after another, what is not needed to be silently wrong: what is left in words, and its names.
fn simplest(disguise: &Disguise, program: &Path, out: &Path) -> (String, Vec<&'static str>) {
    let folder = out.join("simpler");
    let mut plain: Vec<&str> = Vec::new();
    let is_wrong = |plain: &[&str]| {
        let case = Case::of(disguise.clone().without(plain));
        let verdict = case.judge(program, &folder);
        let _ = fs::remove_dir_all(&folder);
        verdict.is_ok_and(|verdict| verdict.end == End::SilentlyWrong)
    };
    // what most often has nothing to do with it first
    for dimension in DIMENSIONS.iter().rev() {
        plain.push(dimension);
        if !is_wrong(&plain) {
            plain.pop();
        }
    }
    let left = disguise.clone().without(&plain).choices();
    let kept = DIMENSIONS.into_iter().filter(|dimension| !plain.contains(dimension)).collect();
    (if left.is_empty() { "nothing: the plain shop".to_owned() } else { left.join(" + ") }, kept)
}

fn print_kinds(kinds: BTreeMap<String, Vec<u64>>) {
    let mut kinds: Vec<(String, Vec<u64>)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, seeds)| std::cmp::Reverse(seeds.len()));
    if !kinds.is_empty() {
        println!("\nkinds of the failures above, by what is needed for them");
    }
    for (kind, seeds) in kinds {
        let shown: Vec<String> = seeds.iter().take(6).map(u64::to_string).collect();
        println!("{:5}  {kind}  ({})", seeds.len(), shown.join(" "));
    }
}

/// Choices whose files fail clearly more often than others.
fn print_choices(all: &[Ended]) {
    let mut choices: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for ended in all {
        let mut words = ended.disguise.choices();
        if ended.disguise.noise.is_empty() {
            words.push("no noise".to_owned());
        }
        for choice in words {
            let (wrong, files) = choices.entry(choice).or_default();
            *wrong += usize::from(ended.verdict.end == End::SilentlyWrong);
            *files += 1;
        }
    }
    let share = |(wrong, files): (usize, usize)| wrong as f64 / files.max(1) as f64;
    let n_wrong = all.iter().filter(|ended| ended.verdict.end == End::SilentlyWrong).count();
    let usual = share((n_wrong, all.len()));
    let mut choices: Vec<_> = choices.into_iter().filter(|(_, counts)| counts.0 > 0).collect();
    choices.sort_by(|(_, one), (_, other)| share(*other).total_cmp(&share(*one)));
    let often: Vec<_> =
        choices.iter().filter(|(_, counts)| share(*counts) > usual * 1.15 && counts.0 > 1).collect();
    if !often.is_empty() {
        println!("\nsilently wrong / files, by choice ({n_wrong} / {} in all)", all.len());
    }
    for (choice, counts) in often.into_iter().take(30) {
        println!("{:5} / {:<5} {:3.0} %  {choice}", counts.0, counts.1, share(*counts) * 100.0);
    }
}

fn print_alarms(all: &[Ended]) {
    let quiet = all.iter().filter(|ended| ended.disguise.noise.is_empty()).count();
    let alarms: Vec<&Ended> = all.iter().filter(|ended| ended.is_false_alarm()).collect();
    let mut ids: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for ended in &alarms {
        for id in &ended.verdict.raised {
            ids.entry(id).or_default().push(ended.disguise.seed);
        }
    }
    println!("\nfalse alarms: {} of {quiet} files without noise were asked about or doubted", alarms.len());
    for (id, seeds) in ids {
        let shown: Vec<String> = seeds.iter().take(6).map(u64::to_string).collect();
        println!("{:5}  {id}  ({})", seeds.len(), shown.join(" "));
    }
    // what stops somebody without a question is worth a look too, and so is what hides a figure
    for end in [End::Refused, End::NoWayOut, End::Partly] {
        let of_end: Vec<&Ended> = all.iter().filter(|ended| ended.verdict.end == end).collect();
        if of_end.is_empty() {
            continue;
        }
        let quiet = of_end.iter().filter(|ended| ended.disguise.noise.is_empty()).count();
        println!("{}: {quiet} without noise, {} with", end.words(), of_end.len() - quiet);
        let mut reasons: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for ended in of_end {
            let reason = match end {
                End::Refused => without_figures(&ended.verdict.detail),
                End::NoWayOut => ended.verdict.raised.join(", "),
                _ if ended.verdict.detail.contains("no revenue") => "no revenue".to_owned(),
                _ => "no products".to_owned(),
            };
            reasons.entry(reason).or_default().push(ended.disguise.seed);
        }
        let mut reasons: Vec<(String, Vec<u64>)> = reasons.into_iter().collect();
        reasons.sort_by_key(|(_, seeds)| std::cmp::Reverse(seeds.len()));
        for (reason, seeds) in reasons.into_iter().take(8) {
            let shown: Vec<String> = seeds.iter().take(6).map(u64::to_string).collect();
            println!("{:5}  {reason}  ({})", seeds.len(), shown.join(" "));
        }
    }
}

/// The beginning of a sentence, with the same sign for every digit: sentences of one kind become one.
fn without_figures(sentence: &str) -> String {
    let sentence = sentence.trim_start_matches(['…', ',', ':', ' ']);
    sentence.chars().take(90).map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

fn print_counts(all: &[Ended], time: Duration) {
    let seeds = all.iter().map(|ended| ended.disguise.seed);
    let (from, to) = (seeds.clone().min().unwrap_or(0), seeds.max().unwrap_or(0));
    println!("\n{} files, seeds {from} to {to}, in {:.0} s", all.len(), time.as_secs_f64());
    let count = |end: End| {
        let count = all.iter().filter(|ended| ended.verdict.end == end).count();
        format!("{} {count} ({:.1} %)", end.words(), count as f64 * 100.0 / all.len().max(1) as f64)
    };
    println!("{}", End::ALL.map(count).join(", "));
}
