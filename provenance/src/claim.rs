//! How far a claim can be trusted, and how much of a picture it is about.

use serde::{Deserialize, Serialize};

/// How far a finding can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Content Credentials: their [`Answers`](crate::credentials::Answers) say how far.
    Credentials,
    /// Anyone could have written it.
    UnsignedClaim,
    /// Not a claim: computed from how the file is made.
    Measured,
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
