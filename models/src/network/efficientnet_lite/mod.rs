//! `EfficientNet`-Lite, a network for phones, with a head on the moments of its feature maps.
//!
//! The family of Tan and Le (<https://arxiv.org/abs/1905.11946>) as its authors made it for mobile
//! devices: without squeeze-and-excitation, with `ReLU6`, and with a stem and a last convolution of
//! one size (<https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite>).

mod trunk;

use burn::config::Config;
use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use crate::layers::pooling::{deviation_over_pixels, mean_over_pixels};

pub use trunk::{EfficientNetLiteTrunk, EfficientNetLiteTrunkConfig, LiteScale};

/// Configures an [`EfficientNetLite`].
#[derive(Config, Debug, PartialEq)]
pub struct EfficientNetLiteConfig {
    /// The convolutions.
    pub trunk: EfficientNetLiteTrunkConfig,
    /// Probability of dropping a moment in training.
    #[config(default = 0.2)]
    pub dropout: f64,
}

impl EfficientNetLiteConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> EfficientNetLite {
        let moments = 2 * self.trunk.embedding();
        EfficientNetLite {
            trunk: self.trunk.init(device),
            head: MomentsHead {
                norm: BatchNormConfig::new(moments).init(device),
                dropout: DropoutConfig::new(self.dropout).init(),
                output: LinearConfig::new(moments, 1).init(device),
            },
        }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct EfficientNetLite {
    /// The convolutions.
    pub trunk: EfficientNetLiteTrunk,
    head: MomentsHead,
}

/// One linear layer on the mean and the deviation of each map.
#[derive(Module, Debug)]
struct MomentsHead {
    norm: BatchNorm,
    dropout: Dropout,
    output: Linear,
}

impl EfficientNetLite {
    /// The last feature maps, `[batch, embedding, height, width]`.
    pub fn features(&self, images: Tensor<4>) -> Tensor<4> {
        self.trunk.forward(images)
    }

    /// One logit per view, `[batch, 1]`.
    pub fn head(&self, maps: Tensor<4>) -> Tensor<2> {
        let moments = vec![mean_over_pixels(maps.clone()), deviation_over_pixels(maps)];
        let scaled = self.head.norm.forward(Tensor::cat(moments, 1));
        self.head.output.forward(self.head.dropout.forward(scaled))
    }
}
