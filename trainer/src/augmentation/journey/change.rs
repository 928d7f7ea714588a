//! One thing that happens to a picture.

use anyhow::Result;
use image::RgbImage;
use image::imageops;
use rand::Rng;

use super::filter::{self, Filter};
use super::noise::Noise;
use crate::augmentation::webp;
use spectrafide_picture::decode::decode;
use spectrafide_picture::handling;
use spectrafide_picture::jpeg::{self, Chroma};
use spectrafide_report::Handling;

/// No scale takes the shorter side below this, in pixels; a side that is shorter stays.
const SHORTEST_SIDE_PX: f32 = 32.0;

/// A change with all its settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// Cuts pixels off.
    Crop {
        /// From the left edge.
        left_px: u32,
        /// From the upper edge.
        top_px: u32,
        /// From the right edge.
        right_px: u32,
        /// From the lower edge.
        bottom_px: u32,
    },
    /// Multiplies both sides.
    Scale {
        /// New side over old.
        factor: f32,
        /// How.
        filter: Filter,
    },
    /// Gives both sides a length.
    Resize {
        /// New width.
        width_px: u32,
        /// New height.
        height_px: u32,
        /// How.
        filter: Filter,
    },
    /// Compresses as a baseline JPEG.
    Jpeg {
        /// 1 to 100.
        quality: u8,
        /// Chroma subsampling.
        chroma: Chroma,
    },
    /// Compresses as a lossy WebP.
    WebP {
        /// 0 to 100.
        quality: u8,
    },
    /// Makes a copy as people do, and saves it.
    Copy(Handling),
    /// Blurs with a Gaussian.
    Blur {
        /// Its standard deviation.
        sigma_px: f32,
    },
    /// Sharpens with an unsharp mask.
    Sharpen {
        /// Standard deviation of the mask's Gaussian.
        sigma_px: f32,
        /// How much of the difference is added.
        amount: f32,
    },
    /// Adds noise.
    Noise {
        /// Its kind.
        kind: Noise,
        /// Its standard deviation in levels of 255, of white for shot noise.
        deviation: f32,
    },
}

impl Change {
    /// The picture after the step. Only noise draws from `rng`.
    ///
    /// # Errors
    ///
    /// A picture that the encoder refuses.
    pub fn apply(self, mut pixels: RgbImage, rng: &mut impl Rng) -> Result<RgbImage> {
        Ok(match self {
            Self::Crop {
                left_px,
                top_px,
                right_px,
                bottom_px,
            } => {
                let kept = |length: u32, before: u32, after: u32| {
                    let before = before.min(length.saturating_sub(1));
                    (before, (length - before).saturating_sub(after).max(1))
                };
                let (x, width) = kept(pixels.width(), left_px, right_px);
                let (y, height) = kept(pixels.height(), top_px, bottom_px);
                imageops::crop_imm(&pixels, x, y, width, height).to_image()
            }
            Self::Scale { factor, filter } => {
                let (width, height) = scaled_size(pixels.dimensions(), factor);
                resized(pixels, width, height, filter)
            }
            Self::Resize {
                width_px,
                height_px,
                filter,
            } => resized(pixels, width_px.max(1), height_px.max(1), filter),
            Self::Jpeg { quality, chroma } => jpeg::recompress(&pixels, quality, chroma)?,
            Self::WebP { quality } => webp::recompress(&pixels, quality)?,
            Self::Copy(handling) => decode(&handling::file_of(handling, &pixels)?)?.pixels,
            Self::Blur { sigma_px } => filter::blur(&pixels, sigma_px),
            Self::Sharpen { sigma_px, amount } => filter::sharpen(&pixels, sigma_px, amount),
            Self::Noise { kind, deviation } => {
                kind.add(&mut pixels, deviation, rng);
                pixels
            }
        })
    }

    /// The bytes of the compressed picture; none for a step that does not compress.
    ///
    /// # Errors
    ///
    /// A picture that the encoder refuses.
    pub fn encode(self, pixels: &RgbImage) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Jpeg { quality, chroma } => Ok(Some(jpeg::encode(pixels, quality, chroma)?)),
            Self::WebP { quality } => webp::encode(pixels, quality).map(Some),
            Self::Copy(handling) => Ok(Some(handling::file_of(handling, pixels)?)),
            _ => Ok(None),
        }
    }

    /// Whether the step compresses with loss.
    pub fn compresses(self) -> bool {
        match self {
            Self::Jpeg { .. } | Self::WebP { .. } => true,
            Self::Copy(handling) => handling != Handling::Screenshot,
            _ => false,
        }
    }

    /// How long a side must be before the step, at least, to have `side` pixels after it.
    pub(super) fn side_before(self, side: u32) -> u32 {
        match self {
            Self::Crop {
                left_px,
                top_px,
                right_px,
                bottom_px,
            } => side + (left_px + right_px).max(top_px + bottom_px),
            // One more, should the quotient be rounded down.
            Self::Scale { factor, .. } => (side as f32 / factor).ceil() as u32 + 1,
            _ => side,
        }
    }
}

fn resized(pixels: RgbImage, width: u32, height: u32, filter: Filter) -> RgbImage {
    if (width, height) == pixels.dimensions() {
        pixels
    } else {
        filter.resize(&pixels, width, height)
    }
}

/// The size after a scale by `factor`, limited by [`SHORTEST_SIDE_PX`].
fn scaled_size((width, height): (u32, u32), factor: f32) -> (u32, u32) {
    let shorter = width.min(height) as f32;
    let factor = factor.max((SHORTEST_SIDE_PX / shorter).min(1.0));
    let scaled = |side: u32| ((side as f32 * factor).round() as u32).max(1);
    (scaled(width), scaled(height))
}
