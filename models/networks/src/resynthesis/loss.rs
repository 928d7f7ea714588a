//! How far a reconstruction is from its picture.

use burn::tensor::Tensor;
use burn::tensor::module::avg_pool2d;
use burn::tensor::ops::AvgPoolOptions;
use serde::{Deserialize, Serialize};

/// Side of the squares whose sharpness is compared, in pixels.
const TEXTURE_PX: usize = 8;

/// Weights of the terms, beside that of the absolute difference of colours, which is one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossWeights {
    /// Of the absolute difference of gradients, at the full and at half the resolution.
    pub gradient: f32,
    /// Of the difference in sharpness, the mean absolute gradient of squares of 8 pixels. The
    /// other terms are smallest for the median of what a code can mean, which is smooth; this one
    /// is not, and does without detail at the right pixel.
    pub texture: f32,
}

/// The loss of `reconstructions` of `pictures`, `[1]`.
///
/// # Shapes
///
/// - both: `[batch, 3, height, width]`, values in `[0, 1]`
pub fn reconstruction_loss(
    reconstructions: &Tensor<4>,
    pictures: &Tensor<4>,
    weights: LossWeights,
) -> Tensor<1> {
    let mut loss = (reconstructions.clone() - pictures.clone()).abs().mean();
    if weights.gradient > 0.0 {
        let fine = gradient_difference(reconstructions, pictures);
        let coarse = gradient_difference(
            &pooled(reconstructions.clone(), 2),
            &pooled(pictures.clone(), 2),
        );
        loss = loss + (fine + coarse) * weights.gradient;
    }
    if weights.texture > 0.0 {
        let difference = sharpness(reconstructions) - sharpness(pictures);
        loss = loss + difference.abs().mean() * weights.texture;
    }
    loss
}

/// Differences of neighbours to the right and below.
fn gradients(x: &Tensor<4>) -> [Tensor<4>; 2] {
    [3, 2].map(|dim| {
        let steps = x.dims()[dim] - 1;
        x.clone().narrow(dim, 1, steps) - x.clone().narrow(dim, 0, steps)
    })
}

fn gradient_difference(a: &Tensor<4>, b: &Tensor<4>) -> Tensor<1> {
    let [right, below] = gradients(&(a.clone() - b.clone()));
    right.abs().mean() + below.abs().mean()
}

/// The mean absolute gradient of each square.
fn sharpness(x: &Tensor<4>) -> Tensor<4> {
    let [_, _, height, width] = x.dims();
    let [right, below] = gradients(x);
    let right = right.abs().narrow(2, 0, height - 1);
    let below = below.abs().narrow(3, 0, width - 1);
    pooled(right + below, TEXTURE_PX.min(height - 1).min(width - 1))
}

fn pooled(x: Tensor<4>, side: usize) -> Tensor<4> {
    avg_pool2d(
        x,
        AvgPoolOptions::new([side, side]).with_stride([side, side]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, TensorData};

    const NONE: LossWeights = LossWeights {
        gradient: 0.0,
        texture: 0.0,
    };

    /// A picture of 16 pixels a side, from a function of the position.
    fn picture(value: impl Fn(usize, usize) -> f32) -> Tensor<4> {
        let plane: Vec<f32> = (0..256)
            .map(|place| value(place % 16, place / 16))
            .collect();
        Tensor::from_data(
            TensorData::new(plane.repeat(3), [1, 3, 16, 16]),
            &Device::flex(),
        )
    }

    fn stripes() -> Tensor<4> {
        picture(|x, _| if x % 2 == 0 { 0.25 } else { 0.75 })
    }

    fn loss(a: &Tensor<4>, b: &Tensor<4>, weights: LossWeights) -> f32 {
        reconstruction_loss(a, b, weights).into_scalar()
    }

    #[test]
    fn a_perfect_reconstruction_costs_nothing() {
        let all = LossWeights {
            gradient: 1.0,
            texture: 1.0,
        };
        assert_eq!(loss(&stripes(), &stripes(), all), 0.0);
    }

    #[test]
    fn each_term_sees_what_it_is_for() {
        let grey = picture(|_, _| 0.5);
        let swapped = picture(|x, _| if x % 2 == 1 { 0.25 } else { 0.75 });
        // Stripes of 0.25 and 0.75 against grey: 0.25 at every pixel, 0.5 at every step to the
        // right, nothing at half the resolution, where stripes are grey.
        assert!((loss(&grey, &stripes(), NONE) - 0.25).abs() < 1e-6);
        let gradient = LossWeights {
            gradient: 1.0,
            ..NONE
        };
        assert!((loss(&grey, &stripes(), gradient) - 0.75).abs() < 1e-6);
        let texture = LossWeights {
            texture: 1.0,
            ..NONE
        };
        assert!((loss(&grey, &stripes(), texture) - 0.75).abs() < 1e-6);
        // Shifted stripes are as sharp.
        assert!((loss(&swapped, &stripes(), texture) - 0.5).abs() < 1e-6);
        // Another brightness costs neither gradient nor texture.
        let all = LossWeights {
            gradient: 1.0,
            texture: 1.0,
        };
        assert!((loss(&(stripes() + 0.125), &stripes(), all) - 0.125).abs() < 1e-5);
    }
}
