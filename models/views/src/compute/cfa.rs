//! Traces of a colour filter array: what interpolating green leaves.
//!
//! A camera measures green at every second pixel, like the white squares of a chessboard, and
//! interpolates the others, which are then smoother. The magnitude of a high-pass `|4 g - neighbours|` is
//! averaged over each diagonal `x + y`, and these means alternate: their spectrum has a peak at one half
//! cycle a diagonal, which is told as its magnitude over the median of all (Gallagher & Chen, *Image
//! authentication by detecting traces of demosaicing*, 2008, sections 3 and 4). Popescu & Farid
//! (*Exposing digital forgeries in color filter array interpolated images*, 2005) look for the same
//! correlation with an expectation–maximisation that needs no channel; this one is cheaper and as clear on
//! green. JPEG's grid of 8 pixels has a multiple at the same place, so the other multiples of an eighth
//! are told beside it.
//!
//! The map has the difference of both kinds of diagonal over their sum, of each tile: orange where the
//! even ones are rougher, blue where the odd ones are.

use image::RgbImage;

use super::plane::Plane;
use super::{Drawn, ViewError, tone};
use crate::{CfaTraces, Fact};

/// Shortest side, in pixels: below, the median of the spectrum rests on too few diagonals.
const LEAST_PX: u32 = 96;

/// A trace has at least this strength. Of noise the magnitude at one half cycle is 6 times the median once
/// in a million pictures.
const LEAST_STRENGTH: f64 = 6.0;

/// It is this many times as strong as what a grid of 8 pixels leaves elsewhere.
const LEAST_OVER_GRID: f64 = 2.0;

/// How much stronger than measured the map is drawn.
const CONTRAST: f32 = 3.0;

/// Draws the map.
///
/// # Errors
///
/// A side is below 96 pixels or a tile.
pub fn draw(own: CfaTraces, part: &RgbImage) -> Result<Drawn, ViewError> {
    ViewError::unless_large_enough(part.dimensions(), LEAST_PX.max(own.tile_px))?;
    let rough = roughness(&Plane::of(part, |pixel| f32::from(pixel[1])));
    let (strength, grid) = peak(&diagonals(&rough));
    let found = strength >= LEAST_STRENGTH && strength >= LEAST_OVER_GRID * grid;
    let side = own.tile_px as usize;
    let (columns, rows) = (rough.width / side, rough.height / side);
    let tiles = (0..columns * rows).map(|place| {
        let (left, top) = (place % columns * side, place / columns * side);
        tone::signed(CONTRAST * balance(&rough, left, top, side))
    });
    Ok(Drawn {
        pixels: tone::picture(columns, rows, tiles),
        cell_px: Some(own.tile_px),
        facts: vec![Fact::CfaPeak {
            strength,
            grid,
            found,
        }],
    })
}

/// The magnitude of the high-pass; 0 at the edges.
fn roughness(green: &Plane) -> Plane {
    let (width, height) = (green.width, green.height);
    let mut values = vec![0.0; width * height];
    for y in 1..height - 1 {
        let [above, row, below] = [green.row(y - 1), green.row(y), green.row(y + 1)];
        for x in 1..width - 1 {
            let neighbours = above[x] + below[x] + row[x - 1] + row[x + 1];
            values[y * width + x] = (4.0 * row[x] - neighbours).abs();
        }
    }
    Plane {
        width,
        height,
        values,
    }
}

/// The mean of each diagonal, without those that are less than half as long as the longest: an even
/// number of them.
fn diagonals(rough: &Plane) -> Vec<f64> {
    let (width, height) = (rough.width - 2, rough.height - 2);
    let mut sums = vec![(0.0_f64, 0_u32); width + height - 1];
    for y in 0..height {
        let row = &rough.row(y + 1)[1..=width];
        for (slot, &value) in sums[y..].iter_mut().zip(row) {
            slot.0 += f64::from(value);
            slot.1 += 1;
        }
    }
    let least = width.min(height) as u32 / 2;
    let mut means: Vec<f64> = sums
        .into_iter()
        .filter(|&(_, count)| count > least)
        .map(|(sum, count)| sum / f64::from(count))
        .collect();
    means.truncate(means.len() / 2 * 2);
    means
}

