//! Exact money: a whole number of ten-thousandths of the currency unit.
//!
//! Four decimals, because unit prices with three exist in real files and the sum has to be exact to the last of
//! them. The largest amount is 922 × 10^12 units; arithmetic saturates rather than wraps.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub, SubAssign},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of money in 1/10,000 of the currency unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(pub i64);

impl Money {
    /// Minor units in one currency unit.
    pub const SCALE: i64 = 10_000;
    /// Decimals that an amount can carry.
    pub const DECIMALS: u32 = 4;
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// From whole currency units.
    pub const fn from_units(units: i64) -> Self {
        Money(units.saturating_mul(Self::SCALE))
    }
    /// From a floating number of units, rounded half away from zero; `None` outside the range of the type.
    pub fn from_f64(units: f64) -> Option<Self> {
        let scaled = (units * Self::SCALE as f64).round();
        (scaled.abs() < 9.2e18).then_some(Money(scaled as i64))
    }
    /// The amount in currency units, for means, shares and charts.
    #[inline]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / Self::SCALE as f64
    }
    /// This amount times a quantity in thousandths, rounded half away from zero.
    pub fn times_milli(self, quantity_milli: i64) -> Self {
        let product = i128::from(self.0) * i128::from(quantity_milli);
        let half = if product < 0 { -500 } else { 500 };
        Money(i64::try_from((product + half) / 1000).unwrap_or(if product < 0 { i64::MIN } else { i64::MAX }))
    }
    /// True above zero.
    #[inline]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }
    /// True below zero.
    #[inline]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl Add for Money {
    type Output = Money;
    #[inline]
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}
impl Sub for Money {
    type Output = Money;
    #[inline]
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}
impl Neg for Money {
    type Output = Money;
    #[inline]
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}
impl AddAssign for Money {
    #[inline]
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}
impl SubAssign for Money {
    #[inline]
    fn sub_assign(&mut self, other: Money) {
        *self = *self - other;
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(iter: I) -> Money {
        iter.fold(Money::ZERO, Add::add)
    }
}

/// Plain decimals: at least two, at most four, `.` as the sign.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let absolute = self.0.unsigned_abs();
        let (whole, part) = (absolute / Self::SCALE as u64, absolute % Self::SCALE as u64);
        let (decimals, shown) = match part {
            part if part % 100 == 0 => (2, part / 100),
            part if part % 10 == 0 => (3, part / 10),
            part => (4, part),
        };
        write!(f, "{sign}{whole}.{shown:0decimals$}")
    }
}

/// A decimal number for people and JSON, the bare integer between page and worker.
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_f64(self.to_f64())
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let units = f64::deserialize(deserializer)?;
            Money::from_f64(units).ok_or_else(|| serde::de::Error::custom("the amount is too large"))
        } else {
            i64::deserialize(deserializer).map(Money)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_decimals_it_has() {
        let shown = |minor: i64| Money(minor).to_string();
        assert_eq!(shown(89_114_079_040), "8911407.904");
        assert_eq!(shown(-5_000), "-0.50");
        assert_eq!(shown(12_345_678), "1234.5678");
        assert_eq!(shown(0), "0.00");
    }

    #[test]
    fn multiplies_exactly_and_rounds_half_away() {
        assert_eq!(Money(25_500).times_milli(6_000), Money(153_000));
        assert_eq!(Money(1).times_milli(500), Money(1));
        assert_eq!(Money(-1).times_milli(500), Money(-1));
        assert_eq!(Money(i64::MAX).times_milli(2_000), Money(i64::MAX));
    }
}
