//! Long work in turns: what computes for seconds says now and then that it could stop, and whoever drives it decides
//! whether that is a moment to look around. Nothing here knows of a clock or a browser: the driver brings its own.

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

/// How long a turn is, as the driver sees it.
pub struct Turns<'a> {
    is_over: Option<&'a dyn Fn() -> bool>,
}

impl Turns<'static> {
    /// One turn without an end: the work is done at once.
    pub const ONE: Self = Self { is_over: None };
}

impl<'a> Turns<'a> {
    /// A turn ends when `is_over` says so; it is asked between two pieces of the work.
    pub fn ending(is_over: &'a dyn Fn() -> bool) -> Self {
        Self { is_over: Some(is_over) }
    }
    /// Between two pieces of work: gives the driver a turn where this one is over. What is not driven on is given up.
    #[inline]
    pub fn next(&self) -> Next {
        Next { waits: self.is_over.is_some_and(|is_over| is_over()) }
    }
}

/// The place between two turns.
pub struct Next {
    waits: bool,
}

impl Future for Next {
    type Output = ();
    #[inline]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::take(&mut self.waits) { Poll::Pending } else { Poll::Ready(()) }
    }
}

/// Does one turn of work; tells what came of it when it was the last.
pub fn turn<T>(work: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    match work.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}

/// Does all the work, turn after turn.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        if let Some(done) = turn(work.as_mut()) {
            return done;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    async fn count(turns: &Turns<'_>, counted: &Cell<u32>) -> u32 {
        for _ in 0..6 {
            counted.set(counted.get() + 1);
            turns.next().await;
        }
        counted.get()
    }

    #[test]
    fn work_stops_where_a_turn_is_over_and_goes_on_from_there() {
        let counted = Cell::new(0_u32);
        let is_over = || counted.get().is_multiple_of(3);
        let turns = Turns::ending(&is_over);
        let mut work = pin!(count(&turns, &counted));
        assert_eq!((turn(work.as_mut()), counted.get()), (None, 3));
        assert_eq!((turn(work.as_mut()), counted.get()), (None, 6));
        assert_eq!(turn(work.as_mut()), Some(6));
    }

    #[test]
    fn without_turns_work_is_done_at_once() {
        let counted = Cell::new(0_u32);
        assert_eq!(turn(pin!(count(&Turns::ONE, &counted))), Some(6));
        assert_eq!(at_once(count(&Turns::ending(&|| true), &counted)), 12);
    }
}
