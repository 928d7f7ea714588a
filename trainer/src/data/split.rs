//! The parts of a data set.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Which part of a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// For fitting and, held out, for choosing.
    Train,
    /// For choosing.
    Valid,
    /// For reporting.
    Test,
}
