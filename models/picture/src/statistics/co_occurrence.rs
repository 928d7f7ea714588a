//! How often neighbouring samples of a noise residual take which values together.
//!
//! After the rich models of Fridrich and Kodovský
//! (*Rich Models for Steganalysis of Digital Images*, 2012, <https://doi.org/10.1109/TIFS.2012.2190402>):
//! a residual is rounded to a few levels, and runs of neighbours are counted. The counts do not
//! say what a picture shows, but by which processing its finest detail came about: demosaicing,
//! denoising and sharpening in a camera, upsampling and convolution in a generator, and the
//! compression after both. All of it is whole numbers up to a last square root, so that each
//! target computes the same.

use image::RgbImage;
use serde::{Deserialize, Serialize};

use super::CELL_PX;
use super::plane::{Plane, UNITS, transposed};
use crate::median::median_3x3;

/// Each residual is rounded to one of the levels -2, -1, 0, 1, 2.
const LEVELS: usize = 5;

/// Neighbours in a run.
const RUN: usize = 3;

/// Different runs.
const RUNS: usize = LEVELS.pow(RUN as u32);

/// What is left of [`RUNS`] when a run counts as the same read backwards, with its sign changed,
/// and both: by Burnside's lemma `(125 + 25 + 1 + 5) / 4`.
pub const CLASSES: usize = 39;

/// How a sample is predicted from its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Predictor {
    /// By the one before, in the direction of the run.
    Previous,
    /// By the mean of the one before and the one behind, in the direction of the run; the
    /// residual is twice the difference.
    Both,
    /// By the median of the 3x3 square around it.
    Median,
}

/// Of [`RESIDUALS`], those of luma, which come first.
const LUMA_RESIDUALS: usize = 6;

/// Residuals and the width of a level, in [`UNITS`]. Luma is rounded coarsely and finely; colour
/// differences are as small as BT.601's chroma, which is 0.713 and 0.564 times as large.
const RESIDUALS: [(Plane, Predictor, i32); 12] = [
    (Plane::Luma, Predictor::Previous, 2 * UNITS),
    (Plane::Luma, Predictor::Both, 3 * UNITS),
    (Plane::Luma, Predictor::Median, 2 * UNITS),
    (Plane::Luma, Predictor::Previous, UNITS),
    (Plane::Luma, Predictor::Both, UNITS),
    (Plane::Luma, Predictor::Median, UNITS),
    (Plane::RedDifference, Predictor::Previous, 250),
    (Plane::RedDifference, Predictor::Both, 360),
    (Plane::RedDifference, Predictor::Median, 250),
    (Plane::BlueDifference, Predictor::Previous, 318),
    (Plane::BlueDifference, Predictor::Both, 454),
    (Plane::BlueDifference, Predictor::Median, 318),
];

/// Of which planes residuals are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoOccurrences {
    /// Luma alone.
    Luma,
    /// Luma and both colour differences.
    All,
}

