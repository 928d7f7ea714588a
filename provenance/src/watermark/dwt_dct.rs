//! The method `dwtDct` of the library `invisible-watermark`, as far as reading goes.
//!
//! The blue difference U of a picture is halved by averaging (the low band of a Haar wavelet, twice
//! the mean of two by two pixels), and cut into blocks of four by four. Each block, row by row,
//! carries the next bit of the message, which starts again at its end: the number of largest
//! magnitude, the first of the block left out, lies in the lower half of a step of 36 for a zero, in
//! the upper one for a one. The many blocks of a bit vote. Source: `EmbedMaxDct` in
//! `imwatermark/maxDct.py` of <https://github.com/ShieldMnt/invisible-watermark>; despite the name
//! there is no cosine transform in it.
//!
//! The library takes pictures of whole numbers, where U has 128 added, and of floats, where it has
//! one half added (`cvtColor` of `OpenCV`,
//! <https://docs.opencv.org/4.x/de/d25/imgproc_color_conversions.html>). The numbers of largest
//! magnitude are others then. Stable Diffusion 1 and 2 mark the former, `diffusers` and the programs
//! of Stable Diffusion XL and FLUX the latter, so a reader must look for both; the library's own
//! decoder finds half as many of the latter in a file, whose numbers are whole.

use image::RgbImage;

/// The step in which a number is one half or the other.
const STEP: f64 = 36.0;
/// The step for the sum of four pixels, which is twice the number, and the border in it.
const WHOLE_STEP: u16 = 72;
const WHOLE_BORDER: u16 = 36;
/// Pixels of a block's side.
const BLOCK_PIXELS: usize = 8;
/// Bytes of a pixel.
const SAMPLES: usize = 3;

/// What numbers a picture was marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    /// Bytes.
    Whole,
    /// Floats from 0 to 255.
    Float,
}

impl Arithmetic {
    pub(super) const ALL: [Self; 2] = [Self::Whole, Self::Float];

    /// Twice the mean U of two by two pixels, with the roundings of the library's wavelet: it adds
    /// each column and then both, and multiplies by the root of one half each time. A number on the
    /// border between the halves of a step falls where it does there.
    fn low(self, [upper, lower]: [&[[u8; SAMPLES]; 2]; 2]) -> f64 {
        let [[a, b], [c, d]] = [upper, lower].map(|row| row.map(|pixel| self.u(pixel)));
        match self {
            Self::Whole => {
                let half = std::f64::consts::FRAC_1_SQRT_2;
                let [a, b, c, d] = [a, b, c, d].map(f64::from);
                half * (half * d + half * b) + half * (half * c + half * a)
            }
            Self::Float => {
                let half = std::f32::consts::FRAC_1_SQRT_2;
                f64::from(half * (half * d + half * b) + half * (half * c + half * a))
            }
        }
    }

    /// U of a pixel.
    fn u(self, pixel: [u8; SAMPLES]) -> f32 {
        match self {
            Self::Whole => f32::from(whole(pixel)),
            Self::Float => float(pixel),
        }
    }
}

/// U of a pixel of bytes: `OpenCV`'s fixed point of 14 bits.
fn whole([red, green, blue]: [u8; SAMPLES]) -> u16 {
    let [red, green, blue] = [red, green, blue].map(i32::from);
    let weighted = blue
        .wrapping_mul(1868)
        .wrapping_add(green.wrapping_mul(9617))
        .wrapping_add(red.wrapping_mul(4899));
    let luma = rounded(weighted);
    let difference = blue.wrapping_sub(luma).wrapping_mul(8061);
    rounded(difference.wrapping_add(128 << 14)).clamp(0, 255) as u16
}

/// U of a pixel of floats.
fn float([red, green, blue]: [u8; SAMPLES]) -> f32 {
    let [red, green, blue] = [red, green, blue].map(f32::from);
    let luma = blue * 0.114 + green * 0.587 + red * 0.299;
    (blue - luma) * 0.492 + 0.5
}

/// A number with 14 bits behind the point, rounded.
fn rounded(number: i32) -> i32 {
    number.wrapping_add(1 << 13) >> 14
}

/// The bits of all blocks of a picture, row by row, as votes for messages.
pub(super) struct Readers {
    /// In the order of [`Arithmetic::ALL`].
    pub(super) bits: [Vec<bool>; 2],
}

impl Readers {
    /// Reads all blocks of a picture.
    pub(super) fn of(picture: &RgbImage) -> Self {
        let width = picture.width() as usize;
        let row_bytes = width.saturating_mul(SAMPLES);
        let strips = picture
            .as_raw()
            .chunks_exact(row_bytes.saturating_mul(BLOCK_PIXELS).max(1));
        let mut strip = Strip::new(width / BLOCK_PIXELS);
        let mut bits = [Vec::new(), Vec::new()];
        for rows in strips {
            let rows: Vec<&[[u8; SAMPLES]]> = rows
                .chunks_exact(row_bytes.max(1))
                .map(|row| row.as_chunks().0)
                .collect();
            let [whole, float] = &mut bits;
            strip.whole(&rows, whole);
            strip.float(&rows, float);
        }
        Self { bits }
    }

