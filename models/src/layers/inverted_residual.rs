//! The inverted residual of mobile networks, without squeeze-and-excitation.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::conv_norm::{ConvNorm, ConvNormConfig};

/// A convolution with a square kernel of `side` pixels, padded and normalised as the published weights
/// were trained.
pub fn same_conv(channels: [usize; 2], side: usize) -> ConvNormConfig {
    ConvNormConfig::new(channels)
        .with_side(side)
        .with_same(true)
        .with_epsilon(1e-3)
        .with_momentum(0.01)
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
            expand: (self.expansion > 1).then(|| same_conv([inputs, width], 1).init(device)),
            depthwise: same_conv([width, width], self.side)
                .with_stride(self.stride)
                .with_groups(width)
                .init(device),
            project: same_conv([width, outputs], 1).init(device),
            shortcut: self.stride == 1 && inputs == outputs,
        }
    }
}

/// A 1x1 convolution to more channels, a depthwise one and a 1x1 convolution back, beside a
/// shortcut where the shape stays (Sandler et al., *`MobileNetV2`*,
/// <https://arxiv.org/abs/1801.04381>, figure 4b).
#[derive(Module, Debug)]
pub struct InvertedResidual {
    expand: Option<ConvNorm>,
    depthwise: ConvNorm,
    project: ConvNorm,
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
