//! Number cells, each alone and all as one column.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stamkunde::ingest::values::number::{Decimal, NumberEvidence, looks_numeric, parse_decimal};

fuzz_target!(|text: &str| {
    let mut evidence = NumberEvidence::default();
    for cell in text.lines() {
        evidence.see(cell);
        let read = ['.', ','].map(|sign| parse_decimal(cell, sign));
        if looks_numeric(cell) {
            assert!(parse_decimal(cell.trim(), '.').or(parse_decimal(cell.trim(), ',')).is_some());
        }
        for value in read.into_iter().flatten() {
            let _ = (value.to_money(), value.to_f64(), value.times(value), value.rescale(3));
            if let Some(again) = Decimal::from_f64(value.to_f64()) {
                let _ = again.times(value).and_then(Decimal::to_money);
            }
        }
    }
    let _ = (evidence.decimal_sign(), evidence.is_open());
});
