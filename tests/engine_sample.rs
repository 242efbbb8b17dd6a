//! The sample through the whole engine: the real import reads what the generator wrote, and every list has the size that
//! the answers say.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed one is a failed test

use stamkunde::{
    answers::SegmentId,
    base::Money,
    engine::Engine,
    protocol::{FromWorker, ToWorker},
    recipe::Recipe,
};

fn ask(engine: &mut Engine, message: ToWorker) -> FromWorker {
    let mut last = None;
    engine.handle(message, Vec::new(), &mut |answer| {
        if !matches!(answer, FromWorker::Progress(_) | FromWorker::Later(_)) {
            last = Some(answer);
        }
    });
    last.unwrap()
}

#[test]
fn the_sample_is_imported_answered_and_listed() {
    let mut engine = Engine::new();
    let answered = ask(&mut engine, ToWorker::ImportSample { recipe: Recipe::default() });
    let FromWorker::Answered { answers, .. } = answered else { panic!("{answered:?}") };
    // The figures of tests/sample_shop.rs, which reads the file its own way.
    let summary = &answers.summary;
    assert_eq!((summary.customers, summary.purchases, summary.returns), (12_114, 31_032, 655));
    assert_eq!((summary.free_orders, summary.lines), (72, 54_682));
    assert_eq!(summary.net_revenue, Some(Money(77_202_652_300)));
    assert_eq!(answers.import.rows_read, 54_682);
    let shown: Vec<SegmentId> = answers.segments.iter().map(|segment| segment.id).collect();
    assert_eq!(shown, SegmentId::ALL);
    for segment in &answers.segments {
        let preview = ask(&mut engine, ToWorker::SegmentPreview { segment: segment.id, limit: 3 });
        let FromWorker::Members { total, members, .. } = preview else { panic!("{preview:?}") };
        assert_eq!((total, members.len()), (segment.customers.count, 3));
        assert!(members.iter().all(|member| !member.email.is_empty() && !member.name.is_empty()));
        assert!(members.iter().all(|member| !member.last_product.is_empty()));
    }
}
