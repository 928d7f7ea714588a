//! From pictures to codes; the same for every design.

use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::silu;
use burn::tensor::{Device, Tensor};

use super::block::{ResidualBlock, conv3x3, pixel_norm};

/// Halves the resolution with convolutions of stride 2, a residual block after each.
#[derive(Module, Debug)]
pub struct Encoder {
    enter: Conv2d,
    halvings: Vec<Conv2d>,
    blocks: Vec<ResidualBlock>,
    code: Conv2d,
}

impl Encoder {
    /// Initialises an encoder on `device`; `widths` are the filters at each resolution, from that
    /// of the picture to that of the code.
    pub fn new(widths: &[usize], latent_channels: usize, device: &Device) -> Self {
        let innermost = widths[widths.len() - 1];
        Self {
            enter: conv3x3([3, widths[0]], device),
            halvings: widths
                .windows(2)
                .map(|pair| {
                    Conv2dConfig::new([pair[0], pair[1]], [3, 3])
                        .with_stride([2, 2])
                        .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                        .init(device)
                })
                .collect(),
            blocks: widths[1..]
                .iter()
                .map(|&width| ResidualBlock::new(width, device))
                .collect(),
            code: conv3x3([innermost, latent_channels], device),
        }
    }

    /// Applies the encoder.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, height, width]`, values in `[-1, 1]`
    /// - output: `[batch, latent_channels, height / factor, width / factor]`
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let mut x = self.enter.forward(images);
        for (halving, block) in self.halvings.iter().zip(&self.blocks) {
            x = block.forward(halving.forward(silu(x)));
        }
        self.code.forward(silu(pixel_norm(x)))
    }
}
