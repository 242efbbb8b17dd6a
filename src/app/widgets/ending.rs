//! Reading that ends with what it belongs to, for what is drawn anew again and again and reads signals that live as long as
//! the page. Leptos drops an effect with its owner, but leaves its place among those that a signal tells until that signal
//! is next set: one that is set once a day would keep a list of all charts of the day.

use leptos::{
    prelude::*,
    reactive::graph::{Observer, Subscriber, ToAnySubscriber},
};

/// An effect.
pub fn ending_effect(run: impl FnMut() + 'static) {
    let effect = Effect::new(run);
    on_cleanup(move || {
        let subscriber = effect.to_any_subscriber();
        subscriber.clear_sources(&subscriber);
    });
}

/// What a view shows.
pub fn ending<T>(read: impl Fn() -> T) -> impl Fn() -> T {
    move || {
        if let Some(subscriber) = Observer::get() {
            on_cleanup(move || subscriber.clear_sources(&subscriber));
        }
        read()
    }
}
