//! Resampling filters, and blurring and sharpening.

use image::RgbImage;
use image::imageops::{self, FilterType};
use serde::{Deserialize, Serialize};
use spectrafide_picture::resample;

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
            Self::Bilinear => return resample::bilinear(pixels, width, height),
            Self::Triangle => FilterType::Triangle,
            Self::CatmullRom => FilterType::CatmullRom,
            Self::Gaussian => FilterType::Gaussian,
            Self::Lanczos3 => FilterType::Lanczos3,
        };
        imageops::resize(pixels, width, height, filter)
    }
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
