//! How well scores put synthetic pictures above real ones, at any threshold.

use serde::{Deserialize, Serialize};
use spectrafide_report::score::Label;

use super::{Scored, by_falling_score, ratio};

/// One point of a ROC curve: the rates of the decision "score at or above the threshold".
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RocPoint {
    /// The threshold.
    pub threshold: f32,
    /// Share of real pictures at or above it.
    pub fpr: f64,
    /// Share of synthetic pictures at or above it.
    pub tpr: f64,
}

/// The ROC curve from (0, 0), just above the highest score, to (1, 1) at the lowest.
///
/// Points inside a horizontal or vertical run are left out; straight lines between the rest are
/// the same curve. Without pictures of both classes there is no curve.
pub fn roc_curve(scored: &[Scored]) -> Vec<RocPoint> {
    let sample = by_falling_score(scored);
    let ranked = Ranked::new(&sample);
    let steps = ranked.steps(&vec![1; sample.len()]);
    let Some(&Step {
        real, synthetic, ..
    }) = steps.last()
    else {
        return Vec::new();
    };
    if real == 0 || synthetic == 0 {
        return Vec::new();
    }
    let mut corners: Vec<Step> = vec![Step {
        threshold: sample[0].score.next_up(),
        real: 0,
        synthetic: 0,
    }];
    for step in steps {
        if let [.., before, last] = corners[..] {
            let horizontal = before.synthetic == last.synthetic && last.synthetic == step.synthetic;
            let vertical = before.real == last.real && last.real == step.real;
            if horizontal || vertical {
                corners.pop();
            }
        }
        corners.push(step);
    }
    let point = |step: Step| RocPoint {
        threshold: step.threshold,
        fpr: step.real as f64 / real as f64,
        tpr: step.synthetic as f64 / synthetic as f64,
    };
    corners.into_iter().map(point).collect()
}

/// How many pictures are at or above a threshold.
#[derive(Clone, Copy, Debug)]
struct Step {
    threshold: f32,
    real: u64,
    synthetic: u64,
}

/// Figures of a ranking.
pub(super) struct Ranking {
    /// Mann-Whitney statistic, as a share of all pairs.
    pub auroc: Option<f64>,
    /// Area under the steps of the precision over the recall.
    pub average_precision: Option<f64>,
    /// True positive rate at a false positive rate of at most 1 %.
    pub tpr_at_fpr_01: Option<f64>,
    /// True positive rate at a false positive rate of at most 0.1 %.
    pub tpr_at_fpr_001: Option<f64>,
}

/// The order of a sample's pictures.
pub(super) struct Ranked {
    /// The label of each picture, by falling score.
    synthetic: Vec<bool>,
    /// The end of each run of equal scores, and the score.
    ties: Vec<(usize, f32)>,
}

impl Ranked {
    /// Takes the order of `sample`, which is sorted by falling score.
    pub fn new(sample: &[Scored]) -> Self {
        let mut ties = Vec::new();
        let mut end = 0;
        for run in sample.chunk_by(|a, b| a.score == b.score) {
            end += run.len();
            ties.push((end, run[0].score));
        }
        Self {
            synthetic: sample.iter().map(|s| s.label == Label::Synthetic).collect(),
            ties,
        }
    }

    /// The counts at every score that occurs, falling; picture `i` counts `weights[i]` times.
    fn steps(&self, weights: &[u32]) -> Vec<Step> {
        let mut steps = Vec::with_capacity(self.ties.len());
        let (mut start, mut counts) = (0, [0_u64; 2]);
        for &(end, threshold) in &self.ties {
            for (&synthetic, &weight) in self.synthetic[start..end].iter().zip(&weights[start..end])
            {
                counts[usize::from(synthetic)] += u64::from(weight);
            }
            let [real, synthetic] = counts;
            steps.push(Step {
                threshold,
                real,
                synthetic,
            });
            start = end;
        }
        steps
    }

