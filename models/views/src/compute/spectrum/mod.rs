//! The spectrum of the luma, or of its residual, with its peaks named.
//!
//! Squares of up to 1024 pixels, at most 16 of them around the middle, are weighted with a Hann window,
//! so that their borders leave no cross, and transformed; the logarithms of the magnitudes are averaged.
//! A mean over several squares keeps what has one period everywhere and evens out the rest, as the
//! spectra of generators' fingerprints are made (Corvi et al., *Intriguing properties of synthetic
//! images*, 2023).

mod peaks;

use image::{Rgb, RgbImage, imageops};
use spectrafide_picture::luma::luma;
use spectrafide_picture::spectrum::{SpectrumInput, SpectrumPlan};

use self::peaks::Peak;
use super::{Drawn, ViewError, tone};
use crate::{Fact, Spectrum, SpectrumOf};

/// Longest side of a square, in pixels.
const MOST_PX: u32 = 1024;

/// Shortest side of a square, in pixels: below, rings have too few frequencies for a mean.
const LEAST_PX: u32 = 64;

/// Most squares along each side.
const MOST_ALONG: u32 = 4;

/// Half the side of the mark around a peak, in frequencies.
const MARK: i64 = 5;

/// Draws the spectrum, frequency zero in the middle, with marks around its peaks.
///
/// # Errors
///
/// There is no square of 64 pixels.
pub fn draw(own: Spectrum, part: &RgbImage, progress: &dyn Fn(f32)) -> Result<Drawn, ViewError> {
    let (width, height) = part.dimensions();
    ViewError::unless_large_enough((width, height), LEAST_PX)?;
    let shorter = width.min(height).min(MOST_PX);
    // The largest power of two that fits.
    let side = 1 << shorter.ilog2();
    let along = |length: u32| (length / side).min(MOST_ALONG);
    let (columns, rows) = (along(width), along(height));
    let squares = columns * rows;
    let (left, top) = ((width - columns * side) / 2, (height - rows * side) / 2);
    let window = hann(side as usize);
    let mut plan = SpectrumPlan::new(side as usize);
    let mut sums = vec![0.0; (side * side) as usize];
    for square in 0..squares {
        progress(square as f32 / squares as f32);
        let (x, y) = (
            left + square % columns * side,
            top + square / columns * side,
        );
        let cut = imageops::crop_imm(part, x, y, side, side).to_image();
        let input = match own.of {
            SpectrumOf::Luma => SpectrumInput::Luma,
            SpectrumOf::Residual => SpectrumInput::MedianResidual,
        };
        let mut samples = input.samples(luma(&cut), side as usize);
        weigh(&mut samples, &window);
        for (sum, value) in sums.iter_mut().zip(plan.compute(&samples).values) {
            *sum += value / squares as f32;
        }
    }
    let peaks = peaks::find(&sums, side as usize);
    let mut facts = vec![Fact::Averaged {
        side_px: side,
        squares,
    }];
    facts.extend(peaks.iter().map(|peak| peak.fact(side)));
    if peaks.is_empty() {
        facts.push(Fact::NoPeak);
    }
    Ok(Drawn {
        pixels: picture(&sums, side, &peaks),
        cell_px: None,
        facts,
    })
}

/// Hann's window, of mean square one.
fn hann(side: usize) -> Vec<f32> {
    let scale = (8.0_f64 / 3.0).sqrt();
    (0..side)
        .map(|place| {
            let phase = std::f64::consts::TAU * (place as f64 + 0.5) / side as f64;
            (scale * (0.5 - 0.5 * phase.cos())) as f32
        })
        .collect()
}

/// Weighs samples less their mean: the window would spread the mean to the frequencies beside zero.
fn weigh(samples: &mut [f32], window: &[f32]) {
    let count = samples.len().max(1) as f64;
    let mean = (samples.iter().copied().map(f64::from).sum::<f64>() / count) as f32;
    for (row, &down) in samples.chunks_exact_mut(window.len()).zip(window) {
        for (sample, &across) in row.iter_mut().zip(window) {
            *sample = (*sample - mean) * across * down;
        }
    }
}

fn picture(values: &[f32], side: u32, peaks: &[Peak]) -> RgbImage {
    let mut sorted = values.to_vec();
    let [low, high] = [0.01, 0.9999].map(|at| tone::percentile(&mut sorted, at));
    let range = (high - low).max(f32::MIN_POSITIVE);
    let colours = values.iter().map(|value| tone::ramp((value - low) / range));
    let mut pixels = tone::picture(side as usize, side as usize, colours);
    let middle = i64::from(side / 2);
    for peak in peaks {
        // The same wave the other way round is the same peak.
        for (x, y) in [(peak.x, peak.y), (-peak.x, -peak.y)] {
            mark(&mut pixels, middle + x, middle + y);
        }
    }
    pixels
}

