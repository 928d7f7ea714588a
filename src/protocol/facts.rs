//! What the page tells people about the device and the detectors.

use serde::{Deserialize, Serialize};
use spectrafide_report::zoo::Figures;
use spectrafide_report::{Method, Scope, Thresholds};

/// Where the computation runs and why there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// `cpu` or `webgpu`, as in [`Report::device`](spectrafide_report::Report::device).
    pub name: String,
    /// Why, as a sentence.
    pub reason: String,
    /// Whether a program imitates a GPU, which is slow: nothing is loaded before it is needed.
    #[serde(default)]
    pub is_imitated: bool,
}

/// What a detector learned from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingFacts {
    /// Name of the data set.
    pub data: String,
    /// Number of real pictures.
    pub real: u64,
    /// Number of synthetic ones.
    pub synthetic: u64,
}

/// What the page tells people about a detector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetectorFacts {
    /// Registry name.
    pub id: String,
    /// A short name for a list.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// What it cannot do, each a sentence.
    pub limits: Vec<String>,
    /// What it learned from.
    pub training: TrainingFacts,
    /// Which pictures it may judge.
    pub scope: Scope,
    /// How many parts of a picture a quick look judges.
    pub quick_parts: u32,
    /// The thorough detector that this one, which is quick, stands in for.
    pub stands_in_for: Option<String>,
    /// Logical name of its weights.
    pub weights: String,
    /// SHA-256 of its weights, in small hexadecimal digits.
    pub weights_sha256: String,
    /// Its cuts for pictures that were not strongly compressed.
    pub thresholds: Thresholds,
    /// Size of its weights.
    pub weights_bytes: u64,
    /// Whether its weights are in the browser's store.
    pub is_stored: bool,
    /// What was measured with it.
    pub figures: Vec<Figures>,
    /// How its verdicts can be explained.
    pub methods: Vec<Method>,
}