/// Magnitudes at one half cycle, and the largest at one, two and three eighths, over the median of
/// frequencies between them.
fn peak(means: &[f64]) -> (f64, f64) {
    let count = means.len() as f64;
    let mean = means.iter().sum::<f64>() / count;
    let windowed: Vec<f64> = means
        .iter()
        .enumerate()
        .map(|(place, value)| {
            let phase = std::f64::consts::TAU * (place as f64 + 0.5) / count;
            (value - mean) * (0.5 - 0.5 * phase.cos())
        })
        .collect();
    let magnitude = |frequency: f64| {
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (place, value) in windowed.iter().enumerate() {
            let (sine, cosine) = (std::f64::consts::TAU * frequency * place as f64).sin_cos();
            real += value * cosine;
            imaginary += value * sine;
        }
        real.hypot(imaginary)
    };
    // Slow changes of the picture lie below a tenth.
    let mut others: Vec<f32> = (0..200)
        .map(|place| 0.1 + 0.38 * (f64::from(place) + 0.5) / 200.0)
        .filter(|frequency| {
            let eighths = frequency * 8.0;
            (eighths - eighths.round()).abs() * count / 8.0 > 3.0
        })
        .map(|frequency| magnitude(frequency) as f32)
        .collect();
    let median = f64::from(tone::percentile(&mut others, 0.5));
    if median <= 1e-9 {
        // Nothing varies, as in flat pictures, or all of it is on the diagonals' alternation.
        let half = magnitude(0.5);
        return (if half > 1e-6 { 1e6 } else { 0.0 }, 0.0);
    }
    let grid = [0.125, 0.25, 0.375]
        .map(magnitude)
        .into_iter()
        .fold(0.0, f64::max);
    (magnitude(0.5) / median, grid / median)
}

/// The difference of even and odd diagonals over their sum, in a tile; 0 where it is flat.
fn balance(rough: &Plane, left: usize, top: usize, side: usize) -> f32 {
    let mut sums = [0.0_f32; 2];
    for y in top..top + side {
        for (x, value) in rough.row(y)[left..left + side].iter().enumerate() {
            sums[(left + x + y) % 2] += value;
        }
    }
    let [even, odd] = sums;
    if even + odd > 0.0 {
        (even - odd) / (even + odd)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::testing::{noise, photograph};
    use image::{Rgb, imageops};
    use spectrafide_picture::jpeg::{Chroma, recompress};

    /// Green as a camera has it: measured where `x + y` is even, elsewhere the mean of four neighbours.
    fn demosaiced(scene: &RgbImage) -> RgbImage {
        let (width, height) = scene.dimensions();
        RgbImage::from_fn(width, height, |x, y| {
            let [red, mut green, blue] = scene.get_pixel(x, y).0;
            if (x + y) % 2 == 1 && (1..width - 1).contains(&x) && (1..height - 1).contains(&y) {
                let neighbours = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)];
                let sum: u32 = neighbours
                    .iter()
                    .map(|&(x, y)| u32::from(scene.get_pixel(x, y).0[1]))
                    .sum();
                green = ((sum + 2) / 4) as u8;
            }
            Rgb([red, green, blue])
        })
    }

    fn peak_of(pixels: &RgbImage) -> (f64, bool) {
        let drawn = draw(CfaTraces::default(), pixels).expect("drawn");
        match drawn.facts[..] {
            [
                Fact::CfaPeak {
                    strength, found, ..
                },
            ] => (strength, found),
            _ => panic!("{:?}", drawn.facts),
        }
    }

    #[test]
    fn an_interpolated_picture_has_a_trace_and_its_smaller_copy_none() {
        let picture = demosaiced(&photograph(400, 300, 6));
        let (strength, found) = peak_of(&picture);
        assert!(found && strength > 20.0, "{strength}");
        let small = imageops::resize(&picture, 260, 195, imageops::FilterType::Lanczos3);
        let (strength, found) = peak_of(&small);
        assert!(!found, "{strength}");
    }

    #[test]
    fn what_was_not_interpolated_has_no_trace() {
        for seed in 0..4 {
            for picture in [photograph(400, 300, seed), noise(300, 300, 9.0, seed)] {
                let (strength, found) = peak_of(&picture);
                assert!(!found, "{strength}");
            }
        }
    }

    /// Strong compression leaves lines every eight pixels, whose fourth harmonic is not a camera's.
    #[test]
    fn the_grid_of_jpeg_is_no_trace() {
        for quality in [30, 60, 80] {
            let saved = recompress(&photograph(400, 304, 2), quality, Chroma::Half).expect("saved");
            let (strength, found) = peak_of(&saved);
            assert!(!found, "quality {quality}: {strength}");
        }
    }

    #[test]
    fn a_pasted_part_has_no_colour_in_the_map() {
        let mut picture = demosaiced(&photograph(384, 320, 6));
        let part = imageops::crop_imm(&photograph(384, 320, 9), 0, 0, 128, 96).to_image();
        imageops::replace(&mut picture, &part, 128, 96);
        let drawn = draw(CfaTraces::default(), &picture).expect("drawn");
        for (x, y, pixel) in drawn.pixels.enumerate_pixels() {
            let strongest = pixel.0.into_iter().max().unwrap_or_default();
            let inside = (5..7).contains(&x) && (4..5).contains(&y);
            let outside = !(4..8).contains(&x) || !(3..6).contains(&y);
            assert!(!inside || strongest < 80, "{x} {y} {pixel:?}");
            assert!(!outside || pixel.0[0] > 150, "{x} {y} {pixel:?}");
        }
    }
}
