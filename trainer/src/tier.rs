//! The delivery tiers of the figures: what happens to a picture on its way to a reader.

use anyhow::Result;
use clap::ValueEnum;
use image::RgbImage;
use image::imageops::{self, FilterType};
use serde::{Deserialize, Serialize};

use crate::jpeg::{self, Chroma};

/// How pictures are delivered; the same for both classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// As they are.
    Clean,
    /// Scaled by min(768 / longest side, 0.75), JPEG quality 60, 4:2:0.
    Web,
    /// Scaled by min(512 / longest side, 0.5), JPEG quality 40, 4:2:0.
    Hard,
}

/// No tier shrinks the shorter side below this, in pixels.
const SHORTEST_SIDE: f64 = 128.0;

impl Tier {
    /// The name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Web => "web",
            Self::Hard => "hard",
        }
    }

    /// The picture as it arrives. Scaling uses a three-lobed Lanczos filter.
    pub fn deliver(self, pixels: RgbImage) -> Result<RgbImage> {
        let (longest, cap, quality) = match self {
            Self::Clean => return Ok(pixels),
            Self::Web => (768.0, 0.75, 60),
            Self::Hard => (512.0, 0.5, 40),
        };
        let (width, height) = scaled_size(pixels.dimensions(), longest, cap);
        let scaled = if (width, height) == pixels.dimensions() {
            pixels
        } else {
            imageops::resize(&pixels, width, height, FilterType::Lanczos3)
        };
        jpeg::recompress(&scaled, quality, Chroma::Half)
    }
}

fn scaled_size((width, height): (u32, u32), longest: f64, cap: f64) -> (u32, u32) {
    let (w, h) = (f64::from(width), f64::from(height));
    let factor = (longest / w.max(h))
        .min(cap)
        .max(SHORTEST_SIDE / w.min(h))
        .min(1.0);
    let scaled = |side: f64| (side * factor).round().max(1.0) as u32;
    (scaled(w), scaled(h))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_pictures_are_scaled_to_the_longest_side() {
        assert_eq!(scaled_size((4000, 3000), 768.0, 0.75), (768, 576));
    }

    #[test]
    fn cropped_pictures_are_scaled_by_the_cap() {
        assert_eq!(scaled_size((512, 384), 768.0, 0.75), (384, 288));
        assert_eq!(scaled_size((512, 384), 512.0, 0.5), (256, 192));
    }

    #[test]
    fn the_shorter_side_stays_at_128_pixels_or_more() {
        assert_eq!(scaled_size((200, 160), 512.0, 0.5), (160, 128));
        assert_eq!(scaled_size((32, 32), 512.0, 0.5), (32, 32));
    }
}
