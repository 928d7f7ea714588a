//! What stops something from being filed.

use thiserror::Error;

/// Why something cannot be filed. The sentences are in [`english`](crate::english).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.english())]
pub enum DossierError {
    /// Not 64 small hexadecimal digits.
    Sha256,
    /// Not a time in UTC as RFC 3339 writes it.
    Time {
        /// What was handed in, its first 40 characters.
        text: String,
    },
    /// A name is empty or too long.
    Name {
        /// Its length.
        bytes: usize,
        /// The longest that is taken.
        limit: usize,
    },
    /// No report, or more than a dossier has room for.
    Reports {
        /// How many there are.
        count: usize,
        /// The most that are taken.
        limit: usize,
    },
    /// A report names a detector that is not in the head.
    UnknownDetector {
        /// The name in the report.
        detector: String,
    },
    /// The head has more detectors than are taken.
    Detectors {
        /// How many there are.
        count: usize,
        /// The most that are taken.
        limit: usize,
    },
    /// The title of a detector is too long.
    Title {
        /// Its length.
        bytes: usize,
        /// The longest that is taken.
        limit: usize,
    },
    /// A thumbnail is neither PNG nor JPEG.
    ThumbnailFormat,
    /// A thumbnail is too large.
    ThumbnailSize {
        /// Its size.
        bytes: usize,
        /// The largest that is taken.
        limit: usize,
    },
    /// The dossier is full.
    Full {
        /// The most that it holds, in bytes of JSON and of thumbnails.
        limit_bytes: usize,
        /// The most entries.
        limit_entries: usize,
    },
    /// Something cannot be written as JSON, or not be read again.
    Json {
        /// What `serde_json` says.
        error: String,
    },
    /// An integer is larger than JSON's numbers hold everywhere.
    LargeNumber {
        /// The integer.
        number: String,
    },
    /// A public key or a signature is not of its length, or not hexadecimal or base64url.
    Signature {
        /// Which of the two.
        field: &'static str,
        /// The bytes that it must have.
        bytes: usize,
    },
}
