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
    fn u(self, [red, green, blue]: [u8; SAMPLES]) -> f32 {
        match self {
            // OpenCV's fixed point of 14 bits.
            Self::Whole => {
                let [red, green, blue] = [red, green, blue].map(i32::from);
                let weighted = blue
                    .wrapping_mul(1868)
                    .wrapping_add(green.wrapping_mul(9617))
                    .wrapping_add(red.wrapping_mul(4899));
                let luma = rounded(weighted);
                let difference = blue.wrapping_sub(luma).wrapping_mul(8061);
                rounded(difference.wrapping_add(128 << 14)).clamp(0, 255) as f32
            }
            Self::Float => {
                let [red, green, blue] = [red, green, blue].map(f32::from);
                let luma = blue * 0.114 + green * 0.587 + red * 0.299;
                (blue - luma) * 0.492 + 0.5
            }
        }
    }
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
            strip.read(&rows, &mut bits);
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

/// A row of blocks, of which only sums of pixels are kept.
///
/// But for roundings, U is 0.492 (B − Y) and a number, so that what is twice the mean of U over two by
/// two pixels follows from the sums of their red, green and blue. Of these the highest and the lowest of
/// a block say which number is the largest, and in which half of a step it lies, unless it is nearer to
/// a border than the roundings reach.
struct Strip {
    /// Of each byte of a row of pixels the sum with the one below.
    sums: Vec<u16>,
    /// Of each block the lowest and the highest of a thousand times B − Y, summed over four pixels.
    ranges: Vec<(i32, i32)>,
}

/// What a sum is multiplied with: half of 0.492, in thousandths.
const WEIGHT: f64 = 0.246e-3;
/// How far a number is from what follows from the sums, at most. For whole numbers Y is rounded, which
/// is half of 0.492, and U is, by one half; their weights have 14 bits. Four pixels have twice that.
const WHOLE_ROUNDING: f64 = 1.55;
/// Floats have 24 bits, and these numbers are below 256.
const FLOAT_ROUNDING: f64 = 0.01;

impl Strip {
    fn new(blocks: usize) -> Self {
        let bytes = blocks.saturating_mul(BLOCK_PIXELS).saturating_mul(SAMPLES);
        Self {
            sums: vec![0; bytes],
            ranges: vec![(0, 0); blocks],
        }
    }

    /// Adds the bits of a row of blocks, as [`bit`] has them of each.
    fn read(&mut self, rows: &[&[[u8; SAMPLES]]], [whole, float]: &mut [Vec<bool>; 2]) {
        self.add_up(rows);
        for (block, (least, most)) in self.ranges.iter().enumerate() {
            let [least, most] = [least, most].map(|sum| f64::from(*sum) * WEIGHT);
            let exactly = |way| bit(rows, block.saturating_mul(BLOCK_PIXELS), way);
            // 128 of each of four pixels, and one half.
            let largest = most + 256.0;
            whole.push(half(largest, WHOLE_ROUNDING).unwrap_or_else(|| exactly(Arithmetic::Whole)));
            let largest = (most + 1.0).max(-(least + 1.0));
            float.push(half(largest, FLOAT_ROUNDING).unwrap_or_else(|| exactly(Arithmetic::Float)));
        }
    }

    fn add_up(&mut self, rows: &[&[[u8; SAMPLES]]]) {
        self.ranges.fill((i32::MAX, i32::MIN));
        for (y, pair) in rows.chunks_exact(2).enumerate() {
            let &[upper, lower] = pair else {
                continue;
            };
            let bytes = upper.as_flattened().iter().zip(lower.as_flattened());
            for (sum, (upper, lower)) in self.sums.iter_mut().zip(bytes) {
                *sum = u16::from(*upper).wrapping_add(u16::from(*lower));
            }
            let blocks = self.sums.as_chunks::<{ BLOCK_PIXELS * SAMPLES }>().0;
            for ((least, most), block) in self.ranges.iter_mut().zip(blocks) {
                let numbers = block.as_chunks().0.iter().map(difference);
                // The first number of a block carries nothing.
                for number in numbers.skip(usize::from(y == 0)) {
                    *least = number.min(*least);
                    *most = number.max(*most);
                }
            }
        }
    }
}

/// A thousand times B − Y, summed over two by two pixels, of which a column each is summed already.
fn difference(&[r, g, b, red, green, blue]: &[u16; 2 * SAMPLES]) -> i32 {
    let [red, green, blue] =
        [(r, red), (g, green), (b, blue)].map(|(left, right)| i32::from(left.wrapping_add(right)));
    blue.wrapping_mul(886)
        .wrapping_sub(green.wrapping_mul(587))
        .wrapping_sub(red.wrapping_mul(299))
}

/// Whether a number that is known but for `rounding` lies in the upper half of a step; `None` where that
/// may be either.
fn half(number: f64, rounding: f64) -> Option<bool> {
    // These numbers are below 300, and none is below zero; the remainder of a division would be exact,
    // and slow.
    let place = number - STEP * f64::from((number / STEP) as u32);
    let borders = [0.0, STEP / 2.0, STEP];
    let is_near = borders
        .iter()
        .any(|border| (place - border).abs() <= rounding);
    (!is_near).then_some(place > STEP / 2.0)
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
