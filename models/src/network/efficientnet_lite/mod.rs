//! `EfficientNet`-Lite, a network for phones, with a head on the moments of its feature maps.
//!
//! The family of Tan and Le (<https://arxiv.org/abs/1905.11946>) as its authors made it for mobile
//! devices: without squeeze-and-excitation, with `ReLU6`, and with a stem and a last convolution of
//! one size (<https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite>).

mod trunk;

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::{Features, Inputs};
use crate::layers::linear_head::{LinearHead, LinearHeadError};
use crate::layers::pooling::{deviation_over_pixels, mean_over_pixels};
use crate::layers::scaled_linear::{ScaledLinear, ScaledLinearConfig};

pub use trunk::{EfficientNetLiteTrunk, EfficientNetLiteTrunkConfig, LiteScale};

/// Configures an [`EfficientNetLite`].
#[derive(Config, Debug, PartialEq)]
pub struct EfficientNetLiteConfig {
    /// The convolutions.
    pub trunk: EfficientNetLiteTrunkConfig,
    /// Stages before the last whose maps' moments the head weighs, too, counted from 1, by rising
    /// number: what generators leave behind is fine, and the last maps are coarse.
    pub earlier: Vec<usize>,
    /// Probability of dropping a moment in training.
    #[config(default = 0.2)]
    pub dropout: f64,
}

impl EfficientNetLiteConfig {
    /// How many moments the head weighs.
    pub fn embedding(&self) -> usize {
        let earlier = self.earlier.iter();
        let earlier: usize = earlier.map(|&stage| self.trunk.channels_after(stage)).sum();
        2 * (earlier + self.trunk.embedding())
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> EfficientNetLite {
        EfficientNetLite {
            trunk: self.trunk.init(device),
            head: ScaledLinearConfig::new(self.embedding(), self.dropout).init(device),
            earlier: (self.earlier.iter())
                .map(|&stage| self.trunk.blocks_until(stage))
                .collect(),
        }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct EfficientNetLite {
    /// The convolutions.
    pub trunk: EfficientNetLiteTrunk,
    head: ScaledLinear,
    /// Blocks until the end of each earlier stage that is read.
    #[module(skip)]
    earlier: Vec<usize>,
}

impl EfficientNetLite {
    /// The last feature maps, `[batch, channels, height, width]`, and the moments of earlier ones.
    ///
    /// # Panics
    ///
    /// If there are no colours.
    pub fn features(&self, inputs: Inputs) -> Features {
        let (last, earlier) = self.trunk.maps(inputs.colours(), &self.earlier);
        let moments: Vec<Tensor<2>> = earlier.into_iter().flat_map(moments).collect();
        Features {
            image: Some(last),
            numbers: (!moments.is_empty()).then(|| Tensor::cat(moments, 1)),
            ..Features::default()
        }
    }

    /// One logit per view, `[batch, 1]`.
    ///
    /// # Panics
    ///
    /// If they are not the features of this network.
    pub fn head(&self, features: Features) -> Tensor<2> {
        self.head.forward(self.embedding(features))
    }

    /// The moments that the head weighs, `[batch, 2 * channels]`: of each stage that is read the means
    /// of its maps, then their deviations.
    ///
    /// # Panics
    ///
    /// If they are not the features of this network.
    pub fn embedding(&self, features: Features) -> Tensor<2> {
        let earlier = features.numbers.clone();
        let last = moments(features.image_maps());
        Tensor::cat(earlier.into_iter().chain(last).collect(), 1)
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

/// The means of maps, and their deviations.
fn moments(maps: Tensor<4>) -> [Tensor<2>; 2] {
    [mean_over_pixels(maps.clone()), deviation_over_pixels(maps)]
}
