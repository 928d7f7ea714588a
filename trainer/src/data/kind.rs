//! Kinds of pictures that detectors accuse most: dark, blurred, grey and strongly compressed ones.

use std::collections::BTreeSet;

use anyhow::Result;
use image::RgbImage;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use spectrafide_picture::decode::decode;
use spectrafide_picture::luma::luma;
use spectrafide_report::delivery::Delivery;
use spectrafide_report::score::Label;

use super::items::Item;
use crate::progress::progress;

/// A kind of picture; a picture may be of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Taken at night or in a dark room: a mean luma below a fifth.
    Dark,
    /// Without colour.
    Grey,
    /// Out of focus, moved, or smooth: a variance of the Laplacian below 100 in squared grey
    /// levels, the usual limit after Pech-Pacheco et al.
    /// (<https://doi.org/10.1109/ICPR.2000.903548>).
    Blurred,
    /// Compressed strongly, as far as the file shows ([`Delivery::Strong`]).
    Compressed,
}

impl Kind {
    /// What pictures of it are called in tables.
    pub fn words(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Grey => "black and white",
            Self::Blurred => "blurred or smooth",
            Self::Compressed => "strongly compressed",
        }
    }

    /// The kinds of a file's picture; none of a file that gives no picture.
    pub fn of_file(bytes: &[u8]) -> BTreeSet<Self> {
        let Ok(picture) = decode(bytes) else {
            return BTreeSet::new();
        };
        Self::of_decoded(bytes, &picture.pixels)
    }

    /// The kinds of a picture whose file's `bytes` were decoded to `pixels`.
    pub fn of_decoded(bytes: &[u8], pixels: &RgbImage) -> BTreeSet<Self> {
        let says = spectrafide_provenance::read(bytes, Some(pixels));
        Self::of(pixels, Delivery::of(&says))
    }

    /// The kinds of a picture.
    pub fn of(pixels: &RgbImage, delivery: Delivery) -> BTreeSet<Self> {
        let samples = luma(pixels);
        let mean = samples.iter().sum::<f32>() / samples.len().max(1) as f32;
        let (mut kinds, width) = (BTreeSet::new(), pixels.width() as usize);
        if mean < DARK {
            kinds.insert(Self::Dark);
        }
        if colourfulness(pixels) < GREY_LEVELS {
            kinds.insert(Self::Grey);
        }
        if laplacian_variance(&samples, width) * 255.0 * 255.0 < BLURRED_VARIANCE {
            kinds.insert(Self::Blurred);
        }
        if delivery == Delivery::Strong {
            kinds.insert(Self::Compressed);
        }
        kinds
    }
}

/// The weights of `items` in drawing: `hard_real` for real pictures of any kind, one for others.
/// Empty where all weigh the same.
///
/// # Errors
///
/// A file that cannot be read.
pub fn weights(items: &[Item], hard_real: f32) -> Result<Vec<f32>> {
    if hard_real == 1.0 {
        return Ok(Vec::new());
    }
    let bar = progress(items.len() as u64, "kinds of pictures");
    let weights: Vec<f32> = items
        .par_iter()
        .map(|item| {
            let hard = item.label == Label::Real && !Kind::of_file(&item.bytes()?).is_empty();
            bar.inc(1);
            Ok(if hard { hard_real } else { 1.0 })
        })
        .collect::<Result<_>>()?;
    bar.finish_and_clear();
    let hard = weights.iter().filter(|&&weight| weight != 1.0).count();
    println!("{hard} real training pictures are dark, grey, blurred or strongly compressed");
    Ok(weights)
}

const DARK: f32 = 0.2;
/// A scan of a grey picture is not perfectly grey.
const GREY_LEVELS: f64 = 3.0;
const BLURRED_VARIANCE: f64 = 100.0;

/// The mean difference between the largest and the smallest colour of a pixel, in levels.
fn colourfulness(pixels: &RgbImage) -> f64 {
    let sum: u64 = pixels
        .pixels()
        .map(|pixel| {
            let [red, green, blue] = pixel.0;
            let (low, high) = (red.min(green).min(blue), red.max(green).max(blue));
            u64::from(high - low)
        })
        .sum();
    sum as f64 / (f64::from(pixels.width()) * f64::from(pixels.height())).max(1.0)
}

/// The variance of the sum of the four neighbours less four times the sample, away from the edges.
fn laplacian_variance(samples: &[f32], width: usize) -> f64 {
    let rows: Vec<&[f32]> = samples.chunks(width.max(1)).collect();
    let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
    for three in rows.windows(3) {
        for x in 1..width.saturating_sub(1) {
            let neighbours = three[0][x] + three[2][x] + three[1][x - 1] + three[1][x + 1];
            let value = f64::from(neighbours - 4.0 * three[1][x]);
            sum += value;
            squares += value * value;
            count += 1.0;
        }
    }
    if count == 0.0 {
        return 0.0;
    }
    squares / count - (sum / count) * (sum / count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn noise(low: u8, colour: bool) -> RgbImage {
        let mut state = 5_u32;
        RgbImage::from_fn(64, 64, |_, _| {
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                low + (state >> 26) as u8
            };
            let first = next();
            Rgb(if colour {
                [first, next(), next()]
            } else {
                [first; 3]
            })
        })
    }

    fn kinds(pixels: &RgbImage) -> Vec<Kind> {
        Kind::of(pixels, Delivery::Fine).into_iter().collect()
    }

    #[test]
    fn each_kind_is_told_by_its_own_sign() {
        assert_eq!(kinds(&noise(120, true)), []);
        assert_eq!(kinds(&noise(0, true)), [Kind::Dark]);
        assert_eq!(kinds(&noise(120, false)), [Kind::Grey]);
        let smooth = RgbImage::from_fn(64, 64, |x, y| Rgb([x as u8 * 4, y as u8 * 4, 90]));
        assert_eq!(kinds(&smooth), [Kind::Blurred]);
        let strong = Kind::of(&noise(120, true), Delivery::Strong);
        assert_eq!(strong.into_iter().collect::<Vec<_>>(), [Kind::Compressed]);
    }

    /// One bright sample in the dark: the Laplacian is -4 there, 1 at its four neighbours and 0 at
    /// the other 44 of the 49 inner samples.
    #[test]
    fn the_variance_of_the_laplacian_is_counted_by_hand() {
        let mut samples = vec![0.0; 81];
        samples[40] = 1.0;
        assert_eq!(laplacian_variance(&samples, 9), (16.0 + 4.0) / 49.0);
        assert_eq!(laplacian_variance(&[], 0), 0.0);
        assert_eq!(laplacian_variance(&[1.0, 2.0], 1), 0.0);
    }

    #[test]
    fn a_file_without_a_picture_is_of_no_kind() {
        assert!(Kind::of_file(b"no picture").is_empty());
    }
}
