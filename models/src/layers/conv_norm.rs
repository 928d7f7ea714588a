//! A convolution with batch normalisation.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, PaddingConfig2d};
use burn::tensor::{Device, Tensor};

/// Configures a [`ConvNorm`].
#[derive(Config, Debug)]
pub struct ConvNormConfig {
    /// `[channels_in, channels_out]`.
    pub channels: [usize; 2],
    /// Side of the square kernel, odd, in pixels; the padding keeps the size at stride 1.
    #[config(default = 3)]
    pub kernel: usize,
    /// Stride in pixels.
    #[config(default = 1)]
    pub stride: usize,
}

impl ConvNormConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> ConvNorm {
        let pad = self.kernel / 2;
        ConvNorm {
            conv: Conv2dConfig::new(self.channels, [self.kernel, self.kernel])
                .with_stride([self.stride, self.stride])
                .with_padding(PaddingConfig2d::Explicit(pad, pad, pad, pad))
                .with_bias(false)
                .init(device),
            norm: BatchNormConfig::new(self.channels[1]).init(device),
        }
    }
}

/// A convolution without bias, then batch normalisation.
#[derive(Module, Debug)]
pub struct ConvNorm {
    conv: Conv2d,
    norm: BatchNorm,
}

impl ConvNorm {
    /// Applies the block.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, channels_in, height, width]`
    /// - output: `[batch, channels_out, height / stride, width / stride]`, rounded up
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm.forward(self.conv.forward(x))
    }
}
