//! The cuts that turn scores into verdicts.

use spectrafide_report::verdict::{StrictCut, Thresholds};

use super::interval::upper_bound;

/// Chooses both cuts on held-out scores: the smallest `synthetic` that at most
/// `false_positive_rate` of the real pictures reach, and the largest `real` that at most
/// `false_negative_rate` of the synthetic ones stay under. `real` never exceeds `synthetic`, so a
/// detector that separates well answers everything.
pub fn choose_thresholds(
    real_scores: &[f32],
    synthetic_scores: &[f32],
    false_positive_rate: f32,
    false_negative_rate: f32,
) -> Thresholds {
    let synthetic = smallest_cut(real_scores, false_positive_rate);
    let mirrored: Vec<f32> = synthetic_scores.iter().map(|score| -score).collect();
    let real = (-smallest_cut(&mirrored, false_negative_rate)).min(synthetic.next_down());
    Thresholds {
        synthetic,
        false_positive_rate: share(real_scores, |score| score >= synthetic),
        real,
        false_negative_rate: share(synthetic_scores, |score| score <= real),
        false_positive_bound: None,
        strict: None,
    }
}

/// `thresholds` with the smallest cut that at most `rate` of `real_scores` reach as the strict
/// one, and the bounds of both.
pub fn with_bounds(thresholds: Thresholds, real_scores: &[f32], rate: f32) -> Thresholds {
    let bound = |cut: f32| {
        let flagged = real_scores.iter().filter(|&&score| score >= cut).count();
        upper_bound(flagged as u64, real_scores.len() as u64) as f32
    };
    let score = smallest_cut(real_scores, rate).max(thresholds.synthetic);
    Thresholds {
        false_positive_bound: Some(bound(thresholds.synthetic)),
        strict: Some(StrictCut {
            score,
            false_positive_rate: share(real_scores, |other| other >= score),
            bound: bound(score),
        }),
        ..thresholds
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
    fn the_strict_cut_is_never_below_the_other_and_has_a_bound() {
        let real: Vec<f32> = (0..200).map(|i| i as f32 / 200.0).collect();
        let cuts = choose_thresholds(&real, &[0.99; 9], 0.05, 0.05);
        let cuts = with_bounds(cuts, &real, 0.01);
        let strict = cuts.strict.expect("asked for");
        assert!(strict.score > cuts.synthetic);
        assert_eq!(strict.false_positive_rate, 0.01);
        assert_eq!(strict.bound, upper_bound(2, 200) as f32);
        assert_eq!(cuts.false_positive_bound, Some(upper_bound(10, 200) as f32));
        let loose = with_bounds(cuts, &real, 0.5).strict.expect("asked for");
        assert_eq!(loose.score, cuts.synthetic);
    }

    /// Of 20 real scores one may be flagged at 5 %: the cut lies between the two highest.
    #[test]
    fn the_cut_keeps_the_promised_false_positive_rate() {
        let real: Vec<f32> = (0..20).map(|i| i as f32 / 20.0).collect();
        let cuts = choose_thresholds(&real, &[0.99, 0.98], 0.05, 0.05);
        assert!(cuts.synthetic > 0.90 && cuts.synthetic <= 0.95);
        assert_eq!(cuts.false_positive_rate, 0.05);
    }

    /// Equal scores are all below the cut or all at it: with 10 ties at the top none passes.
    #[test]
    fn ties_are_never_split() {
        let cuts = choose_thresholds(&[0.7; 10], &[0.9; 10], 0.05, 0.05);
        assert_eq!(cuts.false_positive_rate, 0.0);
        assert!(cuts.synthetic > 0.7);
    }

    #[test]
    fn overlapping_classes_leave_a_band_and_separate_ones_none() {
        let mixed: Vec<f32> = (0..100).map(|i| i as f32 / 100.0).collect();
        let cuts = choose_thresholds(&mixed, &mixed, 0.05, 0.05);
        assert!(cuts.real < 0.06 && cuts.synthetic > 0.94);
        let cuts = choose_thresholds(&[0.1; 50], &[0.9; 50], 0.05, 0.05);
        assert!(cuts.real < cuts.synthetic && cuts.synthetic.next_down() == cuts.real);
    }
}
