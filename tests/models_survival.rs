//! Kaplan-Meier against the published table of the 6-MP leukaemia data (Freireich et al. 1963; METRICS.md section 15).

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a failed one is a failed test

use stamkunde::models::survival::{Observation, Survival};

fn curve(times: &str) -> Survival {
    let observation = |time: &str| match time.strip_suffix('+') {
        Some(days) => Observation { days: days.parse().unwrap(), censored: true },
        None => Observation { days: time.parse().unwrap(), censored: false },
    };
    Survival::new(times.split(' ').map(observation).collect())
}

#[test]
fn six_mp_as_published() {
    let survival = curve("35+ 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+");
    let wanted = [
        (6, 0.8571, 0.0764),
        (7, 0.8067, 0.0869),
        (10, 0.7529, 0.0963),
        (13, 0.6902, 0.1068),
        (16, 0.6275, 0.1141),
        (22, 0.5378, 0.1282),
        (23, 0.4482, 0.1346),
    ];
    assert_eq!(survival.steps.len(), wanted.len());
    for (step, (days, s, error)) in survival.steps.iter().zip(wanted) {
        assert_eq!(step.days, days);
        assert!((step.survival - s).abs() <= 0.00005, "S({days}) = {}", step.survival);
        assert!(
            (step.standard_error().unwrap() - error).abs() <= 0.00005,
            "{days}: {:?}",
            step.standard_error()
        );
    }
    // R: summary(survfit(Surv(t, d) ~ 1, conf.type = "log-log")) at 6 and 23: 0.620-0.952 and 0.188-0.680.
    let interval = |days| survival.step_at(days).unwrap().interval().unwrap();
    for (days, low, high) in [(6, 0.620, 0.952), (23, 0.188, 0.680)] {
        let (l, h) = interval(days);
        assert!((l - low).abs() < 0.0006 && (h - high).abs() < 0.0006, "{days}: {l} {h}");
    }
    assert_eq!((survival.at_risk(6), survival.at_risk(7), survival.at_risk(36)), (21, 17, 0));
    assert_eq!((survival.at(5), survival.at(36)), (Some(1.0), None));
}

#[test]
fn all_events_end_at_zero_and_stay_there() {
    let survival = curve("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23");
    assert_eq!((survival.at(23), survival.at(999)), (Some(0.0), Some(0.0)));
    assert_eq!(survival.steps.last().unwrap().interval(), None);
    assert_eq!(survival.steps.last().unwrap().standard_error(), None);
    assert_eq!(Survival::new(Vec::new()).at(0), None);
}
