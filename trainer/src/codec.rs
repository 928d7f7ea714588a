//! What a file's container says about a picture without showing it: format, dimensions, size and
//! JPEG settings.
//!
//! Where real and synthetic pictures differ in these, a detector can learn them instead of the
//! pictures.

use spectrafide_models::decode::{self, DecodeError, Format};

/// The names of the facts, in the order of [`facts`].
pub const NAMES: [&str; COUNT] = [
    "format",
    "width",
    "height",
    "pixels",
    "aspect ratio",
    "file size",
    "bits per pixel",
    "JPEG quality",
    "chroma subsampling",
    "progressive",
];

/// Number of facts.
pub const COUNT: usize = 10;

/// A fact that a file has not, such as the JPEG quality of a PNG.
pub const ABSENT: f32 = -1.0;

/// The facts of a file.
///
/// Width and height are as stored, in pixels, and their quotient is the aspect ratio. The file
/// size is in bytes. The JPEG quality is [`JpegFacts::quality`], the chroma subsampling the number
/// of luma samples for each chroma sample (1 for 4:4:4, 4 for 4:2:0, 0 for grey), and progressive
/// is 1 or 0; the three are [`ABSENT`] in other formats.
///
/// # Errors
///
/// Bytes without the header of a picture.
pub fn facts(bytes: &[u8]) -> Result<[f32; COUNT], DecodeError> {
    let header = decode::header(bytes)?;
    let (width, height) = (header.width_px as f32, header.height_px as f32);
    let pixels = width * height;
    let size = bytes.len() as f32;
    let jpeg = (header.format == Format::Jpeg).then(|| jpeg_facts(bytes));
    let of_jpeg = |value: fn(JpegFacts) -> f32| jpeg.map_or(ABSENT, value);
    Ok([
        format_number(header.format, bytes),
        width,
        height,
        pixels,
        width / height.max(1.0),
        size,
        8.0 * size / pixels.max(1.0),
        of_jpeg(|jpeg| jpeg.quality.map_or(ABSENT, f32::from)),
        of_jpeg(|jpeg| jpeg.subsampling.unwrap_or(ABSENT)),
        of_jpeg(|jpeg| f32::from(u8::from(jpeg.progressive))),
    ])
}

/// A number for each format, lossy WebP apart from lossless.
fn format_number(format: Format, bytes: &[u8]) -> f32 {
    let lossy = bytes.windows(4).take(64).any(|four| four == b"VP8 ");
    match format {
        Format::Jpeg => 0.0,
        Format::WebP if lossy => 1.0,
        Format::WebP => 2.0,
        Format::Png => 3.0,
        Format::Gif => 4.0,
        Format::Bmp => 5.0,
        Format::Tiff => 6.0,
    }
}

/// What the headers of a JPEG say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct JpegFacts {
    /// The quality, 1 to 100, whose scaled example table of the standard is nearest to the luma
    /// table; none without a table.
    pub quality: Option<u8>,
    /// Luma samples for each chroma sample, 0 for a grey picture; none without a frame.
    pub subsampling: Option<f32>,
    /// Whether it is progressive.
    pub progressive: bool,
}

