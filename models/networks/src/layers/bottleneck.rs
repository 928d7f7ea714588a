//! The bottleneck residual block.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use spectrafide_models::layers::conv_norm::{ConvNorm, ConvNormConfig};

/// How many times wider a bottleneck's output is than its 3x3 convolution.
pub const EXPANSION: usize = 4;

/// Configures a [`Bottleneck`].
#[derive(Config, Debug)]
pub struct BottleneckConfig {
    /// `[channels_in, width]`; the output has [`EXPANSION`] times `width` channels.
    pub channels: [usize; 2],
    /// Stride of the 3x3 convolution, in pixels.
    #[config(default = 1)]
    pub stride: usize,
}

impl BottleneckConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> Bottleneck {
        let [inputs, width] = self.channels;
        let outputs = width * EXPANSION;
        let projects = self.stride != 1 || inputs != outputs;
        let pointwise = |channels| ConvNormConfig::new(channels).with_side(1);
        Bottleneck {
            reduce: pointwise([inputs, width]).init(device),
            middle: ConvNormConfig::new([width, width])
                .with_stride(self.stride)
                .init(device),
            expand: pointwise([width, outputs]).init(device),
            shortcut: projects.then(|| {
                pointwise([inputs, outputs])
                    .with_stride(self.stride)
                    .init(device)
            }),
        }
    }
}

/// A 1x1, a 3x3 and a 1x1 convolution beside a shortcut (He et al.,
/// <https://arxiv.org/abs/1512.03385>, figure 5).
///
/// The stride is on the 3x3 convolution, as in torchvision (known as version 1.5), and not on the
/// first 1x1 as in the paper: the number of parameters is the same.
#[derive(Module, Debug)]
pub struct Bottleneck {
    reduce: ConvNorm,
    middle: ConvNorm,
    expand: ConvNorm,
    shortcut: Option<ConvNorm>,
}

impl Bottleneck {
    /// Applies the block.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, channels_in, height, width]`
    /// - output: `[batch, EXPANSION * width, height / stride, width / stride]`, rounded up
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let identity = match &self.shortcut {
            Some(shortcut) => shortcut.forward(x.clone()),
            None => x.clone(),
        };
        let y = relu(self.reduce.forward(x));
        let y = relu(self.middle.forward(y));
        relu(self.expand.forward(y) + identity)
    }
}
