//! What a 3 × 3 median takes away from the luma: `scale * |f - median(f)|`.

use image::RgbImage;
use spectrafide_picture::median::median_3x3_of;

use super::Drawn;
use super::plane::Plane;
use super::tone;
use crate::{Fact, MedianNoise};

/// Draws the residual.
pub fn draw(own: MedianNoise, part: &RgbImage) -> Drawn {
    let Plane {
        width,
        height,
        mut values,
    } = Plane::luma(part);
    let medians = median_3x3_of(&values, [width, height]);
    let mut sum = 0.0;
    for (value, median) in values.iter_mut().zip(medians) {
        *value = (*value - median).abs();
        sum += f64::from(*value);
    }
    let scale = own.scale as f32 / 255.0;
    let mean_levels = sum / values.len().max(1) as f64;
    let greys = values.iter().map(|value| tone::grey(value * scale));
    Drawn {
        pixels: tone::picture(width, height, greys),
        cell_px: Some(1),
        facts: vec![Fact::Residual { mean_levels }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// The median of a single bright pixel and eight dark ones is dark, and a step is kept.
    #[test]
    fn a_speck_is_noise_and_an_edge_is_not() {
        let mut pixels = RgbImage::from_fn(20, 9, |x, _| Rgb([if x < 12 { 50 } else { 200 }; 3]));
        pixels.put_pixel(5, 4, Rgb([60; 3]));
        let drawn = draw(MedianNoise { scale: 10 }, &pixels);
        for (x, y, pixel) in drawn.pixels.enumerate_pixels() {
            let expected = if (x, y) == (5, 4) { 100 } else { 0 };
            assert!(pixel.0[0].abs_diff(expected) <= 1, "{x}, {y}: {pixel:?}");
        }
        let Some(Fact::Residual { mean_levels }) = drawn.facts.first() else {
            panic!("no fact");
        };
        assert!((mean_levels - 10.0 / 180.0).abs() < 1e-4, "{mean_levels}");
    }
}
