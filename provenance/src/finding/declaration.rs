//! Labels that say how far a model made a picture.

use serde::{Deserialize, Serialize};

use crate::claim::Extent;

/// A standard label that says how far the picture was made by a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Whose label it is.
    pub standard: Standard,
    /// How much of the picture it is about.
    pub extent: Extent,
    /// The label's value, such as `trainedAlgorithmicMedia`.
    pub term: String,
    /// The system that made the picture, where the label names it.
    pub system: Option<String>,
}

/// The standards that have such labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standard {
    /// IPTC `DigitalSourceType`.
    IptcDigitalSourceType,
    /// IPTC `AISystemUsed`.
    IptcAiSystemUsed,
    /// The Chinese TC260 `AIGC` label.
    Tc260Aigc,
    /// Samsung's `genAIType`.
    SamsungGenAi,
}
