//! The mobile inverted bottleneck of `MaxViT`.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{AvgPool2d, AvgPool2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, PaddingConfig2d};
use burn::tensor::activation::gelu;
use burn::tensor::{Device, Tensor};

use super::squeeze_excitation::{SqueezeExcitation, SqueezeExcitationConfig};
use super::stochastic_depth::{StochasticDepth, StochasticDepthConfig};
use spectrafide_models::layers::conv_norm::{ConvNorm, ConvNormConfig};

/// How many times wider the depthwise convolution is than the output.
const EXPANSION: usize = 4;

/// Channels out for each squeezed one.
const SQUEEZE: usize = 4;

/// Configures a [`PreNormMbConv`].
#[derive(Config, Debug)]
pub struct PreNormMbConvConfig {
    /// `[channels_in, channels_out]`, equal at stride 1.
    pub channels: [usize; 2],
    /// Stride of the depthwise convolution, in pixels.
    #[config(default = 1)]
    pub stride: usize,
    /// Probability of leaving out everything but the shortcut in training.
    #[config(default = 0.0)]
    pub stochastic_depth: f64,
    /// Added to the variance before its root is taken.
    #[config(default = 1e-5)]
    pub epsilon: f64,
    /// Weight of a batch in the running moments.
    #[config(default = 0.1)]
    pub momentum: f64,
}

impl PreNormMbConvConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> PreNormMbConv {
        let [inputs, outputs] = self.channels;
        let width = outputs * EXPANSION;
        let conv = |channels| {
            ConvNormConfig::new(channels)
                .with_epsilon(self.epsilon)
                .with_momentum(self.momentum)
        };
        PreNormMbConv {
            shortcut: (self.stride != 1).then(|| Shortcut {
                pool: AvgPool2dConfig::new([3, 3])
                    .with_strides([self.stride, self.stride])
                    .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                    .init(),
                project: Conv2dConfig::new([inputs, outputs], [1, 1]).init(device),
            }),
            pre_norm: BatchNormConfig::new(inputs)
                .with_epsilon(self.epsilon)
                .with_momentum(self.momentum)
                .init(device),
            expand: conv([inputs, width]).with_side(1).init(device),
            depthwise: conv([width, width])
                .with_stride(self.stride)
                .with_groups(width)
                .init(device),
            squeeze: SqueezeExcitationConfig::new(width, (outputs / SQUEEZE).max(1)).init(device),
            project: Conv2dConfig::new([width, outputs], [1, 1]).init(device),
            stochastic_depth: StochasticDepthConfig::new(self.stochastic_depth).init(),
        }
    }
}

/// A [mobile inverted bottleneck](super::mb_conv) that normalises its input and not its output,
/// with `GELU`, wide in proportion to its output, and with a shortcut at every stride (Tu et al.,
/// <https://arxiv.org/abs/2204.01697>, appendix A.1).
#[derive(Module, Debug)]
pub struct PreNormMbConv {
    shortcut: Option<Shortcut>,
    pre_norm: BatchNorm,
    expand: ConvNorm,
    depthwise: ConvNorm,
    squeeze: SqueezeExcitation,
    project: Conv2d,
    stochastic_depth: StochasticDepth,
}

#[derive(Module, Debug)]
struct Shortcut {
    pool: AvgPool2d,
    project: Conv2d,
}

impl PreNormMbConv {
    /// Applies the block.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, channels_in, height, width]`
    /// - output: `[batch, channels_out, height / stride, width / stride]`, rounded up
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let identity = match &self.shortcut {
            Some(shortcut) => shortcut.project.forward(shortcut.pool.forward(x.clone())),
            None => x.clone(),
        };
        let y = gelu(self.expand.forward(self.pre_norm.forward(x)));
        let y = gelu(self.depthwise.forward(y));
        let y = self.project.forward(self.squeeze.forward(y));
        identity + self.stochastic_depth.forward(y)
    }
}
