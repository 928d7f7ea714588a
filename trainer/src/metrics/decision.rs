//! Rates of right and wrong decisions.

use spectrafide_models::score::Label;

use super::{Confusion, Scored, ratio};

/// Decisions that flag the highest scores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decisions(pub Confusion);

impl Decisions {
    /// Flags the first `flagged` pictures of `sample`, picture `i` counting `weights[i]` times.
    pub fn new(sample: &[Scored], weights: &[u32], flagged: usize) -> Self {
        let (above, below) = sample.split_at(flagged);
        let (weights_above, weights_below) = weights.split_at(flagged);
        let [false_positive, true_positive] = by_label(above, weights_above);
        let [true_negative, false_negative] = by_label(below, weights_below);
        Self(Confusion {
            true_positive,
            false_positive,
            true_negative,
            false_negative,
        })
    }

    pub fn positives(&self) -> u64 {
        self.0.true_positive + self.0.false_negative
    }

    pub fn negatives(&self) -> u64 {
        self.0.false_positive + self.0.true_negative
    }

    pub fn accuracy(&self) -> Option<f64> {
        ratio(
            self.0.true_positive + self.0.true_negative,
            self.positives() + self.negatives(),
        )
    }

    pub fn balanced_accuracy(&self) -> Option<f64> {
        Some(f64::midpoint(self.recall()?, self.true_negative_rate()?))
    }

    pub fn precision(&self) -> Option<f64> {
        let flagged = self.0.true_positive + self.0.false_positive;
        ratio(self.0.true_positive, flagged)
    }

    pub fn recall(&self) -> Option<f64> {
        ratio(self.0.true_positive, self.positives())
    }

    pub fn f1(&self) -> Option<f64> {
        let twice = 2 * self.0.true_positive;
        ratio(twice, twice + self.0.false_positive + self.0.false_negative)
    }

    pub fn fpr(&self) -> Option<f64> {
        ratio(self.0.false_positive, self.negatives())
    }

    pub fn fnr(&self) -> Option<f64> {
        ratio(self.0.false_negative, self.positives())
    }

    pub fn true_negative_rate(&self) -> Option<f64> {
        ratio(self.0.true_negative, self.negatives())
    }
}

/// Number of real and of synthetic pictures.
fn by_label(sample: &[Scored], weights: &[u32]) -> [u64; 2] {
    let mut counts = [0; 2];
    for (picture, &weight) in sample.iter().zip(weights) {
        counts[usize::from(picture.label == Label::Synthetic)] += u64::from(weight);
    }
    counts
}

/// How a detector that may abstain does.
pub(super) struct Abstention {
    /// Share of pictures with an answer.
    pub coverage: Option<f64>,
    /// Share of wrong answers among the answers.
    pub error: Option<f64>,
}

/// Reads the answers from the decisions at both cuts: `flagged` at the synthetic threshold, and
/// `not_cleared` with everything above the real threshold flagged.
pub(super) fn abstention(flagged: &Decisions, not_cleared: &Decisions) -> Abstention {
    let Confusion {
        true_positive,
        false_positive,
        ..
    } = flagged.0;
    let Confusion {
        true_negative,
        false_negative,
        ..
    } = not_cleared.0;
    let answered = true_positive + false_positive + true_negative + false_negative;
    Abstention {
        coverage: ratio(answered, flagged.positives() + flagged.negatives()),
        error: ratio(false_positive + false_negative, answered),
    }
}
