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
}
