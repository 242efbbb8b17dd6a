//! The engine as the worker has it, without the page, for the benches in Chromium: see engine.mjs.

#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a bench that fails is a failed bench")]

use stamkunde::{
    engine::Engine,
    ingest::InputFile,
    models::buying::{BgNbd, Repeats},
    protocol::{Envelope, FromWorker, ToWorker},
    recipe::Recipe,
};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
#[derive(Default)]
pub struct Bench {
    engine: Engine,
}

#[wasm_bindgen]
impl Bench {
    /// Imports a csv.
    #[wasm_bindgen(constructor)]
    pub fn new(csv: Vec<u8>) -> Bench {
        let mut bench = Bench::default();
        let file = InputFile::from_bytes("orders.csv", csv);
        bench.handle(ToWorker::Inspect { recipe: Recipe::default() }, vec![file]);
        bench.handle(ToWorker::Import { recipe: Recipe::default(), apart: Vec::new() }, Vec::new());
        bench
    }

    fn handle(&mut self, message: ToWorker, files: Vec<InputFile>) {
        self.engine.handle(message, files, &mut |answer| {
            if let FromWorker::Failed(problem) = answer {
                panic!("{problem:?}");
            }
        });
    }

    /// The answers of the dashboard under a recipe as the message that the page would get: its bytes.
    pub fn answers(&mut self, recipe: &str) -> usize {
        let recipe: Recipe = serde_json::from_str(recipe).unwrap();
        let answers = Box::new(self.engine.answer(recipe.clone()).unwrap().clone());
        let body = FromWorker::Answered { recipe: Box::new(recipe), answers };
        postcard::to_stdvec(&Envelope { request: 1, body }).unwrap().len()
    }

    /// The same with everything that follows later: the models, movement, the next product.
    pub fn all(&mut self, recipe: &str) {
        let recipe = serde_json::from_str(recipe).unwrap();
        self.handle(ToWorker::Analyse { recipe }, Vec::new());
    }
}

/// Fits BG/NBD to triples of x, t_x and T in days: its parameters.
#[wasm_bindgen]
pub fn bg_nbd(triples: &[u32]) -> Vec<f64> {
    let triples = triples.chunks_exact(3).map(|of| match of {
        [x, t_x, t] => (*x, *t_x, *t),
        _ => Default::default(),
    });
    let (model, _) = BgNbd::fit(&Repeats::of_days(triples));
    vec![model.r, model.alpha, model.a, model.b]
}

fn main() {}
