//! Resampling filters, and blurring and sharpening.

use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use serde::{Deserialize, Serialize};

/// How pixels are found between pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// The nearest pixel.
    Nearest,
    /// The four neighbours, however much smaller the result is: what graphics hardware does, with
    /// aliasing below one half.
    Bilinear,
    /// A triangle as wide as the pixels of the result: bilinear without aliasing.
    Triangle,
    /// Catmull-Rom's cubic.
    CatmullRom,
    /// A Gaussian.
    Gaussian,
    /// A windowed sinc of three lobes.
    Lanczos3,
}

impl Filter {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Nearest,
        Self::Bilinear,
        Self::Triangle,
        Self::CatmullRom,
        Self::Gaussian,
        Self::Lanczos3,
    ];

    /// `pixels` in another size, each side at least one pixel.
    pub fn resize(self, pixels: &RgbImage, width: u32, height: u32) -> RgbImage {
        let filter = match self {
            Self::Nearest => FilterType::Nearest,
            Self::Bilinear => return bilinear(pixels, width, height),
            Self::Triangle => FilterType::Triangle,
            Self::CatmullRom => FilterType::CatmullRom,
            Self::Gaussian => FilterType::Gaussian,
            Self::Lanczos3 => FilterType::Lanczos3,
        };
        imageops::resize(pixels, width, height, filter)
    }
}

/// Samples at the middles of the new pixels; outside, the edge counts.
fn bilinear(pixels: &RgbImage, width: u32, height: u32) -> RgbImage {
    let place = |index: u32, from: u32, to: u32| {
        let middle = (index as f32 + 0.5) * from as f32 / to as f32 - 0.5;
        middle.clamp(0.0, from.saturating_sub(1) as f32)
    };
    RgbImage::from_fn(width, height, |x, y| {
        let x = place(x, pixels.width(), width);
        let y = place(y, pixels.height(), height);
        imageops::interpolate_bilinear(pixels, x, y).unwrap_or(Rgb([0; 3]))
    })
}

/// A Gaussian blur whose standard deviation is `sigma_px` pixels.
pub(super) fn blur(pixels: &RgbImage, sigma_px: f32) -> RgbImage {
    imageops::blur(pixels, sigma_px)
}

/// An unsharp mask: adds `amount` times what a blur of `sigma_px` pixels takes away.
pub(super) fn sharpen(pixels: &RgbImage, sigma_px: f32, amount: f32) -> RgbImage {
    let blurred = blur(pixels, sigma_px);
    let mut sharp = pixels.clone();
    for (value, &low) in sharp.iter_mut().zip(blurred.iter()) {
        let (own, low) = (f32::from(*value), f32::from(low));
        // The cast limits to 0 to 255.
        *value = (own + amount * (own - low)).round() as u8;
    }
    sharp
}
