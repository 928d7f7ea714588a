//! `EfficientNet`-Lite, a network for phones, with a head on the moments of its feature maps.
//!
//! The family of Tan and Le (<https://arxiv.org/abs/1905.11946>) as its authors made it for mobile
//! devices: without squeeze-and-excitation, with `ReLU6`, and with a stem and a last convolution of
//! one size (<https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite>).

mod trunk;

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::layers::pooling::{deviation_over_pixels, mean_over_pixels};
use crate::layers::scaled_linear::{ScaledLinear, ScaledLinearConfig};

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
            head: ScaledLinearConfig::new(moments, self.dropout).init(device),
        }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct EfficientNetLite {
    /// The convolutions.
    pub trunk: EfficientNetLiteTrunk,
    head: ScaledLinear,
}

impl EfficientNetLite {
    /// The last feature maps, `[batch, embedding, height, width]`.
    pub fn features(&self, images: Tensor<4>) -> Tensor<4> {
        self.trunk.forward(images)
    }

    /// One logit per view, `[batch, 1]`.
    pub fn head(&self, maps: Tensor<4>) -> Tensor<2> {
        let moments = vec![mean_over_pixels(maps.clone()), deviation_over_pixels(maps)];
        self.head.forward(Tensor::cat(moments, 1))
    }
}
