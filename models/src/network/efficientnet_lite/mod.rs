//! `EfficientNet`-Lite, a network for phones, with a head on the moments of its feature maps.
//!
//! The family of Tan and Le (<https://arxiv.org/abs/1905.11946>) as its authors made it for mobile
//! devices: without squeeze-and-excitation, with `ReLU6`, and with a stem and a last convolution of
//! one size (<https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite>).

mod trunk;

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::layers::linear_head::{LinearHead, LinearHeadError};
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
    /// How many moments the head weighs.
    pub fn embedding(&self) -> usize {
        2 * self.trunk.embedding()
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> EfficientNetLite {
        EfficientNetLite {
            trunk: self.trunk.init(device),
            head: ScaledLinearConfig::new(self.embedding(), self.dropout).init(device),
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
        self.head.forward(self.embedding(maps))
    }

    /// The moments of the last feature maps that the head weighs, `[batch, 2 * embedding]`: the
    /// means, then the deviations.
    pub fn embedding(&self, maps: Tensor<4>) -> Tensor<2> {
        let moments = vec![mean_over_pixels(maps.clone()), deviation_over_pixels(maps)];
        Tensor::cat(moments, 1)
    }

    /// The network with another head.
    ///
    /// # Errors
    ///
    /// A head of other lengths.
    pub fn with_linear_head(mut self, head: &LinearHead) -> Result<Self, LinearHeadError> {
        self.head = self.head.with_linear_head(head)?;
        Ok(self)
    }
}
