//! Reading and writing released weights: Burn's records, in half precision.

use burn::module::{Module, ModuleMapper, Param};
use burn::store::{ModuleRecord, RecordError};
use burn::tensor::{Bytes, DType, Tensor};
use sha2::{Digest, Sha256};

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

/// Loads `bytes` into `network`, in the precision of the network.
///
/// # Errors
///
/// The bytes are no record, or one of another network.
pub fn load<M: Module>(network: M, bytes: Vec<u8>) -> Result<M, WeightsError> {
    let record = ModuleRecord::from_bytes(Bytes::from_bytes_vec(bytes))?.cast_to_module_dtype();
    Ok(network.try_load_record(record)?)
}

/// The weights of `network` in half precision, which halves the download; they are computed with
/// in single precision again after loading.
///
/// # Errors
///
/// The record cannot be written.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what is written is finished with"
)]
pub fn to_half_bytes<M: Module>(network: M) -> Result<Vec<u8>, WeightsError> {
    // `map` changes the running moments of batch normalisation in place, and clones share them:
    // `valid` gives this network moments of its own, up to date with the last training step.
    let halved = network.valid().map(&mut ToHalf);
    Ok(halved.into_record().into_bytes()?.to_vec())
}

struct ToHalf;

impl ModuleMapper for ToHalf {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, tensor, mapper) = param.consume();
        Param::from_mapped_value(id, tensor.cast(DType::F16), mapper)
    }
}
