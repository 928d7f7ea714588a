//! The cuts that turn scores into verdicts.

use spectrafide_report::verdict::{StrictCut, Thresholds};

use super::interval::upper_bound;
use super::sample::{Sample, effective, share};

/// Chooses both cuts on held-out scores: the smallest `synthetic` that at most
/// `false_positive_rate` of the real pictures reach, and the largest `real` that at most
/// `false_negative_rate` of the synthetic ones stay under, by their weights. `real` never exceeds
/// `synthetic`, so a detector that separates well answers everything.
pub fn choose_thresholds(
    real: &[Sample],
    synthetic: &[Sample],
    false_positive_rate: f32,
    false_negative_rate: f32,
) -> Thresholds {
    let flagged = smallest_cut(real, false_positive_rate);
    let mirrored: Vec<Sample> = synthetic
        .iter()
        .map(|sample| Sample {
            value: -sample.value,
            ..*sample
        })
        .collect();
    let passed = (-smallest_cut(&mirrored, false_negative_rate)).min(flagged.next_down());
    Thresholds {
        synthetic: flagged,
        false_positive_rate: share(real, |score| score >= flagged) as f32,
        real: passed,
        false_negative_rate: share(synthetic, |score| score <= passed) as f32,
        false_positive_bound: None,
        strict: None,
    }
}

/// `thresholds` with the smallest cut that at most `rate` of the `real` scores reach as the strict
/// one, and the bounds of both.
pub fn with_bounds(thresholds: Thresholds, real: &[Sample], rate: f32) -> Thresholds {
    let trials = effective(real);
    let flagged = |cut: f32| share(real, |score| score >= cut);
    let bound = |cut: f32| upper_bound(flagged(cut) * trials, trials) as f32;
    let score = smallest_cut(real, rate).max(thresholds.synthetic);
    Thresholds {
        false_positive_bound: Some(bound(thresholds.synthetic)),
        strict: Some(StrictCut {
            score,
            false_positive_rate: flagged(score) as f32,
            bound: bound(score),
        }),
        ..thresholds
    }
}

/// The smallest value that at most `rate` of `samples` reach.
fn smallest_cut(samples: &[Sample], rate: f32) -> f32 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(|a, b| b.value.total_cmp(&a.value));
    let all: f64 = sorted.iter().map(|sample| sample.weight).sum();
    // Rates are given in single precision, and sums of weights are not exact.
    let allowed = f64::from(rate) * all * (1.0 + 1e-6);
    let mut reached = 0.0;
    let first = sorted.iter().find(|sample| {
        reached += sample.weight;
        reached > allowed
    });
    // Just above the first score that must stay below, so that ties are never split.
    first.map_or(f32::MIN, |sample| sample.value.next_up())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(scores: &[f32]) -> Vec<Sample> {
        scores.iter().map(|&score| Sample::alike(score)).collect()
    }

    #[test]
    fn the_strict_cut_is_never_below_the_other_and_has_a_bound() {
        let real: Vec<Sample> = (0..200).map(|i| Sample::alike(i as f32 / 200.0)).collect();
        let cuts = choose_thresholds(&real, &alike(&[0.99; 9]), 0.05, 0.05);
        let cuts = with_bounds(cuts, &real, 0.01);
        let strict = cuts.strict.expect("asked for");
        assert!(strict.score > cuts.synthetic);
        assert_eq!(strict.false_positive_rate, 0.01);
        assert_eq!(strict.bound, upper_bound(2.0, 200.0) as f32);
        assert_eq!(
            cuts.false_positive_bound,
            Some(upper_bound(10.0, 200.0) as f32)
        );
        let loose = with_bounds(cuts, &real, 0.5).strict.expect("asked for");
        assert_eq!(loose.score, cuts.synthetic);
    }

    /// Of 20 real scores one may be flagged at 5 %: the cut lies between the two highest.
    #[test]
    fn the_cut_keeps_the_promised_false_positive_rate() {
        let real: Vec<Sample> = (0..20).map(|i| Sample::alike(i as f32 / 20.0)).collect();
        let cuts = choose_thresholds(&real, &alike(&[0.99, 0.98]), 0.05, 0.05);
        assert!(cuts.synthetic > 0.90 && cuts.synthetic <= 0.95);
        assert_eq!(cuts.false_positive_rate, 0.05);
    }

    /// Equal scores are all below the cut or all at it: with 10 ties at the top none passes.
    #[test]
    fn ties_are_never_split() {
        let cuts = choose_thresholds(&alike(&[0.7; 10]), &alike(&[0.9; 10]), 0.05, 0.05);
        assert_eq!(cuts.false_positive_rate, 0.0);
        assert!(cuts.synthetic > 0.7);
    }

    #[test]
    fn overlapping_classes_leave_a_band_and_separate_ones_none() {
        let mixed: Vec<Sample> = (0..100).map(|i| Sample::alike(i as f32 / 100.0)).collect();
        let cuts = choose_thresholds(&mixed, &mixed, 0.05, 0.05);
        assert!(cuts.real < 0.06 && cuts.synthetic > 0.94);
        let cuts = choose_thresholds(&alike(&[0.1; 50]), &alike(&[0.9; 50]), 0.05, 0.05);
        assert!(cuts.real < cuts.synthetic && cuts.synthetic.next_down() == cuts.real);
    }

    /// A source with many pictures at the top moves the cut as one with few does, if both count alike.
    #[test]
    fn weights_decide_how_much_a_source_moves_the_cut() {
        let source = |count: usize, value: f32| {
            let weight = 1.0 / count as f64;
            vec![Sample { value, weight }; count]
        };
        let real = [source(20, 0.2), source(20, 0.3), source(400, 0.8)].concat();
        let cuts = choose_thresholds(&real, &alike(&[0.9; 5]), 0.34, 0.05);
        assert_eq!(cuts.synthetic, 0.3_f32.next_up());
        assert!((cuts.false_positive_rate - 1.0 / 3.0).abs() < 1e-6);
        let even = choose_thresholds(&alike(&[0.2, 0.3]), &alike(&[0.9; 5]), 0.5, 0.05);
        assert_eq!(even.synthetic, 0.2_f32.next_up());
    }
}
