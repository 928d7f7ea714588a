//! Global average pooling.

use burn::tensor::Tensor;

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
