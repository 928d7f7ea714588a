//! How a residual goes together with itself some pixels further along.
//!
//! Upsampling and convolution over patches repeat themselves with the period of their grid, which
//! scaling stretches and shrinks but does not remove. The autocorrelation is the inverse Fourier
//! transform of the power spectrum (Wiener and Khinchin), in which such periods are peaks; along
//! rows and columns it takes few numbers, and no transform. Another of the magnitudes tells how
//! texture clusters. All of it is whole numbers up to a last division in double precision, so
//! that each target computes the same.

use image::RgbImage;

use super::CELL_PX;
use super::plane::{Plane, UNITS, transposed};

/// The autocorrelation is taken at 1 to this many pixels.
pub const LAGS: usize = 32;

/// The residual is counted in this part of a sample's level.
const FRACTION: f32 = 16.0;

/// What is larger is an edge of the content: the residual is cut off at this many levels.
const LARGEST: f32 = 8.0;

/// Added to the variance, in the square of a [`FRACTION`]: rounding alone is no structure.
const FLOOR: f64 = 0.25;

/// Of the residual of a view and of its magnitude.
pub(super) struct Autocorrelation {
    signed: Correlated,
    magnitude: Correlated,
}

impl Autocorrelation {
    /// Of what luma differs by from the mean of its neighbours, inside a view's edge of one pixel.
    ///
    /// # Panics
    ///
    /// If the view is not square.
    pub(super) fn of(view: &RgbImage) -> Self {
        let side = view.width() as usize;
        assert_eq!(side, view.height() as usize, "views are square");
        let residual = high_pass(&Plane::Luma.samples(view), side);
        let magnitude = residual.iter().map(|value| value.abs()).collect();
        let inside = side.saturating_sub(2);
        Self {
            signed: Correlated::new(residual, inside),
            magnitude: Correlated::new(magnitude, inside),
        }
    }

    /// Appends the autocorrelations of the residual, then of its magnitude, at 1 to [`LAGS`]
    /// pixels, along rows and columns together. One that the view is too small for is zero.
    pub(super) fn append(&self, out: &mut Vec<f32>) {
        for correlated in [&self.signed, &self.magnitude] {
            out.extend((1..=LAGS).map(|lag| correlated.at(lag) as f32));
        }
    }

    /// Adds each cell's part in the sum of `weights` times autocorrelations, less those that are
    /// `common`, to `cells`: the products of a pair are shared between its two pixels.
    pub(super) fn add_contributions(&self, weights: &[f32], common: &[f32], cells: &mut [f32]) {
        for (index, correlated) in [&self.signed, &self.magnitude].into_iter().enumerate() {
            let range = index * LAGS..(index + 1) * LAGS;
            correlated.add_contributions(&weights[range.clone()], &common[range], cells);
        }
    }
}

/// Each pixel less the mean of its four neighbours (a Laplacian) in [`FRACTION`]s of a level, cut
/// off and rounded, inside the edge.
fn high_pass(samples: &[f32], side: usize) -> Vec<i16> {
    let unit = 4.0 * UNITS as f32 / FRACTION;
    let most = LARGEST * FRACTION;
    let mut residual = Vec::with_capacity(samples.len());
    for rows in samples.windows(3 * side).step_by(side) {
        let (above, rest) = rows.split_at(side);
        let (row, below) = rest.split_at(side);
        let columns = row.windows(3).zip(&above[1..]).zip(&below[1..]);
        residual.extend(columns.map(|((run, above), below)| {
            let found = (4.0 * run[1] - run[0] - run[2] - above - below) / unit;
            // Halves away from zero, so that an inverted picture differs in its signs alone.
            (found.clamp(-most, most) + 0.5_f32.copysign(found)) as i16
        }));
    }
    residual
}

/// A square plane of whole numbers, whose mean is taken off.
struct Correlated {
    side: usize,
    /// The plane, and its columns as rows.
    planes: [Vec<i16>; 2],
    mean: f64,
    /// With [`FLOOR`].
    variance: f64,
}

impl Correlated {
    fn new(plane: Vec<i16>, side: usize) -> Self {
        let count = plane.len().max(1) as f64;
        let mean = plane.iter().map(|&value| i64::from(value)).sum::<i64>() as f64 / count;
        let square = plane
            .iter()
            .map(|&value| i64::from(value).pow(2))
            .sum::<i64>() as f64
            / count;
        Self {
            side,
            variance: square - mean * mean + FLOOR,
            mean,
            planes: [transposed(&plane, side), plane],
        }
    }

