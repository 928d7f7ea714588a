//! Convolutions with kernels of several sizes side by side.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, PaddingConfig2d};
use burn::tensor::{Device, Tensor};

/// Configures a [`MixedConvNorm`].
#[derive(Config, Debug)]
pub struct MixedConvNormConfig {
    /// `[channels_in, channels_out]`.
    pub channels: [usize; 2],
    /// Side of the square kernel of each part, in pixels; odd. One alone is an ordinary
    /// convolution.
    pub kernels: Vec<usize>,
    /// Stride in pixels.
    #[config(default = 1)]
    pub stride: usize,
    /// Whether each channel has a filter of its own, which needs as many channels out as in.
    #[config(default = false)]
    pub depthwise: bool,
    /// Added to the variance before its root is taken.
    #[config(default = 1e-5)]
    pub epsilon: f64,
    /// Weight of a batch in the running moments.
    #[config(default = 0.1)]
    pub momentum: f64,
}

impl MixedConvNormConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> MixedConvNorm {
        let [inputs, outputs] = self
            .channels
            .map(|channels| split(channels, self.kernels.len()));
        let parts = self.kernels.iter().zip(inputs.into_iter().zip(outputs));
        MixedConvNorm {
            convs: parts
                .map(|(&kernel, (inputs, outputs))| {
                    let padding = kernel / 2;
                    Conv2dConfig::new([inputs, outputs], [kernel, kernel])
                        .with_stride([self.stride, self.stride])
                        .with_padding(PaddingConfig2d::Explicit(
                            padding, padding, padding, padding,
                        ))
                        .with_groups(if self.depthwise { inputs } else { 1 })
                        .with_bias(false)
                        .init(device)
                })
                .collect(),
            norm: BatchNormConfig::new(self.channels[1])
                .with_epsilon(self.epsilon)
                .with_momentum(self.momentum)
                .init(device),
        }
    }
}

/// `channels` in `parts` of one size, of which the first has what is left over.
fn split(channels: usize, parts: usize) -> Vec<usize> {
    let mut sizes = vec![channels / parts; parts];
    sizes[0] += channels % parts;
    sizes
}

/// Parts of the channels, each through a convolution of its own, and batch normalisation of all
/// (Tan and Le, *`MixConv`: Mixed Depthwise Convolutional Kernels*,
/// <https://arxiv.org/abs/1907.09595>, section 3.1).
#[derive(Module, Debug)]
pub struct MixedConvNorm {
    convs: Vec<Conv2d>,
    norm: BatchNorm,
}

impl MixedConvNorm {
    /// Applies the block.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, channels_in, height, width]`
    /// - output: `[batch, channels_out, height / stride, width / stride]`, rounded up
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        if let [conv] = &self.convs[..] {
            return self.norm.forward(conv.forward(x));
        }
        let sizes = split(x.dims()[1], self.convs.len());
        let parts = x.split_with_sizes(sizes, 1);
        let parts = self.convs.iter().zip(parts);
        let parts = parts.map(|(conv, part)| conv.forward(part)).collect();
        self.norm.forward(Tensor::cat(parts, 1))
    }
}
