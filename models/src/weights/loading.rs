//! Reading weights, in single precision whatever they are kept in.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, Param};
use burn::store::RecordError;
use burn::tensor::{Bytes, DType, Tensor, TensorData};
use burn_pack::Reader;

use super::WeightsError;
use super::four_bits::{self, GROUP};
use super::storage::{CODES, SCALES};

/// Loads `bytes` into `network`, one tensor after the other, in the precision of the network.
///
/// # Errors
///
/// The bytes are no such file, or one of another network.
pub fn load<M: Module>(network: M, bytes: Vec<u8>) -> Result<M, WeightsError> {
    let tensors = Reader::from_bytes(Bytes::from_bytes_vec(bytes))
        .and_then(Reader::into_tensors)
        .map_err(RecordError::from)?;
    let mut filler = Filler {
        path: Vec::new(),
        tensors: tensors
            .into_iter()
            .map(|tensor| (tensor.name.clone(), tensor))
            .collect(),
        problems: Vec::new(),
    };
    let network = network.map(&mut filler);
    let unused = filler
        .tensors
        .into_keys()
        .map(|name| format!("{name} is unknown"));
    let problems: Vec<String> = filler.problems.into_iter().chain(unused).collect();
    if problems.is_empty() {
        Ok(network)
    } else {
        Err(RecordError::Validation(problems.join("; ")).into())
    }
}

struct Filler {
    path: Vec<String>,
    tensors: BTreeMap<String, burn_pack::Tensor>,
    problems: Vec<String>,
}

impl Filler {
    fn data(&mut self, name: &str) -> Result<TensorData, String> {
        let missing = || format!("{name} is missing");
        if let Some(codes) = self.tensors.remove(&format!("{name}{CODES}")) {
            let scales = self
                .tensors
                .remove(&format!("{name}{SCALES}"))
                .ok_or_else(missing)?;
            let (codes, scales) = (read(codes)?, read(scales)?);
            let (shape, groups) = (codes.shape().clone(), scales.shape().clone());
            let &[inputs, half] = &shape[..] else {
                return Err(format!("{name} is no matrix"));
            };
            let outputs = 2 * half;
            if groups[..] != [inputs / GROUP, outputs] || inputs % GROUP != 0 {
                return Err(format!("{name} and its scales differ in shape"));
            }
            let codes: Vec<u8> = codes.iter::<u8>().collect();
            let scales: Vec<f32> = scales.iter::<f32>().collect();
            let values = four_bits::dequantize(&codes, &scales, outputs);
            return Ok(TensorData::new(values, [inputs, outputs]));
        }
        let tensor = self.tensors.remove(name).ok_or_else(missing)?;
        read(tensor)
    }
}

fn read(tensor: burn_pack::Tensor) -> Result<TensorData, String> {
    let (_, dtype, shape, _, bytes) = tensor.into_parts().map_err(|error| error.to_string())?;
    if matches!(dtype, DType::QFloat(_)) {
        return Err("quantised tensors are kept in another form".to_owned());
    }
    TensorData::try_from_bytes(bytes, shape, dtype).map_err(|error| error.to_string())
}

impl ModuleMapper for Filler {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let name = self.path.join(".");
        let (device, shape) = (param.lazy_device(), param.lazy_shape());
        match self.data(&name) {
            Ok(data) if *data.shape() == shape => {
                let id = param.id;
                let tensor = Tensor::from_data(data, (&device, DType::F32));
                param.transform_for_load(tensor, id)
            }
            Ok(data) => {
                self.problems.push(format!(
                    "{name} has the shape {:?} in the file and {shape:?} in the network",
                    data.shape()
                ));
                param
            }
            Err(problem) => {
                self.problems.push(problem);
                param
            }
        }
    }
}
