//! A linear layer over numbers of different scales.

use burn::config::Config;
use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use crate::layers::linear_head::{LinearHead, LinearHeadError, set_moments, set_weights};

/// Configures a [`ScaledLinear`].
#[derive(Config, Debug)]
pub struct ScaledLinearConfig {
    /// Numbers for each view.
    pub inputs: usize,
    /// Probability of dropping one of them in training.
    pub dropout: f64,
}

impl ScaledLinearConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> ScaledLinear {
        ScaledLinear {
            norm: BatchNormConfig::new(self.inputs).init(device),
            dropout: DropoutConfig::new(self.dropout).init(),
            output: LinearConfig::new(self.inputs, 1).init(device),
        }
    }
}

/// Each number is brought to one scale, and their weighted sum is the logit.
#[derive(Module, Debug)]
pub struct ScaledLinear {
    norm: BatchNorm,
    dropout: Dropout,
    output: Linear,
}

impl ScaledLinear {
    /// From `[batch, inputs]` to `[batch, 1]`.
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let scaled = self.norm.forward(x);
        self.output.forward(self.dropout.forward(scaled))
    }

    /// The layer with what was fitted apart from it.
    ///
    /// # Errors
    ///
    /// A head of other lengths.
    pub fn with_linear_head(mut self, head: &LinearHead) -> Result<Self, LinearHeadError> {
        set_moments(&mut self.norm, &head.mean, &head.variance)?;
        set_weights(&mut self.output, &head.weights, head.bias)?;
        Ok(self)
    }
}
