//! The basic residual block.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::conv_norm::{ConvNorm, ConvNormConfig};

/// Configures a [`BasicBlock`].
#[derive(Config, Debug)]
pub struct BasicBlockConfig {
    /// `[channels_in, channels_out]`.
    pub channels: [usize; 2],
    /// Stride of the first convolution, in pixels.
    #[config(default = 1)]
    pub stride: usize,
}

impl BasicBlockConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> BasicBlock {
        let [inputs, outputs] = self.channels;
        let projects = self.stride != 1 || inputs != outputs;
        BasicBlock {
            first: ConvNormConfig::new([inputs, outputs])
                .with_stride(self.stride)
                .init(device),
            second: ConvNormConfig::new([outputs, outputs]).init(device),
            shortcut: projects.then(|| {
                ConvNormConfig::new([inputs, outputs])
                    .with_side(1)
                    .with_stride(self.stride)
                    .init(device)
            }),
        }
    }
}

/// Two 3x3 convolutions beside a shortcut, which is a 1x1 convolution where the shape changes
/// (He et al., <https://arxiv.org/abs/1512.03385>, section 3.3, option B).
#[derive(Module, Debug)]
pub struct BasicBlock {
    first: ConvNorm,
    second: ConvNorm,
    shortcut: Option<ConvNorm>,
}

impl BasicBlock {
    /// Applies the block.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, channels_in, height, width]`
    /// - output: `[batch, channels_out, height / stride, width / stride]`, rounded up
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let identity = match &self.shortcut {
            Some(shortcut) => shortcut.forward(x.clone()),
            None => x.clone(),
        };
        let y = relu(self.first.forward(x));
        relu(self.second.forward(y) + identity)
    }
}
