//! What is asked about copies of a picture.

use serde::{Deserialize, Serialize};
use spectrafide_report::Effort;

/// Who judges the copies of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examination {
    /// The detector.
    pub detector: String,
    /// How much of each copy is looked at.
    pub effort: Effort,
}
