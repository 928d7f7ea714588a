//! How closely a picture is looked at.

use serde::{Deserialize, Serialize};

/// How much of a picture is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// All parts that the card's preprocessing gives; the published error rates are of this.
    #[default]
    Thorough,
    /// As many parts as the card's `quick_views`, for slow machines; the report says so.
    Quick,
}
