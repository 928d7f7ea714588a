//! A drawn picture, and a file of it.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

/// A picture of slopes, curves and fine texture, by integers alone.
pub fn drawn(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let bowl = (x * x + 2 * y * y) / 48;
        let texture = (x ^ y) % 4;
        Rgb([
            (x * 2 + y + texture).min(255) as u8,
            (bowl % 256) as u8,
            (255 - (x + y) % 200 - texture) as u8,
        ])
    })
}

/// `pixels` as a PNG file.
pub fn png(pixels: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive)
        .write_image(
            pixels.as_raw(),
            pixels.width(),
            pixels.height(),
            ExtendedColorType::Rgb8,
        )
        .expect("writing to memory");
    bytes
}