/// Luma quantisation of the standard's example (ITU-T T.81, table K.1), by rows.
const EXAMPLE_TABLE: [u16; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/// Reads the segments of a JPEG up to its first scan. What is cut off or damaged is left out.
pub fn jpeg_facts(bytes: &[u8]) -> JpegFacts {
    let mut found = JpegFacts::default();
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some((&marker, after)) = next_marker(rest) {
        // Start of scan, or end of image.
        if matches!(marker, 0xDA | 0xD9) {
            break;
        }
        // Restarts and TEM have no contents.
        if matches!(marker, 0x01 | 0xD0..=0xD8) {
            rest = after;
            continue;
        }
        let Some((&[high, low], _)) = after.split_first_chunk::<2>() else {
            break;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some(segment) = after.get(2..length) else {
            break;
        };
        match marker {
            0xDB => found.quality = luma_table(segment).map(quality).or(found.quality),
            // Start of frame, except the codes for Huffman and arithmetic tables.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                found.progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
                found.subsampling = subsampling(segment);
            }
            _ => {}
        }
        rest = after.get(length..).unwrap_or_default();
    }
    found
}

/// The code after the next 0xFF bytes, and what follows it.
fn next_marker(bytes: &[u8]) -> Option<(&u8, &[u8])> {
    let start = bytes.iter().position(|&byte| byte == 0xFF)?;
    let fill = bytes[start..].iter().position(|&byte| byte != 0xFF)?;
    bytes[start + fill..].split_first()
}

/// The table of number 0, in the order of the file, which is a zigzag.
fn luma_table(mut segment: &[u8]) -> Option<[u16; 64]> {
    while let Some((&head, rest)) = segment.split_first() {
        let (wide, number) = (usize::from(head >> 4 != 0), head & 0x0F);
        let (values, after) = rest.split_at_checked(64 << wide)?;
        if number == 0 {
            return Some(std::array::from_fn(|place| {
                if wide == 1 {
                    u16::from_be_bytes([values[2 * place], values[2 * place + 1]])
                } else {
                    u16::from(values[place])
                }
            }));
        }
        segment = after;
    }
    None
}

/// The quality that the Independent JPEG Group's rule gives the nearest table for; of equally
/// near ones the highest.
fn quality(table: [u16; 64]) -> u8 {
    let order = zigzag();
    let distance = |quality: u8| -> u32 {
        let scale = if quality < 50 {
            5000 / u32::from(quality)
        } else {
            200 - 2 * u32::from(quality)
        };
        let values = order.iter().zip(&table);
        values
            .map(|(&place, &value)| {
                let scaled = (u32::from(EXAMPLE_TABLE[place]) * scale + 50) / 100;
                scaled.clamp(1, 255).abs_diff(u32::from(value))
            })
            .sum()
    };
    (1..=100)
        .rev()
        .min_by_key(|&quality| distance(quality))
        .unwrap_or(1)
}

/// Places in a table by rows, in the order of the file: along diagonals, every second one upwards.
fn zigzag() -> Vec<usize> {
    let mut places: Vec<(usize, usize)> = (0..64).map(|place| (place / 8, place % 8)).collect();
    places.sort_by_key(|&(row, column)| {
        let diagonal = row + column;
        let along = if diagonal % 2 == 0 { column } else { row };
        (diagonal, along)
    });
    places
        .into_iter()
        .map(|(row, column)| 8 * row + column)
        .collect()
}

/// Luma samples for each chroma sample, from a frame header.
fn subsampling(frame: &[u8]) -> Option<f32> {
    let count = usize::from(*frame.get(5)?);
    let area = |component: usize| {
        let factors = frame.get(6 + 3 * component + 1)?;
        Some(f32::from(factors >> 4) * f32::from(factors & 15))
    };
    if count < 3 {
        return Some(0.0);
    }
    let chroma = area(1)?;
    (chroma > 0.0).then_some(area(0)? / chroma)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jpeg::{self, Chroma};
    use crate::webp;
    use image::{GrayImage, ImageFormat, Rgb, RgbImage};
    use std::io::Cursor;

    fn picture() -> RgbImage {
        RgbImage::from_fn(48, 32, |x, y| Rgb([(x * 5) as u8, (y * 7) as u8, 90]))
    }

    fn named(facts: [f32; COUNT], name: &str) -> f32 {
        facts[NAMES
            .iter()
            .position(|known| *known == name)
            .expect("known")]
    }

    #[test]
    fn the_quality_that_an_encoder_was_given_is_read_back() {
        for quality in 1..=100 {
            let bytes = jpeg::encode(&picture(), quality, Chroma::Half).expect("encoded");
            let found = jpeg_facts(&bytes).quality;
            assert_eq!(found, Some(quality));
        }
    }

    #[test]
    fn subsampling_and_progression_are_those_of_the_encoder() {
        for (chroma, expected) in [(Chroma::Half, 4.0), (Chroma::Full, 1.0)] {
            let bytes = jpeg::encode(&picture(), 80, chroma).expect("encoded");
            let found = jpeg_facts(&bytes);
            assert_eq!(found.subsampling, Some(expected));
            assert!(!found.progressive);
        }
        let mut bytes = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
        encoder.set_progressive(true);
        encoder
            .encode(picture().as_raw(), 48, 32, jpeg_encoder::ColorType::Rgb)
            .expect("encoded");
        assert!(jpeg_facts(&bytes).progressive);
        let mut bytes = Vec::new();
        GrayImage::new(9, 9)
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg)
            .expect("encoded");
        assert_eq!(jpeg_facts(&bytes).subsampling, Some(0.0));
    }

    #[test]
    fn facts_are_those_of_the_file() {
        let jpeg = jpeg::encode(&picture(), 70, Chroma::Half).expect("encoded");
        let found = facts(&jpeg).expect("a header");
        for (name, value) in [
            ("format", 0.0),
            ("width", 48.0),
            ("height", 32.0),
            ("pixels", 1536.0),
            ("aspect ratio", 1.5),
            ("file size", jpeg.len() as f32),
            ("bits per pixel", jpeg.len() as f32 / 192.0),
            ("JPEG quality", 70.0),
            ("chroma subsampling", 4.0),
            ("progressive", 0.0),
        ] {
            assert_eq!(named(found, name), value, "{name}");
        }
        let lossy = facts(&webp::encode(&picture(), 70).expect("encoded")).expect("a header");
        let mut bytes = Vec::new();
        picture()
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::WebP)
            .expect("encoded");
        let lossless = facts(&bytes).expect("a header");
        assert_eq!(
            (named(lossy, "format"), named(lossless, "format")),
            (1.0, 2.0)
        );
        assert_eq!(named(lossy, "JPEG quality"), ABSENT);
        assert!(facts(b"no picture").is_err());
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_is_read_without_harm() {
        let bytes = jpeg::encode(&picture(), 70, Chroma::Half).expect("encoded");
        let whole = jpeg_facts(&bytes);
        for end in 0..bytes.len() {
            let found = jpeg_facts(&bytes[..end]);
            assert!(found.quality.is_none() || found.quality == whole.quality);
        }
    }

    #[test]
    fn the_zigzag_starts_and_ends_as_in_the_standard() {
        let order = zigzag();
        assert_eq!(order[..10], [0, 1, 8, 16, 9, 2, 3, 10, 17, 24]);
        assert_eq!(order[60..], [47, 55, 62, 63]);
    }
}
