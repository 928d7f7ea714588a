//! Writing weights.

use burn::module::{Module, ModuleVisitor, Param};
use burn::store::RecordError;
use burn::tensor::{DType, Tensor, TensorData};
use burn_pack::Writer;
use serde::{Deserialize, Serialize};

use super::WeightsError;
use super::four_bits::{self, FourBits, GROUP};

/// In how many bits weights are kept. They are computed with in single precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// Sixteen.
    #[default]
    Half,
    /// Four for large matrices, with a scale for each group of inputs, and sixteen for the rest.
    FourBits,
}

impl Storage {
    /// Whether it is the default.
    pub fn is_half(&self) -> bool {
        *self == Self::Half
    }
}

/// Smaller matrices stay in half precision: they take little room.
const LARGE: usize = 1 << 16;

/// What the names of a matrix's codes and scales end with.
pub(super) const CODES: &str = ".codes";
pub(super) const SCALES: &str = ".scales";

/// The weights of `network` in half precision, which halves the download.
///
/// # Errors
///
/// The file cannot be written.
pub fn to_half_bytes<M: Module>(network: M) -> Result<Vec<u8>, WeightsError> {
    to_bytes(network, Storage::Half)
}

/// The weights of `network` as `storage` says.
///
/// # Errors
///
/// The file cannot be written.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what is written is finished with"
)]
pub fn to_bytes<M: Module>(network: M, storage: Storage) -> Result<Vec<u8>, WeightsError> {
    let mut collector = Collector {
        storage,
        path: Vec::new(),
        tensors: Vec::new(),
    };
    // `valid` gives normalisations the running moments of the last training step.
    network.valid().visit(&mut collector);
    let bytes = Writer::new(collector.tensors)
        .into_bytes()
        .map_err(RecordError::from)?;
    Ok(bytes.to_vec())
}

struct Collector {
    storage: Storage,
    path: Vec<String>,
    tensors: Vec<burn_pack::Tensor>,
}

impl Collector {
    fn push(&mut self, name: String, id: Option<u64>, data: TensorData) {
        let (bytes, shape, dtype) = data.into_parts();
        self.tensors
            .push(burn_pack::Tensor::new(name, dtype, shape, id, bytes));
    }
}

impl ModuleVisitor for Collector {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    #[cfg_attr(
        target_family = "wasm",
        expect(clippy::disallowed_methods, reason = "no browser writes weights")
    )]
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let name = self.path.join(".");
        let id = Some(param.id.val());
        let data = param.transform_for_save().val().into_data();
        let shape: Vec<usize> = data.shape().iter().copied().collect();
        let is_large = shape.iter().product::<usize>() >= LARGE;
        if self.storage == Storage::FourBits && is_large && four_bits::fits(&shape) {
            let values: Vec<f32> = data.iter::<f32>().collect();
            let FourBits { codes, scales } = four_bits::quantize(&values, shape[1]);
            let scales = TensorData::new(scales, [shape[0] / GROUP, shape[1]]);
            self.push(
                name.clone() + CODES,
                id,
                TensorData::new(codes, [shape[0], shape[1] / 2]),
            );
            self.push(name + SCALES, None, scales.convert_dtype(DType::F16));
        } else {
            self.push(name, id, data.convert_dtype(DType::F16));
        }
    }
}
