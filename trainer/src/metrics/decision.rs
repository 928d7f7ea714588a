//! Rates of right and wrong decisions.

use spectrafide_report::score::Label;

use super::{Confusion, Scored, ratio};

/// Decisions to flag pictures or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decisions(pub Confusion);

impl Decisions {
    /// Flags the pictures of `sample` that `flags` says, by index; picture `i` counts `weights[i]`
    /// times.
    pub fn new(sample: &[Scored], weights: &[u32], flags: impl Fn(usize) -> bool) -> Self {
        let mut confusion = Confusion::default();
        for (index, (picture, &weight)) in sample.iter().zip(weights).enumerate() {
            let count = match (picture.label, flags(index)) {
                (Label::Synthetic, true) => &mut confusion.true_positive,
                (Label::Real, true) => &mut confusion.false_positive,
                (Label::Real, false) => &mut confusion.true_negative,
                (Label::Synthetic, false) => &mut confusion.false_negative,
            };
            *count += u64::from(weight);
        }
        Self(confusion)
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

/// How a detector that may abstain does.
pub(super) struct Abstention {
    /// Share of pictures with an answer.
    pub coverage: Option<f64>,
    /// Share of wrong answers among the answers.
    pub error: Option<f64>,
}

/// Reads the answers from two decisions: `flagged` flags what is called synthetic, and
/// `not_cleared` everything that is not called real.
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
