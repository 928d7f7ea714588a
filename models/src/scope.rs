//! Which pictures a detector may judge at all.

use image::RgbImage;
use serde::{Deserialize, Serialize};

/// The limits of a detector's competence; a picture outside gets no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    /// Shortest side, in pixels.
    pub min_side_px: u32,
    /// Longest side, in pixels, for detectors of small pictures.
    pub max_side_px: Option<u32>,
}

/// Below this standard deviation of its luma, in grey levels of 255, a picture is called flat.
const FLAT_LEVELS: f64 = 2.0;

/// With at most this many different colours a picture of any size is a drawing or a diagram.
const FEW_COLOURS: usize = 32;

impl Scope {
    /// Why `pixels` cannot be judged, as sentences; empty when they can.
    pub fn objections(&self, pixels: &RgbImage) -> Vec<String> {
        let (width, height) = pixels.dimensions();
        let mut objections = Vec::new();
        if width.min(height) < self.min_side_px {
            objections.push(format!(
                "The picture is {width} × {height} pixels; below {} pixels a side there is too \
                 little to judge.",
                self.min_side_px
            ));
        }
        if let Some(limit) = self.max_side_px.filter(|&limit| width.max(height) > limit) {
            objections.push(format!(
                "The picture is {width} × {height} pixels; this detector is for pictures of at \
                 most {limit} pixels a side."
            ));
        }
        if luma_deviation(pixels) < FLAT_LEVELS {
            objections.push("The picture is nearly one flat colour.".to_owned());
        } else if has_few_colours(pixels) {
            objections.push(
                "The picture has very few colours, as diagrams, text and drawings do; the \
                 detector knows photographs."
                    .to_owned(),
            );
        }
        objections
    }
}

/// Standard deviation of the luma, in grey levels.
fn luma_deviation(pixels: &RgbImage) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for value in crate::spectrum::luma(pixels) {
        let value = f64::from(value) * 255.0;
        sum += value;
        squares += value * value;
    }
    let count = f64::from(pixels.width()) * f64::from(pixels.height());
    if count == 0.0 {
        return 0.0;
    }
    (squares / count - (sum / count).powi(2)).max(0.0).sqrt()
}

fn has_few_colours(pixels: &RgbImage) -> bool {
    let mut colours = std::collections::BTreeSet::new();
    for pixel in pixels.pixels() {
        if colours.insert(pixel.0) && colours.len() > FEW_COLOURS {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    const SCOPE: Scope = Scope {
        min_side_px: 64,
        max_side_px: None,
    };

    fn colourful(side: u32) -> RgbImage {
        RgbImage::from_fn(side, side, |x, y| {
            Rgb([(x * 3) as u8, (y * 5) as u8, (x ^ y) as u8])
        })
    }

    #[test]
    fn a_colourful_picture_of_sufficient_size_is_judged() {
        assert!(SCOPE.objections(&colourful(64)).is_empty());
    }

    #[test]
    fn small_and_flat_and_drawn_pictures_are_not_judged() {
        assert_eq!(SCOPE.objections(&colourful(63)).len(), 1);
        let flat = RgbImage::from_pixel(100, 100, Rgb([7, 7, 7]));
        assert!(SCOPE.objections(&flat)[0].contains("flat"));
        let drawn = RgbImage::from_fn(100, 100, |x, _| Rgb([if x % 9 == 0 { 0 } else { 255 }; 3]));
        assert!(SCOPE.objections(&drawn)[0].contains("few colours"));
    }

    #[test]
    fn a_detector_of_small_pictures_refuses_large_ones() {
        let scope = Scope {
            min_side_px: 8,
            max_side_px: Some(64),
        };
        assert_eq!(scope.objections(&colourful(65)).len(), 1);
    }
}
