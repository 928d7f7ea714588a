//! The inverted residual of mobile networks, without squeeze-and-excitation.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, PaddingConfig2d};
use burn::tensor::{Device, Tensor};

/// Configures a [`SameConvNorm`].
#[derive(Config, Debug)]
pub struct SameConvNormConfig {
    /// `[channels_in, channels_out]`.
    pub channels: [usize; 2],
    /// Side of the square kernel, in pixels.
    pub side: usize,
    /// Stride in pixels.
    #[config(default = 1)]
    pub stride: usize,
    /// Groups of channels that do not see each other.
    #[config(default = 1)]
    pub groups: usize,
}

impl SameConvNormConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> SameConvNorm {
        SameConvNorm {
            conv: Conv2dConfig::new(self.channels, [self.side; 2])
                .with_stride([self.stride; 2])
                .with_padding(PaddingConfig2d::Same)
                .with_groups(self.groups)
                .with_bias(false)
                .init(device),
            // As the published weights were trained.
            norm: BatchNormConfig::new(self.channels[1])
                .with_epsilon(1e-3)
                .with_momentum(0.01)
                .init(device),
        }
    }
}

/// A convolution and batch normalisation. Zeros are put around the maps as TensorFlow's `SAME`
/// has it: where their number is odd, one more at the right and the bottom.
#[derive(Module, Debug)]
pub struct SameConvNorm {
    conv: Conv2d,
    norm: BatchNorm,
}

impl SameConvNorm {
    /// From `[batch, channels_in, height, width]` to `[batch, channels_out, height / stride,
    /// width / stride]`, rounded up.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm.forward(self.conv.forward(x))
    }
}

/// Configures an [`InvertedResidual`].
#[derive(Config, Debug)]
pub struct InvertedResidualConfig {
    /// `[channels_in, channels_out]`.
    pub channels: [usize; 2],
    /// How many times wider the depthwise convolution is than the input; 1 leaves the first
    /// convolution out.
    pub expansion: usize,
    /// Side of the depthwise kernel, in pixels.
    pub side: usize,
    /// Stride of the depthwise convolution, in pixels.
    pub stride: usize,
}

impl InvertedResidualConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> InvertedResidual {
        let [inputs, outputs] = self.channels;
        let width = inputs * self.expansion;
        InvertedResidual {
            expand: (self.expansion > 1)
                .then(|| SameConvNormConfig::new([inputs, width], 1).init(device)),
            depthwise: SameConvNormConfig::new([width, width], self.side)
                .with_stride(self.stride)
                .with_groups(width)
                .init(device),
            project: SameConvNormConfig::new([width, outputs], 1).init(device),
            shortcut: self.stride == 1 && inputs == outputs,
        }
    }
}

/// A 1x1 convolution to more channels, a depthwise one and a 1x1 convolution back, beside a
/// shortcut where the shape stays (Sandler et al., *`MobileNetV2`*,
/// <https://arxiv.org/abs/1801.04381>, figure 4b).
#[derive(Module, Debug)]
pub struct InvertedResidual {
    expand: Option<SameConvNorm>,
    depthwise: SameConvNorm,
    project: SameConvNorm,
    shortcut: bool,
}

impl InvertedResidual {
    /// From `[batch, channels_in, height, width]` to `[batch, channels_out, height / stride,
    /// width / stride]`, rounded up.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mut y = x.clone();
        if let Some(expand) = &self.expand {
            y = relu6(expand.forward(y));
        }
        y = relu6(self.depthwise.forward(y));
        y = self.project.forward(y);
        if self.shortcut { y + x } else { y }
    }
}

/// `min(max(x, 0), 6)`.
pub fn relu6(x: Tensor<4>) -> Tensor<4> {
    x.clamp(0.0, 6.0)
}
