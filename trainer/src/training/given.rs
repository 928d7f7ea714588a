//! What a run starts from.

use std::path::Path;

/// Weights and twins that a run starts from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// A published checkpoint for the backbone.
    pub init: Option<&'a Path>,
    /// The weights of a trained auto-encoder.
    pub auto_encoder: Option<&'a Path>,
    /// A folder of synthetic twins.
    pub twins: Option<&'a Path>,
    /// The run folder of a network to learn from.
    pub teacher: Option<&'a Path>,
    /// The published checkpoint that this one started from, for one that adapts it.
    pub teacher_init: Option<&'a Path>,
    /// A folder in which views are kept for other runs.
    pub views: Option<&'a Path>,
}
