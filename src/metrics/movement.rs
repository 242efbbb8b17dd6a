//! `movement` (METRICS.md section 12): where customers stood on a past day and where they stand now. The past is what was
//! known on that day: its history is made anew, with its own lapse day, hot window and scores.

use std::sync::Arc;

use super::{context::Context, rfm, stage, thresholds::Thresholds};
use crate::{
    answers::{MoveMatrix, Movement, RfmGroup, Stage},
    base::{Day, IndexVec, Period, Turns, at_once},
    model::{CustomerIdx, History, Ledger, Orders, Selection},
    recipe::Recipe,
};

/// The id of the row and column for those who were no customers.
pub const NONE: &str = "none";

/// Place of a stage among the stages and of a group among the groups; `None` for no customer.
pub type Standing = IndexVec<CustomerIdx, Option<(u8, u8)>>;

/// Since the last period, quarter and year; those before the first purchase are left out.
pub fn answer(context: &Context, orders: &Arc<Orders>, selection: &Selection) -> Vec<Movement> {
    at_once(in_turns(context, orders, selection, &Turns::ONE))
}

/// The same, in turns.
pub async fn in_turns(
    context: &Context<'_>,
    orders: &Arc<Orders>,
    selection: &Selection,
    turns: &Turns<'_>,
) -> Vec<Movement> {
    let (history, recipe) = (context.history, context.recipe);
    let as_of = history.as_of;
    let back = |months: i32| as_of.add_months(-months);
    let period = match recipe.period {
        Period::Week => as_of.add_days(-7),
        Period::Month => back(1),
        Period::Quarter => back(3),
        Period::Year => back(12),
    };
    let mut days = vec![("period", period)];
    // What the period says already is not said again.
    days.extend([("quarter", back(3)), ("year", back(12))].into_iter().filter(|&(_, day)| day != period));
    let now = standing(context.ledger, history, recipe, Some(&context.thresholds));
    let mut movements = Vec::new();
    for (since, day) in days {
        turns.next().await;
        movements.extend(between(context, orders, selection, &now, (since, day), turns).await);
    }
    movements
}

/// Since any past day; `None` where nobody had bought by then.
pub fn since(context: &Context, orders: &Arc<Orders>, selection: &Selection, day: Day) -> Option<Movement> {
    let now = standing(context.ledger, context.history, context.recipe, Some(&context.thresholds));
    let day = day.min(context.history.as_of);
    at_once(between(context, orders, selection, &now, ("day", day), &Turns::ONE))
}

async fn between(
    context: &Context<'_>,
    orders: &Arc<Orders>,
    selection: &Selection,
    now: &Standing,
    (since, day): (&str, Day),
    turns: &Turns<'_>,
) -> Option<Movement> {
    let recipe = Recipe { as_of: Some(day), ..context.recipe.clone() };
    let past = History::standing(context.ledger, orders, &recipe, selection);
    if past.n_customers() == 0 {
        return None;
    }
    turns.next().await;
    let before = standing(context.ledger, &past, &recipe, None);
    let mut stages = Matrix::new(Stage::ALL.len());
    let mut groups = Matrix::new(RfmGroup::ALL.len());
    for (&from, &to) in before.iter().zip(now.iter()) {
        if from.is_some() || to.is_some() {
            stages.count(from.map(|from| from.0), to.map(|to| to.0));
            groups.count(from.map(|from| from.1), to.map(|to| to.1));
        }
    }
    Some(Movement {
        since: since.to_owned(),
        from: day,
        to: context.history.as_of,
        stages: stages.named(Stage::ALL.iter().map(|stage| stage.id())),
        rfm: groups.named(RfmGroup::ALL.iter().map(|group| group.id())),
    })
}

/// Where everybody stood on a past day, and stands now.
pub fn standings(
    context: &Context,
    orders: &Arc<Orders>,
    selection: &Selection,
    day: Day,
) -> (Standing, Standing) {
    let recipe = Recipe { as_of: Some(day), ..context.recipe.clone() };
    let past = History::standing(context.ledger, orders, &recipe, selection);
    let now = standing(context.ledger, context.history, context.recipe, Some(&context.thresholds));
    (standing(context.ledger, &past, &recipe, None), now)
}

fn standing(
    ledger: &Ledger,
    history: &History,
    recipe: &Recipe,
    thresholds: Option<&Thresholds>,
) -> Standing {
    let own;
    let thresholds = match thresholds {
        Some(thresholds) => thresholds,
        None => {
            own = Thresholds::new(history, recipe);
            &own
        }
    };
    let stages = stage::of_customers(ledger, history, thresholds);
    let groups = rfm::groups(history, recipe);
    let mut standing = Standing::filled(None, ledger.customers.len());
    for ((&key, &stage), &group) in history.buyers.key.iter().zip(stages.iter()).zip(groups.iter()) {
        standing.get_mut(key).into_iter().for_each(|place| *place = Some((stage as u8, group as u8)));
    }
    standing
}

/// Counts by place, with one more for nobody.
struct Matrix {
    n: usize,
    counts: Vec<Vec<u64>>,
}

impl Matrix {
    fn new(n: usize) -> Matrix {
        Matrix { n, counts: vec![vec![0; n + 1]; n + 1] }
    }
    fn count(&mut self, from: Option<u8>, to: Option<u8>) {
        let at = |place: Option<u8>| place.map_or(self.n, usize::from);
        let (from, to) = (at(from), at(to));
        let cell = self.counts.get_mut(from).and_then(|row| row.get_mut(to));
        cell.into_iter().for_each(|cell| *cell += 1);
    }
    fn named<'a>(self, ids: impl Iterator<Item = &'a str>) -> MoveMatrix {
        MoveMatrix { ids: ids.chain([NONE]).map(str::to_owned).collect(), counts: self.counts }
    }
}
