//! One number a pixel.

use image::RgbImage;

/// Units in a step of one of the 256 levels of a sample.
pub(super) const UNITS: i32 = 256;

/// Weights of red, green and blue in luma (ITU-R BT.601), in [`UNITS`].
const LUMA_WEIGHTS: [i32; 3] = [77, 150, 29];

/// What a residual is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plane {
    Luma,
    /// Red less luma.
    RedDifference,
    /// Blue less luma.
    BlueDifference,
}

impl Plane {
    /// The samples in [`UNITS`], row by row: whole numbers below 2^24, exact in single precision.
    pub(super) fn samples(self, pixels: &RgbImage) -> Vec<f32> {
        pixels
            .pixels()
            .map(|pixel| {
                let channels = pixel.0.map(i32::from);
                let luma: i32 = std::iter::zip(LUMA_WEIGHTS, channels)
                    .map(|(weight, value)| weight * value)
                    .sum();
                let sample = match self {
                    Self::Luma => luma,
                    Self::RedDifference => channels[0] * UNITS - luma,
                    Self::BlueDifference => channels[2] * UNITS - luma,
                };
                sample as f32
            })
            .collect()
    }
}

/// The columns of a square plane as rows.
pub(super) fn transposed<T: Copy>(plane: &[T], side: usize) -> Vec<T> {
    (0..side)
        .flat_map(|column| plane.iter().skip(column).step_by(side).copied())
        .collect()
}

/// Colours without structure, from the generator of Numerical Recipes: a few levels around the
/// middle, so that every residual takes all of its levels.
#[cfg(test)]
pub(super) fn noise(side: u32) -> RgbImage {
    let mut state = 7_u32;
    RgbImage::from_fn(side, side, |_, _| {
        image::Rgb(std::array::from_fn(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            126 + (state >> 28) as u8 % 5
        }))
    })
}

/// A picture turned, mirrored and inverted.
#[cfg(test)]
pub(super) fn turned_mirrored_inverted(pixels: &RgbImage) -> [RgbImage; 3] {
    let mut inverted = pixels.clone();
    image::imageops::invert(&mut inverted);
    let turned = image::imageops::rotate90(pixels);
    [turned, image::imageops::flip_horizontal(pixels), inverted]
}
