//! The ways in which generators double the resolution.

use burn::module::Module;
use burn::nn::conv::{Conv2d, ConvTranspose2d, ConvTranspose2dConfig};
use burn::nn::{PixelShuffle, PixelShuffleConfig};
use burn::tensor::activation::silu;
use burn::tensor::module::interpolate;
use burn::tensor::ops::{InterpolateMode, InterpolateOptions};
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::block::conv3x3;

/// How a decoder doubles the resolution: what leaves its marks in the spectrum of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Upsampling {
    /// Pixels are repeated and a convolution follows, as in the decoders of latent diffusion and
    /// of VQGAN (<https://arxiv.org/abs/2012.09841>).
    Nearest,
    /// A transposed convolution of stride 2, as in DCGAN (<https://arxiv.org/abs/1511.06434>).
    Transposed,
    /// A convolution with four times the channels, which become squares of four pixels, as in
    /// ESPCN (<https://arxiv.org/abs/1609.05158>) and the super-resolution that came after it.
    PixelShuffle,
    /// Pixels are repeated, convolved and blurred, noise is added and a style modulates the
    /// channels, after `StyleGAN` (<https://arxiv.org/abs/1812.04948>).
    Style,
}

/// Repeats each pixel `times` times along both sides.
///
/// # Shapes
///
/// - `x`: `[batch, channels, height, width]`
/// - output: `[batch, channels, height * times, width * times]`
pub fn repeated(x: Tensor<4>, times: usize) -> Tensor<4> {
    let [_, _, height, width] = x.dims();
    let options = InterpolateOptions::new(InterpolateMode::Nearest)
        .with_output_size([height * times, width * times]);
    interpolate(x, options)
}

/// A doubling of the resolution.
#[derive(Module, Debug)]
pub enum Upsample {
    /// Of [`Upsampling::Nearest`].
    Nearest(Conv2d),
    /// Of [`Upsampling::Transposed`].
    Transposed(ConvTranspose2d),
    /// Of [`Upsampling::PixelShuffle`].
    PixelShuffle(ShuffledConv),
}

/// A convolution whose channels become pixels.
#[derive(Module, Debug)]
pub struct ShuffledConv {
    conv: Conv2d,
    shuffle: PixelShuffle,
}

impl Upsample {
    /// Initialises a doubling on `device`; `channels` are those before and after it.
    /// [`Upsampling::Style`] doubles as `Nearest` does.
    pub fn new(design: Upsampling, [before, after]: [usize; 2], device: &Device) -> Self {
        match design {
            Upsampling::Nearest | Upsampling::Style => {
                Self::Nearest(conv3x3([before, after], device))
            }
            // The side of the kernel is a multiple of the stride, as in DCGAN's own code.
            Upsampling::Transposed => Self::Transposed(
                ConvTranspose2dConfig::new([before, after], [4, 4])
                    .with_stride([2, 2])
                    .with_padding([1, 1])
                    .init(device),
            ),
            Upsampling::PixelShuffle => Self::PixelShuffle(ShuffledConv {
                conv: conv3x3([before, 4 * after], device),
                shuffle: PixelShuffleConfig::new(2).init(),
            }),
        }
    }

    /// Activates and doubles.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, before, height, width]`
    /// - output: `[batch, after, 2 * height, 2 * width]`
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = silu(x);
        match self {
            Self::Nearest(conv) => conv.forward(repeated(x, 2)),
            Self::Transposed(conv) => conv.forward(x),
            Self::PixelShuffle(shuffled) => shuffled.shuffle.forward(shuffled.conv.forward(x)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::TensorData;

    #[test]
    fn repeating_makes_squares_of_every_pixel() {
        let device = Device::flex();
        let x = TensorData::new(vec![1.0_f32, 2.0, 3.0, 4.0], [1, 1, 2, 2]);
        let values = repeated(Tensor::from_data(x, &device), 2).into_data();
        let expected = [
            1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 3.0, 3.0, 4.0, 4.0,
        ];
        assert_eq!(values.iter::<f32>().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_design_doubles_both_sides() {
        let device = Device::flex();
        for design in [
            Upsampling::Nearest,
            Upsampling::Transposed,
            Upsampling::PixelShuffle,
        ] {
            let upsample = Upsample::new(design, [6, 4], &device);
            let x = Tensor::<4>::ones([2, 6, 3, 5], &device);
            assert_eq!(upsample.forward(x).dims(), [2, 4, 6, 10], "{design:?}");
        }
    }
}
