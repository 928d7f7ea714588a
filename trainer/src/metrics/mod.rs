//! How good a detector is: figures over scored pictures, with bootstrap intervals.
//!
//! Synthetic is the positive class. A figure that the pictures do not define (a rate over an
//! empty class, the precision when nothing was flagged) is `None`, and `null` in JSON.

mod bootstrap;
mod calibration;
mod decision;
mod ranking;
#[cfg(test)]
mod samples;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use spectrafide_models::score::{Label, Score};
use spectrafide_models::verdict::{Thresholds, Verdict};

pub use bootstrap::Bootstrap;
pub use ranking::{RocPoint, roc_curve};

use decision::Decisions;
use ranking::Ranked;

/// A picture that a detector has judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The calibrated score; limited to `[0, 1]` as [`Score::new`] does.
    pub score: f32,
    /// What the picture is.
    pub label: Label,
    /// The folder that it comes from, for the clustered bootstrap.
    pub group: u32,
}

/// A picture that a detector has given a verdict on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decided {
    /// Its score.
    pub scored: Scored,
    /// Whether the score reaches the cut for "likely synthetic" that holds for the picture.
    pub flagged: bool,
    /// What a person is told, after all that may take a verdict away.
    pub verdict: Verdict,
}

/// Counts of decisions at a threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Synthetic and flagged.
    pub true_positive: u64,
    /// Real and flagged.
    pub false_positive: u64,
    /// Real and not flagged.
    pub true_negative: u64,
    /// Synthetic and not flagged.
    pub false_negative: u64,
}

/// Everything that is reported about one detector on one set of pictures.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Metrics {
    /// Number of pictures.
    pub n: u64,
    /// Number of real ones.
    pub n_real: u64,
    /// Number of synthetic ones.
    pub n_synthetic: u64,
    /// The card's synthetic threshold. The figures from `accuracy` to `fnr` and `confusion` are
    /// about the decision "score at or above it", or above the one that takes its place for a
    /// picture's delivery.
    pub threshold: f32,
    /// Share of right decisions.
    pub accuracy: Option<f64>,
    /// Mean of the recall and the true negative rate.
    pub balanced_accuracy: Option<f64>,
    /// Share of synthetic pictures among those flagged.
    pub precision: Option<f64>,
    /// Share of synthetic pictures that are flagged: the true positive rate.
    pub recall: Option<f64>,
    /// Harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// Share of real pictures that are flagged.
    pub fpr: Option<f64>,
    /// Share of synthetic pictures that are not flagged.
    pub fnr: Option<f64>,
    /// Mean of the precision over the steps of the recall, without interpolation.
    pub average_precision: Option<f64>,
    /// Probability that a synthetic picture scores above a real one, ties counting one half:
    /// the Mann-Whitney statistic.
    pub auroc: Option<f64>,
    /// Highest true positive rate of any threshold that flags at most 1 % of the real pictures.
    pub tpr_at_fpr_01: Option<f64>,
    /// The same at 0.1 %. With fewer than 1000 real pictures none of them may be flagged.
    pub tpr_at_fpr_001: Option<f64>,
    /// Expected calibration error over 15 bins of equal width, see [`calibration`].
    pub ece: Option<f64>,
    /// Mean squared difference between score and target.
    pub brier: Option<f64>,
    /// Decisions at `threshold`.
    pub confusion: Confusion,
    /// Share of right decisions at a threshold of one half.
    pub accuracy_at_half: Option<f64>,
    /// Share of pictures with a verdict other than "cannot tell".
    pub coverage: Option<f64>,
    /// Share of wrong verdicts among those.
    pub error_among_answered: Option<f64>,
    /// Share of real pictures whose verdict is not "likely synthetic".
    pub real_not_flagged: Option<f64>,
    /// The middle 95 % of each figure over the resamples of [`Bootstrap`], by the figure's name.
    pub intervals: BTreeMap<String, [f64; 2]>,
}

/// Number of figures that get an interval.
const FIGURES: usize = 17;

