//! Messages survive the way between page and worker.
#![allow(clippy::unwrap_used, reason = "a test")]
use stamkunde::{
    engine::Engine,
    ingest::InputFile,
    protocol::{Envelope, FromWorker, ToWorker},
    recipe::{DateOrder, Reading, Recipe, Role},
};
use std::collections::BTreeMap;

fn round_trip<T: serde::Serialize + serde::de::DeserializeOwned>(message: &T) -> T {
    let bytes = postcard::to_stdvec(message).unwrap();
    let (back, rest) = postcard::take_from_bytes(&bytes).unwrap();
    assert!(rest.is_empty());
    back
}

#[test]
fn a_recipe_comes_back_as_it_was() {
    let columns = BTreeMap::from([(Role::Date, Some("Dato".to_owned())), (Role::Cost, None)]);
    let reading =
        Reading { date_order: Some(DateOrder::MonthFirst), decimal_sign: Some(','), ..Reading::default() };
    for recipe in [Recipe::default(), Recipe { columns, reading, ..Recipe::default() }] {
        let message = Envelope { request: 7, body: ToWorker::Inspect { recipe: recipe.clone() } };
        assert_eq!(round_trip(&message), message);
        let json = serde_json::to_string(&recipe).unwrap();
        assert_eq!(serde_json::from_str::<Recipe>(&json).unwrap(), recipe);
    }
}

#[test]
fn everything_that_the_engine_says_comes_back_as_it_was() {
    let csv = "order,date,email,product,amount\n1,2024-01-01,a@x.dk,Tea,10.50\n2,2024-02-01,a@x.dk,Cup,20\n3,2024-02-03,b@x.dk,Tea,10\n";
    let mut engine = Engine::new();
    let mut said = Vec::new();
    let file = InputFile::from_bytes("orders.csv", csv.into());
    engine.handle(ToWorker::Inspect { recipe: Recipe::default() }, vec![file], &mut |message| {
        said.push(message)
    });
    for message in [
        ToWorker::Import { recipe: Recipe::default(), apart: Vec::new() },
        ToWorker::SegmentPreview { segment: stamkunde::answers::SegmentId::HotOpportunity, limit: 5 },
        ToWorker::SetAsideFile,
        ToWorker::AnswersFile { format: stamkunde::protocol::FileFormat::Xlsx },
    ] {
        engine.handle(message, Vec::new(), &mut |message| said.push(message));
    }
    assert!(said.iter().any(|message| matches!(message, FromWorker::Answered { .. })), "{said:?}");
    for body in said {
        assert_eq!(round_trip(&Envelope { request: 1, body: body.clone() }).body, body);
    }
}