fn mark(pixels: &mut RgbImage, x: i64, y: i64) {
    for along in -MARK..=MARK {
        for (x, y) in [
            (x + along, y - MARK),
            (x + along, y + MARK),
            (x - MARK, y + along),
            (x + MARK, y + along),
        ] {
            let place = u32::try_from(x).ok().zip(u32::try_from(y).ok());
            if let Some(pixel) = place.and_then(|(x, y)| pixels.get_pixel_mut_checked(x, y)) {
                *pixel = Rgb([255, 90, 90]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::testing::{level, noise};

    fn named(pixels: &RgbImage, of: SpectrumOf) -> Vec<Fact> {
        draw(Spectrum { of }, pixels, &|_| ()).expect("drawn").facts
    }

    /// Vertical lines every eight pixels are waves of 1/8, 2/8, 3/8 and 4/8 cycles a pixel to the
    /// right, of equal strength.
    #[test]
    fn a_grid_of_period_8_is_named() {
        let mut pixels = noise(300, 280, 6.0, 4);
        for (x, _, pixel) in pixels.enumerate_pixels_mut() {
            if x % 8 == 0 {
                *pixel = Rgb(pixel.0.map(|sample| level(f32::from(sample) + 12.0)));
            }
        }
        let facts = named(&pixels, SpectrumOf::Luma);
        assert_eq!(
            facts[0],
            Fact::Averaged {
                side_px: 256,
                squares: 1
            }
        );
        let mut places: Vec<(f64, f64)> = facts[1..]
            .iter()
            .map(|fact| match *fact {
                Fact::Peak {
                    x_cycles_px,
                    y_cycles_px,
                    period_px,
                    above_mean_db,
                } => {
                    assert!((period_px * x_cycles_px - 1.0).abs() < 1e-9, "{fact:?}");
                    // 12 levels on one column of eight are an amplitude of 1.5 at each multiple. The
                    // magnitude, over the side as the spectrum has it, is 1.5 * 256 times the mean of
                    // the window, 0.816² in two dimensions; noise of 6 has a mean logarithm 2.5 dB
                    // below 6. Each column stands out by 20 log10(256 / 5.4 ...) = 30 dB.
                    assert!((24.0..40.0).contains(&above_mean_db), "{fact:?}");
                    (x_cycles_px, y_cycles_px)
                }
                _ => panic!("{fact:?}"),
            })
            .collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert_eq!(
            places,
            [(0.125, 0.0), (0.25, 0.0), (0.375, 0.0), (0.5, 0.0)]
        );
    }

    #[test]
    fn a_wave_up_to_the_right_has_its_direction() {
        let mut random = crate::compute::testing::Random::new(2);
        let pixels = RgbImage::from_fn(256, 256, |x, y| {
            let phase = std::f32::consts::TAU * (40.0 * x as f32 - 30.0 * y as f32) / 256.0;
            Rgb([level(128.0 + 5.0 * phase.sin() + 4.0 * random.normal()); 3])
        });
        let facts = named(&pixels, SpectrumOf::Luma);
        let [
            _,
            Fact::Peak {
                x_cycles_px,
                y_cycles_px,
                period_px,
                ..
            },
        ] = facts[..]
        else {
            panic!("{facts:?}");
        };
        assert_eq!((x_cycles_px, y_cycles_px), (40.0 / 256.0, -30.0 / 256.0));
        // Fifty cycles in 256 pixels.
        assert!((period_px - 5.12).abs() < 1e-9);
    }

    #[test]
    fn noise_has_no_peak() {
        for seed in 0..3 {
            for (width, height) in [(64, 64), (256, 300), (600, 300)] {
                for of in [SpectrumOf::Luma, SpectrumOf::Residual] {
                    let facts = named(&noise(width, height, 8.0, seed), of);
                    assert_eq!(facts[1..], [Fact::NoPeak], "{width} × {height}, {seed}");
                }
            }
        }
    }

    #[test]
    fn a_flat_picture_has_no_peak() {
        let flat = RgbImage::from_pixel(128, 128, Rgb([77; 3]));
        assert_eq!(named(&flat, SpectrumOf::Luma)[1..], [Fact::NoPeak]);
    }
}
