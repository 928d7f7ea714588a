//! Where in a picture the statistics come from that a detector was given.
//!
//! Counts have no place in the picture, but each run that was counted has one, and so has each
//! pair of pixels behind an autocorrelation. To first order a logit changes with each of the
//! statistics by its slope; what a cell adds to that, beyond what as many runs and pairs from the
//! whole picture would, is the cell's part in the verdict.

use image::RgbImage;
use spectrafide_picture::preprocess::{Preprocess, Region};
use spectrafide_picture::statistics::{CELL_PX, CLASSES};

use super::grad_cam::CamBatch;

/// What a detector of statistics was given.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// Where each view lies in the picture.
    pub regions: &'a [Region],
    /// The statistics of each view, one after the other.
    pub statistics: &'a [f32],
    /// Side of the views, in pixels.
    pub side: usize,
}

/// A map over each view, from the slopes of [`Cams`](super::grad_cam::Cams). Parts that speak
/// against the verdict are zero.
pub fn counted_cam(
    preprocess: &Preprocess,
    pixels: &RgbImage,
    counted_of: &Counted<'_>,
    slopes: &[f32],
) -> CamBatch {
    let views = counted_of.regions.len().max(1);
    let statistics = preprocess.statistics;
    let (counted, placed) = (statistics.counted_len(), statistics.placed_len());
    // What is behind these, the profile of the spectrum, has no place in the picture.
    let with_places = |values: &[f32]| -> Vec<Vec<f32>> {
        let views = values.chunks((values.len() / views).max(1));
        views.map(|view| view[..placed].to_vec()).collect()
    };
    let found = with_places(counted_of.statistics);
    let mean = |place: usize, of: fn(f32) -> f32| {
        found.iter().map(|view| of(view[place])).sum::<f32>() / views as f32
    };
    // Shares are kept as their roots, autocorrelations as they are.
    let common: Vec<f32> = (0..placed)
        .map(|place| {
            if place < counted {
                mean(place, |root| root * root)
            } else {
                mean(place, |value| value)
            }
        })
        .collect();
    let mut values = Vec::new();
    for ((region, slopes), found) in counted_of
        .regions
        .iter()
        .zip(with_places(slopes))
        .zip(&found)
    {
        let (over_roots, over_correlations) = slopes.split_at(counted);
        let mut weights = centred_weights(over_roots, &found[..counted], &common[..counted]);
        weights.extend(over_correlations);
        let view = preprocess.view(pixels, *region);
        let cells = statistics.contributions(&view, &weights, &common);
        values.extend(cells.iter().map(|value| value.max(0.0)));
    }
    let cells = counted_of.side.div_ceil(CELL_PX);
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
    use image::Rgb;
    use spectrafide_picture::preprocess::{Prepared, Views};
    use spectrafide_picture::statistics::{CoOccurrences, Statistics};

    fn counted(prepared: &Prepared) -> Counted<'_> {
        Counted {
            regions: &prepared.regions,
            statistics: &prepared.data.statistics,
            side: prepared.side,
        }
    }

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
            statistics: Statistics {
                co_occurrences: Some(CoOccurrences::All),
                ..Statistics::default()
            },
            ..Preprocess::of_colours(Views::crop(64))
        };
        let prepared = preprocess.prepare(&pixels);
        let flat = preprocess.prepare(&RgbImage::from_pixel(64, 64, Rgb([100; 3])));
        // One for the run of a flat picture, zero for the others.
        let cam = counted_cam(
            &preprocess,
            &pixels,
            &counted(&prepared),
            &flat.data.statistics,
        );
        assert_eq!((cam.width, cam.height), (4, 4));
        for row in cam.values.chunks(4) {
            assert!(row[0] > 0.0 && row[1] > 0.0);
            assert_eq!(&row[2..], [0.0, 0.0]);
        }
        let inverted: Vec<f32> = flat.data.statistics.iter().map(|slope| -slope).collect();
        let cam = counted_cam(&preprocess, &pixels, &counted(&prepared), &inverted);
        for row in cam.values.chunks(4) {
            assert_eq!(row[0], 0.0);
            assert!(row[3] > 0.0);
        }
    }

    /// The left half without a period, the right half with dots on a grid of eight pixels, and a
    /// logit that rises with the autocorrelation at eight pixels.
    #[test]
    fn the_part_with_the_period_that_speaks_for_the_verdict_is_marked() {
        let pixels = RgbImage::from_fn(64, 64, |x, y| {
            Rgb([if x < 32 {
                100 + (x * x * 7 + y * y * 13 + x * y * 5) as u8 % 5
            } else if x % 8 == 3 && y % 8 == 3 {
                103
            } else {
                100
            }; 3])
        });
        for co_occurrences in [None, Some(CoOccurrences::Luma)] {
            let statistics = Statistics {
                co_occurrences,
                autocorrelation: true,
                ..Statistics::default()
            };
            let preprocess = Preprocess {
                statistics,
                ..Preprocess::of_colours(Views::crop(64))
            };
            let prepared = preprocess.prepare(&pixels);
            let mut slopes = vec![0.0; prepared.data.statistics.len()];
            slopes[statistics.counted_len() + 8 - 1] = 1.0;
            let cam = counted_cam(&preprocess, &pixels, &counted(&prepared), &slopes);
            let sum = |columns: std::ops::Range<usize>| -> f32 {
                let rows = cam.values.chunks(4);
                rows.map(|row| row[columns.clone()].iter().sum::<f32>())
                    .sum()
            };
            assert!(sum(2..4) > 5.0 * sum(0..2), "{:?}", cam.values);
        }
    }
}
