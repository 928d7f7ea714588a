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

/// Votes for each bit of messages of some lengths.
pub(super) struct Readers {
    readers: Vec<Reader>,
}

struct Reader {
    arithmetic: Arithmetic,
    /// For each bit the votes for one, and all.
    votes: Vec<(u32, u32)>,
}

impl Readers {
    /// Reads all blocks of a picture, for messages of these lengths in bits.
    pub(super) fn of(picture: &RgbImage, lengths: &[usize]) -> Self {
        let ways = Arithmetic::ALL.iter();
        let readers = ways.flat_map(|arithmetic| {
            lengths.iter().map(|length| Reader {
                arithmetic: *arithmetic,
                votes: vec![(0, 0); *length],
            })
        });
        let mut readers: Vec<Reader> = readers.collect();
        let row_bytes = (picture.width() as usize).saturating_mul(SAMPLES);
        let mut index = 0_usize;
        for rows in picture
            .as_raw()
            .chunks_exact(row_bytes.saturating_mul(BLOCK_PIXELS).max(1))
        {
            let rows: Vec<&[[u8; SAMPLES]]> = rows
                .chunks_exact(row_bytes.max(1))
                .map(|row| row.as_chunks().0)
                .collect();
            for block in 0..picture.width() as usize / BLOCK_PIXELS {
                let start = block.saturating_mul(BLOCK_PIXELS);
                let bits = Arithmetic::ALL.map(|way| bit(&rows, start, way));
                for reader in &mut readers {
                    let at = index.checked_rem(reader.votes.len()).unwrap_or_default();
                    let is_one = bits
                        .iter()
                        .zip(Arithmetic::ALL)
                        .any(|(bit, way)| *bit && way == reader.arithmetic);
                    if let Some((ones, all)) = reader.votes.get_mut(at) {
                        *ones = ones.saturating_add(u32::from(is_one));
                        *all = all.saturating_add(1);
                    }
                }
                index = index.saturating_add(1);
            }
        }
        Self { readers }
    }

    /// The message of a length; `None` where the picture has fewer blocks than it has bits.
    pub(super) fn bits(
        &self,
        way: Arithmetic,
        length: usize,
    ) -> Option<impl Iterator<Item = bool>> {
        let mut readers = self.readers.iter();
        let reader =
            readers.find(|reader| reader.arithmetic == way && reader.votes.len() == length)?;
        let is_whole = reader.votes.iter().all(|(_, all)| *all > 0);
        // The library compares 255 times the mean with 127.
        let majority = |(ones, all): &(u32, u32)| u64::from(*ones) * 255 > u64::from(*all) * 127;
        is_whole.then(|| reader.votes.iter().map(majority))
    }
}

/// The bit of the block whose first column is `start`, of eight rows.
fn bit(rows: &[&[[u8; SAMPLES]]], start: usize, way: Arithmetic) -> bool {
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
