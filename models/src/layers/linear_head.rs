//! Linear heads that were fitted to what a pretrained trunk says, apart from the network.

use burn::module::{Param, RunningState};
use burn::nn::{BatchNorm, Linear};
use burn::tensor::{Device, Tensor, TensorData};

/// A linear layer over standardised numbers, `w · (x - mean) / √(variance + ε) + bias` with the ε of
/// the network's normalisation.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearHead {
    /// Of each number of the embedding.
    pub mean: Vec<f32>,
    /// Of each number of the embedding.
    pub variance: Vec<f32>,
    /// Of each number of the embedding; where two embeddings are added, of each number of their sum.
    pub weights: Vec<f32>,
    /// What is added.
    pub bias: f32,
}

/// A head of other lengths than the network's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinearHeadError {
    /// Not as many numbers as the network has.
    #[error("the head is for {given} numbers and the network gives {needed}")]
    Length {
        /// Numbers of the head.
        given: usize,
        /// Numbers of the network.
        needed: usize,
    },
    /// The network's logit is not a weighted sum of an embedding.
    #[error("the network has no linear head")]
    NotLinear,
}

/// Makes `norm` standardise with these moments.
pub(crate) fn set_moments(
    norm: &mut BatchNorm,
    mean: &[f32],
    variance: &[f32],
) -> Result<(), LinearHeadError> {
    let device = norm.gamma.device();
    let needed = norm.gamma.dims()[0];
    same_length(mean.len(), needed)?;
    same_length(variance.len(), needed)?;
    norm.gamma = Param::from_tensor(Tensor::ones([needed], &device));
    norm.beta = Param::from_tensor(Tensor::zeros([needed], &device));
    norm.running_mean = RunningState::new(vector(mean, &device));
    norm.running_var = RunningState::new(vector(variance, &device));
    Ok(())
}

/// Makes `layer`, which has one output, weigh like this.
pub(crate) fn set_weights(
    layer: &mut Linear,
    weights: &[f32],
    bias: f32,
) -> Result<(), LinearHeadError> {
    let device = layer.weight.device();
    let [needed, _] = layer.weight.dims();
    same_length(weights.len(), needed)?;
    layer.weight = Param::from_tensor(vector(weights, &device).reshape([needed, 1]));
    layer.bias = Some(Param::from_tensor(vector(&[bias], &device)));
    Ok(())
}

fn same_length(given: usize, needed: usize) -> Result<(), LinearHeadError> {
    if given == needed {
        Ok(())
    } else {
        Err(LinearHeadError::Length { given, needed })
    }
}

fn vector(values: &[f32], device: &Device) -> Tensor<1> {
    Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), device)
}