impl Metrics {
    /// The figures that get an interval, by name.
    fn figures(&self) -> [(&'static str, Option<f64>); FIGURES] {
        [
            ("accuracy", self.accuracy),
            ("balanced_accuracy", self.balanced_accuracy),
            ("precision", self.precision),
            ("recall", self.recall),
            ("f1", self.f1),
            ("fpr", self.fpr),
            ("fnr", self.fnr),
            ("average_precision", self.average_precision),
            ("auroc", self.auroc),
            ("tpr_at_fpr_01", self.tpr_at_fpr_01),
            ("tpr_at_fpr_001", self.tpr_at_fpr_001),
            ("ece", self.ece),
            ("brier", self.brier),
            ("accuracy_at_half", self.accuracy_at_half),
            ("coverage", self.coverage),
            ("error_among_answered", self.error_among_answered),
            ("real_not_flagged", self.real_not_flagged),
        ]
    }
}

/// The cross entropy of a logit against what a picture is: no score is rounded to zero or one on
/// the way.
pub fn log_loss(logit: f32, label: Label) -> f64 {
    let wrong = f64::from(match label {
        Label::Real => logit,
        Label::Synthetic => -logit,
    });
    wrong.max(0.0) + (-wrong.abs()).exp().ln_1p()
}

/// Verdicts from one half on and below.
pub fn at_half() -> Thresholds {
    Thresholds {
        synthetic: 0.5,
        real: 0.5_f32.next_down(),
        ..Thresholds::default()
    }
}

/// Computes all figures of `scored`, judged by `thresholds` alone, and their intervals.
pub fn compute(scored: &[Scored], thresholds: &Thresholds, bootstrap: &Bootstrap) -> Metrics {
    let decided: Vec<Decided> = scored
        .iter()
        .map(|&scored| {
            let score = Score::new(scored.score);
            Decided {
                scored,
                flagged: score.value() >= thresholds.synthetic,
                verdict: thresholds.verdict(score),
            }
        })
        .collect();
    compute_decided(&decided, thresholds.synthetic, bootstrap)
}

/// Computes all figures of `decided` and their intervals; `threshold` is for the record.
pub fn compute_decided(decided: &[Decided], threshold: f32, bootstrap: &Bootstrap) -> Metrics {
    let in_order = InOrder::new(decided, threshold);
    let mut metrics = in_order.measure(&vec![1; decided.len()]);
    metrics.intervals = bootstrap.intervals(&in_order.sample, |weights| {
        in_order.measure(weights).figures()
    });
    metrics
}

/// Pictures in the order of their scores, so that a resample needs no sorting.
struct InOrder {
    /// By falling score.
    decided: Vec<Decided>,
    /// The scores of `decided`.
    sample: Vec<Scored>,
    ranked: Ranked,
    bins: Vec<u8>,
    threshold: f32,
}

impl InOrder {
    fn new(decided: &[Decided], threshold: f32) -> Self {
        let mut decided = decided.to_vec();
        for picture in &mut decided {
            picture.scored = in_range(picture.scored);
        }
        decided.sort_by(|a, b| b.scored.score.total_cmp(&a.scored.score));
        let sample: Vec<Scored> = decided.iter().map(|decided| decided.scored).collect();
        Self {
            ranked: Ranked::new(&sample),
            bins: sample.iter().map(|s| calibration::bin(s.score)).collect(),
            threshold,
            sample,
            decided,
        }
    }

    /// The figures when picture `i` of the sample counts `weights[i]` times.
    fn measure(&self, weights: &[u32]) -> Metrics {
        let decide = |flags: &dyn Fn(&Decided) -> bool| {
            Decisions::new(&self.sample, weights, |index| flags(&self.decided[index]))
        };
        let at_threshold = decide(&|decided| decided.flagged);
        let at_half = decide(&|decided| decided.scored.score >= 0.5);
        let accused = decide(&|decided| decided.verdict == Verdict::LikelySynthetic);
        let not_cleared = decide(&|decided| decided.verdict != Verdict::LikelyReal);
        let ranking = self.ranked.measure(weights);
        let fit = calibration::measure(&self.sample, &self.bins, weights);
        let abstention = decision::abstention(&accused, &not_cleared);
        Metrics {
            n: at_threshold.positives() + at_threshold.negatives(),
            n_real: at_threshold.negatives(),
            n_synthetic: at_threshold.positives(),
            threshold: self.threshold,
            accuracy: rounded(at_threshold.accuracy()),
            balanced_accuracy: rounded(at_threshold.balanced_accuracy()),
            precision: rounded(at_threshold.precision()),
            recall: rounded(at_threshold.recall()),
            f1: rounded(at_threshold.f1()),
            fpr: rounded(at_threshold.fpr()),
            fnr: rounded(at_threshold.fnr()),
            average_precision: rounded(ranking.average_precision),
            auroc: rounded(ranking.auroc),
            tpr_at_fpr_01: rounded(ranking.tpr_at_fpr_01),
            tpr_at_fpr_001: rounded(ranking.tpr_at_fpr_001),
            ece: rounded(fit.ece),
            brier: rounded(fit.brier),
            confusion: at_threshold.0,
            accuracy_at_half: rounded(at_half.accuracy()),
            coverage: rounded(abstention.coverage),
            error_among_answered: rounded(abstention.error),
            real_not_flagged: rounded(accused.true_negative_rate()),
            intervals: BTreeMap::new(),
        }
    }
}

/// `scored` by falling score, with every score in range.
fn by_falling_score(scored: &[Scored]) -> Vec<Scored> {
    let mut sample: Vec<Scored> = scored.iter().copied().map(in_range).collect();
    sample.sort_by(|a, b| b.score.total_cmp(&a.score));
    sample
}

/// `picture` with its score between 0 and 1.
fn in_range(picture: Scored) -> Scored {
    Scored {
        score: Score::new(picture.score).value(),
        ..picture
    }
}

/// `value` with the decimals that are kept, see [`round`].
fn rounded(value: Option<f64>) -> Option<f64> {
    value.map(round)
}

/// `value` to nine decimals, far below any figure's uncertainty. JSON gives such a number back to
/// the bit; of one with 17 digits `serde_json` may change the last, and a file of figures that is
/// read to add one would change in all others.
fn round(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// `part / whole`, if there is a whole.
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests;