    /// The message of a length; `None` where the picture has fewer blocks than it has bits.
    pub(super) fn bits(
        &self,
        way: Arithmetic,
        length: usize,
    ) -> Option<impl Iterator<Item = bool>> {
        let [whole, float] = &self.bits;
        let bits = match way {
            Arithmetic::Whole => whole,
            Arithmetic::Float => float,
        };
        // For each bit the votes for one, and all.
        let mut votes = vec![(0_u32, 0_u32); length];
        for message in bits.chunks(length.max(1)) {
            for ((ones, all), bit) in votes.iter_mut().zip(message) {
                *ones = ones.saturating_add(u32::from(*bit));
                *all = all.saturating_add(1);
            }
        }
        let is_whole = votes.iter().all(|(_, all)| *all > 0);
        // The library compares 255 times the mean with 127.
        let majority = |(ones, all): (u32, u32)| u64::from(ones) * 255 > u64::from(all) * 127;
        is_whole.then(|| votes.into_iter().map(majority))
    }
}

/// A row of blocks, of which only the sums are kept: what each number of a block is a sum of is
/// computed for whole rows of pixels, one after the other.
struct Strip {
    /// Of each block the largest sum.
    whole: Vec<u16>,
    float: Vec<f32>,
    /// Of each column the sum of two rows.
    whole_columns: Vec<u16>,
    float_columns: Vec<f32>,
}

impl Strip {
    fn new(blocks: usize) -> Self {
        let columns = blocks.saturating_mul(BLOCK_PIXELS);
        Self {
            whole: vec![0; blocks],
            float: vec![0.0; blocks],
            whole_columns: vec![0; columns],
            float_columns: vec![0.0; columns],
        }
    }

    /// The bits of a row of blocks, as [`bit`] has them of each.
    ///
    /// Half the sum of four pixels is a number of the block but for its roundings, which are below
    /// 10⁻¹². So the largest number is one of the largest sum, and its half of a step is known unless
    /// the sum lies on a border.
    fn whole(&mut self, rows: &[&[[u8; SAMPLES]]], bits: &mut Vec<bool>) {
        self.whole.fill(0);
        for (y, pair) in rows.chunks_exact(2).enumerate() {
            let &[upper, lower] = pair else {
                continue;
            };
            let pixels = upper.iter().zip(lower);
            for (column, (upper, lower)) in self.whole_columns.iter_mut().zip(pixels) {
                *column = whole(*upper).wrapping_add(whole(*lower));
            }
            let blocks = self.whole_columns.as_chunks().0;
            for (largest, &[a, b, c, d, e, f, g, h]) in self.whole.iter_mut().zip(blocks) {
                let first = if y == 0 { 0 } else { a.wrapping_add(b) };
                let second = c.wrapping_add(d).max(e.wrapping_add(f));
                *largest = first.max(second).max(g.wrapping_add(h)).max(*largest);
            }
        }
        bits.extend(
            self.whole
                .iter()
                .enumerate()
                .map(|(block, sum)| match sum % WHOLE_STEP {
                    0 | WHOLE_BORDER => {
                        bit(rows, block.saturating_mul(BLOCK_PIXELS), Arithmetic::Whole)
                    }
                    place => place > WHOLE_BORDER,
                }),
        );
    }

    /// The same for floats, in the order of operations of [`Arithmetic::low`].
    fn float(&mut self, rows: &[&[[u8; SAMPLES]]], bits: &mut Vec<bool>) {
        let half = std::f32::consts::FRAC_1_SQRT_2;
        self.float.fill(0.0);
        for (y, pair) in rows.chunks_exact(2).enumerate() {
            let &[upper, lower] = pair else {
                continue;
            };
            let pixels = upper.iter().zip(lower);
            for (column, (upper, lower)) in self.float_columns.iter_mut().zip(pixels) {
                *column = half * (half * float(*lower) + half * float(*upper));
            }
            let blocks = self.float_columns.as_chunks().0;
            for (largest, &[a, b, c, d, e, f, g, h]) in self.float.iter_mut().zip(blocks) {
                let first = if y == 0 { 0.0 } else { (b + a).abs() };
                let second = (d + c).abs().max((f + e).abs());
                *largest = first.max(second).max((h + g).abs()).max(*largest);
            }
        }
        let largest = self.float.iter().map(|largest| f64::from(*largest));
        bits.extend(largest.map(|largest| largest % STEP > STEP / 2.0));
    }
}

/// By the definition, the bit of the block whose first column is `start`, of eight rows.
pub(super) fn bit(rows: &[&[[u8; SAMPLES]]], start: usize, way: Arithmetic) -> bool {
    let mut largest = 0.0_f64;
    for (y, pair) in rows.chunks_exact(2).enumerate() {
        let &[upper, lower] = pair else {
            continue;
        };
        let upper = pairs(upper, start).iter();
        for (x, (upper, lower)) in upper.zip(pairs(lower, start)).enumerate() {
            if (x, y) != (0, 0) {
                largest = largest.max(way.low([upper, lower]).abs());
            }
        }
    }
    largest % STEP > STEP / 2.0
}

/// The pixels of a block's row, two by two.
fn pairs(row: &[[u8; SAMPLES]], start: usize) -> &[[[u8; SAMPLES]; 2]] {
    let row = row.get(start..start.saturating_add(BLOCK_PIXELS));
    row.unwrap_or_default().as_chunks().0
}
