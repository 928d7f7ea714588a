//! Statistics of a picture, the inputs of the random forest in *Classifying AI Generated vs. Real
//! Images* (Rea): intensities, their distribution, edges and colours.

use image::RgbImage;
use spectrafide_picture::luma::luma;

/// The names of the statistics, in the order of [`of`].
pub const NAMES: [&str; COUNT] = [
    "mean",
    "median",
    "standard deviation",
    "skewness",
    "kurtosis",
    "entropy",
    "edge density",
    "mean red",
    "mean green",
    "mean blue",
    "deviation red",
    "deviation green",
    "deviation blue",
];

/// Number of statistics.
pub const COUNT: usize = 13;

/// Gradient magnitude, in intensities a pixel, from which a pixel counts as an edge: a tenth of
/// the range. The paper names no threshold.
const EDGE: f32 = 0.1;

/// The statistics of `pixels`.
///
/// Intensities are luma in `[0, 1]`. Skewness and kurtosis are the standardised third and fourth
/// moments (3 for a normal distribution), and zero for a picture of one intensity. The entropy of
/// the intensities, in 256 steps, is in bits. The edge density is the share of pixels whose Sobel
/// gradient is steep. The other six are the mean and the standard deviation of each colour.
pub fn of(pixels: &RgbImage) -> [f32; COUNT] {
    let grey = luma(pixels);
    let (mean, deviation) = mean_and_deviation(grey.iter().copied());
    let moment = |power: i32| {
        if deviation < 1e-6 {
            return 0.0;
        }
        let sum: f64 = grey
            .iter()
            .map(|&value| f64::from((value - mean) / deviation).powi(power))
            .sum();
        (sum / grey.len() as f64) as f32
    };
    let colours: [(f32, f32); 3] = std::array::from_fn(|channel| {
        mean_and_deviation(
            pixels
                .pixels()
                .map(|pixel| f32::from(pixel.0[channel]) / 255.0),
        )
    });
    [
        mean,
        median(&grey),
        deviation,
        moment(3),
        moment(4),
        entropy(&grey),
        edge_density(&grey, pixels.width() as usize),
        colours[0].0,
        colours[1].0,
        colours[2].0,
        colours[0].1,
        colours[1].1,
        colours[2].1,
    ]
}

fn mean_and_deviation(values: impl Iterator<Item = f32> + Clone) -> (f32, f32) {
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().map(f64::from).sum::<f64>() / count;
    let squares: f64 = values.map(|value| (f64::from(value) - mean).powi(2)).sum();
    (mean as f32, (squares / count).sqrt() as f32)
}

/// The middle value, or the mean of the two middle ones.
fn median(values: &[f32]) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    match sorted.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => sorted[odd / 2],
        even => f32::midpoint(sorted[even / 2 - 1], sorted[even / 2]),
    }
}

fn entropy(values: &[f32]) -> f32 {
    let mut counts = [0_u32; 256];
    for value in values {
        counts[(value * 255.0).round().clamp(0.0, 255.0) as usize] += 1;
    }
    let total = values.len() as f64;
    let bits: f64 = counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| {
            let share = f64::from(count) / total;
            -share * share.log2()
        })
        .sum();
    bits as f32
}

/// The share of inner pixels with a steep Sobel gradient; zero where there are none.
fn edge_density(grey: &[f32], width: usize) -> f32 {
    let height = grey.len() / width.max(1);
    if width < 3 || height < 3 {
        return 0.0;
    }
    let mut edges = 0;
    for y in 1..height - 1 {
        for x in 1..width - 1 {
            let at = |dx: usize, dy: usize| grey[(y + dy - 1) * width + x + dx - 1];
            let across =
                at(2, 0) + 2.0 * at(2, 1) + at(2, 2) - at(0, 0) - 2.0 * at(0, 1) - at(0, 2);
            let down = at(0, 2) + 2.0 * at(1, 2) + at(2, 2) - at(0, 0) - 2.0 * at(1, 0) - at(2, 0);
            // The kernel's weights sum to eight over two pixels.
            if across.hypot(down) / 8.0 >= EDGE {
                edges += 1;
            }
        }
    }
    edges as f32 / ((width - 2) * (height - 2)) as f32
}

