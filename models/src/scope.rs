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
        } else if is_graphic(pixels) {
            objections.push(
                "Most of the picture is flat areas with hard edges between them, as screenshots, \
                 text and diagrams have; the detector knows photographs."
                    .to_owned(),
            );
        }
        objections
    }
}

/// Side of the squares that are flat or not, in pixels.
const SQUARE_PX: u32 = 4;

/// A square whose colours differ by at most this many levels is flat, compressed or not.
const FLAT_SQUARE_LEVELS: u8 = 2;

/// A graphic is flat in more than this share of its squares, …
const FLAT_SHARE: f64 = 0.6;

/// … and of the steps between neighbours in the rest, more than this share are hard: …
const HARD_SHARE: f64 = 0.05;

/// … larger than this, in grey levels.
const HARD_LEVELS: f32 = 64.0;

/// Below this shorter side a picture has too few squares to tell.
const LEAST_GRAPHIC_PX: u32 = 64;

/// Whether a picture looks like a screenshot, text or a diagram.
///
/// The limits were chosen on 1200 photographs of a training set, of which 8 pass both (shoes on
/// white, mostly), and 19 screenshots, all of which do until they are shrunk and compressed.
fn is_graphic(pixels: &RgbImage) -> bool {
    let (width, height) = pixels.dimensions();
    if width.min(height) < LEAST_GRAPHIC_PX {
        return false;
    }
    let flat = flat_share(pixels);
    flat > FLAT_SHARE && hard_share(pixels) > HARD_SHARE * (1.0 - flat)
}

/// The share of squares of one colour.
fn flat_share(pixels: &RgbImage) -> f64 {
    let (columns, rows) = (pixels.width() / SQUARE_PX, pixels.height() / SQUARE_PX);
    let is_flat = |column: u32, row: u32| {
        let (mut low, mut high) = ([u8::MAX; 3], [0; 3]);
        for y in row * SQUARE_PX..(row + 1) * SQUARE_PX {
            for x in column * SQUARE_PX..(column + 1) * SQUARE_PX {
                for (channel, &value) in pixels.get_pixel(x, y).0.iter().enumerate() {
                    low[channel] = low[channel].min(value);
                    high[channel] = high[channel].max(value);
                }
            }
        }
        low.iter()
            .zip(high)
            .all(|(low, high)| high - low <= FLAT_SQUARE_LEVELS)
    };
    let flat = (0..rows)
        .flat_map(|row| (0..columns).map(move |column| (column, row)))
        .filter(|&(column, row)| is_flat(column, row))
        .count();
    flat as f64 / (f64::from(columns) * f64::from(rows))
}

/// The share of hard steps among those to the right and those down, the mean of both.
fn hard_share(pixels: &RgbImage) -> f64 {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let samples = crate::spectrum::luma(pixels);
    let hard = |a: f32, b: f32| (a - b).abs() * 255.0 > HARD_LEVELS;
    let right: usize = samples
        .chunks(width)
        .map(|row| row.windows(2).filter(|two| hard(two[0], two[1])).count())
        .sum();
    let down = samples
        .iter()
        .zip(samples.iter().skip(width))
        .filter(|(above, below)| hard(**above, **below))
        .count();
    let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
    f64::midpoint(
        share(right, (width - 1) * height),
        share(down, width * (height - 1)),
    )
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

    /// Lines of letters, as bars two pixels wide, in shades that a smoothed font has, on `paper`.
    fn text(paper: impl Fn(u32, u32) -> u8) -> RgbImage {
        RgbImage::from_fn(320, 240, |x, y| {
            let in_line = y % 40 >= 12 && y % 40 < 22 && (20..220).contains(&x);
            let letter = in_line && (x / 2) % 4 == (y / 5) % 3;
            let shade = (x * 7 + y * 13) % 50;
            Rgb(if letter {
                [(10 + shade) as u8, (20 + shade / 2) as u8, 30]
            } else {
                [paper(x, y); 3]
            })
        })
    }

    #[test]
    fn text_on_flat_paper_is_not_judged_and_on_a_photograph_is() {
        let objections = SCOPE.objections(&text(|_, _| 250));
        assert!(
            objections.len() == 1 && objections[0].contains("screenshots"),
            "{objections:?}"
        );
        let noise = |x: u32, y: u32| 200 + (x.wrapping_mul(37) ^ y.wrapping_mul(101)) as u8 % 40;
        assert!(SCOPE.objections(&text(noise)).is_empty());
    }

    #[test]
    fn a_sky_has_flat_areas_and_no_hard_edges() {
        let sky = RgbImage::from_fn(300, 300, |x, y| {
            let hill = y > 220 + x % 40 / 8;
            let grain = (x * 31 + y * 17) % 23;
            Rgb(if hill {
                [60 + grain as u8, 90 + grain as u8, 50]
            } else {
                [120, (150 + y / 8) as u8, 230]
            })
        });
        assert!(flat_share(&sky) > FLAT_SHARE);
        assert!(SCOPE.objections(&sky).is_empty());
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
