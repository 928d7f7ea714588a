//! From scores to the figures of a result.

use spectrafide_report::score::Label;

use super::outcome::Measured;
use crate::metrics::{self, Bootstrap, Scored};

/// Most points that a result file keeps of a ROC curve.
const ROC_POINTS: usize = 200;

/// The figures of `scored` at a threshold of one half.
pub fn measure(scored: &[Scored], loss: f64, keep_roc: bool) -> Measured {
    let none = Bootstrap {
        resamples: 0,
        seed: 0,
        clustered: false,
    };
    let metrics = metrics::compute(scored, &metrics::at_half(), &none);
    Measured {
        confusion: metrics.confusion,
        loss,
        average_precision: metrics.average_precision,
        auroc: metrics.auroc,
        roc: if keep_roc { thin_roc(scored) } else { vec![] },
        ..Measured::default()
    }
}

/// The binary cross entropy of shares of votes. A share of none or all would cost an infinity
/// when it is wrong, so each counts as if half a tree more had voted for either class.
pub fn vote_loss(scored: &[Scored], trees: usize) -> f64 {
    let trees = trees as f64;
    let sum: f64 = scored
        .iter()
        .map(|scored| {
            let share = (f64::from(scored.score) * trees + 0.5) / (trees + 1.0);
            let right = if scored.label == Label::Synthetic {
                share
            } else {
                1.0 - share
            };
            -right.ln()
        })
        .sum();
    sum / scored.len().max(1) as f64
}

/// The ROC curve with at most [`ROC_POINTS`] points, evenly taken, to four digits.
fn thin_roc(scored: &[Scored]) -> Vec<[f64; 2]> {
    let curve = metrics::roc_curve(scored);
    let step = curve.len().div_ceil(ROC_POINTS).max(1);
    let rounded = |value: f64| (value * 1e4).round() / 1e4;
    let mut points: Vec<[f64; 2]> = curve
        .iter()
        .step_by(step)
        .chain(curve.last())
        .map(|point| [rounded(point.fpr), rounded(point.tpr)])
        .collect();
    points.dedup();
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(score: f32, label: Label) -> Scored {
        Scored {
            score,
            label,
            group: 0,
        }
    }

    #[test]
    fn a_thinned_curve_keeps_both_ends() {
        let many: Vec<Scored> = (0..5000)
            .map(|index| {
                let label = if index % 3 == 0 {
                    Label::Synthetic
                } else {
                    Label::Real
                };
                scored((index * 7919 % 5000) as f32 / 5000.0, label)
            })
            .collect();
        let curve = thin_roc(&many);
        assert!(curve.len() <= ROC_POINTS + 2 && curve.len() > 100);
        assert_eq!(curve.first(), Some(&[0.0, 0.0]));
        assert_eq!(curve.last(), Some(&[1.0, 1.0]));
    }

    #[test]
    fn a_forest_that_is_sure_and_wrong_costs_much_but_not_infinitely() {
        let wrong = vote_loss(&[scored(1.0, Label::Real)], 99);
        assert!((wrong - 200.0_f64.ln()).abs() < 1e-9);
        let right = vote_loss(&[scored(1.0, Label::Synthetic)], 99);
        assert!(right > 0.0 && right < 0.01);
    }
}
