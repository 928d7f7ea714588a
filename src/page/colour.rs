//! From a value to a colour whose lightness grows with it.

use spectrafide_report::SaliencyMap;

/// A perceptual colour map: colours at equal distances, in order.
pub struct ColourMap(&'static [[u8; 3]]);

/// From black through red to pale yellow: the map *inferno* of matplotlib, at ten points.
pub const INFERNO: ColourMap = ColourMap(&[
    [0x00, 0x00, 0x04],
    [0x1b, 0x0c, 0x41],
    [0x4a, 0x0c, 0x6b],
    [0x78, 0x1c, 0x6d],
    [0xa5, 0x2c, 0x60],
    [0xcf, 0x44, 0x46],
    [0xed, 0x69, 0x25],
    [0xfb, 0x9b, 0x06],
    [0xf7, 0xd1, 0x3d],
    [0xfc, 0xff, 0xa4],
]);

/// From violet through green to yellow: the map *viridis* of matplotlib, at ten points.
pub const VIRIDIS: ColourMap = ColourMap(&[
    [0x44, 0x01, 0x54],
    [0x48, 0x28, 0x78],
    [0x3e, 0x49, 0x89],
    [0x31, 0x68, 0x8e],
    [0x26, 0x82, 0x8e],
    [0x1f, 0x9e, 0x89],
    [0x35, 0xb7, 0x79],
    [0x6e, 0xce, 0x58],
    [0xb5, 0xde, 0x2b],
    [0xfd, 0xe7, 0x25],
]);

impl ColourMap {
    /// The colour of `value`, which is limited to `[0, 1]`.
    pub fn at(&self, value: f32) -> [u8; 3] {
        let value = if value.is_nan() {
            0.0
        } else {
            value.clamp(0.0, 1.0)
        };
        let last = self.0.len() - 1;
        let position = value * last as f32;
        let below = (position as usize).min(last - 1);
        let share = position - below as f32;
        std::array::from_fn(|channel| {
            let from = f32::from(self.0[below][channel]);
            let to = f32::from(self.0[below + 1][channel]);
            (from + (to - from) * share).round() as u8
        })
    }

    /// A CSS gradient from low to high, for legends.
    pub fn css_gradient(&self) -> String {
        let stops: Vec<String> = self
            .0
            .iter()
            .map(|[r, g, b]| format!("rgb({r} {g} {b})"))
            .collect();
        format!("linear-gradient(to right, {})", stops.join(", "))
    }
}

/// `map` as opaque pixels.
pub fn solid(map: &SaliencyMap, colours: &ColourMap) -> Vec<u8> {
    pixels(map, colours, |_| 255)
}

/// `map` as pixels that let the picture through where little was seen.
pub fn overlay(map: &SaliencyMap, colours: &ColourMap) -> Vec<u8> {
    // The square root keeps weak traces visible; nothing at all stays fully transparent.
    pixels(map, colours, |value| {
        (value.clamp(0.0, 1.0).sqrt() * 255.0).round() as u8
    })
}

/// Exactly `width * height` pixels, whatever the number of values.
fn pixels(map: &SaliencyMap, colours: &ColourMap, alpha: impl Fn(f32) -> u8) -> Vec<u8> {
    let count = map.width as usize * map.height as usize;
    let values = map
        .values
        .iter()
        .copied()
        .chain(std::iter::repeat(0.0))
        .take(count);
    values
        .flat_map(|value| {
            let [red, green, blue] = colours.at(value);
            [red, green, blue, alpha(value)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of sRGB, as the contrast rules of WCAG define it.
    fn luminance(colour: [u8; 3]) -> f64 {
        let linear = colour.map(|channel| {
            let unit = f64::from(channel) / 255.0;
            if unit <= 0.04045 {
                unit / 12.92
            } else {
                ((unit + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    #[test]
    fn higher_values_are_lighter() {
        for map in [INFERNO, VIRIDIS] {
            let lightness: Vec<f64> = (0..=100)
                .map(|i| luminance(map.at(i as f32 / 100.0)))
                .collect();
            assert!(lightness.windows(2).all(|pair| pair[0] <= pair[1] + 1e-4));
        }
    }

    #[test]
    fn values_outside_the_range_get_the_colours_of_its_ends() {
        assert_eq!(INFERNO.at(-3.0), [0x00, 0x00, 0x04]);
        assert_eq!(INFERNO.at(f32::NAN), [0x00, 0x00, 0x04]);
        assert_eq!(INFERNO.at(2.0), [0xfc, 0xff, 0xa4]);
    }

    #[test]
    fn an_overlay_is_transparent_where_nothing_was_seen() {
        let map = SaliencyMap {
            width: 2,
            height: 1,
            values: vec![0.0, 1.0],
        };
        let pixels = overlay(&map, &INFERNO);
        assert_eq!((pixels[3], pixels[7]), (0, 255));
    }

    #[test]
    fn missing_values_are_drawn_as_zero() {
        let map = SaliencyMap {
            width: 2,
            height: 2,
            values: vec![1.0],
        };
        assert_eq!(solid(&map, &VIRIDIS).len(), 16);
    }
}
