//! A linear layer over numbers of different scales.

use burn::config::Config;
use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

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
}
