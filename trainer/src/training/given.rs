//! What a run starts from.

use std::path::{Path, PathBuf};

/// Weights and twins that a run starts from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// A published checkpoint for the backbone.
    pub init: Option<&'a Path>,
    /// The weights of a trained auto-encoder.
    pub auto_encoder: Option<&'a Path>,
    /// A folder of synthetic twins.
    pub twins: Option<&'a Path>,
    /// The run folders of networks to learn from.
    pub teachers: &'a [PathBuf],
    /// The published checkpoint that these started from, for those that adapt it.
    pub teacher_init: Option<&'a Path>,
    /// A folder in which views are kept for other runs.
    pub views: Option<&'a Path>,
}
