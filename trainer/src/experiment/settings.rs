//! What decides the result of a run.

use serde::{Deserialize, Serialize};

use crate::data::selection::Selection;
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

/// Everything that decides a forest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForestSettings {
    /// Which training pictures.
    #[serde(default, skip_serializing_if = "Selection::is_all")]
    pub pictures: Selection,
    /// Number of trees.
    pub trees: usize,
    /// Largest depth of a tree; none for trees that are grown until their leaves are pure.
    #[serde(default)]
    pub max_depth: Option<usize>,
    /// Decides every random draw.
    pub seed: u64,
}
