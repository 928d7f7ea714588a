//! JPEG ghosts: at which quality each part of a picture changes least when it is saved.
//!
//! For each quality `q` of a sweep the picture `f` is saved, and `d(x, y, q)` is the mean of
//! `(f - f_q)²` over a cell of 16 × 16 pixels and the three channels: equations 4 and 5 of Farid,
//! *Exposing digital forgeries from JPEG ghosts* (2009), with cells that do not overlap. A part that was
//! saved at `q` before, on the same grid, changes least there. The strip shows `d` of each cell between
//! its least and its largest (equation 6). The other drawing names the lowest quality at which `d` has a
//! dip: it is by a fifth below both neighbours.

use image::{Rgb, RgbImage, imageops};
use spectrafide_picture::jpeg::{Chroma, recompress};

use super::{Drawn, ViewError, tone};
use crate::{Fact, GhostShow, JpegGhosts};

/// Side of a cell, in pixels: the largest unit of a JPEG.
const CELL_PX: u32 = 16;

/// A dip is at most this share of its neighbours.
const DIP: f32 = 0.8;

/// Below this mean square difference, in levels, a cell is flat: all qualities keep it.
const FLAT: f32 = 0.02;

/// Shares of the picture below this are not told.
const LEAST_SHARE: f64 = 0.01;

/// Least width of a picture of the strip, in pixels.
const STRIP_PX: u32 = 160;

/// The mean square differences of each cell, for each quality.
struct Sweep {
    qualities: Vec<u32>,
    columns: usize,
    rows: usize,
    /// Of each quality the cells, row by row.
    differences: Vec<Vec<f32>>,
}

/// Draws the sweep.
///
/// # Errors
///
/// There is no whole cell, fewer than three qualities, or a copy could not be made.
pub fn draw(own: JpegGhosts, part: &RgbImage, progress: &dyn Fn(f32)) -> Result<Drawn, ViewError> {
    let qualities: Vec<u32> = (own.lowest..=own.highest)
        .step_by(own.step.max(1) as usize)
        .collect();
    if qualities.len() < 3 {
        return Err(ViewError::Parameter { code: "highest" });
    }
    let size = part.dimensions();
    ViewError::unless_large_enough(size, CELL_PX + own.shift_x.max(own.shift_y))?;
    let (width, height) = (size.0 - own.shift_x, size.1 - own.shift_y);
    let shifted = (own.shift_x, own.shift_y) != (0, 0);
    let cut = shifted
        .then(|| imageops::crop_imm(part, own.shift_x, own.shift_y, width, height).to_image());
    let sweep = Sweep::of(cut.as_ref().unwrap_or(part), qualities, progress)?;
    let dips = sweep.lowest_dips();
    let facts = sweep.facts(&dips);
    let (pixels, cell_px) = match own.show {
        // The shift is less than a cell, so that the map is laid over the part without it.
        GhostShow::Lowest => (sweep.map(&dips), Some(CELL_PX)),
        GhostShow::Strip => (sweep.strip(), None),
    };
    Ok(Drawn {
        pixels,
        cell_px,
        facts,
    })
}

impl Sweep {
    fn of(part: &RgbImage, qualities: Vec<u32>, progress: &dyn Fn(f32)) -> Result<Self, ViewError> {
        let (columns, rows) = (part.width() / CELL_PX, part.height() / CELL_PX);
        let mut differences = Vec::with_capacity(qualities.len());
        for (done, &quality) in qualities.iter().enumerate() {
            progress(done as f32 / qualities.len() as f32);
            let saved = recompress(part, quality as u8, Chroma::Half)?;
            differences.push(cells(part, &saved, columns as usize, rows as usize));
        }
        Ok(Self {
            qualities,
            columns: columns as usize,
            rows: rows as usize,
            differences,
        })
    }

    /// Of each cell the place of the lowest quality with a dip.
    fn lowest_dips(&self) -> Vec<Option<usize>> {
        let cells = 0..self.columns * self.rows;
        cells
            .map(|cell| {
                let at = |quality: usize| self.differences[quality][cell];
                let flat = (0..self.qualities.len()).all(|quality| at(quality) < FLAT);
                let mut inner = 1..self.qualities.len() - 1;
                inner.find(|&quality| {
                    let lowest = at(quality - 1).min(at(quality + 1));
                    !flat && at(quality) < DIP * lowest
                })
            })
            .collect()
    }

    fn facts(&self, dips: &[Option<usize>]) -> Vec<Fact> {
        let share = |place: usize| {
            let count = dips.iter().filter(|&&dip| dip == Some(place)).count();
            count as f64 / dips.len().max(1) as f64
        };
        let mut facts: Vec<Fact> = self
            .qualities
            .iter()
            .enumerate()
            .map(|(place, &quality)| Fact::Ghost {
                quality,
                share: share(place),
            })
            .filter(|fact| matches!(fact, Fact::Ghost { share, .. } if *share >= LEAST_SHARE))
            .collect();
        if facts.is_empty() {
            facts.push(Fact::NoGhost);
        }
        facts
    }

    fn map(&self, dips: &[Option<usize>]) -> RgbImage {
        let last = self.qualities.len() as f32 - 1.0;
        let colours = dips
            .iter()
            .map(|dip| dip.map_or(Rgb([0; 3]), |place| tone::ramp(place as f32 / last)));
        tone::picture(self.columns, self.rows, colours)
    }

