//! Reading and writing released weights, as a burnpack file in less than single precision.

mod four_bits;
mod loading;
mod storage;

use burn::store::RecordError;
use sha2::{Digest, Sha256};

pub use loading::load;
pub use storage::{Storage, to_bytes, to_half_bytes};

/// Why weights could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The bytes are not those that the card was published with.
    #[error("the weights are damaged or of another version: SHA-256 {found}, expected {expected}")]
    Checksum {
        /// What the card says.
        expected: String,
        /// What the bytes have.
        found: String,
    },
    /// The record does not fit the architecture.
    #[error("the weights do not fit the detector's architecture: {0}")]
    Record(#[from] RecordError),
}

/// The SHA-256 of `bytes` in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _infallible = write!(text, "{byte:02x}");
            text
        })
}