    /// The mean product of numbers that are `lag` pixels apart, less the squared mean, over the
    /// variance.
    fn at(&self, lag: usize) -> f64 {
        let pairs = self.pairs(lag);
        if pairs == 0 {
            return 0.0;
        }
        // At most 128 squared for each pixel of a row: far from wrapping, and a check of each sum
        // would keep the compiler from adding several at once.
        let product = |row: &[i16]| -> i32 {
            let pairs = row.iter().zip(&row[lag..]);
            pairs.fold(0_i32, |sum, (&a, &b)| {
                sum.wrapping_add(i32::from(a) * i32::from(b))
            })
        };
        let rows = self
            .planes
            .iter()
            .flat_map(|plane| plane.chunks(self.side.max(1)));
        let sum: i64 = rows.map(|row| i64::from(product(row))).sum();
        (sum as f64 / pairs as f64 - self.mean * self.mean) / self.variance
    }

    /// Pairs of pixels that are `lag` apart, along rows and columns.
    fn pairs(&self, lag: usize) -> usize {
        2 * self.side * self.side.saturating_sub(lag)
    }

    fn add_contributions(&self, weights: &[f32], common: &[f32], cells: &mut [f32]) {
        let across = (self.side + 2).div_ceil(CELL_PX);
        let cell = |x: usize, y: usize| (y + 1) / CELL_PX * across + (x + 1) / CELL_PX;
        for (is_row, plane) in [false, true].into_iter().zip(&self.planes) {
            for (number, row) in plane.chunks(self.side.max(1)).enumerate() {
                let parts = self.parts(row, weights, common);
                for (along, part) in parts.into_iter().enumerate() {
                    let (x, y) = if is_row {
                        (along, number)
                    } else {
                        (number, along)
                    };
                    cells[cell(x, y)] += part;
                }
            }
        }
    }

