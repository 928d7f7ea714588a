//! What encoders and decoders are made of.

use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::silu;
use burn::tensor::{Device, Tensor};

/// A 3x3 convolution that keeps the size.
pub fn conv3x3(channels: [usize; 2], device: &Device) -> Conv2d {
    Conv2dConfig::new(channels, [3, 3])
        .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
        .init(device)
}

/// Divides the channels of each place by their root mean square (Karras et al.,
/// <https://arxiv.org/abs/1710.10196>, section 4.2).
///
/// Unlike a normalisation over a batch or a picture it is the same for a part of a picture.
///
/// # Shapes
///
/// - `x`: `[batch, channels, height, width]`
/// - output: the same
pub fn pixel_norm(x: Tensor<4>) -> Tensor<4> {
    let power = (x.clone() * x.clone()).mean_dim(1);
    x / (power + 1e-6).sqrt()
}

/// Two 3x3 convolutions beside a shortcut, normalised and activated before
/// (He et al., <https://arxiv.org/abs/1603.05027>).
#[derive(Module, Debug)]
pub struct ResidualBlock {
    first: Conv2d,
    second: Conv2d,
}

impl ResidualBlock {
    /// Initialises a block of `channels` on `device`.
    pub fn new(channels: usize, device: &Device) -> Self {
        Self {
            first: conv3x3([channels, channels], device),
            second: conv3x3([channels, channels], device),
        }
    }

    /// Applies the block.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, channels, height, width]`
    /// - output: the same
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.first.forward(silu(pixel_norm(x.clone())));
        x + self.second.forward(silu(pixel_norm(y)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::TensorData;

    #[test]
    fn channels_of_a_place_get_a_mean_square_of_one_and_keep_their_ratio() {
        let device = Device::flex();
        // The mean square of 3 and 4 is 12.5, the other place is ten times that.
        let x = TensorData::new(vec![3.0_f32, 30.0, 4.0, 40.0], [1, 2, 1, 2]);
        let normed = pixel_norm(Tensor::from_data(x, &device)).into_data();
        let root = 12.5_f32.sqrt();
        let expected = [3.0 / root, 3.0 / root, 4.0 / root, 4.0 / root];
        for (value, expected) in normed.iter::<f32>().zip(expected) {
            assert!((value - expected).abs() < 1e-6, "{value} {expected}");
        }
    }
}
