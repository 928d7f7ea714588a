//! From a logit to a probability that means what it says.

use serde::{Deserialize, Serialize};

use crate::score::Score;

/// Platt scaling: `score = sigmoid(scale * logit + shift)`.
///
/// With `shift = 0` it is temperature scaling with temperature `1 / scale` (Guo et al.,
/// <https://arxiv.org/abs/1706.04599>, section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Multiplies the logit.
    pub scale: f32,
    /// Added after the multiplication.
    pub shift: f32,
}

impl Default for Calibration {
    fn default() -> Self {
        Self {
            scale: 1.0,
            shift: 0.0,
        }
    }
}

impl Calibration {
    /// The calibrated score of `logit`.
    pub fn score(&self, logit: f32) -> Score {
        Score::new(sigmoid(self.log_odds(logit)))
    }

    /// The logarithm of the calibrated odds that `logit` stands for.
    pub fn log_odds(&self, logit: f32) -> f32 {
        self.scale * logit + self.shift
    }
}

/// The logistic function.
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logit_of_zero_odds_is_one_half_and_the_scale_sharpens() {
        let calibration = Calibration {
            scale: 2.0,
            shift: -1.0,
        };
        assert_eq!(calibration.score(0.5).value(), 0.5);
        // e^3 to one.
        let expected = 1.0 / (1.0 + (-3.0_f32).exp());
        assert!((calibration.score(2.0).value() - expected).abs() < 1e-6);
    }

    #[test]
    fn the_default_is_the_logistic_function_alone() {
        assert_eq!(Calibration::default().log_odds(1.25), 1.25);
    }
}
