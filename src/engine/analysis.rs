//! What is loaded, under the recipe in use: ledger, history, answers; and what is kept from one recipe to the next.

use std::sync::Arc;

use super::{PRODUCTS_SHOWN, compare};
use crate::{
    answers::{
        Answers, Comparison, CustomerOrders, CustomerPage, Doubt, Effect, ImportAnswer, Movement, SegmentId,
        SegmentMember, Selector, SetAsideReason,
    },
    base::{Day, IndexVec, Money, Turns},
    ingest::doubts,
    metrics::{self, Context, Outlooks},
    model::{History, Ledger, LineIdx, Orders, Selection},
    protocol::{FromWorker, Problem},
    recipe::Recipe,
    segments,
    segments::drill::Drill,
};

/// The ledger with what one recipe makes of it.
pub(super) struct Analysis {
    pub(super) ledger: Ledger,
    import: ImportAnswer,
    /// What may make figures wrong.
    doubts: Vec<Doubt>,
    products: Products,
    /// All orders of the ledger; they change with the grain alone.
    orders: Arc<Orders>,
    /// The recipe without its filters, and its history: filters on customers are decided on it, and the next filter is
    /// asked for under the same settings more often than not. Only kept where there are filters.
    whole: Option<(Recipe, History)>,
    selection: Selection,
    pub(super) history: History,
    pub(super) answers: Answers,
    pub(super) recipe: Recipe,
    /// What is expected of customers; `None` until [`look_ahead`](Self::look_ahead) has found it.
    outlooks: Option<Outlooks>,
}

/// First products that answers have a row for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Products {
    /// As many as anybody looks through.
    #[default]
    Shown,
    /// All of them.
    All,
}

/// A part of the ledger under one recipe.
struct Part {
    selection: Selection,
    history: History,
}

impl Analysis {
    pub(super) fn new(
        mut ledger: Ledger,
        import: ImportAnswer,
        doubts: Vec<Doubt>,
        recipe: Recipe,
        products: Products,
    ) -> Result<Self, Problem> {
        check(&recipe)?;
        if !ledger.sums_are_exact() {
            // A sum that is wrong in silence is worse than none.
            return Err(Problem::AmountsTooLarge);
        }
        ledger.leave_out_products(&recipe.not_products);
        let orders = Arc::new(Orders::new(&ledger, recipe.order_grain));
        let mut whole = None;
        let part = part(&ledger, &orders, &mut whole, &recipe);
        let mut answers = answers_of(&ledger, &part.history, &recipe, &import, products);
        answers.doubts = doubts::decided(&doubts, &recipe);
        let Part { selection, history } = part;
        let outlooks = None;
        Ok(Self {
            ledger,
            import,
            doubts,
            products,
            orders,
            whole,
            selection,
            history,
            answers,
            recipe,
            outlooks,
        })
    }

    /// Answers under another recipe. What says how the file is read takes effect with the next import.
    pub(super) fn answer(&mut self, recipe: Recipe) -> Result<(), Problem> {
        check(&recipe)?;
        let other_products = self.recipe.not_products != recipe.not_products;
        if other_products {
            self.ledger.leave_out_products(&recipe.not_products);
            self.whole = None;
        }
        if self.orders.grain != recipe.order_grain || other_products {
            self.orders = Arc::new(Orders::new(&self.ledger, recipe.order_grain));
        }
        // The old ones are given back before new ones are made: a tab has little memory. Without filters the old history
        // is the whole one that the first filter asks for.
        let before = std::mem::take(&mut self.history);
        self.whole = match self.whole.take() {
            _ if other_products => None,
            None if self.recipe.filters.is_empty() => Some((self.recipe.clone(), before)),
            kept => kept,
        };
        self.outlooks = None;
        let part = part(&self.ledger, &self.orders, &mut self.whole, &recipe);
        Part { selection: self.selection, history: self.history } = part;
        self.answers = answers_of(&self.ledger, &self.history, &recipe, &self.import, self.products);
        self.answers.doubts = doubts::decided(&self.doubts, &recipe);
        self.recipe = recipe;
        Ok(())
    }

    /// Everything that the answers so far have not waited for: models, movement, the next product.
    pub(super) async fn look_ahead(&mut self, turns: &Turns<'_>) -> FromWorker {
        let context = Context::in_turns(&self.ledger, &self.history, &self.recipe, turns).await;
        let (later, outlooks) = metrics::later_in_turns(&context, &self.orders, &self.selection, turns).await;
        self.outlooks = Some(outlooks);
        self.answers.take_later(later.clone());
        FromWorker::Later(Box::new(later))
    }

    /// The answers as a message.
    pub(super) fn message(&self) -> FromWorker {
        let answers = Box::new(self.answers.clone());
        FromWorker::Answered { recipe: Box::new(self.recipe.clone()), answers }
    }

