//! Whether a verdict can be relied on, from more than the score.
//!
//! A network's logit alone is a poor judge of itself away from its training pictures. Two signs
//! cost no label: whether the parts of a picture agree, and whether the verdict survives a copy
//! such as web pages make.

use serde::{Deserialize, Serialize};

use crate::calibration::sigmoid;

/// What is known about a judgement beside its verdict. All are in calibrated log odds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signs {
    /// How far the picture's log odds are from even, without sign.
    pub margin: f32,
    /// Standard deviation over the parts of the picture.
    pub disagreement: f32,
    /// How far a web copy moves the log odds towards the other class, or away from it if negative.
    pub weakening: f32,
}

impl Signs {
    /// The signs of a picture whose parts have the log odds `parts`, and its copy's parts `copy`.
    pub fn of(parts: &[f32], copy: &[f32]) -> Self {
        let (own, copied) = (mean(parts), mean(copy));
        let variance = mean(
            &parts
                .iter()
                .map(|part| (part - own).powi(2))
                .collect::<Vec<_>>(),
        );
        Self {
            margin: own.abs(),
            disagreement: variance.sqrt(),
            weakening: (own - copied) * own.signum(),
        }
    }

    /// Margin, disagreement and weakening, in the order of [`Certainty::weights`].
    pub fn values(&self) -> [f64; SIGNS] {
        [self.margin, self.disagreement, self.weakening].map(f64::from)
    }
}

/// The mean of `values`; 0 of none.
pub fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

/// Number of signs.
pub const SIGNS: usize = 3;

/// Logistic regression of "the side of even that the score is on is right" on [`Signs`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certainty {
    /// Weights of margin, disagreement and weakening.
    pub weights: [f32; SIGNS],
    /// The constant.
    pub bias: f32,
    /// A verdict needs at least this probability of being right.
    pub least: f32,
    /// How many parts of the copy are judged at most; as many as of the picture without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_views: Option<u32>,
}

impl Certainty {
    /// The probability that the score is on the right side of even.
    pub fn probability(&self, signs: &Signs) -> f32 {
        let sum: f64 = self
            .weights
            .iter()
            .zip(signs.values())
            .map(|(&weight, value)| f64::from(weight) * value)
            .sum();
        sigmoid((sum + f64::from(self.bias)) as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(margin: f32, disagreement: f32, weakening: f32) -> Signs {
        Signs {
            margin,
            disagreement,
            weakening,
        }
    }

    #[test]
    fn signs_are_those_of_their_definitions() {
        let found = Signs::of(&[-1.0, -3.0], &[-0.5, -0.5]);
        // The copy is 1.5 nearer to even.
        assert_eq!(found, signs(2.0, 1.0, 1.5));
        let found = Signs::of(&[1.0], &[4.0]);
        assert_eq!(found, signs(1.0, 0.0, -3.0));
        assert_eq!(Signs::of(&[], &[]), Signs::default());
    }

    #[test]
    fn the_probability_is_the_logistic_function_of_the_weighted_signs() {
        let certainty = Certainty {
            weights: [1.0, -0.5, 2.0],
            bias: 0.25,
            least: 0.0,
            copy_views: None,
        };
        // 1 * 2 - 0.5 * 1 + 2 * 0.5 + 0.25
        let expected = 1.0 / (1.0 + (-2.75_f32).exp());
        let found = certainty.probability(&signs(2.0, 1.0, 0.5));
        assert!((found - expected).abs() < 1e-6, "{found}");
    }
}
