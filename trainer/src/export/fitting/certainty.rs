//! How far a verdict can be relied on.

use spectrafide_report::certainty::{Certainty, Signs};

use super::logistic::Logistic;

/// Penalty on the squared weights, in judgements.
const RIDGE: f64 = 1.0;

/// A judgement with whether it was right, and how much it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// What is known about it.
    pub signs: Signs,
    /// Whether the score was on the right side of even.
    pub right: bool,
    /// How many judgements it counts as.
    pub weight: f64,
}

/// Fits the weights on held-out judgements: logistic regression
/// with a small ridge, which keeps separable data finite and does not hold the constant back.
/// `least` becomes the probability that the share `coverage` of the judgements reach.
///
/// None where all were right or all were wrong: then there is nothing to learn.
pub fn fit_certainty(judged: &[Outcome], coverage: f64) -> Option<Certainty> {
    let right = judged.iter().filter(|outcome| outcome.right).count();
    if right == 0 || right == judged.len() {
        return None;
    }
    let inputs: Vec<[f64; 4]> = judged
        .iter()
        .map(|Outcome { signs, .. }| {
            [signs.margin, signs.disagreement, signs.weakening, 1.0].map(f64::from)
        })
        .collect();
    let targets: Vec<f64> = judged
        .iter()
        .map(|outcome| f64::from(u8::from(outcome.right)))
        .collect();
    let weights: Vec<f64> = judged.iter().map(|outcome| outcome.weight).collect();
    let logistic = Logistic {
        inputs: &inputs,
        targets: &targets,
        weights: &weights,
        ridge: [RIDGE, RIDGE, RIDGE, 0.0],
    };
    let [margin, disagreement, weakening, bias] = logistic.fit([0.0; 4])?.map(|value| value as f32);
    let mut fitted = Certainty {
        weights: [margin, disagreement, weakening],
        bias,
        least: 0.0,
        copy_views: None,
    };
    let mut reached: Vec<(f32, f64)> = judged
        .iter()
        .map(|outcome| (fitted.probability(&outcome.signs), outcome.weight))
        .collect();
    reached.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all: f64 = weights.iter().sum();
    let mut answered = 0.0;
    let last = reached.iter().find(|(_, weight)| {
        answered += weight;
        // Sums of weights are not exact.
        answered >= coverage * all * (1.0 - 1e-9)
    });
    fitted.least = last.or(reached.last())?.0;
    Some(fitted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(judged: &[(Signs, bool)], coverage: f64) -> Option<Certainty> {
        let judged = judged.iter().map(|&(signs, right)| Outcome {
            signs,
            right,
            weight: 1.0,
        });
        fit_certainty(&judged.collect::<Vec<_>>(), coverage)
    }

    fn signs(margin: f32, disagreement: f32, weakening: f32) -> Signs {
        Signs {
            margin,
            disagreement,
            weakening,
        }
    }

    /// Judgements that are right in exact proportion to a known model give that model, but for the
    /// ridge, which weighs as one of the 22 000 does.
    #[test]
    fn fitting_recovers_the_model_that_made_the_judgements() {
        let model = Certainty {
            weights: [1.5, -0.8, -0.6],
            bias: 0.4,
            least: 0.0,
            copy_views: None,
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
        let fitted = fit(&judged, 0.8).expect("both kinds");
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
        let fitted = fit(&judged, 0.5).expect("both kinds");
        assert!(fitted.weights.iter().all(|weight| weight.is_finite()));
        assert!(fitted.weights[0] > 1.0);
        let all_right: Vec<(Signs, bool)> = judged.iter().map(|&(s, _)| (s, true)).collect();
        assert_eq!(fit(&all_right, 0.8), None);
        assert_eq!(fit(&[], 0.8), None);
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
        let fitted = fit(&judged, 0.7).expect("both kinds");
        let sure = fitted.probability(&signs(2.5, 0.1, 0.0));
        let unsure = fitted.probability(&signs(1.5, 0.8, 0.6));
        assert!(
            sure > fitted.least && unsure < fitted.least,
            "{sure} {unsure}"
        );
    }
}
