//! Pictures for the tests.

use spectrafide_report::score::Label;
use spectrafide_report::verdict::Thresholds;

use super::Scored;

pub(super) const REAL: Label = Label::Real;
pub(super) const SYNTHETIC: Label = Label::Synthetic;

pub(super) fn picture(score: f32, label: Label) -> Scored {
    Scored {
        score,
        label,
        group: 0,
    }
}

pub(super) fn cuts(real: f32, synthetic: f32) -> Thresholds {
    Thresholds {
        synthetic,
        real,
        ..Thresholds::default()
    }
}

/// The 2000 pictures of `trainer/tests/reference/metrics.py`.
pub(super) fn reference() -> Vec<Scored> {
    (0..2000_u32)
        .map(|i| {
            let mixed = i.wrapping_mul(2_654_435_761);
            let noise = (i + 1).wrapping_mul(2_246_822_519);
            let synthetic = (noise >> 24) < (mixed >> 24);
            let label = if synthetic { SYNTHETIC } else { REAL };
            Scored {
                group: i % 7,
                ..picture((mixed >> 26) as f32 / 64.0, label)
            }
        })
        .collect()
}
