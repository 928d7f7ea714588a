//! The figures that tables name.

use serde::{Deserialize, Serialize};

use super::outcome::Measured;
use crate::metrics::Confusion;

/// A figure of a run on a test set. Decisions are at a score of one half, without calibration, as
/// the papers have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Share of right decisions.
    Accuracy,
    /// Mean binary cross entropy.
    Loss,
    /// Precision with "synthetic" as the positive class.
    Precision,
    /// Recall with "synthetic" as the positive class.
    Recall,
    /// Harmonic mean of the two.
    F1,
    /// Precision with "real" as the positive class, as CIFAKE's paper has it.
    PrecisionReal,
    /// Recall with "real" as the positive class.
    RecallReal,
    /// Harmonic mean of the two.
    F1Real,
    /// Mean of the precisions of both classes.
    MacroPrecision,
    /// Mean of the recalls of both classes.
    MacroRecall,
    /// Mean of both classes' F1.
    MacroF1,
    /// Average precision.
    AveragePrecision,
    /// Area under the ROC curve.
    Auroc,
    /// Share of real pictures that are called synthetic.
    Fpr,
    /// Share of synthetic pictures that are called real.
    Fnr,
    /// Mean entropy of the Grad-CAM maps, as a share of that of an even map.
    SaliencyEntropy,
    /// Mean share of the Grad-CAM maps that is above half of their largest value.
    SaliencyArea,
}

impl Measure {
    /// Its value; none where the pictures do not define it.
    pub fn of(self, measured: &Measured) -> Option<f64> {
        let Confusion {
            true_positive,
            false_positive,
            true_negative,
            false_negative,
        } = measured.confusion;
        let synthetic = Class::new(true_positive, false_positive, false_negative);
        let real = Class::new(true_negative, false_negative, false_positive);
        let mean = |figure: fn(&Class) -> Option<f64>| {
            Some(f64::midpoint(figure(&synthetic)?, figure(&real)?))
        };
        match self {
            Self::Accuracy => share(
                true_positive + true_negative,
                false_positive + false_negative,
            ),
            Self::Loss => Some(measured.loss),
            Self::Precision => synthetic.precision(),
            Self::Recall => synthetic.recall(),
            Self::F1 => synthetic.f1(),
            Self::PrecisionReal => real.precision(),
            Self::RecallReal => real.recall(),
            Self::F1Real => real.f1(),
            Self::MacroPrecision => mean(Class::precision),
            Self::MacroRecall => mean(Class::recall),
            Self::MacroF1 => mean(Class::f1),
            Self::AveragePrecision => measured.average_precision,
            Self::Auroc => measured.auroc,
            Self::Fpr => share(false_positive, true_negative),
            Self::Fnr => share(false_negative, true_positive),
            Self::SaliencyEntropy => measured.saliency.map(|saliency| saliency.entropy),
            Self::SaliencyArea => measured.saliency.map(|saliency| saliency.area),
        }
    }
}

/// Counts about one class.
struct Class {
    hits: u64,
    false_alarms: u64,
    misses: u64,
}

impl Class {
    fn new(hits: u64, false_alarms: u64, misses: u64) -> Self {
        Self {
            hits,
            false_alarms,
            misses,
        }
    }

    fn precision(&self) -> Option<f64> {
        share(self.hits, self.false_alarms)
    }

    fn recall(&self) -> Option<f64> {
        share(self.hits, self.misses)
    }

    fn f1(&self) -> Option<f64> {
        share(2 * self.hits, self.false_alarms + self.misses)
    }
}

/// The share of `part` in the sum of `part` and `rest`.
fn share(part: u64, rest: u64) -> Option<f64> {
    (part + rest > 0).then(|| part as f64 / (part + rest) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The RSI paper's row for `ResNet50` (table 2): 6000 pictures of each class, 0.35 % of the
    /// real ones flagged and 16.8 % of the synthetic ones missed; it prints the means of both
    /// classes.
    #[test]
    fn macro_figures_are_those_of_the_rsi_paper() {
        let measured = Measured {
            confusion: Confusion {
                true_positive: 4992,
                false_positive: 21,
                true_negative: 5979,
                false_negative: 1008,
            },
            ..Measured::default()
        };
        let rounded =
            |measure: Measure| (measure.of(&measured).expect("defined") * 100.0).round() as i32;
        assert_eq!(rounded(Measure::MacroRecall), 91);
        assert_eq!(rounded(Measure::MacroF1), 91);
        assert_eq!(rounded(Measure::Accuracy), 91);
        assert_eq!(Measure::Fnr.of(&measured), Some(0.168));
        assert_eq!(Measure::Fpr.of(&measured), Some(0.0035));
        assert_eq!(Measure::RecallReal.of(&measured), Some(0.9965));
        assert_eq!(Measure::Recall.of(&measured), Some(0.832));
    }

    #[test]
    fn what_the_pictures_do_not_define_is_none() {
        let nothing = Measured::default();
        assert_eq!(Measure::Accuracy.of(&nothing), None);
        assert_eq!(Measure::MacroF1.of(&nothing), None);
        assert_eq!(Measure::SaliencyArea.of(&nothing), None);
    }
}