impl CoOccurrences {
    fn residuals(self) -> &'static [(Plane, Predictor, i32)] {
        match self {
            Self::Luma => &RESIDUALS[..LUMA_RESIDUALS],
            Self::All => &RESIDUALS,
        }
    }

    /// Numbers for a picture.
    pub(super) fn len(self) -> usize {
        self.residuals().len() * CLASSES
    }

    /// Appends the co-occurrences of a square picture to `out`: for each residual the square
    /// roots of the shares of the classes of runs, along rows and columns together. The square
    /// root, as in the Hellinger distance, keeps the frequent runs from drowning the others. A
    /// residual without any run, of a picture of a few pixels, gives zeros.
    ///
    /// # Panics
    ///
    /// If the picture is not square.
    pub(super) fn append(self, pixels: &RgbImage, out: &mut Vec<f32>) {
        // Two tables, so that a run that comes twice in a row, as most do, need not wait for
        // itself.
        let mut counts = vec![[[0_u32; 256]; 2]; self.residuals().len()];
        self.visit_rows(pixels, |row| {
            let [even, odd] = &mut counts[row.residual];
            let (pairs, rest) = row.runs.as_chunks::<2>();
            for &[first, second] in pairs {
                even[usize::from(first)] += 1;
                odd[usize::from(second)] += 1;
            }
            for &last in rest {
                even[usize::from(last)] += 1;
            }
        });
        for [even, odd] in &counts {
            let mut classes = [0_u32; CLASSES];
            for ((even, odd), class) in even.iter().zip(odd).zip(CLASS_OF_RUN) {
                classes[usize::from(class)] += even + odd;
            }
            let total = classes.iter().sum::<u32>().max(1) as f32;
            out.extend(classes.map(|count| (count as f32 / total).sqrt()));
        }
    }

    /// Adds how much each cell of a square picture has to do with a number that changes by
    /// `weights` with the shares of the runs to `cells`: of each residual, the weight of every
    /// run in the cell over the number of all runs. The sum over the cells is that of weight
    /// times share.
    ///
    /// # Panics
    ///
    /// If the picture is not square.
    pub(super) fn add_contributions(self, pixels: &RgbImage, weights: &[f32], cells: &mut [f32]) {
        let across = (pixels.width() as usize).div_ceil(CELL_PX);
        let mut sums = vec![[0.0_f32; RESIDUALS.len()]; cells.len()];
        let mut totals = [0_u32; RESIDUALS.len()];
        self.visit_rows(pixels, |row| {
            totals[row.residual] += row.runs.len() as u32;
            let weights = &weights[row.residual * CLASSES..];
            let fixed = row.number / CELL_PX;
            for (place, &run) in row.runs.iter().enumerate() {
                let along = (place + row.middle) / CELL_PX;
                let (x, y) = if row.is_column {
                    (fixed, along)
                } else {
                    (along, fixed)
                };
                let class = CLASS_OF_RUN[usize::from(run)];
                sums[y * across + x][row.residual] += weights[usize::from(class)];
            }
        });
        for (cell, sums) in cells.iter_mut().zip(&sums) {
            let shares = sums.iter().zip(totals);
            *cell += shares
                .map(|(sum, total)| sum / total.max(1) as f32)
                .sum::<f32>();
        }
    }

    /// Calls `visit` for every row and column of every residual.
    fn visit_rows(self, pixels: &RgbImage, mut visit: impl FnMut(&Row<'_>)) {
        let side = pixels.width() as usize;
        assert_eq!(side, pixels.height() as usize, "views are square");
        let mut residuals = Vec::with_capacity(side);
        let (mut levels, mut runs) = (Vec::with_capacity(side), Vec::with_capacity(side));
        for plane in [Plane::Luma, Plane::RedDifference, Plane::BlueDifference] {
            let of_plane = || {
                self.residuals()
                    .iter()
                    .enumerate()
                    .filter(|(_, it)| it.0 == plane)
            };
            if of_plane().next().is_none() {
                continue;
            }
            let samples = plane.samples(pixels);
            let medians = median_3x3(&samples, side);
            let residual: Vec<f32> = samples.iter().zip(medians).map(|(a, b)| a - b).collect();
            let samples = [transposed(&samples, side), samples];
            let residual = [transposed(&residual, side), residual];
            for (index, &(_, predictor, width)) in of_plane() {
                let given = if predictor == Predictor::Median {
                    &residual
                } else {
                    &samples
                };
                for (is_column, plane) in [true, false].into_iter().zip(given) {
                    for (number, row) in plane.chunks(side).enumerate() {
                        predictor.residuals(row, &mut residuals);
                        levels.clear();
                        levels.extend(residuals.iter().map(|&found| level(found, width as f32)));
                        runs.clear();
                        runs.extend(levels.windows(RUN).map(|run| {
                            const BASE: u8 = LEVELS as u8;
                            (run[0] * BASE + run[1]) * BASE + run[2]
                        }));
                        visit(&Row {
                            residual: index,
                            is_column,
                            number,
                            runs: &runs,
                            // The first residual lies as many samples in as there are fewer of them
                            // than samples, half of that where both sides are needed.
                            middle: 1 + (row.len() - residuals.len()).div_ceil(2),
                        });
                    }
                }
            }
        }
    }
}

/// The runs of one row or column of a residual.
struct Row<'a> {
    /// Which of [`RESIDUALS`].
    residual: usize,
    is_column: bool,
    /// Of the row, or of the column.
    number: usize,
    /// A run's number has a digit to the base of [`LEVELS`] for each of its levels.
    runs: &'a [u8],
    /// The place of the middle of the first run.
    middle: usize,
}

impl Predictor {
    /// The residuals of a row of samples, or of one of median residuals.
    fn residuals(self, row: &[f32], out: &mut Vec<f32>) {
        out.clear();
        match self {
            Self::Median => out.extend_from_slice(row),
            Self::Previous => out.extend(row.windows(2).map(|pair| pair[1] - pair[0])),
            Self::Both => out.extend(row.windows(3).map(|run| run[0] - 2.0 * run[1] + run[2])),
        }
    }
}

