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
            false_positive_bound: None,
            strict: None,
        }
    }

    /// With the smallest cut that at most `rate` of `real_scores` reach as the strict one, and the
    /// bounds of both.
    #[must_use]
    pub fn with_bounds(self, real_scores: &[f32], rate: f32) -> Self {
        let bound = |cut: f32| {
            let flagged = real_scores.iter().filter(|&&score| score >= cut).count();
            upper_bound(flagged as u64, real_scores.len() as u64) as f32
        };
        let score = smallest_cut(real_scores, rate).max(self.synthetic);
        Self {
            false_positive_bound: Some(bound(self.synthetic)),
            strict: Some(StrictCut {
                score,
                false_positive_rate: share(real_scores, |other| other >= score),
                bound: bound(score),
            }),
            ..self
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

/// The upper end of the 95 % interval of Clopper and Pearson
/// (<https://doi.org/10.1093/biomet/26.4.404>) of a share of which `hits` of `trials` were seen:
/// the share at which that many or fewer have a probability of 2.5 %.
pub fn upper_bound(hits: u64, trials: u64) -> f64 {
    if hits >= trials {
        return 1.0;
    }
    // The probability falls as the share rises.
    let (mut low, mut high) = (hits as f64 / trials as f64, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if at_most(hits, trials, middle) > 0.025 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The probability of at most `hits` of `trials`, each with the probability `p` in `(0, 1)`.
fn at_most(hits: u64, trials: u64, p: f64) -> f64 {
    let odds = (p / (1.0 - p)).ln();
    // The logarithm of the probability of none, then of one more each time.
    let mut term = trials as f64 * (1.0 - p).ln();
    let mut sum = term.exp();
    for hit in 1..=hits {
        term += ((trials - hit + 1) as f64 / hit as f64).ln() + odds;
        sum += term.exp();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values are those of R's `binom.test(k, n)$conf.int[2]`; of none in n it is
    /// `1 - 0.025^(1/n)`.
    #[test]
    fn bounds_are_those_of_clopper_and_pearson() {
        for (hits, trials, expected) in [
            (0, 10, 1.0 - 0.025_f64.powf(0.1)),
            (0, 1000, 1.0 - 0.025_f64.powf(0.001)),
            (1, 20, 0.248_732_8),
            (5, 100, 0.112_834_9),
            (20, 20, 1.0),
        ] {
            let found = upper_bound(hits, trials);
            assert!(
                (found - expected).abs() < 1e-6,
                "{hits} of {trials}: {found}"
            );
        }
        assert_eq!(upper_bound(0, 0), 1.0);
    }

    #[test]
    fn the_strict_cut_is_never_below_the_other_and_has_a_bound() {
        let real: Vec<f32> = (0..200).map(|i| i as f32 / 200.0).collect();
        let cuts = Thresholds::choose(&real, &[0.99; 9], 0.05, 0.05).with_bounds(&real, 0.01);
        let strict = cuts.strict.expect("asked for");
        assert!(strict.score > cuts.synthetic);
        assert_eq!(strict.false_positive_rate, 0.01);
        assert_eq!(strict.bound, upper_bound(2, 200) as f32);
        assert_eq!(cuts.false_positive_bound, Some(upper_bound(10, 200) as f32));
        let loose = cuts.with_bounds(&real, 0.5).strict.expect("asked for");
        assert_eq!(loose.score, cuts.synthetic);
    }

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
