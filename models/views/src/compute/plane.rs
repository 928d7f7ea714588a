//! One number a pixel.

use image::RgbImage;
use spectrafide_picture::luma::LUMA_WEIGHTS;

/// Samples in levels, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// Number of columns.
    pub width: usize,
    /// Number of rows.
    pub height: usize,
    /// `width * height` values.
    pub values: Vec<f32>,
}

impl Plane {
    /// The luma of `pixels` (ITU-R BT.601), in levels.
    pub fn luma(pixels: &RgbImage) -> Self {
        Self::of(pixels, luma)
    }

    /// What `value` makes of each pixel.
    pub fn of(pixels: &RgbImage, value: impl Fn([u8; 3]) -> f32) -> Self {
        Self {
            width: pixels.width() as usize,
            height: pixels.height() as usize,
            values: pixels.pixels().map(|pixel| value(pixel.0)).collect(),
        }
    }

    /// The row `y`.
    pub fn row(&self, y: usize) -> &[f32] {
        &self.values[y * self.width..][..self.width]
    }
}

/// The luma of a pixel, in levels.
pub fn luma(pixel: [u8; 3]) -> f32 {
    std::iter::zip(LUMA_WEIGHTS, pixel)
        .map(|(weight, value)| weight * f32::from(value))
        .sum()
}
