//! From feature maps to one logit.

use burn::config::Config;
use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use spectrafide_models::layers::pooling::mean_over_pixels;

/// Configures a [`Head`].
#[derive(Config, Debug, PartialEq)]
pub struct HeadConfig {
    /// The hidden layer; without it one linear layer follows the mean.
    pub dense: Option<DenseConfig>,
}

/// The hidden layer of the Real or Synthetic Images study (its section 3.2): dense with `ReLU`,
/// batch normalisation, dropout. The study gives neither the number of units nor the rate of the
/// dropout.
#[derive(Config, Debug, PartialEq)]
pub struct DenseConfig {
    /// Number of units.
    #[config(default = 256)]
    pub units: usize,
    /// Probability of dropping a unit in training.
    #[config(default = 0.5)]
    pub dropout: f64,
}

impl HeadConfig {
    /// Initialises the parameters on `device` for maps of `channels` channels.
    pub fn init(&self, channels: usize, device: &Device) -> Head {
        let inputs = self.dense.as_ref().map_or(channels, |dense| dense.units);
        Head {
            dense: self.dense.as_ref().map(|dense| Dense {
                linear: LinearConfig::new(channels, dense.units).init(device),
                norm: BatchNormConfig::new(dense.units).init(device),
                dropout: DropoutConfig::new(dense.dropout).init(),
            }),
            output: LinearConfig::new(inputs, 1).init(device),
        }
    }
}

/// Global average pooling, at most one hidden layer, and a linear layer.
#[derive(Module, Debug)]
pub struct Head {
    dense: Option<Dense>,
    output: Linear,
}

impl Head {
    /// One logit per item.
    ///
    /// # Shapes
    ///
    /// - `features`: `[batch, channels, height, width]`
    /// - output: `[batch, 1]`
    pub fn forward(&self, features: Tensor<4>) -> Tensor<2> {
        let mut x = mean_over_pixels(features);
        if let Some(dense) = &self.dense {
            x = dense.forward(x);
        }
        self.output.forward(x)
    }
}

#[derive(Module, Debug)]
struct Dense {
    linear: Linear,
    norm: BatchNorm,
    dropout: Dropout,
}

impl Dense {
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = self.norm.forward(relu(self.linear.forward(x)));
        self.dropout.forward(x)
    }
}
