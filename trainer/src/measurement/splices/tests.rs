//! Figures that can be counted by hand.

use spectrafide_report::{Label, RegionScore, Regions, Score};

use super::{Halves, figures};

fn halves(left: &[f32], right: &[f32]) -> Halves {
    Halves {
        left: left.to_vec(),
        right: right.to_vec(),
    }
}

/// Figures are kept to nine digits.
fn is_about(found: Option<f64>, expected: f64) -> bool {
    found.is_some_and(|found| (found - expected).abs() < 1e-8)
}

#[test]
fn parts_belong_to_the_half_that_has_most_of_them() {
    let part = |x_px: u32, score: f32| RegionScore {
        x_px,
        y_px: 0,
        width_px: 100,
        height_px: 100,
        score: Some(Score::new(score)),
    };
    let flat = RegionScore {
        score: None,
        ..part(0, 0.0)
    };
    let regions = Regions {
        columns: 3,
        rows: 2,
        // The seam of 300 pixels is at 150: over it lies the second, and a fifth of the fourth.
        parts: vec![
            part(0, 0.1),
            part(100, 0.2),
            part(200, 0.3),
            part(70, 0.4),
            part(71, 0.5),
            flat,
        ],
    };
    let found = Halves::of(&regions);
    assert_eq!((found.left, found.right), (vec![0.1, 0.4], vec![0.3]));
}

#[test]
fn the_figures_are_counts_of_pairs() {
    use Label::{Real, Synthetic};
    let splices = [
        ([Real, Synthetic], halves(&[0.1], &[0.9])),
        ([Synthetic, Real], halves(&[0.5, 0.25], &[0.375])),
        ([Real, Synthetic], halves(&[0.6], &[0.5])),
        ([Synthetic, Real], halves(&[0.7], &[])),
    ];
    let controls = [
        halves(&[0.5], &[0.5]),
        halves(&[0.2], &[0.8]),
        halves(&[0.2], &[]),
    ];
    let found = figures(&splices, &controls);
    // Real 0.1, 0.375, 0.6 against synthetic 0.9, 0.5, 0.25, 0.5, 0.7: 5 + 4 + 2 of 15.
    assert!(is_about(found.parts.auroc, 11.0 / 15.0));
    assert_eq!(found.splices, 3, "the last has one side alone");
    // Higher, equal, lower.
    assert_eq!(found.ordered, 0.5);
    assert_eq!(found.controls, 2);
    // Ranges 4.39, 1.10, 0.41 against 0 and 2.77: 2 + 1 + 1 of 6.
    assert!(is_about(found.mixed, 4.0 / 6.0));
}
