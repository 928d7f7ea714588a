//! What is left of a picture when its content is predicted from the neighbouring pixels.
//!
//! Generators make their last pixels by upsampling and convolution, cameras by a sensor and its
//! processing. The difference sits in how pixels depart from their neighbours, which the content
//! hides. Each filter subtracts a prediction; none has weights.

use burn::nn::PaddingConfig2d;
use burn::nn::pool::AvgPool2dConfig;
use burn::tensor::Tensor;
use burn::tensor::ops::PadMode;

/// Brings the residuals' standard deviation to the order of the picture's.
const GAIN: f64 = 4.0;

/// The picture less its 3x3 mean, times four. The mean near an edge is over the pixels that exist.
///
/// # Shapes
///
/// - `images`, output: `[batch, channels, height, width]`
pub fn mean_residual(images: Tensor<4>) -> Tensor<4> {
    let pool = AvgPool2dConfig::new([3, 3])
        .with_strides([1, 1])
        .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
        .with_count_include_pad(false)
        .init();
    (images.clone() - pool.forward(images)) * GAIN
}

/// The picture less its 3x3 median, times four, after `FerretNet`
/// (<https://arxiv.org/abs/2509.20890>), whose median leaves the pixel itself out. A median keeps
/// edges, which a mean does not, so that less of the content is left. The picture is mirrored at
/// its edges.
///
/// # Shapes
///
/// - `images`, output: `[batch, channels, height, width]`, sides of at least 2 pixels
pub fn median_residual(images: Tensor<4>) -> Tensor<4> {
    let [_, _, height, width] = images.dims();
    let padded = images.clone().pad((1, 1, 1, 1), PadMode::Reflect);
    let mut window: [Tensor<4>; 9] = std::array::from_fn(|place| {
        padded
            .clone()
            .narrow(2, place / 3, height)
            .narrow(3, place % 3, width)
    });
    for (low, high) in MEDIAN_OF_9 {
        let (a, b) = (window[low].clone(), window[high].clone());
        window[low] = a.clone().min_pair(b.clone());
        window[high] = a.max_pair(b);
    }
    let [_, _, _, _, median, ..] = window;
    (images - median) * GAIN
}

/// The picture less the first pixel of each 2x2 square, after NPR
/// (<https://arxiv.org/abs/2312.10461>): `x - up(down(x))` with nearest neighbours and factor 2.
/// Upsampling by two leaves pixels of a square alike.
///
/// # Shapes
///
/// - `images`, output: `[batch, channels, height, width]`, even sides
///
/// # Panics
///
/// If a side is odd.
pub fn neighbour_residual(images: Tensor<4>) -> Tensor<4> {
    let [batch, channels, height, width] = images.dims();
    assert!(
        height % 2 == 0 && width % 2 == 0,
        "squares of two pixels need even sides, not {width} x {height}"
    );
    let squares = images.reshape([batch * channels, height / 2, 2, width / 2, 2]);
    let first = squares
        .clone()
        .narrow(2, 0, 1)
        .narrow(4, 0, 1)
        .expand(squares.shape());
    // The factor of NPR's own implementation, 2/3, and this gain differ by a scale only.
    (squares - first).reshape([batch, channels, height, width]) * GAIN
}

/// Exchanges that bring the median of nine values to place 4 (Smith, *Implementing median filters
/// in XC4000E FPGAs*, XCELL 23, 1996).
const MEDIAN_OF_9: [(usize, usize); 19] = [
    (1, 2),
    (4, 5),
    (7, 8),
    (0, 1),
    (3, 4),
    (6, 7),
    (1, 2),
    (4, 5),
    (7, 8),
    (0, 3),
    (5, 8),
    (4, 7),
    (3, 6),
    (1, 4),
    (2, 5),
    (4, 7),
    (4, 2),
    (6, 4),
    (4, 2),
];

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};
    use spectrafide_picture::median::median_3x3;

    use super::*;

    fn image(values: Vec<f32>, height: usize, width: usize) -> Tensor<4> {
        let data = TensorData::new(values, [1, 1, height, width]);
        Tensor::from_data(data, &Device::flex())
    }

    fn values(tensor: Tensor<4>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
    }

    /// A network of exchanges sorts a place for all values if it does for all zeros and ones.
    #[test]
    fn the_network_finds_the_median_of_every_nine_zeros_and_ones() {
        for bits in 0..512_u32 {
            let mut window: [u32; 9] = std::array::from_fn(|place| bits >> place & 1);
            for (low, high) in MEDIAN_OF_9 {
                let (a, b) = (window[low], window[high]);
                (window[low], window[high]) = (a.min(b), a.max(b));
            }
            assert_eq!(window[4], u32::from(bits.count_ones() >= 5), "{bits:09b}");
        }
    }

    #[test]
    fn a_ramp_and_an_edge_leave_no_median_residual_inside() {
        let ramp: Vec<f32> = (0..25).map(|place| (place % 5) as f32).collect();
        let residual = values(median_residual(image(ramp, 5, 5)));
        for y in 0..5 {
            for x in 1..4 {
                assert_eq!(residual[y * 5 + x], 0.0);
            }
        }
        let edge: Vec<f32> = (0..25).map(|place| f32::from(place % 5 > 2)).collect();
        let residual = values(median_residual(image(edge, 5, 5)));
        assert!(residual.iter().all(|&value| value == 0.0));
    }

    #[test]
    fn a_single_bright_pixel_is_all_that_is_left() {
        let mut dot = vec![0.25; 25];
        dot[12] = 1.0;
        let residual = values(median_residual(image(dot.clone(), 5, 5)));
        let expected = (0..25).map(|place| if place == 12 { 3.0 } else { 0.0 });
        assert!(residual.iter().copied().eq(expected));
        let plain = median_3x3(&dot, 5);
        assert!(plain.iter().all(|&value| value == 0.25));
    }

    #[test]
    fn both_medians_are_the_same_up_to_the_edges() {
        let side = 6;
        let noise: Vec<f32> = (0..side * side)
            .map(|place| (place as f32 * 12.9898).sin())
            .collect();
        let plain = median_3x3(&noise, side);
        let tensor = values(median_residual(image(noise.clone(), side, side)));
        for ((sample, median), residual) in noise.iter().zip(plain).zip(tensor) {
            assert!(((sample - median) * 4.0 - residual).abs() < 1e-6);
        }
    }

    #[test]
    fn doubled_pixels_have_no_neighbour_residual_and_others_have_theirs() {
        let doubled: Vec<f32> = (0..16)
            .map(|p| ((p / 8) * 2 + (p % 4) / 2) as f32)
            .collect();
        let residual = values(neighbour_residual(image(doubled, 4, 4)));
        assert!(residual.iter().all(|&value| value == 0.0));
        let residual = values(neighbour_residual(image(vec![1.0, 2.0, 3.0, 5.0], 2, 2)));
        assert_eq!(residual, [0.0, 4.0, 8.0, 16.0]);
    }

    #[test]
    fn a_flat_picture_has_no_mean_residual_not_even_at_its_edges() {
        let residual = values(mean_residual(image(vec![0.5; 16], 4, 4)));
        assert!(residual.iter().all(|value| value.abs() < 1e-6));
    }
}
