//! What was set out to be reached.

use serde::Serialize;

use super::rows::{MainTiers, codec};
use crate::augmentation::tier::Tier;
use crate::measurement::report::scores::Scores;
use crate::measurement::report::tallies::{agreement, risk_coverage};
use crate::metrics::Metrics;

/// Balanced accuracy in a main tier.
fn balanced_accuracy(tier: Tier) -> f64 {
    match tier {
        Tier::Clean => 0.85,
        Tier::Web => 0.80,
        _ => 0.75,
    }
}

/// Share of real pictures not flagged.
const REAL_NOT_FLAGGED: f64 = 0.95;

/// Calibration error.
const CALIBRATION_ERROR: f64 = 0.06;

/// Lead over the classifier that sees the codec alone, in balanced accuracy.
const LEAD: f64 = 0.10;

/// Share of pictures that get the same verdict from their web copy.
const SAME_VERDICT: f64 = 0.95;

/// A goal and what became of it.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Goal {
    tier: String,
    kind: Kind,
    /// What is compared with, for [`Kind::Selection`] the error at full coverage.
    aim: f64,
    /// Number of pictures that [`Kind::SameVerdict`] is about.
    pictures: usize,
    reached: f64,
    met: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    BalancedAccuracy,
    RealNotFlagged,
    CalibrationError,
    Lead,
    Selection,
    SameVerdict,
}

impl Goal {
    pub(super) fn all(scores: &Scores, main: &MainTiers) -> Vec<Self> {
        let mut goals = Vec::new();
        for (tier, metrics) in main.measured() {
            goals.extend(in_tier(scores, tier, metrics));
        }
        let same = agreement(scores, Tier::Clean, Tier::Web);
        if same.answered > 0 {
            let share = same.same as f64 / same.answered as f64;
            goals.push(Self {
                tier: format!("{} and {}", Tier::Clean, Tier::Web),
                kind: Kind::SameVerdict,
                aim: SAME_VERDICT,
                pictures: same.answered,
                reached: share,
                met: share >= SAME_VERDICT,
            });
        }
        goals
    }
}

fn in_tier(scores: &Scores, tier: Tier, metrics: &Metrics) -> Vec<Goal> {
    let aim = |kind, aim: f64, reached: Option<f64>, met: fn(f64, f64) -> bool| {
        let reached = reached?;
        Some(Goal {
            tier: tier.name(),
            kind,
            aim,
            pictures: 0,
            reached,
            met: met(reached, aim),
        })
    };
    let at_least = |reached: f64, aim: f64| reached >= aim;
    let at_most = |reached: f64, aim: f64| reached <= aim;
    let balanced = metrics.balanced_accuracy;
    let codec = codec(scores, tier).and_then(|codec| codec.balanced_accuracy);
    let lead = balanced.zip(codec).map(|(own, codec)| own - codec);
    let mut goals = vec![
        aim(
            Kind::BalancedAccuracy,
            balanced_accuracy(tier),
            balanced,
            at_least,
        ),
        aim(
            Kind::RealNotFlagged,
            REAL_NOT_FLAGGED,
            metrics.real_not_flagged,
            at_least,
        ),
        aim(
            Kind::CalibrationError,
            CALIBRATION_ERROR,
            metrics.ece,
            at_most,
        ),
        aim(Kind::Lead, LEAD, lead, at_least),
    ];
    if let Some([all, most]) = risk_coverage(scores, tier, &[1.0, 0.8]).as_deref() {
        let halved = |reached: f64, all: f64| reached <= all / 2.0;
        goals.push(aim(Kind::Selection, all.risk, Some(most.risk), halved));
    }
    goals.into_iter().flatten().collect()
}
