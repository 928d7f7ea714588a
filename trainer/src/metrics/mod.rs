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

use spectrafide_report::{Basis, Label, Report, Score, Thresholds, Verdict};

pub use spectrafide_report::measurement::{Confusion, FIGURES, Metrics};

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

/// A picture that a detector was asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decided {
    /// Its score; without meaning where it was not judged.
    pub scored: Scored,
    /// Whether it has a score. Pictures outside a detector's scope have none.
    pub judged: bool,
    /// Whether the score reaches the cut for "likely synthetic" that holds for the picture.
    pub flagged: bool,
    /// What a person is told, after all that may take a verdict away.
    pub verdict: Verdict,
    /// Whether the file's own words decided that.
    pub by_file: bool,
}

impl Decided {
    /// The decision in a report on a picture of the class `label` from the folder `group`.
    pub fn of(report: &Report, label: Label, group: u32) -> Self {
        let score = report.score.map(Score::value);
        let cut = report.thresholds.map(|thresholds| thresholds.synthetic);
        Self {
            scored: Scored {
                score: score.unwrap_or(0.5),
                label,
                group,
            },
            judged: score.is_some(),
            flagged: score.zip(cut).is_some_and(|(score, cut)| score >= cut),
            verdict: report.verdict,
            by_file: report.basis != Basis::Detector,
        }
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
                judged: true,
                flagged: score.value() >= thresholds.synthetic,
                verdict: thresholds.verdict(score),
                by_file: false,
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
    /// The places in `decided` of those that have a score.
    judged: Vec<usize>,
    /// Their scores.
    judged_sample: Vec<Scored>,
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
        let judged: Vec<usize> = (0..decided.len())
            .filter(|&place| decided[place].judged)
            .collect();
        let judged_sample: Vec<Scored> = judged.iter().map(|&place| sample[place]).collect();
        Self {
            ranked: Ranked::new(&judged_sample),
            bins: judged_sample
                .iter()
                .map(|s| calibration::bin(s.score))
                .collect(),
            threshold,
            judged,
            judged_sample,
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
        let of_judged: Vec<u32> = self.judged.iter().map(|&place| weights[place]).collect();
        let at_half = Decisions::new(&self.judged_sample, &of_judged, |index| {
            self.judged_sample[index].score >= 0.5
        });
        let accused = decide(&|decided| decided.verdict == Verdict::LikelySynthetic);
        let not_cleared = decide(&|decided| decided.verdict != Verdict::LikelyReal);
        let ranking = self.ranked.measure(&of_judged);
        let fit = calibration::measure(&self.judged_sample, &self.bins, &of_judged);
        let count = |holds: &dyn Fn(&Decided) -> bool| -> u64 {
            let counted = self.decided.iter().zip(weights);
            counted
                .filter(|(decided, _)| holds(decided))
                .map(|(_, &weight)| u64::from(weight))
                .sum()
        };
        let abstention = decision::abstention(&accused, &not_cleared);
        Metrics {
            n: at_threshold.positives() + at_threshold.negatives(),
            n_real: at_threshold.negatives(),
            n_synthetic: at_threshold.positives(),
            n_not_judged: count(&|decided| !decided.judged),
            n_decided_by_file: count(&|decided| decided.by_file),
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
