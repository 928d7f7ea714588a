//! Principal components of a picture's colours.
//!
//! The colours are points of three dimensions. Their covariance has three orthogonal axes (Hotelling,
//! 1933); the projection is where along one of them a colour lies, from three standard deviations below
//! the mean (black) to three above (white), and the distance is how far from the axis through the mean
//! it lies, white at three times its root mean square.

use image::RgbImage;

use super::Drawn;
use super::tone;
use crate::{ComponentShow, Fact, PrincipalComponents};

/// Standard deviations from mid-grey to white.
const DEVIATIONS: f64 = 3.0;

/// An axis and the variance along it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis {
    variance: f64,
    direction: [f64; 3],
}

/// Draws a component.
pub fn draw(own: PrincipalComponents, part: &RgbImage) -> Drawn {
    let (mean, covariance) = moments(part);
    let axes = axes(covariance);
    let total: f64 = axes.iter().map(|axis| axis.variance).sum();
    let axis = axes[(own.component as usize).clamp(1, 3) - 1];
    let along = axis.variance.sqrt().max(f64::MIN_POSITIVE);
    let beside = (total - axis.variance)
        .max(0.0)
        .sqrt()
        .max(f64::MIN_POSITIVE);
    let greys = part.pixels().map(|pixel| {
        let offset: [f64; 3] =
            std::array::from_fn(|channel| f64::from(pixel.0[channel]) - mean[channel]);
        let place = dot(offset, axis.direction);
        let share = match own.show {
            ComponentShow::Projection => 0.5 + place / along / DEVIATIONS / 2.0,
            ComponentShow::Distance => {
                (dot(offset, offset) - place * place).max(0.0).sqrt() / beside / DEVIATIONS
            }
        };
        tone::grey(share as f32)
    });
    let pixels = tone::picture(part.width() as usize, part.height() as usize, greys);
    let facts = (1..).zip(axes).map(|(component, axis)| Fact::Component {
        component,
        share: if total > 0.0 {
            axis.variance / total
        } else {
            0.0
        },
        red: axis.direction[0],
        green: axis.direction[1],
        blue: axis.direction[2],
    });
    Drawn {
        pixels,
        cell_px: Some(1),
        facts: facts.collect(),
    }
}

/// The mean colour and the covariance of the channels. The sums are whole numbers, which are exact.
fn moments(part: &RgbImage) -> ([f64; 3], [[f64; 3]; 3]) {
    let (mut sums, mut products) = ([0_u64; 3], [[0_u64; 3]; 3]);
    for pixel in part.pixels() {
        let sample = pixel.0.map(u64::from);
        for row in 0..3 {
            sums[row] += sample[row];
            for column in row..3 {
                products[row][column] += sample[row] * sample[column];
            }
        }
    }
    let count = (part.as_raw().len() / 3).max(1) as f64;
    let mean = sums.map(|sum| sum as f64 / count);
    let covariance = std::array::from_fn(|row| {
        std::array::from_fn(|column| {
            let product = products[row.min(column)][row.max(column)] as f64;
            product / count - mean[row] * mean[column]
        })
    });
    (mean, covariance)
}

/// The axes of a symmetric matrix, that with the largest variance first: Jacobi's rotations, each of
/// which clears one value beside the diagonal. The largest part of each direction is positive.
fn axes(mut matrix: [[f64; 3]; 3]) -> [Axis; 3] {
    let mut vectors = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    // It converges quadratically: ten rounds are twice what any matrix of three rows needs.
    for _ in 0..10 {
        for (p, q) in [(0, 1), (0, 2), (1, 2)] {
            let beside = matrix[p][q];
            if beside.abs() < 1e-12 {
                continue;
            }
            let angle = 0.5 * (2.0 * beside).atan2(matrix[q][q] - matrix[p][p]);
            let (sine, cosine) = angle.sin_cos();
            for row in &mut matrix {
                (row[p], row[q]) = (
                    cosine * row[p] - sine * row[q],
                    sine * row[p] + cosine * row[q],
                );
            }
            let (upper, lower) = (matrix[p], matrix[q]);
            for column in 0..3 {
                matrix[p][column] = cosine * upper[column] - sine * lower[column];
                matrix[q][column] = sine * upper[column] + cosine * lower[column];
            }
            for row in &mut vectors {
                (row[p], row[q]) = (
                    cosine * row[p] - sine * row[q],
                    sine * row[p] + cosine * row[q],
                );
            }
        }
    }
    let mut axes: [Axis; 3] = std::array::from_fn(|place| {
        let direction = vectors.map(|row| row[place]);
        let largest = direction.into_iter().fold(0.0, |best: f64, value| {
            if value.abs() > best.abs() {
                value
            } else {
                best
            }
        });
        Axis {
            variance: matrix[place][place].max(0.0),
            direction: direction.map(|value| value * largest.signum()),
        }
    });
    axes.sort_by(|a, b| b.variance.total_cmp(&a.variance));
    axes
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.into_iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::testing::{Random, level, mean};
    use image::Rgb;

    /// Colours along (2, 1, 2) / 3 with a deviation of 30, and across it of 6 and 2.
    fn cloud() -> RgbImage {
        let mut random = Random::new(8);
        RgbImage::from_fn(120, 100, |_, _| {
            let [a, b, c] = [30.0, 6.0, 2.0].map(|deviation| deviation * random.normal() / 3.0);
            Rgb([
                level(128.0 + 2.0 * a + b + 2.0 * c),
                level(128.0 + a + 2.0 * b - 2.0 * c),
                level(128.0 + 2.0 * a - 2.0 * b - c),
            ])
        })
    }

    #[test]
    fn the_axes_of_a_cloud_of_colours_are_found() {
        let drawn = draw(PrincipalComponents::default(), &cloud());
        let expected = [
            (900.0, [2.0, 1.0, 2.0]),
            (36.0, [1.0, 2.0, -2.0]),
            (4.0, [2.0, -2.0, -1.0]),
        ];
        for (fact, (variance, direction)) in drawn.facts.iter().zip(expected) {
            let Fact::Component {
                share,
                red,
                green,
                blue,
                ..
            } = *fact
            else {
                panic!("{fact:?}");
            };
            // 12 000 colours: their variance is within 2 %, and rounding adds 1/12 to each.
            assert!((share - variance / 940.0).abs() < 0.01, "{share}");
            let along = dot([red, green, blue], direction) / 3.0;
            assert!(along.abs() > 0.995, "{fact:?}");
        }
    }

    /// A colour on the axis has no distance; one beside it has.
    #[test]
    fn what_lies_beside_the_axis_is_bright_in_the_distance() {
        let mut pixels = RgbImage::from_fn(60, 60, |x, _| Rgb([40 + 3 * x as u8; 3]));
        for y in 20..26 {
            for x in 20..26 {
                pixels.put_pixel(x, y, Rgb([200, 60, 60]));
            }
        }
        let own = PrincipalComponents {
            component: 1,
            show: ComponentShow::Distance,
        };
        let drawn = draw(own, &pixels);
        assert!(mean(&drawn.pixels, 20..26, 20..26) > 200.0);
        assert!(mean(&drawn.pixels, 0..60, 40..60) < 20.0);
    }

    #[test]
    fn one_colour_has_no_components() {
        let drawn = draw(
            PrincipalComponents::default(),
            &RgbImage::from_pixel(5, 5, Rgb([9, 90, 200])),
        );
        let shares = drawn.facts.iter().map(|fact| match fact {
            Fact::Component { share, .. } => *share,
            _ => 1.0,
        });
        assert_eq!(shares.collect::<Vec<_>>(), [0.0; 3]);
    }
}
