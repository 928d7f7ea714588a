//! What decides the result of a run.

use serde::{Deserialize, Serialize};

use crate::baseline::forest::ForestSettings;
use crate::training::config::RunConfig;
use crate::training::reconstruction::AutoEncoderSettings;

/// Everything that decides what a run of an experiment gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Settings {
    /// A network is trained.
    Network(Box<RunConfig>),
    /// A random forest is grown.
    Forest(ForestSettings),
    /// An auto-encoder is trained.
    AutoEncoder(AutoEncoderSettings),
}
