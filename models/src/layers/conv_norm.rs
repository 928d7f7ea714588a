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
    /// Height and width of the kernel, in pixels.
    #[config(default = "[3, 3]")]
    pub kernel: [usize; 2],
    /// Stride in pixels.
    #[config(default = 1)]
    pub stride: usize,
    /// Pixels of zeros above and below, and to the left and right. Without it half the kernel,
    /// which keeps the size at stride 1 where the kernel's sides are odd.
    pub padding: Option<[usize; 2]>,
    /// Whether `padding` is that of TensorFlow's `SAME` instead, which keeps the size over the stride,
    /// rounded up: where the number of zeros is odd, one more at the right and the bottom.
    #[config(default = false)]
    pub same: bool,
    /// Groups of channels that do not see each other; the number of channels makes the
    /// convolution depthwise.
    #[config(default = 1)]
    pub groups: usize,
    /// Added to the variance before its root is taken.
    #[config(default = 1e-5)]
    pub epsilon: f64,
    /// Weight of a batch in the running moments.
    #[config(default = 0.1)]
    pub momentum: f64,
}

impl ConvNormConfig {
    /// The same with a square kernel of `side` pixels.
    #[must_use]
    pub fn with_side(self, side: usize) -> Self {
        self.with_kernel([side, side])
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> ConvNorm {
        let [vertical, horizontal] = self
            .padding
            .unwrap_or([self.kernel[0] / 2, self.kernel[1] / 2]);
        let padding = if self.same {
            PaddingConfig2d::Same
        } else {
            PaddingConfig2d::Explicit(vertical, horizontal, vertical, horizontal)
        };
        ConvNorm {
            conv: Conv2dConfig::new(self.channels, self.kernel)
                .with_stride([self.stride, self.stride])
                .with_padding(padding)
                .with_groups(self.groups)
                .with_bias(false)
                .init(device),
            norm: BatchNormConfig::new(self.channels[1])
                .with_epsilon(self.epsilon)
                .with_momentum(self.momentum)
                .init(device),
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
    /// - output: `[batch, channels_out, height / stride, width / stride]`, rounded up, with the
    ///   default padding and a kernel of odd sides
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm.forward(self.conv.forward(x))
    }
}
