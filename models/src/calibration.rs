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

    /// Fits scale and shift on held-out `(logit, target)` pairs by Newton's method on the
    /// log loss, with Platt's smoothed targets so that separable data stays finite
    /// (Platt 1999; Lin, Lin and Weng 2007, <https://doi.org/10.1007/s10994-007-5018-6>).
    ///
    /// Returns the identity when a class is missing.
    pub fn fit(pairs: &[(f32, f32)]) -> Self {
        let positives = pairs.iter().filter(|pair| pair.1 >= 0.5).count() as f64;
        let negatives = pairs.len() as f64 - positives;
        if positives == 0.0 || negatives == 0.0 {
            return Self::default();
        }
        let high = (positives + 1.0) / (positives + 2.0);
        let low = 1.0 / (negatives + 2.0);
        let target = |label: f32| if label >= 0.5 { high } else { low };
        let loss = |a: f64, b: f64| -> f64 {
            pairs
                .iter()
                .map(|&(logit, label)| {
                    let z = a * f64::from(logit) + b;
                    z.max(0.0) - z * target(label) + (-z.abs()).exp().ln_1p()
                })
                .sum()
        };
        let (mut a, mut b) = (1.0_f64, 0.0_f64);
        let mut current = loss(a, b);
        for _ in 0..100 {
            // Gradient and Hessian of the log loss; the ridge keeps the system solvable.
            let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, 0.0, 1e-9, 0.0, 1e-9);
            for &(logit, label) in pairs {
                let x = f64::from(logit);
                let p = 1.0 / (1.0 + (-(a * x + b)).exp());
                let (error, weight) = (p - target(label), p * (1.0 - p));
                ga += error * x;
                gb += error;
                haa += weight * x * x;
                hab += weight * x;
                hbb += weight;
            }
            let determinant = haa * hbb - hab * hab;
            if determinant.abs() < 1e-18 {
                break;
            }
            let step_a = (hbb * ga - hab * gb) / determinant;
            let step_b = (haa * gb - hab * ga) / determinant;
            let mut size = 1.0;
            loop {
                let (next_a, next_b) = (a - size * step_a, b - size * step_b);
                let next = loss(next_a, next_b);
                if next <= current {
                    let done = current - next < 1e-10;
                    (a, b, current) = (next_a, next_b, next);
                    if done {
                        return Self {
                            scale: a as f32,
                            shift: b as f32,
                        };
                    }
                    break;
                }
                size /= 2.0;
                if size < 1e-8 {
                    return Self {
                        scale: a as f32,
                        shift: b as f32,
                    };
                }
            }
        }
        Self {
            scale: a as f32,
            shift: b as f32,
        }
    }
}

/// The logistic function.
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels drawn from `sigmoid(2 x - 1)` in exact proportion give scale 2 and shift -1.
    #[test]
    fn fitting_recovers_the_scale_and_shift_that_made_the_labels() {
        let mut pairs = Vec::new();
        for step in -20..=20 {
            let logit = step as f32 / 10.0;
            let positives = (sigmoid(2.0 * logit - 1.0) * 2000.0).round() as usize;
            pairs.extend((0..2000).map(|i| (logit, f32::from(u8::from(i < positives)))));
        }
        let fitted = Calibration::fit(&pairs);
        assert!((fitted.scale - 2.0).abs() < 0.01, "{fitted:?}");
        assert!((fitted.shift + 1.0).abs() < 0.01, "{fitted:?}");
    }

    #[test]
    fn separable_data_gives_finite_parameters() {
        let fitted = Calibration::fit(&[(-1.0, 0.0), (-2.0, 0.0), (1.0, 1.0), (2.0, 1.0)]);
        assert!(fitted.scale.is_finite() && fitted.scale > 0.0 && fitted.shift.is_finite());
    }

    #[test]
    fn one_class_alone_changes_nothing() {
        assert_eq!(
            Calibration::fit(&[(0.3, 1.0), (2.0, 1.0)]),
            Calibration::default()
        );
    }
}