    /// The part of each pixel of a row.
    fn parts(&self, row: &[i16], weights: &[f32], common: &[f32]) -> Vec<f32> {
        let centred: Vec<f32> = row
            .iter()
            .map(|&value| f32::from(value) - self.mean as f32)
            .collect();
        let mut parts = vec![0.0; row.len()];
        for (lag, (weight, common)) in (1..).zip(weights.iter().zip(common)) {
            let pairs = self.pairs(lag);
            if pairs == 0 {
                continue;
            }
            // Half a product for each of its two pixels.
            let scale = weight / (2.0 * pairs as f32 * self.variance as f32);
            for first in 0..row.len() - lag {
                let (a, b) = (centred[first], centred[first + lag]);
                let product = a * b;
                parts[first] += scale * (product - common * a * a);
                parts[first + lag] += scale * (product - common * b * b);
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::super::plane::{noise, turned_mirrored_inverted};
    use super::*;

    const SIDE: u32 = 40;

    fn autocorrelations(pixels: &RgbImage) -> Vec<f32> {
        let mut values = Vec::new();
        Autocorrelation::of(pixels).append(&mut values);
        values
    }

    /// The definition in double precision, pair by pair.
    fn by_definition(pixels: &RgbImage) -> Vec<f64> {
        let luma = |x: u32, y: u32| {
            let [r, g, b] = pixels.get_pixel(x, y).0.map(f64::from);
            (77.0 * r + 150.0 * g + 29.0 * b) / 256.0
        };
        let inside = SIDE - 2;
        let signed = |x: u32, y: u32| {
            let (x, y) = (x + 1, y + 1);
            let around = luma(x - 1, y) + luma(x + 1, y) + luma(x, y - 1) + luma(x, y + 1);
            ((luma(x, y) - around / 4.0).clamp(-8.0, 8.0) * 16.0).round()
        };
        let magnitude = |x: u32, y: u32| signed(x, y).abs();
        let mut values = Vec::new();
        for value in [&signed as &dyn Fn(u32, u32) -> f64, &magnitude] {
            let all = || (0..inside).flat_map(|y| (0..inside).map(move |x| (x, y)));
            let count = f64::from(inside * inside);
            let mean = all().map(|(x, y)| value(x, y)).sum::<f64>() / count;
            let square = all().map(|(x, y)| value(x, y).powi(2)).sum::<f64>() / count;
            for lag in 1..=LAGS as u32 {
                let (mut sum, mut pairs) = (0.0, 0.0);
                for (x, y) in all() {
                    for (right, below) in [(x + lag, y), (x, y + lag)] {
                        if right < inside && below < inside {
                            sum += value(x, y) * value(right, below);
                            pairs += 1.0;
                        }
                    }
                }
                values.push((sum / pairs - mean * mean) / (square - mean * mean + 0.25));
            }
        }
        values
    }

    #[test]
    fn they_follow_the_definition() {
        let pixels = noise(SIDE);
        let (found, expected) = (autocorrelations(&pixels), by_definition(&pixels));
        assert_eq!(found.len(), 2 * LAGS);
        assert_eq!(expected.len(), 2 * LAGS);
        for (place, (&found, expected)) in found.iter().zip(expected).enumerate() {
            assert!(
                (f64::from(found) - expected).abs() < 1e-6,
                "{place}: {found} {expected}"
            );
        }
    }

    #[test]
    fn a_period_shows_at_its_multiples() {
        // Dots on a grid of eight pixels.
        let dots = RgbImage::from_fn(98, 98, |x, y| {
            Rgb([if x % 8 == 3 && y % 8 == 5 { 103 } else { 100 }; 3])
        });
        let found = autocorrelations(&dots);
        let at = |lag: usize| found[lag - 1];
        for period in [8, 16, 24, 32] {
            assert!(at(period) > 0.9, "{period}: {}", at(period));
            assert!(at(period - 3) < 0.1, "{period}: {}", at(period - 3));
        }
    }

    #[test]
    fn turning_mirroring_and_inverting_a_picture_change_nothing() {
        let pixels = noise(SIDE);
        let expected = autocorrelations(&pixels);
        for changed in turned_mirrored_inverted(&pixels) {
            assert_eq!(autocorrelations(&changed), expected);
        }
    }

    #[test]
    fn flat_and_small_pictures_have_none() {
        for side in [1, 2, 3, SIDE] {
            let flat = RgbImage::from_pixel(side, side, Rgb([90, 120, 30]));
            assert_eq!(autocorrelations(&flat), vec![0.0; 2 * LAGS], "{side} px");
        }
        // Eight pixels inside the edge: pairs up to seven apart.
        for of_plane in autocorrelations(&noise(10)).chunks(LAGS) {
            assert!(of_plane[..7].iter().all(|value| *value != 0.0));
            assert!(of_plane[7..].iter().all(|value| *value == 0.0));
        }
    }

    #[test]
    fn contributions_sum_to_weights_times_what_is_uncommon() {
        let pixels = noise(112);
        let values = autocorrelations(&pixels);
        let weights: Vec<f32> = (0..2 * LAGS).map(|place| (place as f32).sin()).collect();
        let sum = |common: &[f32]| -> f32 {
            let mut cells = vec![0.0; 49];
            Autocorrelation::of(&pixels).add_contributions(&weights, common, &mut cells);
            cells.iter().sum()
        };
        let whole: f32 = weights.iter().zip(&values).map(|(a, b)| a * b).sum();
        let half: Vec<f32> = values.iter().map(|value| value / 2.0).collect();
        assert!(whole.abs() > 0.1, "{whole}");
        for (common, expected) in [
            (vec![0.0; 2 * LAGS], whole),
            (half, whole / 2.0),
            (values, 0.0),
        ] {
            // The mean of a pair differs a little from that of the whole near the edges.
            let found = sum(&common);
            assert!((found - expected).abs() < 0.02, "{found} {expected}");
        }
    }

    #[test]
    fn pixels_contribute_where_they_are() {
        let mut pixels = RgbImage::from_pixel(64, 64, Rgb([100; 3]));
        // Inside the cell in the second column and the third row.
        for (x, y) in [(20, 36), (24, 36), (20, 40), (24, 40)] {
            pixels.put_pixel(x, y, Rgb([110; 3]));
        }
        let mut weights = vec![0.0; 2 * LAGS];
        weights[4 - 1] = 1.0;
        let mut cells = vec![0.0; 16];
        Autocorrelation::of(&pixels).add_contributions(&weights, &vec![0.0; 2 * LAGS], &mut cells);
        let sum: f32 = cells.iter().sum();
        assert!(cells[2 * 4 + 1] > 0.9 * sum && sum > 0.1, "{cells:?}");
    }
}
