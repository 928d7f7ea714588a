//! Error level analysis: the difference between a picture and a JPEG copy of it.
//!
//! `scale * |f - f_q|` for each sample of the picture `f` and its copy `f_q` of quality `q`, with half
//! the chroma resolution, as most JPEGs have it. Source: Krawetz, *A Picture's Worth* (2007), section
//! "Error Level Analysis".

use image::{Rgb, RgbImage};
use spectrafide_picture::jpeg::{Chroma, recompress};

use super::{Drawn, ViewError};
use crate::{ErrorLevel, Fact};

/// Draws the differences.
///
/// # Errors
///
/// The copy could not be made.
pub fn draw(own: ErrorLevel, part: &RgbImage) -> Result<Drawn, ViewError> {
    let mut pixels = recompress(part, own.quality as u8, Chroma::Half)?;
    let (mut sum, mut largest) = (0_u64, 0);
    for (copied, original) in pixels.pixels_mut().zip(part.pixels()) {
        let differences: [u8; 3] =
            std::array::from_fn(|channel| copied.0[channel].abs_diff(original.0[channel]));
        for difference in differences {
            sum += u64::from(difference);
            largest = largest.max(difference);
        }
        *copied = Rgb(differences.map(|one| (u32::from(one) * own.scale).min(255) as u8));
    }
    let samples = part.as_raw().len().max(1) as f64;
    Ok(Drawn {
        pixels,
        cell_px: Some(1),
        facts: vec![Fact::ErrorLevels {
            mean_levels: sum as f64 / samples,
            largest_levels: largest,
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::testing::{mean, photograph};
    use image::imageops;

    /// A photograph saved at quality 60 changes little when it is saved again at a finer one; a part
    /// that was never saved changes as at its first saving.
    #[test]
    fn a_part_that_was_never_saved_is_brighter() {
        let mut pixels = recompress(&photograph(256, 256, 1), 60, Chroma::Half).expect("saved");
        let other = photograph(256, 256, 1);
        let fresh = imageops::crop_imm(&other, 96, 96, 64, 64).to_image();
        imageops::replace(&mut pixels, &fresh, 96, 96);
        let own = ErrorLevel {
            quality: 60,
            scale: 10,
        };
        let drawn = draw(own, &pixels).expect("drawn");
        let pasted = mean(&drawn.pixels, 100..156, 100..156);
        let around = mean(&drawn.pixels, 8..88, 8..248);
        assert!(pasted > 3.0 * around, "{pasted} against {around}");
    }

    #[test]
    fn what_is_flat_does_not_change() {
        let own = ErrorLevel::default();
        let drawn = draw(own, &RgbImage::from_pixel(40, 24, Rgb([128; 3]))).expect("drawn");
        let none = Fact::ErrorLevels {
            mean_levels: 0.0,
            largest_levels: 0,
        };
        assert_eq!(drawn.facts, [none]);
        assert!(drawn.pixels.as_raw().iter().all(|&sample| sample == 0));
    }
}
