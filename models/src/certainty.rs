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

    fn values(&self) -> [f64; SIGNS] {
        [self.margin, self.disagreement, self.weakening].map(f64::from)
    }
}

/// The mean of `values`; 0 of none.
pub fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

/// Number of signs.
const SIGNS: usize = 3;

/// Number of fitted numbers: a weight a sign and the constant.
const NUMBERS: usize = SIGNS + 1;

/// Logistic regression of "the side of even that the score is on is right" on [`Signs`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certainty {
    /// Weights of margin, disagreement and weakening.
    pub weights: [f32; SIGNS],
    /// The constant.
    pub bias: f32,
    /// A verdict needs at least this probability of being right.
    pub least: f32,
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

    /// Fits the weights on held-out judgements, each with whether it was right, by Newton's method
    /// on the log loss with a small ridge, which keeps separable data finite. `least` becomes the
    /// probability that the share `coverage` of the judgements reach.
    ///
    /// None where all were right or all were wrong: then there is nothing to learn.
    pub fn fit(judged: &[(Signs, bool)], coverage: f64) -> Option<Self> {
        let right = judged.iter().filter(|(_, right)| *right).count();
        if right == 0 || right == judged.len() {
            return None;
        }
        let mut numbers = [0.0; NUMBERS];
        for _ in 0..STEPS {
            let step = newton_step(judged, &numbers)?;
            for (number, step) in numbers.iter_mut().zip(step) {
                *number -= step;
            }
            if step.iter().all(|step| step.abs() < 1e-9) {
                break;
            }
        }
        if numbers.iter().any(|number| !number.is_finite()) {
            return None;
        }
        let [margin, disagreement, weakening, bias] = numbers.map(|number| number as f32);
        let mut fitted = Self {
            weights: [margin, disagreement, weakening],
            bias,
            least: 0.0,
        };
        let mut reached: Vec<f32> = judged
            .iter()
            .map(|(signs, _)| fitted.probability(signs))
            .collect();
        reached.sort_by(|a, b| b.total_cmp(a));
        let answered = (coverage * reached.len() as f64).round() as usize;
        fitted.least = reached[answered.clamp(1, reached.len()) - 1];
        Some(fitted)
    }
}

/// Most steps of Newton's method; it needs about six.
const STEPS: usize = 50;

/// Penalty on the squared weights, in judgements.
const RIDGE: f64 = 1.0;

/// The gradient of the penalised log loss, divided by its Hessian.
fn newton_step(judged: &[(Signs, bool)], numbers: &[f64; NUMBERS]) -> Option<[f64; NUMBERS]> {
    let mut gradient = [0.0; NUMBERS];
    let mut hessian = [[0.0; NUMBERS]; NUMBERS];
    for sign in 0..SIGNS {
        gradient[sign] = RIDGE * numbers[sign];
        hessian[sign][sign] = RIDGE;
    }
    // The constant is not held back, but its row must not vanish.
    hessian[SIGNS][SIGNS] = 1e-9;
    for (signs, right) in judged {
        let [margin, disagreement, weakening] = signs.values();
        let inputs = [margin, disagreement, weakening, 1.0];
        let sum: f64 = inputs.iter().zip(numbers).map(|(x, w)| x * w).sum();
        let p = 1.0 / (1.0 + (-sum).exp());
        let error = p - f64::from(u8::from(*right));
        for row in 0..NUMBERS {
            gradient[row] += error * inputs[row];
            for column in 0..NUMBERS {
                hessian[row][column] += p * (1.0 - p) * inputs[row] * inputs[column];
            }
        }
    }
    solve(hessian, gradient)
}

/// Solves `matrix * x = right` by elimination with row exchange; none for a singular matrix.
fn solve(
    mut matrix: [[f64; NUMBERS]; NUMBERS],
    mut right: [f64; NUMBERS],
) -> Option<[f64; NUMBERS]> {
    for column in 0..NUMBERS {
        let pivot = (column..NUMBERS)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..NUMBERS {
            let above = matrix[column];
            let factor = matrix[row][column] / above[column];
            for (value, above) in matrix[row].iter_mut().zip(above) {
                *value -= factor * above;
            }
            right[row] -= factor * right[column];
        }
    }
    let mut solution = [0.0; NUMBERS];
    for row in (0..NUMBERS).rev() {
        let known: f64 = (row + 1..NUMBERS)
            .map(|place| matrix[row][place] * solution[place])
            .sum();
        solution[row] = (right[row] - known) / matrix[row][row];
    }
    Some(solution)
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

    /// Judgements that are right in exact proportion to a known model give that model, but for the
    /// ridge, which weighs as one of the 22 000 does.
    #[test]
    fn fitting_recovers_the_model_that_made_the_judgements() {
        let model = Certainty {
            weights: [1.5, -0.8, -0.6],
            bias: 0.4,
            least: 0.0,
        };
        let mut judged = Vec::new();
        for margin in 0..5 {
            for disagreement in 0..3 {
                for weakening in -1..=1 {
                    let at = signs(
                        margin as f32 * 0.5,
                        disagreement as f32 * 0.7,
                        weakening as f32,
                    );
                    let right = (model.probability(&at) * 500.0).round() as usize;
                    judged.extend((0..500).map(|i| (at, i < right)));
                }
            }
        }
        let fitted = Certainty::fit(&judged, 0.8).expect("both kinds");
        for (found, expected) in fitted.weights.iter().zip(model.weights) {
            assert!((found - expected).abs() < 0.03, "{fitted:?}");
        }
        assert!((fitted.bias - model.bias).abs() < 0.03, "{fitted:?}");
        let answered = judged
            .iter()
            .filter(|(signs, _)| fitted.probability(signs) >= fitted.least);
        let coverage = answered.count() as f64 / judged.len() as f64;
        // Equal signs are answered together.
        assert!((0.78..0.86).contains(&coverage), "{coverage}");
    }

    #[test]
    fn separable_judgements_stay_finite_and_uniform_ones_give_nothing() {
        let judged: Vec<(Signs, bool)> = (0..50)
            .map(|i| (signs(i as f32 / 10.0, 0.0, 0.0), i >= 25))
            .collect();
        let fitted = Certainty::fit(&judged, 0.5).expect("both kinds");
        assert!(fitted.weights.iter().all(|weight| weight.is_finite()));
        assert!(fitted.weights[0] > 1.0);
        let all_right: Vec<(Signs, bool)> = judged.iter().map(|&(s, _)| (s, true)).collect();
        assert_eq!(Certainty::fit(&all_right, 0.8), None);
        assert_eq!(Certainty::fit(&[], 0.8), None);
    }

    #[test]
    fn a_weaker_margin_more_disagreement_and_a_flip_are_less_certain() {
        let judged: Vec<(Signs, bool)> = (0..300)
            .map(|i| {
                let bad = i % 3 == 0;
                let noise = (i * 7 % 11) as f32 / 20.0;
                let shift = if bad { 0.5 } else { 0.0 };
                (
                    signs(2.0 - shift + noise, 0.3 + shift - noise / 2.0, shift),
                    !bad,
                )
            })
            .collect();
        let fitted = Certainty::fit(&judged, 0.7).expect("both kinds");
        let sure = fitted.probability(&signs(2.5, 0.1, 0.0));
        let unsure = fitted.probability(&signs(1.5, 0.8, 0.6));
        assert!(
            sure > fitted.least && unsure < fitted.least,
            "{sure} {unsure}"
        );
    }
}
