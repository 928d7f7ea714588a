//! Lossy WebP compression, for augmentation and for the delivery tiers.

use anyhow::{Result, anyhow, ensure};
use image::RgbImage;
use spectrafide_picture::decode;

/// Longest side of a WebP picture, in pixels (RFC 9649, section 2.5: 14 bits a side).
const LONGEST_SIDE_PX: u32 = 16_383;

/// The bytes of `pixels` as a lossy WebP, with the defaults of libwebp's `cwebp`.
///
/// Chroma is always 4:2:0: lossy WebP has no other.
///
/// # Errors
///
/// A picture with sides that WebP cannot hold, and a quality above 100.
pub fn encode(pixels: &RgbImage, quality: u8) -> Result<Vec<u8>> {
    let (width, height) = pixels.dimensions();
    ensure!(
        (1..=LONGEST_SIDE_PX).contains(&width) && (1..=LONGEST_SIDE_PX).contains(&height),
        "WebP holds 1 to {LONGEST_SIDE_PX} pixels a side, not {width} x {height}"
    );
    ensure!(quality <= 100, "WebP quality is at most 100, not {quality}");
    let encoder = webp::Encoder::from_rgb(pixels.as_raw(), width, height);
    let bytes = encoder
        .encode_simple(false, f32::from(quality))
        .map_err(|error| anyhow!("the WebP encoder failed: {error:?}"))?;
    Ok(bytes.to_vec())
}

/// `pixels` after compression and decompression.
///
/// # Errors
///
/// As for [`encode`].
pub fn recompress(pixels: &RgbImage, quality: u8) -> Result<RgbImage> {
    Ok(decode::decode(&encode(pixels, quality)?)?.pixels)
}