    /// The figures when picture `i` counts `weights[i]` times.
    pub fn measure(&self, weights: &[u32]) -> Ranking {
        let steps = self.steps(weights);
        let (negatives, positives) = steps
            .last()
            .map_or((0, 0), |step| (step.real, step.synthetic));
        let (mut twice_in_order, mut precision_sum) = (0_u64, 0.0_f64);
        let (mut real, mut synthetic) = (0, 0);
        for step in &steps {
            let (tied_real, tied_synthetic) = (step.real - real, step.synthetic - synthetic);
            // Each real picture of the run is below all synthetic ones so far, and level with
            // those of the run.
            twice_in_order += tied_real * (2 * synthetic + tied_synthetic);
            if tied_synthetic > 0 {
                let precision = step.synthetic as f64 / (step.real + step.synthetic) as f64;
                precision_sum += tied_synthetic as f64 * precision;
            }
            (real, synthetic) = (step.real, step.synthetic);
        }
        // At most one real picture in so many; both sides stay whole numbers.
        let tpr_at = |one_in: u64| {
            let allowed = steps
                .iter()
                .take_while(|step| step.real * one_in <= negatives);
            let flagged = allowed.last().map_or(0, |step| step.synthetic);
            ratio(flagged, positives).filter(|_| negatives > 0)
        };
        Ranking {
            auroc: ratio(twice_in_order, 2 * positives * negatives),
            average_precision: (positives > 0).then(|| precision_sum / positives as f64),
            tpr_at_fpr_01: tpr_at(100),
            tpr_at_fpr_001: tpr_at(1000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::samples::{self, REAL, SYNTHETIC, picture};

    fn measure(scored: &[Scored]) -> Ranking {
        Ranked::new(&by_falling_score(scored)).measure(&vec![1; scored.len()])
    }

    fn split(scored: &[Scored]) -> (Vec<f32>, Vec<f32>) {
        let of = |label: Label| {
            let chosen = scored.iter().filter(|s| s.label == label);
            chosen.map(|s| s.score).collect()
        };
        (of(REAL), of(SYNTHETIC))
    }

    fn share_from(scores: &[f32], threshold: f32) -> f64 {
        scores.iter().filter(|&&s| s >= threshold).count() as f64 / scores.len() as f64
    }

    /// The definition: over all pairs, one for each in order and one half for each tie.
    #[test]
    fn auroc_is_the_share_of_pairs_in_order() {
        let scored = samples::reference();
        let (real, synthetic) = split(&scored);
        let mut sum = 0.0;
        for &low in &real {
            for &high in &synthetic {
                sum += if high > low {
                    1.0
                } else if high == low {
                    0.5
                } else {
                    0.0
                };
            }
        }
        let pairs = real.len() as f64 * synthetic.len() as f64;
        // Sums of halves are exact.
        assert_eq!(measure(&scored).auroc, Some(sum / pairs));
    }

    #[test]
    fn equal_scores_rank_nothing() {
        let scored = [
            picture(0.5, REAL),
            picture(0.5, SYNTHETIC),
            picture(0.5, REAL),
        ];
        let ranking = measure(&scored);
        assert_eq!(ranking.auroc, Some(0.5));
        // One threshold only: everything is flagged, of which a third is synthetic.
        assert_eq!(ranking.average_precision, Some(1.0 / 3.0));
        assert_eq!(ranking.tpr_at_fpr_01, Some(0.0));
    }

    #[test]
    fn separated_classes_are_ranked_without_error_and_reversed_ones_without_hit() {
        let apart = [picture(0.9, SYNTHETIC), picture(0.2, REAL)];
        let ranking = measure(&apart);
        assert_eq!(
            (ranking.auroc, ranking.average_precision),
            (Some(1.0), Some(1.0))
        );
        assert_eq!(
            (ranking.tpr_at_fpr_01, ranking.tpr_at_fpr_001),
            (Some(1.0), Some(1.0))
        );
        let reversed = [picture(0.9, REAL), picture(0.2, SYNTHETIC)];
        assert_eq!(measure(&reversed).auroc, Some(0.0));
    }

    /// One of 100 real pictures is 1 %, and still allowed; two are not.
    #[test]
    fn the_allowed_share_of_real_pictures_is_inclusive() {
        let mut scored = vec![picture(0.1, REAL); 98];
        scored.extend([picture(0.9, REAL), picture(0.7, REAL)]);
        scored.extend([0.95, 0.8, 0.7, 0.6].map(|score| picture(score, SYNTHETIC)));
        let ranking = measure(&scored);
        // 0.95 and 0.8 are above the second real picture; 0.7 is level with it.
        assert_eq!(ranking.tpr_at_fpr_01, Some(0.5));
        assert_eq!(ranking.tpr_at_fpr_001, Some(0.25));
    }

    #[test]
    fn rates_at_a_false_positive_rate_are_the_best_over_all_thresholds() {
        let scored = samples::reference();
        let (real, synthetic) = split(&scored);
        let best = (0..=65)
            .map(|step| step as f32 / 64.0)
            .filter(|&threshold| share_from(&real, threshold) <= 0.01)
            .map(|threshold| share_from(&synthetic, threshold))
            .fold(0.0, f64::max);
        assert_eq!(measure(&scored).tpr_at_fpr_01, Some(best));
    }

    #[test]
    fn the_curve_holds_the_rates_at_its_thresholds() {
        let scored = samples::reference();
        let (real, synthetic) = split(&scored);
        let curve = roc_curve(&scored);
        for point in &curve {
            assert_eq!(point.fpr, share_from(&real, point.threshold));
            assert_eq!(point.tpr, share_from(&synthetic, point.threshold));
        }
        let (first, last) = (curve[0], curve[curve.len() - 1]);
        assert_eq!((first.fpr, first.tpr), (0.0, 0.0));
        assert_eq!((last.fpr, last.tpr), (1.0, 1.0));
    }

    #[test]
    fn the_area_under_the_corners_is_the_auroc() {
        let scored = samples::reference();
        let area: f64 = roc_curve(&scored)
            .windows(2)
            .map(|pair| (pair[1].fpr - pair[0].fpr) * f64::midpoint(pair[0].tpr, pair[1].tpr))
            .sum();
        let auroc = measure(&scored).auroc.expect("both classes are present");
        assert!((area - auroc).abs() < 1e-12, "{area} is not {auroc}");
    }

    /// Up twice, right twice: the points in the middle of each run are not corners.
    #[test]
    fn straight_runs_keep_only_their_ends() {
        let scored = [
            picture(0.9, SYNTHETIC),
            picture(0.8, SYNTHETIC),
            picture(0.4, REAL),
            picture(0.3, REAL),
        ];
        let corners: Vec<(f64, f64)> = roc_curve(&scored).iter().map(|p| (p.fpr, p.tpr)).collect();
        assert_eq!(corners, [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]);
    }

    #[test]
    fn one_class_has_no_curve() {
        assert!(roc_curve(&[]).is_empty());
        assert!(roc_curve(&[picture(0.3, REAL)]).is_empty());
        assert!(roc_curve(&[picture(0.3, SYNTHETIC)]).is_empty());
    }
}
