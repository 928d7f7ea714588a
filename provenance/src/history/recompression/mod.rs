//! Traces of an earlier JPEG compression on the same grid of blocks.
//!
//! A first compression leaves the DCT coefficients of a frequency on the multiples of its step.
//! A second one with a smaller step keeps that comb: some of its levels stay empty. How a single
//! compression would have filled them is learnt from the picture itself, shifted by half a block,
//! where no comb survives. Both ideas are those of Lukáš and Fridrich, *Estimation of primary
//! quantization matrix in double compressed JPEG images* (DFRWS 2003),
//! <https://dfrws.org/presentation/estimation-of-primary-quantization-matrix-in-double-compressed-jpeg-images/>.
//! In place of their search frequency by frequency, one likelihood ratio over all low frequencies
//! compares whole tables, because only together are the frequencies sure.
//!
//! Silent by construction: where the first step was not larger than the second, where the grid
//! was moved, and where the first table was not one of libjpeg's.

use super::pixels::Stored;
use super::quantization::{STANDARD_LUMA, Steps, scaled};
use crate::finding::EarlierCompression;

/// Blocks that are looked at, evenly spread: enough for all that follows, and bounded work for
/// any size.
const MAX_BLOCKS: u32 = 12_000;
/// Coefficients beyond this are few and far between; their levels say nothing reliable.
const MAX_COEFFICIENT: f32 = 120.0;
/// Fewer coefficients off zero than this are no statistic.
const MIN_COEFFICIENTS: usize = 1_500;
/// Frequencies whose first step must exceed the second for a comb to be visible.
const MIN_COARSER: usize = 8;
/// Rounding and clipping of pixels and colour conversion between the two compressions, as the
/// standard deviation of a coefficient. Three colour channels rounded to whole numbers give 0.19
/// in luma, and its own rounding before the second DCT 0.29; the transform keeps both, and
/// upsampled chroma that was clipped adds some.
const NOISE: f32 = 0.45;
/// Share of coefficients that are allowed to lie beside the comb.
const STRAYS: f32 = 0.05;
/// Mean log-likelihood ratio of a coefficient above which a comb counts as found. The combs of the
/// tests' pictures score 0.37 and more. Single compressions of their pictures score 0.03 at most,
/// and 2574 of photographs that had been made smaller before 0.14 at most.
const MIN_RATIO: f32 = 0.2;
/// First qualities that are tried. Below, almost nothing is left of a picture.
const QUALITIES: std::ops::RangeInclusive<u8> = 20..=96;

/// The low frequencies, as (row, column) of the block of coefficients, without the mean.
const FREQUENCIES: [(usize, usize); 14] = [
    (0, 1),
    (1, 0),
    (2, 0),
    (1, 1),
    (0, 2),
    (0, 3),
    (1, 2),
    (2, 1),
    (3, 0),
    (4, 0),
    (3, 1),
    (2, 2),
    (1, 3),
    (0, 4),
];
/// One more than the largest row or column of [`FREQUENCIES`].
const LOWEST: usize = 5;

