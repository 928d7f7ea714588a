//! The noise of each tile, from the diagonal details of a wavelet transform.
//!
//! One step of the transform with Daubechies' filter of eight taps gives the diagonal details `HH`.
//! They hold the noise and little else, and the standard deviation of white noise is
//! `median(|HH|) / 0.6745` (Donoho & Johnstone, *Ideal spatial adaptation by wavelet shrinkage*, 1994).
//! It is taken of each tile, as Mahdian & Saic do (*Using noise inconsistencies for blind image
//! forensics*, 2009); their merging of tiles is left to the eye.

use image::RgbImage;

use super::plane::Plane;
use super::{Drawn, ViewError, tone};
use crate::{Fact, WaveletNoise};

/// Low-pass of Daubechies' wavelet with four vanishing moments (*Ten Lectures on Wavelets*, table 6.1),
/// of unit energy.
const LOW_PASS: [f32; 8] = [
    0.230_377_8,
    0.714_846_6,
    0.630_880_8,
    -0.027_983_77,
    -0.187_034_8,
    0.030_841_38,
    0.032_883_01,
    -0.010_597_4,
];

/// The median magnitude of a normal distribution of deviation one.
const NORMAL_MEDIAN: f32 = 0.6745;

/// Draws the deviation of each tile; the median tile is mid-grey.
///
/// # Errors
///
/// There is no whole tile.
pub fn draw(own: WaveletNoise, part: &RgbImage) -> Result<Drawn, ViewError> {
    let side = own.tile_px as usize;
    ViewError::unless_large_enough(part.dimensions(), own.tile_px)?;
    let details = diagonal_details(&Plane::luma(part));
    let (columns, rows) = (part.width() as usize / side, part.height() as usize / side);
    let mut tile = Vec::new();
    let deviations: Vec<f32> = (0..columns * rows)
        .map(|place| {
            let (left, top) = (place % columns * side / 2, place / columns * side / 2);
            tile.clear();
            for y in top..top + side / 2 {
                let row = &details.row(y)[left..][..side / 2];
                tile.extend(row.iter().map(|value| value.abs()));
            }
            tone::percentile(&mut tile, 0.5) / NORMAL_MEDIAN
        })
        .collect();
    let mut sorted = deviations.clone();
    let [low, median, high] = [0.1, 0.5, 0.9].map(|at| tone::percentile(&mut sorted, at));
    // Of a picture without noise every tile is black.
    let scale = 0.5 / median.max(0.05);
    let greys = deviations
        .iter()
        .map(|deviation| tone::grey(deviation * scale));
    Ok(Drawn {
        pixels: tone::picture(columns, rows, greys),
        cell_px: Some(own.tile_px),
        facts: vec![Fact::Noise {
            median_levels: median.into(),
            low_levels: low.into(),
            high_levels: high.into(),
        }],
    })
}

/// High-pass along rows, then along columns, of every second place; mirrored at the edges.
fn diagonal_details(plane: &Plane) -> Plane {
    let high_pass: [f32; 8] = std::array::from_fn(|tap| {
        let sign = if tap % 2 == 0 { 1.0 } else { -1.0 };
        sign * LOW_PASS[7 - tap]
    });
    let (width, height) = (plane.width / 2, plane.height / 2);
    let mut along = Vec::with_capacity(width * plane.height);
    for y in 0..plane.height {
        let row = plane.row(y);
        along.extend((0..width).map(|x| {
            let taps = high_pass.iter().enumerate();
            taps.map(|(tap, weight)| weight * row[mirrored(2 * x + tap, row.len())])
                .sum::<f32>()
        }));
    }
    let mut values = vec![0.0; width * height];
    for y in 0..height {
        let target = &mut values[y * width..][..width];
        for (tap, weight) in high_pass.iter().enumerate() {
            let source = mirrored(2 * y + tap, plane.height) * width;
            for (sum, value) in target.iter_mut().zip(&along[source..][..width]) {
                *sum += weight * value;
            }
        }
    }
    Plane {
        width,
        height,
        values,
    }
}

/// `place` below `length`, or as far before its end. Filters are shorter than any picture here.
fn mirrored(place: usize, length: usize) -> usize {
    if place < length {
        place
    } else {
        2 * length - 2 - place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::testing::noise;
    use image::imageops;

    /// The filter has unit energy, so white noise keeps its deviation. The median of 256 values has a
    /// relative error of about 1.17 / sqrt(256) = 7 %, and rounding to levels adds a variance of 1/12.
    #[test]
    fn the_deviation_of_noise_is_found_in_each_tile() {
        let mut pixels = noise(256, 256, 3.0, 5);
        imageops::replace(&mut pixels, &noise(64, 64, 12.0, 9), 128, 64);
        let drawn = draw(WaveletNoise { tile_px: 32 }, &pixels).expect("drawn");
        assert_eq!(drawn.pixels.dimensions(), (8, 8));
        let Some(&Fact::Noise { median_levels, .. }) = drawn.facts.first() else {
            panic!("no fact");
        };
        let expected = (9.0_f64 + 1.0 / 12.0).sqrt();
        // Sixty tiles of it: the median tile is within a twentieth.
        assert!(
            (median_levels / expected - 1.0).abs() < 0.05,
            "{median_levels}"
        );
        // Mid-grey is 128 of the median, and four times that is above white.
        for (x, y, pixel) in drawn.pixels.enumerate_pixels() {
            let inside = (4..6).contains(&x) && (2..4).contains(&y);
            let level = pixel.0[0];
            assert!(
                if inside {
                    level == 255
                } else {
                    (90..170).contains(&level)
                },
                "{x} {y} {level}"
            );
        }
    }

    /// Four vanishing moments: slopes and curves are no noise.
    #[test]
    fn smooth_shading_is_no_noise() {
        let plane = Plane {
            width: 64,
            height: 64,
            values: (0..64 * 64)
                .map(|place| {
                    let (x, y) = ((place % 64) as f32, (place / 64) as f32);
                    x * x / 40.0 + y * y / 60.0 + x * y / 50.0
                })
                .collect(),
        };
        let details = diagonal_details(&plane);
        // Away from the mirrored edges.
        for y in 0..28 {
            assert!(details.row(y)[..28].iter().all(|value| value.abs() < 1e-3));
        }
    }
}
