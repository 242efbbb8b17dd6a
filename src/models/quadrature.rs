//! Integrals of one variable by Gauss and Legendre's rule with twelve points.
//!
//! Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), table 25.4; here computed with mpmath 1.3, 30
//! digits.

/// Points and weights for one half of -1 … 1; the other half is the mirror image.
const HALF: [(f64, f64); 6] = [
    (0.125_233_408_511_468_916, 0.249_147_045_813_402_785),
    (0.367_831_498_998_180_194, 0.233_492_536_538_354_809),
    (0.587_317_954_286_617_447, 0.203_167_426_723_065_922),
    (0.769_902_674_194_304_687, 0.160_078_328_543_346_226),
    (0.904_117_256_370_474_857, 0.106_939_325_995_318_431),
    (0.981_560_634_246_719_251, 0.047_175_336_386_511_827),
];

/// Calls `at(point, weight)` for the points of one panel: the integral over `from … to` is the sum of weight × value.
#[inline]
pub fn panel(from: f64, to: f64, mut at: impl FnMut(f64, f64)) {
    let (middle, half) = ((from + to) / 2.0, (to - from) / 2.0);
    for (point, weight) in HALF {
        at(middle - half * point, half * weight);
        at(middle + half * point, half * weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_of_degree_23_are_exact() {
        for power in 0..24 {
            let mut sum = 0.0;
            panel(0.5, 2.0, |x, weight| sum += weight * f64::powi(x, power));
            let exact = (2f64.powi(power + 1) - 0.5f64.powi(power + 1)) / f64::from(power + 1);
            assert!((sum / exact - 1.0).abs() < 1e-13, "{power}: {sum} {exact}");
        }
    }
}
