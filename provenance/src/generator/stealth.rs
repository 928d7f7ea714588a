//! Text hidden in the lowest bits of a PNG's pixels.
//!
//! Column by column, one bit for each pixel (alpha channel) or three (red, green, blue): a signature,
//! the length of the text in bits as 32 bits, the text. `comp` stands for a text that gzip has
//! compressed. Sources: <https://github.com/NovelAI/novelai-image-metadata> and
//! <https://github.com/ashen-sensored/sd_webui_stealth_pnginfo>.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Limits, Transformations};

use crate::container::{MAX_TEXT_BYTES, gunzip};

/// Largest picture that is searched, in pixels: 32 megabytes of bits at the most.
const MAX_PIXELS: u64 = 64_000_000;
/// Most memory for the decoder's own needs, such as a row.
const MAX_DECODER_BYTES: usize = 16 << 20;
const SIGNATURE_BYTES: usize = 15;
const SIGNATURE_BITS: usize = 120;

/// Which bits hold the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Channel {
    Alpha,
    Color,
}

/// The hidden text of a PNG, if there is one. Damaged files have none.
pub(crate) fn read(png: &[u8]) -> Option<String> {
    let limits = Limits {
        bytes: MAX_DECODER_BYTES,
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(png), limits);
    decoder.set_transformations(Transformations::IDENTITY);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let info = decoder.read_header_info().ok()?;
    let (width, height) = (info.width, info.height);
    let alpha = match (info.color_type, info.bit_depth) {
        (ColorType::Rgba, BitDepth::Eight) => true,
        (ColorType::Rgb, BitDepth::Eight) => false,
        _ => return None,
    };
    let pixels = u64::from(width).checked_mul(u64::from(height))?;
    if pixels > MAX_PIXELS || info.interlaced {
        return None;
    }
    let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    let mut reader = decoder.read_info().ok()?;
    let mut planes = Planes::new(width, height, alpha)?;
    for row in 0..height {
        let pixels = reader.next_row().ok()??;
        planes.push(pixels.data())?;
        // The first column holds the signature where it is long enough: most pictures end here.
        if row.checked_add(1) == Some(SIGNATURE_BITS) {
            planes.signed()?;
            planes.reserve(height)?;
        }
    }
    let (channel, compressed) = planes.signed()?;
    let mut bits = planes.bits(channel);
    let mut bytes = std::iter::from_fn(move || byte(&mut bits)).skip(SIGNATURE_BYTES);
    let length = bytes
        .by_ref()
        .take(4)
        .fold(0_u32, |n, digit| n << 8 | u32::from(digit));
    let length = usize::try_from(length / 8).ok()?;
    if length > MAX_TEXT_BYTES {
        return None;
    }
    let text: Vec<u8> = bytes.take(length).collect();
    if text.len() < length {
        return None;
    }
    let text = if compressed {
        gunzip(&text, MAX_TEXT_BYTES)?
    } else {
        text
    };
    String::from_utf8(text).ok()
}

/// The lowest bits of every pixel, row by row, as they come.
struct Planes {
    width: usize,
    /// Rows so far.
    rows: usize,
    /// Bytes of a pixel.
    samples: usize,
    /// Bytes of a row of bits for each channel.
    stride: usize,
    /// For each row the bits of each channel.
    bits: Vec<u8>,
}

impl Planes {
    fn new(width: usize, height: usize, alpha: bool) -> Option<Self> {
        let samples = if alpha { 4 } else { 3 };
        let stride = width.div_ceil(8);
        let capacity = stride
            .checked_mul(samples)?
            .checked_mul(height.min(SIGNATURE_BITS))?;
        Some(Self {
            width,
            rows: 0,
            samples,
            stride,
            bits: Vec::with_capacity(capacity),
        })
    }

    /// Takes memory for all rows at once; growing step by step would take three times as much.
    fn reserve(&mut self, rows: usize) -> Option<()> {
        let rows = rows.checked_sub(self.rows)?;
        let more = self.stride.checked_mul(self.samples)?.checked_mul(rows)?;
        self.bits.reserve_exact(more);
        Some(())
    }

    fn push(&mut self, row: &[u8]) -> Option<()> {
        for channel in 0..self.samples {
            let mut samples = row
                .iter()
                .skip(channel)
                .step_by(self.samples)
                .take(self.width);
            for _ in 0..self.stride {
                let eight = samples.by_ref().take(8).zip((0..8).rev());
                let packed =
                    eight.fold(0, |packed, (sample, shift)| packed | (sample & 1) << shift);
                self.bits.push(packed);
            }
        }
        self.rows = self.rows.checked_add(1)?;
        Some(())
    }

    fn bit(&self, column: usize, row: usize, channel: usize) -> Option<u8> {
        let line = row.checked_mul(self.samples)?.checked_add(channel)?;
        let at = line.checked_mul(self.stride)?.checked_add(column / 8)?;
        Some(self.bits.get(at)? << (column % 8) >> 7 & 1)
    }

    /// The bits in the order of the text, over the rows so far.
    fn bits(&self, channel: Channel) -> impl Iterator<Item = u8> + '_ {
        let channels = match channel {
            Channel::Alpha => 3..4,
            Channel::Color => 0..3,
        };
        (0..self.width).flat_map(move |column| {
            let channels = channels.clone();
            (0..self.rows).flat_map(move |row| {
                channels
                    .clone()
                    .filter_map(move |channel| self.bit(column, row, channel))
            })
        })
    }

    /// Where a signature stands, and whether the text behind it is compressed.
    fn signed(&self) -> Option<(Channel, bool)> {
        let starts_with = |channel, signature: &[u8; SIGNATURE_BYTES]| {
            let mut bits = self.bits(channel);
            signature
                .iter()
                .all(|expected| byte(&mut bits) == Some(*expected))
        };
        let alpha = self.samples == 4;
        match () {
            () if alpha && starts_with(Channel::Alpha, b"stealth_pnginfo") => {
                Some((Channel::Alpha, false))
            }
            () if alpha && starts_with(Channel::Alpha, b"stealth_pngcomp") => {
                Some((Channel::Alpha, true))
            }
            () if starts_with(Channel::Color, b"stealth_rgbinfo") => Some((Channel::Color, false)),
            () if starts_with(Channel::Color, b"stealth_rgbcomp") => Some((Channel::Color, true)),
            () => None,
        }
    }
}

/// Eight bits, the highest first.
fn byte(bits: &mut impl Iterator<Item = u8>) -> Option<u8> {
    let mut byte = 0;
    for _ in 0..8 {
        byte = byte << 1 | bits.next()?;
    }
    Some(byte)
}
