//! The mobile inverted bottleneck.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::activation::Activation;
use super::mixed_conv::{MixedConvNorm, MixedConvNormConfig};
use super::squeeze_excitation::{SqueezeExcitation, SqueezeExcitationConfig};
use super::stochastic_depth::{StochasticDepth, StochasticDepthConfig};

/// Configures a [`MbConv`].
#[derive(Config, Debug)]
pub struct MbConvConfig {
    /// `[channels_in, channels_out]`.
    pub channels: [usize; 2],
    /// How many times wider the depthwise convolution is than the input; 1 leaves the first
    /// convolution out.
    #[config(default = 6)]
    pub expansion: usize,
    /// Sides of the depthwise kernels, in pixels, each for one part of the channels.
    #[config(default = "vec![3]")]
    pub kernels: Vec<usize>,
    /// Parts of the channels that the first 1x1 convolution keeps apart.
    #[config(default = 1)]
    pub expand_parts: usize,
    /// Parts of the channels that the last 1x1 convolution keeps apart.
    #[config(default = 1)]
    pub project_parts: usize,
    /// Stride of the depthwise convolution, in pixels.
    #[config(default = 1)]
    pub stride: usize,
    /// Squeezed channels for each channel in; without it there is no squeeze-and-excitation.
    pub squeeze: Option<f64>,
    /// What follows the first two normalisations.
    #[config(default = "Activation::Silu")]
    pub activation: Activation,
    /// Probability of leaving the block out in training, where it has a shortcut.
    #[config(default = 0.0)]
    pub stochastic_depth: f64,
    /// Added to the variance before its root is taken.
    #[config(default = 1e-5)]
    pub epsilon: f64,
    /// Weight of a batch in the running moments.
    #[config(default = 0.1)]
    pub momentum: f64,
}

impl MbConvConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> MbConv {
        let [inputs, outputs] = self.channels;
        let width = inputs * self.expansion;
        let conv = |channels, kernels| {
            MixedConvNormConfig::new(channels, kernels)
                .with_epsilon(self.epsilon)
                .with_momentum(self.momentum)
        };
        MbConv {
            expand: (self.expansion > 1)
                .then(|| conv([inputs, width], vec![1; self.expand_parts]).init(device)),
            depthwise: conv([width, width], self.kernels.clone())
                .with_stride(self.stride)
                .with_depthwise(true)
                .init(device),
            squeeze: self.squeeze.map(|ratio| {
                let squeezed = (inputs as f64 * ratio).round().max(1.0) as usize;
                SqueezeExcitationConfig::new(width, squeezed).init(device)
            }),
            project: conv([width, outputs], vec![1; self.project_parts]).init(device),
            shortcut: (self.stride == 1 && inputs == outputs)
                .then(|| StochasticDepthConfig::new(self.stochastic_depth).init()),
            activation: self.activation,
        }
    }
}

/// A 1x1 convolution to more channels, a depthwise one, squeeze-and-excitation and a 1x1
/// convolution back, beside a shortcut where the shape stays (Sandler et al., *`MobileNetV2`*,
/// <https://arxiv.org/abs/1801.04381>, figure 4; with squeeze-and-excitation as in Tan et al.,
/// *`MnasNet`*, <https://arxiv.org/abs/1807.11626>, figure 7).
#[derive(Module, Debug)]
pub struct MbConv {
    expand: Option<MixedConvNorm>,
    depthwise: MixedConvNorm,
    squeeze: Option<SqueezeExcitation>,
    project: MixedConvNorm,
    /// What the block adds to its input, where it does.
    shortcut: Option<StochasticDepth>,
    #[module(skip)]
    activation: Activation,
}

impl MbConv {
    /// Applies the block.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, channels_in, height, width]`
    /// - output: `[batch, channels_out, height / stride, width / stride]`, rounded up
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mut y = x.clone();
        if let Some(expand) = &self.expand {
            y = self.activation.forward(expand.forward(y));
        }
        y = self.activation.forward(self.depthwise.forward(y));
        if let Some(squeeze) = &self.squeeze {
            y = squeeze.forward(y);
        }
        y = self.project.forward(y);
        match &self.shortcut {
            Some(depth) => depth.forward(y) + x,
            None => y,
        }
    }
}
