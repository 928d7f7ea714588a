//! From a score to words, with the error rates that the words stand for.

use serde::{Deserialize, Serialize};

use crate::score::Score;

/// What a person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The score is at or above the detector's operating point.
    LikelySynthetic,
    /// The score is low enough that few synthetic pictures get one.
    LikelyReal,
    /// The score is in between, or the picture is not one that the detector can judge.
    CannotTell,
}

impl Verdict {
    /// Whether one of the two says synthetic and the other real.
    pub fn contradicts(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::LikelySynthetic, Self::LikelyReal) | (Self::LikelyReal, Self::LikelySynthetic)
        )
    }
}

/// The two cuts that turn a score into a [`Verdict`], each with the error rate that it was
/// chosen for on held-out validation pictures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// At or above it the verdict is [`Verdict::LikelySynthetic`].
    pub synthetic: f32,
    /// Share of real validation pictures at or above `synthetic`.
    pub false_positive_rate: f32,
    /// At or below it the verdict is [`Verdict::LikelyReal`].
    pub real: f32,
    /// Share of synthetic validation pictures at or below `real`.
    pub false_negative_rate: f32,
    /// Upper end of the 95 % interval of `false_positive_rate`, if validation pictures were drawn
    /// one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub false_positive_bound: Option<f32>,
    /// A higher cut, for those who must hardly ever accuse a photographer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strict: Option<StrictCut>,
}

/// A cut that fewer real pictures reach than [`Thresholds::synthetic`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrictCut {
    /// The score.
    pub score: f32,
    /// Share of real validation pictures at or above it.
    pub false_positive_rate: f32,
    /// Upper end of the 95 % interval of that share, as for the other cut.
    pub bound: f32,
}

impl Default for Thresholds {
    /// Answers nothing: no score is at or beyond either cut.
    fn default() -> Self {
        Self {
            synthetic: 1.1,
            false_positive_rate: 0.0,
            real: -0.1,
            false_negative_rate: 0.0,
            false_positive_bound: None,
            strict: None,
        }
    }
}

impl Thresholds {
    /// The verdict for `score`.
    pub fn verdict(&self, score: Score) -> Verdict {
        if score.value() >= self.synthetic {
            Verdict::LikelySynthetic
        } else if score.value() <= self.real {
            Verdict::LikelyReal
        } else {
            Verdict::CannotTell
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_between_the_cuts_are_not_answered() {
        let cuts = Thresholds {
            synthetic: 0.8,
            real: 0.3,
            ..Thresholds::default()
        };
        assert_eq!(cuts.verdict(Score::new(0.8)), Verdict::LikelySynthetic);
        assert_eq!(cuts.verdict(Score::new(0.3)), Verdict::LikelyReal);
        assert_eq!(cuts.verdict(Score::new(0.5)), Verdict::CannotTell);
    }

    #[test]
    fn the_default_answers_nothing() {
        for value in [0.0, 0.5, 1.0] {
            assert_eq!(
                Thresholds::default().verdict(Score::new(value)),
                Verdict::CannotTell
            );
        }
    }
}
