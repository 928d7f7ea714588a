//! The blocks of a picture and their descriptions.

use image::GrayImage;

use crate::CloneHints;

/// The means of a block's sixteenths, row by row, in steps of the key.
pub type Key = [u8; 16];

/// The blocks with contrast, sorted by their descriptions.
pub struct Blocks {
    sums: Sums,
    /// Side of a sixteenth, in pixels.
    cell_px: usize,
    /// Description and place, sorted.
    pub sorted: Vec<(Key, u32)>,
}

/// Sums of all pixels above and to the left.
struct Sums {
    /// Columns, one more than the picture has.
    width: usize,
    values: Vec<u32>,
}

impl Blocks {
    /// Describes and sorts the blocks of `grey`, which is at least one block large.
    pub fn of(grey: &GrayImage, own: CloneHints) -> Self {
        let (width, height) = (grey.width() as usize, grey.height() as usize);
        let side = own.block_px as usize;
        let mut blocks = Self {
            sums: Sums::of(grey),
            cell_px: side / 4,
            sorted: Vec::new(),
        };
        // Coarser than the tolerance, so that most like blocks have the same key.
        let key_step = (4 * own.tolerance) as f32;
        let least_contrast = (8 * own.tolerance) as f32;
        for y in 0..=height - side {
            for x in 0..=width - side {
                let means = blocks.means((x, y));
                let (low, high) = means
                    .iter()
                    .fold((f32::MAX, f32::MIN), |(low, high), &mean| {
                        (low.min(mean), high.max(mean))
                    });
                if high - low >= least_contrast {
                    let key = means.map(|mean| (mean / key_step) as u8);
                    blocks.sorted.push((key, (y * width + x) as u32));
                }
            }
        }
        blocks.sorted.sort_unstable();
        blocks
    }

    /// Column and row of a place.
    pub fn position(&self, place: u32) -> (u32, u32) {
        let width = self.sums.width as u32 - 1;
        (place % width, place / width)
    }

    /// The means of the sixteenths of the block at `place`, in levels.
    pub fn means_at(&self, place: u32) -> [f32; 16] {
        let (x, y) = self.position(place);
        self.means((x as usize, y as usize))
    }

    fn means(&self, (x, y): (usize, usize)) -> [f32; 16] {
        let cell = self.cell_px;
        let area = (cell * cell) as f32;
        std::array::from_fn(|index| {
            let (left, top) = (x + index % 4 * cell, y + index / 4 * cell);
            self.sums.within(left, top, cell) as f32 / area
        })
    }
}

impl Sums {
    fn of(grey: &GrayImage) -> Self {
        let width = grey.width() as usize + 1;
        let mut values = vec![0; width * (grey.height() as usize + 1)];
        for (y, row) in grey.rows().enumerate() {
            let mut sum = 0;
            for (x, pixel) in row.enumerate() {
                sum += u32::from(pixel.0[0]);
                values[(y + 1) * width + x + 1] = values[y * width + x + 1] + sum;
            }
        }
        Self { width, values }
    }

    /// The sum over a square of `side` pixels.
    fn within(&self, left: usize, top: usize, side: usize) -> u32 {
        let at = |x: usize, y: usize| self.values[y * self.width + x];
        at(left + side, top + side) + at(left, top) - at(left + side, top) - at(left, top + side)
    }
}
