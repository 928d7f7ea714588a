//! JPEG compression: how pictures travel, and what a verdict should survive.

use image::{RgbImage, imageops};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, EncodingError, SamplingFactor};

use crate::decode::{DecodeError, decode};

/// Chroma subsampling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chroma {
    /// 4:2:0, half resolution both ways.
    Half,
    /// 4:4:4, full resolution.
    Full,
}

/// Why a picture could not go through JPEG.
#[derive(Debug, thiserror::Error)]
pub enum JpegError {
    /// A side is longer than a JPEG can say.
    #[error("{width_px} × {height_px} pixels are too many a side for JPEG")]
    TooLarge {
        /// The picture's width.
        width_px: u32,
        /// The picture's height.
        height_px: u32,
    },
    /// The encoder refused it.
    #[error(transparent)]
    Encode(#[from] EncodingError),
    /// The encoder's file cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// The bytes of `pixels` as a baseline JPEG of `quality`, 1 to 100 on the scale of the Independent
/// JPEG Group.
///
/// # Errors
///
/// A side is longer than 65 535 pixels.
pub fn encode(pixels: &RgbImage, quality: u8, chroma: Chroma) -> Result<Vec<u8>, JpegError> {
    let (width_px, height_px) = pixels.dimensions();
    let (Ok(width), Ok(height)) = (u16::try_from(width_px), u16::try_from(height_px)) else {
        return Err(JpegError::TooLarge {
            width_px,
            height_px,
        });
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    // As libjpeg does it. A sample of each four instead would tell our JPEGs from others.
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.set_sampling_factor(match chroma {
        Chroma::Half => SamplingFactor::F_2_2,
        Chroma::Full => SamplingFactor::F_1_1,
    });
    encoder.encode(pixels.as_raw(), width, height, ColorType::Rgb)?;
    Ok(bytes)
}

/// `pixels` after compression and decompression.
///
/// # Errors
///
/// As [`encode`].
pub fn recompress(pixels: &RgbImage, quality: u8, chroma: Chroma) -> Result<RgbImage, JpegError> {
    Ok(decode(&encode(pixels, quality, chroma)?)?.pixels)
}

/// How a copy of a picture is made smaller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copying {
    /// Longest side of the copy, in pixels, …
    pub longest_px: u32,
    /// … and largest factor.
    pub largest_factor: f64,
    /// JPEG quality, with 4:2:0.
    pub quality: u8,
}

/// The copy that web pages show: 768 px, quality 60.
pub const WEB_COPY: Copying = Copying {
    longest_px: 768,
    largest_factor: 0.75,
    quality: 60,
};

/// The copy of a copy that a messenger shows: 512 px, quality 40.
pub const HARD_COPY: Copying = Copying {
    longest_px: 512,
    largest_factor: 0.5,
    quality: 40,
};

/// No copy has a shorter side below this because it was made smaller, in pixels.
pub const SHORTEST_PX: u32 = 128;

impl Copying {
    /// Width and height of the copy of a picture of this size.
    pub fn size(&self, size: (u32, u32)) -> (u32, u32) {
        scaled_size(size, f64::from(self.longest_px), self.largest_factor)
    }

    /// The copy: scaled with a three-lobed Lanczos filter, then compressed.
    ///
    /// # Errors
    ///
    /// As [`encode`].
    pub fn copy(&self, pixels: &RgbImage) -> Result<RgbImage, JpegError> {
        Ok(decode(&self.file(pixels)?)?.pixels)
    }

    /// The file of the copy.
    ///
    /// # Errors
    ///
    /// As [`encode`].
    pub fn file(&self, pixels: &RgbImage) -> Result<Vec<u8>, JpegError> {
        let (width, height) = self.size(pixels.dimensions());
        let small = imageops::resize(pixels, width, height, imageops::FilterType::Lanczos3);
        encode(&small, self.quality, Chroma::Half)
    }
}

/// `size` made smaller by `factor`, and until no side is above `longest`, but never below
/// [`SHORTEST_PX`] and never larger.
pub fn scaled_size((width, height): (u32, u32), longest: f64, factor: f64) -> (u32, u32) {
    let (w, h) = (f64::from(width), f64::from(height));
    let factor = (longest / w.max(h))
        .min(factor)
        .max(f64::from(SHORTEST_PX) / w.min(h))
        .min(1.0);
    let scaled = |side: f64| (side * factor).round().max(1.0) as u32;
    (scaled(w), scaled(h))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_copy_is_as_large_as_the_page_shows_it_and_never_larger() {
        for (size, expected) in [
            ((3000, 2000), (768, 512)),
            ((800, 600), (600, 450)),
            // The shorter side ends the shrinking.
            ((150, 300), (128, 256)),
            ((100, 90), (100, 90)),
        ] {
            assert_eq!(WEB_COPY.size(size), expected, "{size:?}");
        }
        assert_eq!(HARD_COPY.size((3000, 2000)), (512, 341));
    }

    /// Half the chroma resolution blurs colours that differ from pixel to pixel: of red and blue
    /// columns in turns, 4:4:4 keeps the mean difference of red that 4:2:0 loses.
    #[test]
    fn subsampled_chroma_is_the_mean_of_its_pixels() {
        let columns = RgbImage::from_fn(64, 64, |x, _| {
            Rgb(if x % 2 == 0 {
                [200, 60, 60]
            } else {
                [60, 60, 200]
            })
        });
        let red_step = |pixels: &RgbImage| {
            let row: Vec<i32> = (16..48)
                .map(|x| pixels.get_pixel(x, 32).0[0].into())
                .collect();
            row.windows(2)
                .map(|two| (two[0] - two[1]).abs())
                .sum::<i32>()
                / 31
        };
        let full = recompress(&columns, 95, Chroma::Full).expect("compressed");
        let half = recompress(&columns, 95, Chroma::Half).expect("compressed");
        assert!(red_step(&full) > 120, "{}", red_step(&full));
        assert!(red_step(&half) < 60, "{}", red_step(&half));
        // The mean of both colours, not either of them.
        let middle = half.get_pixel(33, 33).0;
        assert!(
            middle[0].abs_diff(130) < 40 && middle[2].abs_diff(130) < 40,
            "{middle:?}"
        );
    }

    #[test]
    fn a_side_that_jpeg_cannot_say_is_an_error() {
        let long = RgbImage::new(70_000, 1);
        assert!(matches!(
            encode(&long, 60, Chroma::Half),
            Err(JpegError::TooLarge { .. })
        ));
        // Its copy is small enough, and loses no panic on the way.
        assert!(WEB_COPY.copy(&long).is_err() || WEB_COPY.size((70_000, 1)).0 <= 65_535);
    }
}
