//! How far a share may be from the one that was seen.

use statrs::distribution::{Beta, ContinuousCDF};

/// The upper end of the 95 % interval of Clopper and Pearson
/// (<https://doi.org/10.1093/biomet/26.4.404>) of a share of which `hits` of `trials` were seen:
/// the share at which that many or fewer have a probability of 2.5 %, a quantile of the beta
/// distribution.
/// Neither need be whole: samples with weights say as much as some number of even ones.
pub fn upper_bound(hits: f64, trials: f64) -> f64 {
    if hits >= trials {
        return 1.0;
    }
    Beta::new(hits + 1.0, trials - hits).map_or(1.0, |beta| beta.inverse_cdf(0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values are those of R's `binom.test(k, n)$conf.int[2]`; of none in n it is
    /// `1 - 0.025^(1/n)`.
    #[test]
    fn bounds_are_those_of_clopper_and_pearson() {
        for (hits, trials, expected) in [
            (0.0, 10.0, 1.0 - 0.025_f64.powf(0.1)),
            (0.0, 1000.0, 1.0 - 0.025_f64.powf(0.001)),
            (1.0, 20.0, 0.248_732_8),
            (5.0, 100.0, 0.112_834_9),
            (20.0, 20.0, 1.0),
        ] {
            let found = upper_bound(hits, trials);
            assert!(
                (found - expected).abs() < 1e-6,
                "{hits} of {trials}: {found}"
            );
        }
        assert_eq!(upper_bound(0.0, 0.0), 1.0);
    }
}