/// The quality of an earlier compression of `pixels`, or `None` where nothing shows one.
///
/// `steps` is the luma table that the file was last saved with; all ones for a lossless file.
pub fn earlier(pixels: &Stored, steps: &Steps) -> Option<EarlierCompression> {
    let samples = Samples::of(pixels);
    let frequencies: Vec<Frequency> = samples
        .aligned
        .iter()
        .zip(&samples.shifted)
        .zip(FREQUENCIES)
        .map(|((aligned, shifted), place)| Frequency::new(aligned, shifted, step_at(steps, place)))
        .collect();
    let total: usize = frequencies.iter().map(|frequency| frequency.total).sum();
    if total < MIN_COEFFICIENTS {
        return None;
    }
    let (ratio, quality) = QUALITIES
        .filter_map(|quality| {
            let first = scaled(&STANDARD_LUMA, quality, false);
            let pairs = || frequencies.iter().zip(FREQUENCIES);
            let coarser = pairs()
                .filter(|(frequency, place)| step_at(&first, *place) > frequency.step)
                .count();
            let ratio: f32 = pairs()
                .map(|(frequency, place)| frequency.log_ratio(step_at(&first, place)))
                .sum();
            (coarser >= MIN_COARSER).then_some((ratio, quality))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (ratio > MIN_RATIO * total as f32).then_some(EarlierCompression { quality })
}

fn step_at(steps: &Steps, (row, column): (usize, usize)) -> f32 {
    let position = row.saturating_mul(8).saturating_add(column);
    steps.get(position).copied().map_or(1.0, f32::from).max(1.0)
}

/// Coefficients by frequency, on the file's grid and on one shifted by half a block.
struct Samples {
    aligned: Vec<Vec<f32>>,
    shifted: Vec<Vec<f32>>,
}

impl Samples {
    fn of(pixels: &Stored) -> Self {
        let basis = basis();
        let (width, height) = pixels.dimensions();
        // Without the last row and column, so that the shifted block lies inside, too.
        let columns = (width / 8).saturating_sub(1);
        let rows = (height / 8).saturating_sub(1);
        let blocks = u64::from(columns).saturating_mul(u64::from(rows));
        let stride = blocks.div_ceil(u64::from(MAX_BLOCKS)).max(1);
        let mut samples = Self {
            aligned: vec![Vec::new(); FREQUENCIES.len()],
            shifted: vec![Vec::new(); FREQUENCIES.len()],
        };
        let mut index = 0;
        while index < blocks {
            let (row, column) = (
                index.checked_div(u64::from(columns)).unwrap_or(0) as u32,
                index.checked_rem(u64::from(columns)).unwrap_or(0) as u32,
            );
            let (x, y) = (column.saturating_mul(8), row.saturating_mul(8));
            let here = coefficients(pixels, x, y, &basis);
            let there = coefficients(pixels, x.saturating_add(4), y.saturating_add(4), &basis);
            if let (Some(here), Some(there)) = (here, there) {
                for (list, value) in samples.aligned.iter_mut().zip(here) {
                    list.push(value);
                }
                for (list, value) in samples.shifted.iter_mut().zip(there) {
                    list.push(value);
                }
            }
            index = index.saturating_add(stride);
        }
        samples
    }
}

/// The first rows of the matrix of the DCT (T.81, A.3.3).
fn basis() -> [[f32; 8]; LOWEST] {
    std::array::from_fn(|frequency| {
        let scale = if frequency == 0 { 0.5f32.sqrt() } else { 1.0 };
        std::array::from_fn(|x| {
            let angle = (2.0 * x as f32 + 1.0) * frequency as f32 * std::f32::consts::PI / 16.0;
            0.5 * scale * angle.cos()
        })
    })
}

/// The coefficients of [`FREQUENCIES`] of the block at `x`, `y`; `None` where the block is not
/// whole, or has clipped pixels, which moved off the comb.
fn coefficients(
    pixels: &Stored,
    x: u32,
    y: u32,
    basis: &[[f32; 8]; LOWEST],
) -> Option<[f32; FREQUENCIES.len()]> {
    // By row of pixels: the transform along that row.
    let mut along = [[0.0f32; LOWEST]; 8];
    for (dy, along) in (0..8u32).zip(&mut along) {
        let mut line = [0.0f32; 8];
        for (dx, luma) in (0..8u32).zip(&mut line) {
            let (x, y) = (x.checked_add(dx)?, y.checked_add(dy)?);
            let pixel = pixels.pixel(x, y)?;
            if pixel.iter().all(|value| *value == 0) || pixel.iter().all(|value| *value == 255) {
                return None;
            }
            *luma = pixels.luma(x, y)?;
        }
        for (sum, wave) in along.iter_mut().zip(basis) {
            *sum = line.iter().zip(wave).map(|(a, b)| a * b).sum();
        }
    }
    let mut values = [0.0; FREQUENCIES.len()];
    for (value, (row, column)) in values.iter_mut().zip(FREQUENCIES) {
        let wave = basis.get(row)?;
        *value = along
            .iter()
            .zip(wave)
            .filter_map(|(sums, weight)| Some(sums.get(column)? * weight))
            .sum();
    }
    Some(values)
}

/// One frequency: how often each level of the second compression occurs off zero.
struct Frequency {
    /// The step of the second compression.
    step: f32,
    /// Counts by level, from the lowest.
    levels: Vec<f32>,
    /// Their sum.
    total: usize,
    /// The share of each level, had there been one compression.
    single: Vec<f32>,
    /// Unquantised coefficients.
    smooth: Vec<f32>,
}

impl Frequency {
    fn new(aligned: &[f32], shifted: &[f32], step: f32) -> Self {
        let smooth: Vec<f32> = shifted
            .iter()
            .copied()
            .filter(|value| value.abs() <= MAX_COEFFICIENT)
            .collect();
        let mut frequency = Self {
            step,
            levels: Vec::new(),
            total: 0,
            single: Vec::new(),
            smooth,
        };
        let mut levels = frequency.empty();
        for value in aligned {
            frequency.add(&mut levels, value / step, 1.0);
        }
        let mut single = frequency.empty();
        for value in &frequency.smooth {
            frequency.add(&mut single, value / step, 1.0);
        }
        // One more in every level, so that none is thought impossible.
        let sum: f32 = single.iter().map(|count| count + 1.0).sum();
        frequency.total = levels.iter().sum::<f32>() as usize;
        frequency.single = single.iter().map(|count| (count + 1.0) / sum).collect();
        frequency.levels = levels;
        frequency
    }

    /// The largest level that counts.
    fn reach(&self) -> f32 {
        (MAX_COEFFICIENT / self.step).floor()
    }

    fn empty(&self) -> Vec<f32> {
        let levels = (2.0 * self.reach() + 1.0) as usize;
        vec![0.0; levels]
    }

    /// Adds `weight` to the level nearest to `position`. Level 0 is left out: how many
    /// coefficients vanish depends on where the blocks lie, and the shifted grid crosses the
    /// edges between them.
    fn add(&self, levels: &mut [f32], position: f32, weight: f32) {
        let level = position.round();
        if level != 0.0
            && level.abs() <= self.reach()
            && let Some(count) = levels.get_mut((level + self.reach()) as usize)
        {
            *count += weight;
        }
    }

    /// The log of how much likelier the levels are after a first compression with step `first`
    /// than without one, summed over the coefficients.
    fn log_ratio(&self, first: f32) -> f32 {
        let comb = self.comb(first);
        let sum: f32 = comb.iter().sum();
        if sum <= 0.0 {
            return 0.0;
        }
        let shares = self.levels.iter().zip(&comb).zip(&self.single);
        shares
            .filter(|((count, _), _)| **count > 0.0)
            .map(|((count, comb), single)| {
                count * ((1.0 - STRAYS) * (comb / sum) / single + STRAYS).ln()
            })
            .sum()
    }

    /// How a first compression with step `first` would fill the levels of the second one.
    fn comb(&self, first: f32) -> Vec<f32> {
        let teeth = (MAX_COEFFICIENT / first).round();
        let mut counts = vec![0.0f32; (2.0 * teeth + 1.0) as usize];
        for value in &self.smooth {
            let tooth = (value / first).round() + teeth;
            if let Some(count) = counts.get_mut(tooth.max(0.0) as usize) {
                *count += 1.0;
            }
        }
        let mut levels = self.empty();
        for (tooth, count) in counts.iter().enumerate() {
            let value = (tooth as f32 - teeth) * first;
            if *count == 0.0 || value == 0.0 {
                continue;
            }
            // The noise spreads each tooth over the levels around it.
            let from = ((value - 3.0 * NOISE) / self.step).round() as i32;
            let to = ((value + 3.0 * NOISE) / self.step).round() as i32;
            for level in from..=to {
                let below = |edge: f32| normal((edge * self.step - value) / NOISE);
                let share = below(level as f32 + 0.5) - below(level as f32 - 0.5);
                self.add(&mut levels, level as f32, count * share);
            }
        }
        levels
    }
}

/// The normal distribution function, to within 0.01: a logistic curve of the same slope.
fn normal(z: f32) -> f32 {
    1.0 / (1.0 + (-1.702 * z).exp())
}

#[cfg(test)]
mod tests;
