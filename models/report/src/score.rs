//! Labels and calibrated scores.

use serde::{Deserialize, Serialize};

/// The two classes; synthetic is the positive one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Taken by a camera or drawn by hand.
    Real = 0,
    /// Made by a generator.
    Synthetic = 1,
}

impl Label {
    /// The target of the loss: 0 for real, 1 for synthetic.
    pub fn target(self) -> f32 {
        match self {
            Self::Real => 0.0,
            Self::Synthetic => 1.0,
        }
    }
}

/// A detector's calibrated estimate that a picture is synthetic, in `[0, 1]`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(f32);

impl Score {
    /// Wraps `value`, which is limited to `[0, 1]`; what is not a number becomes one half.
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() {
            0.5
        } else {
            value.clamp(0.0, 1.0)
        })
    }

    /// The score as a number.
    pub fn value(self) -> f32 {
        self.0
    }

    /// The label at `threshold`; a score equal to it counts as synthetic.
    pub fn label_at(self, threshold: f32) -> Label {
        if self.0 >= threshold {
            Label::Synthetic
        } else {
            Label::Real
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_on_the_threshold_counts_as_synthetic() {
        assert_eq!(Score::new(0.5).label_at(0.5), Label::Synthetic);
        assert_eq!(Score::new(0.499).label_at(0.5), Label::Real);
    }

    #[test]
    fn a_score_never_leaves_its_range() {
        assert_eq!(Score::new(7.0).value(), 1.0);
        assert_eq!(Score::new(-1.0).value(), 0.0);
        assert_eq!(Score::new(f32::NAN).value(), 0.5);
    }
}
