//! A separable convolution with batch normalisation.

use burn::config::Config;
use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::{Device, Tensor};

use spectrafide_models::layers::conv_norm::{ConvNorm, ConvNormConfig};

/// Configures a [`SeparableConv`].
#[derive(Config, Debug)]
pub struct SeparableConvConfig {
    /// `[channels_in, channels_out]`.
    pub channels: [usize; 2],
}

impl SeparableConvConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> SeparableConv {
        let [inputs, outputs] = self.channels;
        SeparableConv {
            depthwise: Conv2dConfig::new([inputs, inputs], [3, 3])
                .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                .with_groups(inputs)
                .with_bias(false)
                .init(device),
            pointwise: ConvNormConfig::new([inputs, outputs])
                .with_side(1)
                .init(device),
        }
    }
}

/// A 3x3 convolution of each channel by itself, a 1x1 convolution of all, then batch
/// normalisation (Chollet, <https://arxiv.org/abs/1610.02357>).
///
/// Nothing is between the two convolutions, which the paper found best (its section 4.7).
#[derive(Module, Debug)]
pub struct SeparableConv {
    depthwise: Conv2d,
    pointwise: ConvNorm,
}

impl SeparableConv {
    /// Applies the block.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, channels_in, height, width]`
    /// - output: `[batch, channels_out, height, width]`
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.pointwise.forward(self.depthwise.forward(x))
    }
}
