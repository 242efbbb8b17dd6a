//! Statistics: quantiles, intervals, tests, concentration and survival. Knows numbers, not customers.
//!
//! Logarithms and exponentials come from `libm`, not from the platform, so that a browser and a server write the same
//! digits; square roots and the four operations are exact by IEEE 754.

pub mod buying;
pub mod concentration;
pub mod maximise;
pub mod quadrature;
pub mod radix;
pub mod special;
pub mod stats;
pub mod survival;
pub mod tally;
