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
            let luma = (77.0 * f64::from(r) + 150.0 * f64::from(g) + 29.0 * f64::from(b)) / 256.0;
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