    /// A picture for each quality, from left to right and downwards.
    fn strip(&self) -> RgbImage {
        let mut least = self.differences[0].clone();
        let mut largest = least.clone();
        for differences in &self.differences[1..] {
            for (cell, &difference) in differences.iter().enumerate() {
                least[cell] = least[cell].min(difference);
                largest[cell] = largest[cell].max(difference);
            }
        }
        let enlarged = (STRIP_PX / self.columns as u32).max(1);
        let (width, height) = (self.columns as u32 * enlarged, self.rows as u32 * enlarged);
        let across = (self.qualities.len() as f64).sqrt().ceil() as u32;
        let down = (self.qualities.len() as u32).div_ceil(across);
        let gap = 4;
        let mut strip = RgbImage::new(across * (width + gap) - gap, down * (height + gap) - gap);
        for (place, differences) in (0_u32..).zip(&self.differences) {
            let shares = differences.iter().enumerate().map(|(cell, difference)| {
                let range = (largest[cell] - least[cell]).max(f32::MIN_POSITIVE);
                tone::grey((difference - least[cell]) / range)
            });
            let small = tone::picture(self.columns, self.rows, shares);
            let large = imageops::resize(&small, width, height, imageops::FilterType::Nearest);
            let (x, y) = (
                place % across * (width + gap),
                place / across * (height + gap),
            );
            imageops::replace(&mut strip, &large, x.into(), y.into());
        }
        strip
    }
}

/// The mean square difference of each cell.
fn cells(part: &RgbImage, saved: &RgbImage, columns: usize, rows: usize) -> Vec<f32> {
    let side = CELL_PX as usize;
    let stride = 3 * part.width() as usize;
    let mut sums = vec![0_u32; columns * rows];
    for y in 0..rows * side {
        let line = y * stride..y * stride + 3 * side * columns;
        let samples = part.as_raw()[line.clone()].chunks_exact(3 * side);
        let others = saved.as_raw()[line].chunks_exact(3 * side);
        let row = &mut sums[y / side * columns..][..columns];
        for ((sum, samples), others) in row.iter_mut().zip(samples).zip(others) {
            // At most 255² * 768, which is far below the type's limit.
            *sum += samples
                .iter()
                .zip(others)
                .map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2))
                .sum::<u32>();
        }
    }
    let samples = (3 * side * side) as f32;
    sums.into_iter().map(|sum| sum as f32 / samples).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::testing::photograph;

    fn pasted(quality: u8) -> RgbImage {
        let whole = photograph(256, 192, 3);
        let mut pixels = recompress(&whole, 90, Chroma::Half).expect("saved");
        let saved = recompress(&whole, quality, Chroma::Half).expect("saved");
        let block = imageops::crop_imm(&saved, 64, 64, 96, 64).to_image();
        imageops::replace(&mut pixels, &block, 64, 64);
        pixels
    }

    /// The example of Farid's figure 1: a part saved at a lower quality than its surroundings. Cells
    /// at the border of the part share their chroma with the surroundings and may show either.
    #[test]
    fn a_part_saved_at_another_quality_has_its_ghost_there() {
        let own = JpegGhosts::default();
        let drawn = draw(own, &pasted(65), &|_| ()).expect("drawn");
        assert_eq!(
            (drawn.pixels.dimensions(), drawn.cell_px),
            ((16, 12), Some(16))
        );
        let colour = |quality: f32| tone::ramp((quality - 40.0) / 55.0);
        let mut right = 0;
        for (x, y, pixel) in drawn.pixels.enumerate_pixels() {
            let inside = (4..10).contains(&x) && (4..8).contains(&y);
            right += u32::from(*pixel == colour(if inside { 65.0 } else { 90.0 }));
        }
        assert!(right > 170, "{right} of 192 cells");
        let share_of = |wanted: u32| {
            let shares = drawn.facts.iter().filter_map(|fact| match fact {
                Fact::Ghost { quality, share } if *quality == wanted => Some(*share),
                _ => None,
            });
            shares.sum::<f64>()
        };
        // 24 of 192 cells.
        assert!((share_of(65) - 0.125).abs() < 0.04, "{:?}", drawn.facts);
        assert!(share_of(90) > 0.8, "{:?}", drawn.facts);
    }

    #[test]
    fn a_picture_that_was_never_saved_has_no_ghost() {
        let drawn = draw(JpegGhosts::default(), &photograph(256, 192, 3), &|_| ()).expect("drawn");
        let shares: f64 = drawn
            .facts
            .iter()
            .map(|fact| match fact {
                Fact::Ghost { share, .. } => *share,
                _ => 0.0,
            })
            .sum();
        assert!(shares < 0.1, "{:?}", drawn.facts);
    }

    #[test]
    fn the_ghost_is_dark_in_the_strip_at_its_quality() {
        let own = JpegGhosts {
            show: GhostShow::Strip,
            ..JpegGhosts::default()
        };
        let drawn = draw(own, &pasted(65), &|_| ()).expect("drawn");
        assert_eq!(drawn.cell_px, None);
        // Twelve qualities in four columns: 65 is the sixth, in the second column of the second row.
        // Cells are ten pixels large, with four pixels between pictures.
        let at = |x: u32, y: u32| drawn.pixels.get_pixel(164 + x * 10 + 5, 124 + y * 10 + 5).0[0];
        assert!(at(6, 5) < 40 && at(7, 6) < 40, "{} {}", at(6, 5), at(7, 6));
        assert!(
            at(1, 1) > 40 && at(13, 10) > 40,
            "{} {}",
            at(1, 1),
            at(13, 10)
        );
    }
}
