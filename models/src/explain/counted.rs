//! Where the runs of neighbours lie that a detector counted.
//!
//! Counts have no place in the picture, but each run that was counted has one. To first order a
//! logit changes with the share of each class of runs by its slope; what a cell's runs add to
//! that, beyond what the same number of runs from the whole picture would, is the cell's part in
//! the verdict.

use image::RgbImage;

use super::grad_cam::CamBatch;
use crate::co_occurrence::{CELL_PX, CO_OCCURRENCES, contributions};
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
    let length = slopes.len() / views;
    let roots: Vec<&[f32]> = prepared.data.statistics.chunks(length.max(1)).collect();
    let share_of_all = |place: usize| {
        roots
            .iter()
            .map(|root| root[place] * root[place])
            .sum::<f32>()
            / views as f32
    };
    let common: Vec<f32> = (0..CO_OCCURRENCES.min(length)).map(share_of_all).collect();
    let mut values = Vec::new();
    for ((region, slopes), roots) in prepared
        .regions
        .iter()
        .zip(slopes.chunks(length.max(1)))
        .zip(&roots)
    {
        let weights = centred_weights(slopes, roots, &common);
        let view = preprocess.view(pixels, *region);
        values.extend(
            contributions(&view, &weights)
                .iter()
                .map(|value| value.max(0.0)),
        );
    }
    let cells = prepared.side.div_ceil(CELL_PX);
    CamBatch {
        width: cells,
        height: cells,
        values,
    }
}

/// Slopes over shares instead of their roots, of which the mean over the whole picture's runs,
/// with the shares `common`, is zero for each residual.
fn centred_weights(slopes: &[f32], roots: &[f32], common: &[f32]) -> Vec<f32> {
    let weights: Vec<f32> = slopes
        .iter()
        .zip(roots)
        .zip(common)
        // A run that does not occur in the view contributes nothing.
        .map(|((slope, root), _)| {
            if *root > 0.0 {
                slope / (2.0 * root)
            } else {
                0.0
            }
        })
        .collect();
    let classes = crate::co_occurrence::CLASSES;
    weights
        .chunks(classes)
        .zip(common.chunks(classes))
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
        let flat = Preprocess {
            statistics: true,
            ..preprocess
        }
        .prepare(&RgbImage::from_pixel(64, 64, Rgb([100; 3])));
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