/// Pearson's correlation of each column of `rows` with each; zero for a column that is constant.
pub fn correlation(rows: &[[f32; COUNT]]) -> Vec<Vec<f64>> {
    let columns: Vec<Vec<f64>> = (0..COUNT)
        .map(|column| {
            let values = rows.iter().map(|row| row[column]);
            let (mean, _) = mean_and_deviation(values.clone());
            values.map(|value| f64::from(value - mean)).collect()
        })
        .collect();
    let product = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    columns
        .iter()
        .map(|a| {
            columns
                .iter()
                .map(|b| {
                    let scale = (product(a, a) * product(b, b)).sqrt();
                    if scale > 0.0 {
                        product(a, b) / scale
                    } else {
                        0.0
                    }
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn named(statistics: [f32; COUNT], name: &str) -> f32 {
        let place = NAMES.iter().position(|known| *known == name);
        statistics[place.expect("a known name")]
    }

    #[test]
    fn a_picture_of_one_colour_has_no_spread() {
        let found = of(&RgbImage::from_pixel(8, 8, Rgb([51, 102, 204])));
        for (name, value) in [
            ("mean red", 0.2),
            ("mean green", 0.4),
            ("mean blue", 0.8),
            ("standard deviation", 0.0),
            ("skewness", 0.0),
            ("entropy", 0.0),
            ("edge density", 0.0),
        ] {
            assert!((named(found, name) - value).abs() < 1e-5, "{name}");
        }
        assert!((named(found, "mean") - named(found, "median")).abs() < 1e-6);
    }

    /// Half black and half white: both moments are known, and one bit tells a pixel.
    #[test]
    fn a_step_has_the_moments_of_a_coin() {
        let step = RgbImage::from_fn(8, 8, |x, _| Rgb([if x < 4 { 0 } else { 255 }; 3]));
        let found = of(&step);
        for (name, value) in [
            ("mean", 0.5),
            ("median", 0.5),
            ("standard deviation", 0.5),
            ("skewness", 0.0),
            ("kurtosis", 1.0),
            ("entropy", 1.0),
            // Two of the six inner columns touch the step.
            ("edge density", 2.0 / 6.0),
        ] {
            assert!((named(found, name) - value).abs() < 1e-4, "{name}");
        }
    }

    #[test]
    fn skewness_has_the_sign_of_the_longer_tail() {
        let few = |bright: u8, rest: u8| {
            RgbImage::from_fn(8, 8, move |x, _| {
                Rgb([if x == 0 { bright } else { rest }; 3])
            })
        };
        // One in eight: (1 - 2p) / sqrt(p (1 - p)).
        let expected = 0.75 / (7.0_f32 / 64.0).sqrt();
        assert!((named(of(&few(255, 0)), "skewness") - expected).abs() < 1e-3);
        assert!((named(of(&few(0, 255)), "skewness") + expected).abs() < 1e-3);
    }

    #[test]
    fn correlations_are_those_of_lines() {
        let rows: Vec<[f32; COUNT]> = (0..5)
            .map(|index| {
                let mut row = [0.0; COUNT];
                row[0] = index as f32;
                row[1] = 3.0 - 2.0 * index as f32;
                row[2] = [1.0, -1.0, 0.0, -1.0, 1.0][index];
                row
            })
            .collect();
        let found = correlation(&rows);
        assert!((found[0][0] - 1.0).abs() < 1e-9);
        assert!((found[0][1] + 1.0).abs() < 1e-9);
        assert!(found[0][2].abs() < 1e-9);
        assert_eq!(found[0][3], 0.0);
    }

    #[test]
    fn the_smallest_picture_has_statistics() {
        assert!(
            of(&RgbImage::new(1, 1))
                .iter()
                .all(|value| value.is_finite())
        );
    }
}
