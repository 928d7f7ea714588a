//! The small pictures that a store keeps: where they belong, without their bytes.

use serde::{Deserialize, Serialize};

/// Where a small picture stands in a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThumbnailPlace {
    /// The label of the manifest that keeps it.
    pub manifest: String,
    /// Of which of the manifest's ingredients it is; absent where it is of the picture itself.
    pub ingredient: Option<usize>,
}
