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

/// What is left of `RUNS` when a run counts as the same read backwards, with its sign changed,
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
mod tests;
