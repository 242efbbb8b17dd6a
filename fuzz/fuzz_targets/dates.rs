//! Date cells, each alone and all as one column.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stamkunde::{base::Day, ingest::values::date::{DateEvidence, parse_serial, parse_time, read_written}, recipe::DateOrder};

fuzz_target!(|text: &str| {
    let mut evidence = DateEvidence::default();
    for cell in text.lines() {
        for serials in [false, true] {
            evidence.see(cell, serials);
            let Some(written) = read_written(cell, serials) else { continue };
            for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
                if let Some((day, second)) = written.resolve(order) {
                    assert!(second < 86_400, "{cell}: {second} s");
                    assert!((Day(-30_000)..Day(100_000)).contains(&day), "{cell}: {day}");
                }
            }
        }
        if let Some(second) = parse_time(cell) {
            assert!(second < 86_400, "{cell}: {second} s");
        }
        if let Ok(number) = cell.parse::<f64>() {
            let _ = parse_serial(number);
        }
    }
});
