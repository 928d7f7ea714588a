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
}

impl Default for Thresholds {
    /// Answers nothing: no score is at or beyond either cut.
    fn default() -> Self {
        Self {
            synthetic: 1.1,
            false_positive_rate: 0.0,
            real: -0.1,
            false_negative_rate: 0.0,
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

    /// Chooses both cuts on held-out scores: the smallest `synthetic` that at most
    /// `false_positive_rate` of the real pictures reach, and the largest `real` that at most
    /// `false_negative_rate` of the synthetic ones stay under. `real` never exceeds
    /// `synthetic`, so a detector that separates well answers everything.
    pub fn choose(
        real_scores: &[f32],
        synthetic_scores: &[f32],
        false_positive_rate: f32,
        false_negative_rate: f32,
    ) -> Self {
        let synthetic = smallest_cut(real_scores, false_positive_rate);
        let mirrored: Vec<f32> = synthetic_scores.iter().map(|score| -score).collect();
        let real = (-smallest_cut(&mirrored, false_negative_rate)).min(synthetic.next_down());
        Self {
            synthetic,
            false_positive_rate: share(real_scores, |score| score >= synthetic),
            real,
            false_negative_rate: share(synthetic_scores, |score| score <= real),
        }
    }
}

/// The smallest value that at most `rate` of `scores` reach.
fn smallest_cut(scores: &[f32], rate: f32) -> f32 {
    let mut sorted: Vec<f32> = scores.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let allowed = (rate * sorted.len() as f32).floor() as usize;
    // Just above the first score that must stay below, so that ties are never split.
    sorted
        .get(allowed)
        .map_or(f32::MIN, |score| score.next_up())
}

fn share(scores: &[f32], hit: impl Fn(f32) -> bool) -> f32 {
    if scores.is_empty() {
        return 0.0;
    }
    scores.iter().filter(|&&score| hit(score)).count() as f32 / scores.len() as f32
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

    /// Of 20 real scores one may be flagged at 5 %: the cut lies between the two highest.
    #[test]
    fn the_cut_keeps_the_promised_false_positive_rate() {
        let real: Vec<f32> = (0..20).map(|i| i as f32 / 20.0).collect();
        let cuts = Thresholds::choose(&real, &[0.99, 0.98], 0.05, 0.05);
        assert!(cuts.synthetic > 0.90 && cuts.synthetic <= 0.95);
        assert_eq!(cuts.false_positive_rate, 0.05);
    }

    /// Equal scores are all below the cut or all at it: with 10 ties at the top none passes.
    #[test]
    fn ties_are_never_split() {
        let cuts = Thresholds::choose(&[0.7; 10], &[0.9; 10], 0.05, 0.05);
        assert_eq!(cuts.false_positive_rate, 0.0);
        assert!(cuts.synthetic > 0.7);
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

    #[test]
    fn overlapping_classes_leave_a_band_and_separate_ones_none() {
        let mixed: Vec<f32> = (0..100).map(|i| i as f32 / 100.0).collect();
        let cuts = Thresholds::choose(&mixed, &mixed, 0.05, 0.05);
        assert!(cuts.real < 0.06 && cuts.synthetic > 0.94);
        let cuts = Thresholds::choose(&[0.1; 50], &[0.9; 50], 0.05, 0.05);
        assert!(cuts.real < cuts.synthetic && cuts.synthetic.next_down() == cuts.real);
    }
}
