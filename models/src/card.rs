//! The detector card: everything about one set of weights but the weights.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use spectrafide_picture::preprocess::Preprocess;
use spectrafide_report::{Calibration, Certainty, Delivery, Effort, Scope, Score, Thresholds};

use crate::network::ShippedNetworkConfig;

/// Version of the card's JSON form.
pub const CARD_VERSION: u32 = 1;

/// Describes a detector: one architecture with one set of weights and their preprocessing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetectorCard {
    /// [`CARD_VERSION`] at the time of writing.
    pub version: u32,
    /// Registry name, `architecture.tag`.
    pub id: String,
    /// A short name for people.
    pub title: String,
    /// What it is for, in a sentence or two.
    pub description: String,
    /// What it cannot do, each a sentence.
    pub limits: Vec<String>,
    /// The architecture and its hyperparameters.
    pub network: ShippedNetworkConfig,
    /// From pixels to tensors.
    pub preprocess: Preprocess,
    /// From logit to score; a picture's logit is the mean over its views.
    pub calibration: Calibration,
    /// From score to verdict.
    pub thresholds: Thresholds,
    /// Score against the share of real validation pictures that reach it, by rising score.
    pub false_positive_curve: Vec<CurvePoint>,
    /// What takes the place of the three above for pictures of a delivery; a delivery that is not
    /// there has none of its own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_delivery: BTreeMap<Delivery, OperatingPoint>,
    /// Which judgements are not certain enough to be told, for detectors that look twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    /// The sizes of picture that it judges.
    pub scope: Scope,
    /// Its place among the detectors whose scope has a picture: the one with the lowest judges it
    /// unless a person chooses another.
    #[serde(default = "last_rank")]
    pub rank: u32,
    /// Parts of a picture that a quick look judges; a thorough one judges all that the
    /// preprocessing gives.
    #[serde(default = "one_view")]
    pub quick_views: u32,
    /// The registry name of a thorough detector of the same scope, for a quick one that judges in
    /// its place where that one's weights are not, or not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_in_for: Option<String>,
    /// What it was trained on.
    pub training: TrainingSummary,
    /// Expected logit for the input of [`self_test_input`].
    pub self_test_logit: f32,
    /// Licence of the weights, as an SPDX expression.
    pub licence: String,
    /// Size of the weights file.
    pub weights_bytes: u64,
    /// SHA-256 of the weights file, hexadecimal.
    pub weights_sha256: String,
}

fn last_rank() -> u32 {
    100
}

fn one_view() -> u32 {
    1
}

/// From logit to verdict, for pictures of one delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperatingPoint {
    /// From logit to score.
    pub calibration: Calibration,
    /// From score to verdict.
    pub thresholds: Thresholds,
    /// Score against the share of real validation pictures of the delivery that reach it, by
    /// rising score.
    pub false_positive_curve: Vec<CurvePoint>,
}

/// One point of a false-positive curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The score.
    pub score: f32,
    /// Share of real validation pictures with at least this score.
    pub rate: f32,
}

/// How a detector came to be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainingSummary {
    /// Name of the data set.
    pub data: String,
    /// SHA-256 over the sorted list of training files and their labels.
    pub data_sha256: String,
    /// Number of training pictures, real and synthetic.
    pub pictures: [usize; 2],
    /// Number of validation pictures, real and synthetic.
    pub validation_pictures: [usize; 2],
    /// How validation pictures were set aside.
    pub validation: String,
    /// Epochs trained, and the one whose weights were kept.
    pub epochs: [usize; 2],
}

impl DetectorCard {
    /// How many parts of a picture are looked at, at most.
    pub fn most_views(&self, effort: Effort) -> usize {
        match effort {
            Effort::Thorough => usize::MAX,
            Effort::Quick => self.quick_views.max(1) as usize,
        }
    }

    /// From logit to score for pictures of `delivery`.
    pub fn calibration_for(&self, delivery: Delivery) -> Calibration {
        self.by_delivery
            .get(&delivery)
            .map_or(self.calibration, |point| point.calibration)
    }

    /// From score to verdict for pictures of `delivery`.
    pub fn thresholds_for(&self, delivery: Delivery) -> Thresholds {
        self.by_delivery
            .get(&delivery)
            .map_or(self.thresholds, |point| point.thresholds)
    }

    /// The share of real validation pictures of `delivery` that reach `score`, between the curve's
    /// points the larger of the two neighbours.
    pub fn false_positive_rate_at(&self, score: Score, delivery: Delivery) -> Option<f32> {
        let curve = self
            .by_delivery
            .get(&delivery)
            .map_or(&self.false_positive_curve, |point| {
                &point.false_positive_curve
            });
        let after = curve.partition_point(|point| point.score <= score.value());
        curve.get(after.saturating_sub(1)).map(|point| point.rate)
    }
}

/// A fixed view in `[-1, 1)` without structure, `count` values: the same on every machine.
pub fn self_test_input(count: usize) -> Vec<f32> {
    let mut state = 0x1234_5678_u32;
    (0..count)
        .map(|_| {
            // The linear congruential generator of Numerical Recipes.
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixed_input_is_that_of_the_published_generator() {
        // x1 = 1664525 * 0x12345678 + 1013904223 modulo 2^32, of which the upper 24 bits count.
        let first = 1_664_525_u32
            .wrapping_mul(0x1234_5678)
            .wrapping_add(1_013_904_223);
        let expected = (first >> 8) as f32 / (1 << 23) as f32 - 1.0;
        let values = self_test_input(1000);
        assert_eq!(values[0], expected);
        assert!(values.iter().all(|value| (-1.0..1.0).contains(value)));
    }
}
