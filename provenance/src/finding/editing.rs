//! Programs that a file went through.

use serde::{Deserialize, Serialize};

/// Programs that wrote or changed the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Editing {
    /// The program that wrote the file, as it names itself.
    pub software: Option<String>,
    /// The steps of the history, oldest first.
    pub steps: Vec<EditStep>,
}

/// One entry of an editing history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditStep {
    /// What was done, such as `saved`.
    pub action: String,
    /// With which program.
    pub software: Option<String>,
    /// When, as written.
    pub when: Option<String>,
}
