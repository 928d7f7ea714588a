//! JPEG compression, for augmentation and for the delivery tiers.

use anyhow::{Context, Result};
use image::RgbImage;
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};
use spectrafide_models::decode;

/// Chroma subsampling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chroma {
    /// 4:2:0, half resolution both ways.
    Half,
    /// 4:4:4, full resolution.
    Full,
}

/// The bytes of `pixels` as a baseline JPEG.
pub fn encode(pixels: &RgbImage, quality: u8, chroma: Chroma) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    // As libjpeg does it. A sample of each four instead would tell our JPEGs from others.
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.set_sampling_factor(match chroma {
        Chroma::Half => SamplingFactor::F_2_2,
        Chroma::Full => SamplingFactor::F_1_1,
    });
    let width = u16::try_from(pixels.width()).context("too wide for JPEG")?;
    let height = u16::try_from(pixels.height()).context("too high for JPEG")?;
    encoder.encode(pixels.as_raw(), width, height, ColorType::Rgb)?;
    Ok(bytes)
}

/// `pixels` after compression and decompression.
pub fn recompress(pixels: &RgbImage, quality: u8, chroma: Chroma) -> Result<RgbImage> {
    Ok(decode::decode(&encode(pixels, quality, chroma)?)?.pixels)
}
