//! Noise that belongs to places of a picture.

use burn::tensor::{Device, Tensor, TensorData};

/// Where in which picture a part of it lies: what decides its noise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The picture's seed.
    pub seed: u64,
    /// Left edge of the part, in pixels of the picture: a multiple of the factor.
    pub x_px: usize,
    /// Upper edge.
    pub y_px: usize,
}

/// Standard normal numbers at the resolution `1 / scale`, one map of `size` (height and width) for
/// each place.
///
/// Each number is a function of the picture's seed, of `layer` and of its position in the picture,
/// so that parts of a picture that overlap have the same noise where they do.
///
/// # Shapes
///
/// - output: `[places, 1, height, width]`
pub fn noise(
    places: &[Place],
    layer: usize,
    scale: usize,
    [height, width]: [usize; 2],
    device: &Device,
) -> Tensor<4> {
    let mut values = Vec::with_capacity(places.len() * height * width);
    for place in places {
        let (left, top) = (place.x_px / scale, place.y_px / scale);
        let map = mixed(place.seed ^ mixed(layer as u64 + 1));
        for y in top..top + height {
            let row = mixed(map ^ y as u64);
            values.extend((left..left + width).map(|x| normal(mixed(row ^ x as u64))));
        }
    }
    Tensor::from_data(
        TensorData::new(values, [places.len(), 1, height, width]),
        device,
    )
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood, *Fast Splittable Pseudorandom Number
/// Generators*, figure 16): every bit of the input changes about half of those of the output.
fn mixed(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A normal number of 64 uniform bits, after Box and Muller.
fn normal(bits: u64) -> f32 {
    let unit = |bits: u64| (bits as f32 + 0.5) / (1_u64 << 24) as f32;
    let (radius, angle) = (unit(bits >> 40), unit(bits & 0xff_ffff));
    (-2.0 * radius.ln()).sqrt() * (std::f32::consts::TAU * angle).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(place: Place, scale: usize, size: [usize; 2]) -> Vec<f32> {
        let map = noise(&[place], 3, scale, size, &Device::flex()).into_data();
        map.iter::<f32>().collect()
    }

    /// Of 10 000 normal numbers the mean is within 0.04 and the variance within 0.06 of the true
    /// one, at four standard errors (0.01 and 0.0141).
    #[test]
    fn it_is_normal_and_its_neighbours_do_not_hang_together() {
        let values = values(
            Place {
                seed: 7,
                ..Place::default()
            },
            1,
            [100, 100],
        );
        let mean = |values: &mut dyn Iterator<Item = f32>| values.sum::<f32>() / 10_000.0;
        assert!(mean(&mut values.iter().copied()).abs() < 0.04);
        assert!((mean(&mut values.iter().map(|v| v * v)) - 1.0).abs() < 0.06);
        for step in [1, 100] {
            let products = &mut values.iter().zip(&values[step..]).map(|(a, b)| a * b);
            assert!(mean(products).abs() < 0.04, "{step}");
        }
    }

    #[test]
    fn a_part_has_the_noise_of_the_whole_at_its_place() {
        let whole = Place {
            seed: 5,
            ..Place::default()
        };
        let part = Place {
            seed: 5,
            x_px: 8,
            y_px: 4,
        };
        let (whole, part) = (values(whole, 2, [8, 8]), values(part, 2, [3, 2]));
        for (y, row) in part.chunks(2).enumerate() {
            let from = (y + 2) * 8 + 4;
            assert_eq!(row, &whole[from..from + 2]);
        }
        let other = values(
            Place {
                seed: 6,
                ..Place::default()
            },
            2,
            [8, 8],
        );
        assert!(whole.iter().zip(&other).all(|(a, b)| a != b));
    }
}
