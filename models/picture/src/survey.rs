//! One pass over a whole picture: how flat, how graphic and how textured it is.
//!
//! Luma is made row by row, so that a picture of 64 megapixels takes no more memory for it than a
//! small one.

use std::collections::BTreeSet;

use image::RgbImage;
use spectrafide_report::{Reason, Scope};

use crate::luma::fill_row;
use crate::region::Region;

/// Side of the cells over which texture is summed, in pixels.
pub const CELL_PX: u32 = 16;

/// Below this standard deviation of its luma, in grey levels of 255, a picture is called flat.
const FLAT_LEVELS: f64 = 2.0;

/// Whether `pixels`, a part of a picture, are nearly one colour: there is nothing to judge.
pub fn is_flat(pixels: &RgbImage) -> bool {
    Survey::of(pixels).luma_deviation < FLAT_LEVELS
}

/// With at most this many different colours a picture of any size is a drawing or a diagram.
const FEW_COLOURS: usize = 32;

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

/// What one pass over a picture's luma found.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// Standard deviation of the luma, in grey levels of 255.
    luma_deviation: f64,
    /// The share of hard steps among those to the right and those down, the mean of both.
    hard_share: f64,
    /// Columns of cells.
    columns: usize,
    /// `[rows + 1, columns + 1]`: the texture of all cells above and to the left; that of a cell is
    /// the sum of the absolute differences between neighbouring samples.
    sums: Vec<f64>,
}

impl Survey {
    /// Surveys `pixels`.
    pub fn of(pixels: &RgbImage) -> Self {
        let (width, height) = pixels.dimensions();
        let cells = |length: u32| length.div_ceil(CELL_PX) as usize;
        let (columns, rows) = (cells(width), cells(height));
        let mut sums = vec![0.0; (rows + 1) * (columns + 1)];
        let (mut sum, mut squares) = (0.0, 0.0);
        let (mut hard_right, mut hard_down) = (0_usize, 0_usize);
        let (mut row, mut below) = (Vec::new(), Vec::new());
        if height > 0 {
            fill_row(pixels, 0, &mut row);
        }
        for y in 0..height {
            let last = y + 1 == height;
            if !last {
                fill_row(pixels, y + 1, &mut below);
            }
            let cells = &mut sums[((y / CELL_PX) as usize + 1) * (columns + 1)..];
            for (x, &value) in row.iter().enumerate() {
                let levels = f64::from(value) * 255.0;
                sum += levels;
                squares += levels * levels;
                let right = row.get(x + 1).map_or(0.0, |next| (next - value).abs());
                let down = if last { 0.0 } else { (below[x] - value).abs() };
                hard_right += usize::from(right * 255.0 > HARD_LEVELS);
                hard_down += usize::from(down * 255.0 > HARD_LEVELS);
                cells[x / CELL_PX as usize + 1] += f64::from(right + down);
            }
            std::mem::swap(&mut row, &mut below);
        }
        integrate(&mut sums, columns, rows);
        let (width, height) = (width as usize, height as usize);
        let count = (width * height).max(1) as f64;
        let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
        Self {
            luma_deviation: (squares / count - (sum / count).powi(2)).max(0.0).sqrt(),
            hard_share: f64::midpoint(
                share(hard_right, width.saturating_sub(1) * height),
                share(hard_down, width * height.saturating_sub(1)),
            ),
            columns,
            sums,
        }
    }

    /// The mean texture of the cells that `region` touches.
    pub fn texture(&self, region: Region) -> f64 {
        let cell = |position: u32| (position / CELL_PX) as usize;
        let (left, top) = (cell(region.x_px), cell(region.y_px));
        let right = cell((region.x_px + region.width_px).saturating_sub(1)) + 1;
        let bottom = cell((region.y_px + region.height_px).saturating_sub(1)) + 1;
        let sum = |row: usize, column: usize| self.sums[row * (self.columns + 1) + column];
        let inside = sum(bottom, right) - sum(top, right) - sum(bottom, left) + sum(top, left);
        inside / ((right - left) * (bottom - top)).max(1) as f64
    }

    /// Why a detector of `scope` does not judge `pixels`, of which this is the survey; empty when
    /// it does.
    pub fn objections(&self, scope: &Scope, pixels: &RgbImage) -> Vec<Reason> {
        let (width, height) = pixels.dimensions();
        let mut objections = scope.objections_to_size(width, height);
        if self.luma_deviation < FLAT_LEVELS {
            objections.push(Reason::Flat);
        } else if has_few_colours(pixels) {
            objections.push(Reason::FewColours);
        } else if self.is_graphic(pixels) {
            objections.push(Reason::Graphic);
        }
        objections
    }