/// The level of a residual, from 0 for -2 to 4 for 2, halves rounded away from zero.
fn level(residual: f32, width: f32) -> u8 {
    u8::from(residual > -1.5 * width)
        + u8::from(residual > -0.5 * width)
        + u8::from(residual >= 0.5 * width)
        + u8::from(residual >= 1.5 * width)
}

/// The class of each run, by the lowest number in it.
const CLASS_OF_RUN: [u8; RUNS] = classes_of_runs();

const fn classes_of_runs() -> [u8; RUNS] {
    let mut classes = [0; RUNS];
    let mut next = 0;
    let mut run = 0;
    while run < RUNS {
        let backwards = run % LEVELS * LEVELS * LEVELS
            + run / LEVELS % LEVELS * LEVELS
            + run / (LEVELS * LEVELS);
        // Changing all signs takes each digit from the highest.
        let mut lowest = if backwards < run { backwards } else { run };
        let highest = if backwards < run { run } else { backwards };
        if RUNS - 1 - highest < lowest {
            lowest = RUNS - 1 - highest;
        }
        if lowest == run {
            classes[run] = next;
            next += 1;
        } else {
            classes[run] = classes[lowest];
        }
        run += 1;
    }
    assert!(next as usize == CLASSES, "the classes are counted rightly");
    classes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use image::Rgb;

    use super::super::plane::{noise, turned_mirrored_inverted};
    use super::*;

    const SIDE: u32 = 24;
    const ALL: usize = RESIDUALS.len() * CLASSES;

    fn co_occurrences(pixels: &RgbImage) -> Vec<f32> {
        let mut values = Vec::new();
        CoOccurrences::All.append(pixels, &mut values);
        values
    }

    fn contributions(pixels: &RgbImage, weights: &[f32]) -> Vec<f32> {
        let across = (pixels.width() as usize).div_ceil(CELL_PX);
        let mut cells = vec![0.0; across * across];
        CoOccurrences::All.add_contributions(pixels, weights, &mut cells);
        cells
    }

    /// The definition in double precision: of every three neighbours in a row or a column, the
    /// residuals and their rounding; then the four readings of a run, of which the least names
    /// the class.
    fn by_definition(pixels: &RgbImage) -> Vec<f32> {
        let side = SIDE as i32;
        let mut values = Vec::new();
        for (plane, predictor, width) in RESIDUALS {
            let sample = |x: i32, y: i32| {
                let mirror = |place: i32| (side - 1) - ((side - 1) - place.abs()).abs();
                let [r, g, b] = pixels.get_pixel(mirror(x) as u32, mirror(y) as u32).0;
                let luma =
                    (77.0 * f64::from(r) + 150.0 * f64::from(g) + 29.0 * f64::from(b)) / 256.0;
                match plane {
                    Plane::Luma => luma,
                    Plane::RedDifference => f64::from(r) - luma,
                    Plane::BlueDifference => f64::from(b) - luma,
                }
            };
            let mut counts: BTreeMap<[i32; 3], f64> = BTreeMap::new();
            for (dx, dy) in [(1, 0), (0, 1)] {
                let residual = |x: i32, y: i32| match predictor {
                    Predictor::Previous => sample(x, y) - sample(x - dx, y - dy),
                    Predictor::Both => {
                        sample(x - dx, y - dy) + sample(x + dx, y + dy) - 2.0 * sample(x, y)
                    }
                    Predictor::Median => {
                        let mut around: Vec<f64> = (0..9)
                            .map(|place| sample(x + place % 3 - 1, y + place / 3 - 1))
                            .collect();
                        around.sort_by(f64::total_cmp);
                        sample(x, y) - around[4]
                    }
                };
                let (first, last) = match predictor {
                    Predictor::Previous => (1, side),
                    Predictor::Both => (1, side - 1),
                    Predictor::Median => (0, side),
                };
                for across in 0..side {
                    for along in first..last - 2 {
                        let mut run = [0, 1, 2].map(|step| {
                            let at = along + step;
                            let found = residual(dx * at + dy * across, dy * at + dx * across);
                            let steps = found * 256.0 / f64::from(width);
                            // Rust rounds halves away from zero.
                            steps.round().clamp(-2.0, 2.0) as i32
                        });
                        let mut least = run;
                        for _ in 0..2 {
                            run = run.map(|level| -level);
                            least = least.min(run);
                            run.reverse();
                            least = least.min(run);
                        }
                        *counts.entry(least).or_default() += 1.0;
                    }
                }
            }
            let total: f64 = counts.values().sum();
            // In the order of the classes: that of the numbers of their lowest runs.
            for run in 0..RUNS as i32 {
                let levels = [run / 25 - 2, run / 5 % 5 - 2, run % 5 - 2];
                let is_lowest = [
                    levels.map(|level| -level),
                    [levels[2], levels[1], levels[0]],
                    [-levels[2], -levels[1], -levels[0]],
                ]
                .iter()
                .all(|other| levels <= *other);
                if is_lowest {
                    let count = counts.get(&levels).copied().unwrap_or_default();
                    values.push((count / total).sqrt() as f32);
                }
            }
        }
        values
    }

    #[test]
    fn counts_follow_the_definition() {
        let pixels = noise(SIDE);
        let (found, expected) = (co_occurrences(&pixels), by_definition(&pixels));
        assert_eq!(found.len(), ALL);
        assert_eq!(expected.len(), ALL);
        for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
            assert!(
                (found - expected).abs() < 1e-6,
                "{place}: {found} {expected}"
            );
        }
        // The picture is one that tells the classes apart.
        assert!(found.iter().filter(|&&share| share > 0.0).count() > ALL / 2);
    }

    #[test]
    fn those_of_luma_come_first() {
        let mut luma = Vec::new();
        CoOccurrences::Luma.append(&noise(SIDE), &mut luma);
        assert_eq!(luma.len(), CoOccurrences::Luma.len());
        assert_eq!(luma, co_occurrences(&noise(SIDE))[..luma.len()]);
    }

    #[test]
    fn the_squares_of_each_residual_sum_to_one() {
        for shares in co_occurrences(&noise(SIDE)).chunks(CLASSES) {
            let sum: f32 = shares.iter().map(|share| share * share).sum();
            assert!((sum - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn turning_mirroring_and_inverting_a_picture_change_nothing() {
        let pixels = noise(SIDE);
        let expected = co_occurrences(&pixels);
        for changed in turned_mirrored_inverted(&pixels) {
            assert_eq!(co_occurrences(&changed), expected);
        }
    }

    #[test]
    fn contributions_sum_to_weights_times_shares() {
        let pixels = noise(SIDE);
        let weights: Vec<f32> = (0..ALL).map(|place| (place as f32).sin()).collect();
        let found = contributions(&pixels, &weights);
        // Two cells of 16 px and 8 px along each side.
        assert_eq!(found.len(), 4);
        let shares = co_occurrences(&pixels).into_iter().map(|root| root * root);
        let expected: f32 = weights.iter().zip(shares).map(|(a, b)| a * b).sum();
        assert!((found.iter().sum::<f32>() - expected).abs() < 1e-4);
    }

    #[test]
    fn runs_contribute_where_they_are() {
        let mut pixels = RgbImage::from_pixel(64, 64, Rgb([100; 3]));
        // Inside the cell in the second column and the third row.
        for (x, y) in [(20, 36), (25, 42)] {
            pixels.put_pixel(x, y, Rgb([110; 3]));
        }
        // All runs but the even ones, whose class is the last: its levels are the middle ones.
        let mut weights = vec![1.0; ALL];
        let even = usize::from(CLASS_OF_RUN[RUNS / 2]);
        for residual in weights.chunks_mut(CLASSES) {
            residual[even] = 0.0;
        }
        let found = contributions(&pixels, &weights);
        for (cell, &value) in found.iter().enumerate() {
            assert_eq!(value > 0.0, cell == 2 * 4 + 1, "cell {cell}: {value}");
        }
    }

    #[test]
    fn a_flat_picture_has_one_run_and_a_single_pixel_none() {
        let flat = co_occurrences(&RgbImage::from_pixel(8, 8, Rgb([90, 120, 30])));
        assert_eq!(
            flat.iter().filter(|&&share| share == 1.0).count(),
            RESIDUALS.len()
        );
        assert_eq!(
            flat.iter().filter(|&&share| share == 0.0).count(),
            flat.len() - RESIDUALS.len()
        );
        assert!(
            co_occurrences(&RgbImage::new(1, 1))
                .iter()
                .all(|&share| share == 0.0)
        );
    }
}
