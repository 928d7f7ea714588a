//! Pooling by two, and global average pooling.

use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::tensor::Tensor;

/// The maximum of each 2x2 square; an odd last row or column is left out.
pub fn halving_pool() -> MaxPool2d {
    MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init()
}

/// The mean of each map over its pixels.
///
/// # Shapes
///
/// - `x`: `[batch, channels, height, width]`
/// - output: `[batch, channels]`
pub fn mean_over_pixels(x: Tensor<4>) -> Tensor<2> {
    let [batch, channels, height, width] = x.dims();
    x.reshape([batch, channels, height * width])
        .mean_dim(2)
        .squeeze_dim::<2>(2)
}

/// The standard deviation of each map over its pixels.
///
/// # Shapes
///
/// - `x`: `[batch, channels, height, width]`
/// - output: `[batch, channels]`
pub fn deviation_over_pixels(x: Tensor<4>) -> Tensor<2> {
    /// Keeps the slope of the root finite where a map is flat.
    const EPSILON: f64 = 1e-6;
    let [batch, channels, height, width] = x.dims();
    let x = x.reshape([batch, channels, height * width]);
    let centred = x.clone() - x.mean_dim(2);
    (centred.square().mean_dim(2) + EPSILON)
        .sqrt()
        .squeeze_dim::<2>(2)
}
