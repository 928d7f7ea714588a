//! Small pictures between worker and page: where they belong in the text, bytes in buffers.

use serde::{Deserialize, Serialize};

/// A small picture that Content Credentials keep, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThumbnailHeader {
    /// The label of the manifest that keeps it.
    pub manifest: String,
    /// Of which of the manifest's ingredients it is; absent where it is of the picture itself.
    pub ingredient: Option<usize>,
    /// The media type that its bytes have, whatever the manifest says.
    pub mime: String,
}
