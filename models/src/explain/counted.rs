//! Where the runs of neighbours lie that a detector counted.
//!
//! Counts have no place in the picture, but each run that was counted has one. To first order a
//! logit changes with the share of each class of runs by its slope; what a cell's runs add to
//! that, beyond what the same number of runs from the whole picture would, is the cell's part in
//! the verdict.

use image::RgbImage;

use super::grad_cam::CamBatch;
use crate::co_occurrence::{CELL_PX, CLASSES, CO_OCCURRENCES, contributions};
use crate::preprocess::{Prepared, Preprocess};

/// A map over each view, from the slopes of [`Cams`](super::grad_cam::Cams). Parts that speak
/// against the verdict are zero.
pub fn counted_cam(
    preprocess: &Preprocess,
    pixels: &RgbImage,
    prepared: &Prepared,
    slopes: &[f32],
) -> CamBatch {
    let views = prepared.views().max(1);
    // What is behind the counts, the profile of the spectrum, has no place in the picture.
    let counts = |values: &[f32]| -> Vec<Vec<f32>> {
        let views = values.chunks((values.len() / views).max(1));
        views.map(|view| view[..CO_OCCURRENCES].to_vec()).collect()
    };
    let roots = counts(&prepared.data.statistics);
    let common: Vec<f32> = (0..CO_OCCURRENCES)
        .map(|class| roots.iter().map(|view| view[class].powi(2)).sum::<f32>() / views as f32)
        .collect();
    let mut values = Vec::new();
    for ((region, slopes), roots) in prepared.regions.iter().zip(counts(slopes)).zip(&roots) {
        let weights = centred_weights(&slopes, roots, &common);
        let cells = contributions(&preprocess.view(pixels, *region), &weights);
        values.extend(cells.iter().map(|value| value.max(0.0)));
    }
    let cells = prepared.side.div_ceil(CELL_PX);
    CamBatch {
        width: cells,
        height: cells,
        values,
    }
}

/// Slopes over shares instead of their `roots`, moved for each residual so that their mean over
/// runs with the shares `common` is zero.
fn centred_weights(slopes: &[f32], roots: &[f32], common: &[f32]) -> Vec<f32> {
    let over_shares = |(slope, root): (&f32, &f32)| {
        // A run that does not occur in the view contributes nothing.
        if *root > 0.0 {
            slope / (2.0 * root)
        } else {
            0.0
        }
    };
    let weights: Vec<f32> = slopes.iter().zip(roots).map(over_shares).collect();
    weights
        .chunks(CLASSES)
        .zip(common.chunks(CLASSES))
        .flat_map(|(weights, shares)| {
            let mean: f32 = weights.iter().zip(shares).map(|(a, b)| a * b).sum();
            weights.iter().map(move |weight| weight - mean)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::{CropChoice, Views};
    use image::Rgb;

    /// The left half flat, the right half a checkerboard; a logit that rises with the flat runs.
    #[test]
    fn the_part_with_the_runs_that_speak_for_the_verdict_is_marked() {
        let pixels = RgbImage::from_fn(64, 64, |x, y| {
            Rgb([if x >= 32 && (x + y) % 2 == 0 {
                140
            } else {
                100
            }; 3])
        });
        let preprocess = Preprocess {
            views: Views::Crops {
                side: 64,
                count: 1,
                choice: CropChoice::Corners,
            },
            mean: [0.5; 3],
            std: [0.25; 3],
            spectrum: None,
            statistics: true,
        };
        let prepared = preprocess.prepare(&pixels);
        let flat = preprocess.prepare(&RgbImage::from_pixel(64, 64, Rgb([100; 3])));
        // One for the run of a flat picture, zero for the others.
        let cam = counted_cam(&preprocess, &pixels, &prepared, &flat.data.statistics);
        assert_eq!((cam.width, cam.height), (4, 4));
        for row in cam.values.chunks(4) {
            assert!(row[0] > 0.0 && row[1] > 0.0);
            assert_eq!(&row[2..], [0.0, 0.0]);
        }
        let inverted: Vec<f32> = flat.data.statistics.iter().map(|slope| -slope).collect();
        let cam = counted_cam(&preprocess, &pixels, &prepared, &inverted);
        for row in cam.values.chunks(4) {
            assert_eq!(row[0], 0.0);
            assert!(row[3] > 0.0);
        }
    }
}