    /// Whether a picture looks like a screenshot, text or a diagram.
    ///
    /// The limits were chosen on 1200 photographs of a training set, of which 8 pass both (shoes
    /// on white, mostly), and 19 screenshots, all of which do until they are shrunk and compressed.
    fn is_graphic(&self, pixels: &RgbImage) -> bool {
        let (width, height) = pixels.dimensions();
        if width.min(height) < LEAST_GRAPHIC_PX {
            return false;
        }
        let flat = flat_share(pixels);
        flat > FLAT_SHARE && self.hard_share > HARD_SHARE * (1.0 - flat)
    }
}

/// Makes an integral image of the values of cells, which stand one row and one column in.
fn integrate(sums: &mut [f64], columns: usize, rows: usize) {
    for row in 1..=rows {
        let mut along = 0.0;
        for column in 1..=columns {
            let place = row * (columns + 1) + column;
            along += sums[place];
            sums[place] = along + sums[place - columns - 1];
        }
    }
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

fn has_few_colours(pixels: &RgbImage) -> bool {
    let mut colours = BTreeSet::new();
    pixels
        .pixels()
        .all(|pixel| !colours.insert(pixel.0) || colours.len() <= FEW_COLOURS)
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    const SCOPE: Scope = Scope {
        min_side_px: 64,
        max_side_px: None,
    };

    fn objections(pixels: &RgbImage) -> Vec<Reason> {
        Survey::of(pixels).objections(&SCOPE, pixels)
    }

    fn colourful(side: u32) -> RgbImage {
        RgbImage::from_fn(side, side, |x, y| {
            Rgb([(x * 3) as u8, (y * 5) as u8, (x ^ y) as u8])
        })
    }

    #[test]
    fn a_colourful_picture_of_sufficient_size_is_judged() {
        assert_eq!(objections(&colourful(64)), []);
    }

    #[test]
    fn small_and_flat_and_drawn_pictures_are_not_judged() {
        let too_small = Reason::TooSmall {
            width_px: 63,
            height_px: 63,
            min_side_px: 64,
        };
        assert_eq!(objections(&colourful(63)), [too_small]);
        let flat = RgbImage::from_pixel(100, 100, Rgb([7, 7, 7]));
        assert_eq!(objections(&flat), [Reason::Flat]);
        let drawn = RgbImage::from_fn(100, 100, |x, _| Rgb([if x % 9 == 0 { 0 } else { 255 }; 3]));
        assert_eq!(objections(&drawn), [Reason::FewColours]);
    }

    #[test]
    fn a_picture_without_pixels_is_flat_and_nothing_panics() {
        let survey = Survey::of(&RgbImage::new(0, 0));
        assert_eq!(survey.luma_deviation, 0.0);
        assert_eq!(survey.hard_share, 0.0);
        assert_eq!(Survey::of(&RgbImage::new(1, 1)).hard_share, 0.0);
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
        assert_eq!(objections(&text(|_, _| 250)), [Reason::Graphic]);
        let noise = |x: u32, y: u32| 200 + (x.wrapping_mul(37) ^ y.wrapping_mul(101)) as u8 % 40;
        assert_eq!(objections(&text(noise)), []);
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
        assert_eq!(objections(&sky), []);
    }

    /// Vertical stripes of two pixels: of each row every second step to the right is one level,
    /// and none down.
    #[test]
    fn texture_is_the_mean_step_between_neighbours() {
        let stripe = |x: u32| if (x / 2).is_multiple_of(2) { 0 } else { 255 };
        let pixels = RgbImage::from_fn(64, 32, |x, _| Rgb([stripe(x); 3]));
        let survey = Survey::of(&pixels);
        let part = Region {
            x_px: 0,
            y_px: 0,
            width_px: 32,
            height_px: 32,
        };
        let cell = f64::from(CELL_PX * CELL_PX) / 2.0;
        let found = survey.texture(part);
        assert!((found - cell).abs() < 1e-3, "{found}");
        // All of these steps are hard: 31 of 63 to the right, none down.
        assert!((survey.hard_share - 31.0 / 63.0 / 2.0).abs() < 1e-9);
        // Half of the samples are black and half are white.
        assert!((survey.luma_deviation - 127.5).abs() < 1e-3);
    }
}
