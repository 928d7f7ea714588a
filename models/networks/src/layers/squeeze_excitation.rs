//! Squeeze-and-excitation.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::{sigmoid, silu};
use burn::tensor::{Device, Tensor};

/// Configures a [`SqueezeExcitation`].
#[derive(Config, Debug)]
pub struct SqueezeExcitationConfig {
    /// Number of channels in and out.
    pub channels: usize,
    /// Number of channels in between.
    pub squeezed: usize,
}

impl SqueezeExcitationConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> SqueezeExcitation {
        let pointwise = |channels| Conv2dConfig::new(channels, [1, 1]).init(device);
        SqueezeExcitation {
            reduce: pointwise([self.channels, self.squeezed]),
            expand: pointwise([self.squeezed, self.channels]),
        }
    }
}

/// Weighs each channel by what all of them have in the mean (Hu et al., *Squeeze-and-Excitation
/// Networks*, <https://arxiv.org/abs/1709.01507>).
///
/// Between its two layers is `SiLU`, as in `EfficientNet`, and not the paper's `ReLU`. The layers
/// are 1x1 convolutions and not dense ones only because published weights have that shape.
#[derive(Module, Debug)]
pub struct SqueezeExcitation {
    reduce: Conv2d,
    expand: Conv2d,
}

impl SqueezeExcitation {
    /// Applies the block.
    ///
    /// # Shapes
    ///
    /// - `x` and output: `[batch, channels, height, width]`
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mean = x.clone().mean_dim(3).mean_dim(2);
        x * sigmoid(self.expand.forward(silu(self.reduce.forward(mean))))
    }
}
