//! Effects that end with what they belong to, also for the signals that they read.

use leptos::{
    prelude::*,
    reactive::graph::{Subscriber, ToAnySubscriber},
};

/// An effect of something that is drawn anew again and again, and reads what lives as long as the page. Leptos drops an
/// effect with its owner, but leaves its place among those that a signal tells, until that signal is next set: one
/// that is set once a day would keep a list of all charts of the day.
pub fn ending_effect(run: impl FnMut() + 'static) {
    let effect = Effect::new(run);
    on_cleanup(move || {
        let subscriber = effect.to_any_subscriber();
        subscriber.clear_sources(&subscriber);
    });
}