    /// Why the recipe left out each line, if it did.
    pub(super) fn reasons(&self) -> IndexVec<LineIdx, Option<SetAsideReason>> {
        History::reasons(&self.ledger, &self.orders, &self.recipe, &self.selection)
    }

    /// Members of a segment, and how many there are in all.
    pub(super) fn members(&self, segment: SegmentId, limit: u32) -> (u64, Vec<SegmentMember>) {
        let page = self.page(&Selector::Segment(segment), 0, limit);
        (page.total, page.customers)
    }

    /// A page of the customers behind a cell of the answers.
    pub(super) fn page(&self, selector: &Selector, offset: u64, limit: u32) -> CustomerPage {
        let context = Context::new(&self.ledger, &self.history, &self.recipe);
        self.drill(&context).page(selector, offset, limit)
    }

    /// A customer's orders with their rows.
    pub(super) fn customer(&self, key: &str) -> Option<CustomerOrders> {
        let context = Context::new(&self.ledger, &self.history, &self.recipe);
        self.drill(&context).customer(key)
    }

    fn drill<'a>(&'a self, context: &'a Context<'a>) -> Drill<'a> {
        Drill { context, orders: &self.orders, selection: &self.selection, outlooks: self.outlooks.as_ref() }
    }

    /// Movement since any past day; `None` where nobody had bought by then.
    pub(super) fn moved_since(&self, day: Day) -> Option<Movement> {
        let context = Context::new(&self.ledger, &self.history, &self.recipe);
        metrics::movement::since(&context, &self.orders, &self.selection, day)
    }

    /// The answers in use beside those of another recipe, which does not come into use.
    pub(super) fn compare(&self, beside: &Recipe) -> Result<Comparison, Problem> {
        check(beside)?;
        let other_orders;
        let orders = if self.orders.grain == beside.order_grain {
            &self.orders
        } else {
            other_orders = Arc::new(Orders::new(&self.ledger, beside.order_grain));
            &other_orders
        };
        let part = part(&self.ledger, orders, &mut None, beside);
        let other = answers_of(&self.ledger, &part.history, beside, &self.import, self.products);
        Ok(compare::compare(self.answers.clone(), other))
    }
}

/// What a recipe's filters leave, and its history. `whole` is kept for the next filter.
fn part(
    ledger: &Ledger,
    orders: &Arc<Orders>,
    whole: &mut Option<(Recipe, History)>,
    recipe: &Recipe,
) -> Part {
    let unfiltered = Recipe { filters: Vec::new(), ..recipe.clone() };
    let kept = whole.take().filter(|(recipe, _)| *recipe == unfiltered);
    let (unfiltered, all) = kept.unwrap_or_else(|| {
        let all = Selection::without(ledger, &unfiltered.excluded_customers);
        let history = History::select(ledger, orders, &unfiltered, &all);
        (unfiltered, history)
    });
    if recipe.filters.is_empty() {
        let selection = Selection::without(ledger, &recipe.excluded_customers);
        return Part { selection, history: all };
    }
    let selection = segments::selection(ledger, &all, recipe);
    let history = History::select(ledger, orders, recipe, &selection);
    *whole = Some((unfiltered, all));
    Part { selection, history }
}

/// All answers: the metrics, and the segments that build on them.
fn answers_of(
    ledger: &Ledger,
    history: &History,
    recipe: &Recipe,
    import: &ImportAnswer,
    products: Products,
) -> Answers {
    let mut context = Context::new(ledger, history, recipe);
    if products == Products::Shown {
        context.products_shown = PRODUCTS_SHOWN;
    }
    let mut answers = metrics::of_context(&context, import.clone());
    answers.segments = segments::summaries_of(&context);
    answers
}

/// What a recipe makes of a ledger, in five figures.
pub(super) fn effect_of(ledger: &mut Ledger, recipe: &Recipe) -> Result<Effect, Problem> {
    check(recipe)?;
    ledger.leave_out_products(&recipe.not_products);
    let orders = Arc::new(Orders::new(ledger, recipe.order_grain));
    let history = part(ledger, &orders, &mut None, recipe).history;
    let sum = |amounts: &mut dyn Iterator<Item = Money>| amounts.sum::<Money>();
    let revenue = sum(&mut history.purchases.revenue.iter().copied())
        + sum(&mut history.returns.amount.iter().copied());
    let span = history.span();
    Ok(Effect {
        lines: history.counts.lines,
        customers: history.n_customers() as u64,
        purchases: history.purchases.day.len() as u64,
        net_revenue: ledger.has.amounts.then_some(revenue),
        first_date: span.map(|(first, _)| first),
        last_date: span.map(|(_, last)| last),
    })
}

/// Settings that no analysis can be made with.
fn check(recipe: &Recipe) -> Result<(), Problem> {
    recipe.check().map_err(|detail| Problem::BadRecipe { detail })
}
