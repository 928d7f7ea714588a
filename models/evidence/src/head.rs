//! What stands at the head of a dossier.

use serde::{Deserialize, Serialize};
use spectrafide_report::Thresholds;

use crate::digest::Sha256;
use crate::time::Time;

/// Version of the form of a dossier; raised when a field, or the chain, changes its meaning.
pub const DOSSIER_VERSION: u32 = 1;

/// What a dossier is about, before its entries. In JSON it also has the member `form`, always
/// `spectrafide_dossier`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "form", rename = "spectrafide_dossier")]
pub struct Head {
    /// [`DOSSIER_VERSION`] at the time of writing.
    pub version: u32,
    /// What wrote it.
    pub program: Program,
    /// When it was made.
    pub made_at: Time,
    /// Who made it, as they say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
    /// Whether the places where pictures were taken stay in it.
    pub places: Places,
    /// The detectors that judged.
    pub detectors: Vec<DetectorSummary>,
}

impl Head {
    /// The head of a dossier without places, and without detectors yet.
    pub fn new(program: Program, made_at: Time) -> Self {
        Self {
            version: DOSSIER_VERSION,
            program,
            made_at,
            made_by: None,
            places: Places::Hidden,
            detectors: Vec::new(),
        }
    }

    /// The detector called `id`.
    pub fn detector(&self, id: &str) -> Option<&DetectorSummary> {
        self.detectors.iter().find(|detector| detector.id == id)
    }
}

/// A program and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version, as it writes it.
    pub version: String,
}

impl Program {
    /// This one, whose crates have one version.
    pub fn this() -> Self {
        Self {
            name: "spectrafide".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Whether the places where pictures were taken stay in a dossier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Places {
    /// They are taken out (`Report::without_location`).
    #[default]
    Hidden,
    /// They stay, because a person asked for it.
    Kept,
}

/// A detector that judged, as its card tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetectorSummary {
    /// Registry name, `architecture.tag`.
    pub id: String,
    /// A short name for people.
    pub title: String,
    /// SHA-256 of its weights.
    pub weights_sha256: Sha256,
    /// Its cuts for pictures that were not strongly compressed; a report has those that were used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<Thresholds>,
    /// What it cannot do, each a sentence.
    pub limits: Vec<String>,
}
