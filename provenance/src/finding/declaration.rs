//! Labels that say how far a model made a picture.

use serde::{Deserialize, Serialize};

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

/// How much of a picture a label is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of it was made by a model.
    Whole,
    /// A part of it was made or changed by a model.
    Part,
    /// Made by a program that is not a trained model, or with an extent that the label leaves
    /// open.
    Unclear,
    /// The label says that no model was used.
    None,
}

impl Extent {
    /// The one of two statements that says more about a model.
    #[must_use]
    pub fn more(self, other: Self) -> Self {
        let rank = |extent| match extent {
            Self::Whole => 3,
            Self::Part => 2,
            Self::Unclear => 1,
            Self::None => 0,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }
}
