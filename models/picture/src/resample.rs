//! Resampling as screens do it.

use image::{Rgb, RgbImage, imageops};

/// `pixels` in another size, each side at least one pixel, from the four neighbours of each new
/// pixel's middle however much smaller the result is: what graphics hardware does, with aliasing
/// below one half. Beyond the edge the edge counts.
pub fn bilinear(pixels: &RgbImage, width: u32, height: u32) -> RgbImage {
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
