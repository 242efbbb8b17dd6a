//! Date cells, each alone and all as one column.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stamkunde::{base::Day, ingest::values::date::{DateEvidence, DatePattern, NumberStyle, parse_serial, parse_time, read_number, read_written, Written}, recipe::DateOrder};

fuzz_target!(|text: &str| {
    let mut evidence = DateEvidence::default();
    for cell in text.lines() {
        for serials in [false, true] {
            evidence.see(cell, serials);
            hold(cell, read_written(cell, serials));
        }
        for style in NumberStyle::ALL {
            hold(cell, read_number(cell, style));
        }
        if let Some(pattern) = DatePattern::new(cell) {
            text.lines().for_each(|other| hold(other, pattern.read(other)));
        }
        if let Some(second) = parse_time(cell) {
            assert!(second < 86_400, "{cell}: {second} s");
        }
        if let Ok(number) = cell.parse::<f64>() {
            let _ = parse_serial(number);
        }
    }
});

fn hold(cell: &str, written: Option<Written>) {
    let Some(written) = written else { return };
    for order in [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst] {
        if let Some((day, second)) = written.resolve(order) {
            assert!(second < 86_400, "{cell}: {second} s");
            assert!((Day(-30_000)..Day(100_000)).contains(&day), "{cell}: {day}");
        }
    }
}
