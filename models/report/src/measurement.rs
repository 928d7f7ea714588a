//! What was measured with a detector: the form of `metrics.json`, which the trainer writes and the
//! build reads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A measured figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its 95 % bootstrap interval.
    pub interval: Option<[f64; 2]>,
}

/// The figures of one measurement, with what they were measured on. `metrics.json` holds one by
/// each name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// The detector.
    pub detector: String,
    /// File name of the data.
    pub data: String,
    /// The part of the data, such as `test`.
    pub split: String,
    /// How the pictures were delivered, such as `web`.
    pub tier: String,
    /// Of how many pictures one was asked about, by the order of their paths. A measurement of a part
    /// can be repeated quickly and is not shown.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub every: usize,
    /// Number of pictures left out because they occur in the training split.
    pub excluded: usize,
    /// Number of files that gave no picture.
    pub unreadable: usize,
    /// Whether the intervals resample source folders.
    pub clustered: bool,
    /// Whether the detector may have learned from the sources measured on: it was trained on
    /// another part of the same data, and the sources are not known to be new.
    #[serde(default)]
    pub familiar_sources: bool,
    /// The figures.
    #[serde(flatten)]
    pub metrics: Metrics,
}

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_one(every: &usize) -> bool {
    *every == one()
}

impl Measurement {
    /// Whether all pictures were asked about.
    pub fn is_whole(&self) -> bool {
        is_one(&self.every)
    }

    /// A figure with its interval, if the pictures define it.
    pub fn estimate(&self, name: &str) -> Option<Estimate> {
        let figures = self.metrics.figures();
        let (_, value) = figures.into_iter().find(|(known, _)| *known == name)?;
        Some(Estimate {
            value: value?,
            interval: self.metrics.intervals.get(name).copied(),
        })
    }
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
    /// Of these, how many got no score, because the detector does not judge such pictures. They
    /// count as not flagged and not answered; figures of ranking and calibration leave them out.
    #[serde(default)]
    pub n_not_judged: u64,
    /// How many verdicts follow from what the file says about itself and not from the score.
    #[serde(default)]
    pub n_decided_by_file: u64,
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
    /// Expected calibration error over 15 bins of equal width.
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
    /// The middle 95 % of each figure over bootstrap resamples, by the figure's name.
    pub intervals: BTreeMap<String, [f64; 2]>,
}

/// Number of figures that get an interval.
pub const FIGURES: usize = 17;

impl Metrics {
    /// The figures that get an interval, by name.
    pub fn figures(&self) -> [(&'static str, Option<f64>); FIGURES] {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_comes_with_its_interval_and_an_undefined_one_not_at_all() {
        let text = r#"{"detector":"tiny.v1","data":"some.zip","split":"test","tier":"clean",
            "excluded":0,"unreadable":0,"clustered":true,"n":4,"n_real":4,"n_synthetic":0,
            "threshold":0.5,"accuracy":1.0,"balanced_accuracy":null,"precision":null,
            "recall":null,"f1":null,"fpr":0.25,"fnr":null,"average_precision":null,"auroc":null,
            "tpr_at_fpr_01":null,"tpr_at_fpr_001":null,"ece":0.1,"brier":0.1,
            "confusion":{"true_positive":0,"false_positive":1,"true_negative":3,
            "false_negative":0},"accuracy_at_half":0.75,"coverage":1.0,
            "error_among_answered":0.25,"real_not_flagged":0.75,
            "intervals":{"fpr":[0.0,0.5]}}"#;
        let measurement: Measurement = serde_json::from_str(text).expect("a measurement");
        let expected = Estimate {
            value: 0.25,
            interval: Some([0.0, 0.5]),
        };
        assert_eq!(measurement.estimate("fpr"), Some(expected));
        assert_eq!(measurement.estimate("auroc"), None);
        assert_eq!(measurement.estimate("no such figure"), None);
        assert!(!measurement.familiar_sources);
    }
}
