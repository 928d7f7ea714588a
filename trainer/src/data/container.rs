//! What a file's container says about a picture without showing it: format, dimensions, size and
//! JPEG settings.
//!
//! Where real and synthetic pictures differ in these, a detector can learn them instead of the
//! pictures.

use spectrafide_picture::decode::{self, DecodeError, Format};
use spectrafide_provenance::history::jpeg_header::JpegHeader;
use spectrafide_provenance::history::sampling::{Component, Frame};

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
/// size is in bytes. The JPEG quality is [`JpegHeader::quality`], the chroma subsampling the number
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
    let jpeg = JpegHeader::read(bytes);
    let frame = jpeg.as_ref().and_then(|jpeg| jpeg.frame.as_ref());
    let quality = jpeg.as_ref().and_then(JpegHeader::quality);
    Ok([
        format_number(header.format, bytes),
        width,
        height,
        pixels,
        width / height.max(1.0),
        size,
        8.0 * size / pixels.max(1.0),
        quality.map_or(ABSENT, |quality| f32::from(quality.value)),
        frame.map_or(ABSENT, subsampling),
        frame.map_or(ABSENT, |frame| f32::from(u8::from(frame.is_progressive()))),
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
        Format::JpegXl => 7.0,
        // Not decoded here, so no data set holds them.
        Format::Avif | Format::Heic | Format::Bmff | Format::Photoshop | Format::Pdf => ABSENT,
    }
}

/// Luma samples for each chroma sample, 0 for a grey picture.
fn subsampling(frame: &Frame) -> f32 {
    let area =
        |component: &Component| f32::from(component.horizontal) * f32::from(component.vertical);
    match frame.components.as_slice() {
        [luma, chroma, _, ..] => area(luma) / area(chroma),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::augmentation::webp;
    use image::{GrayImage, ImageFormat, Rgb, RgbImage};
    use spectrafide_picture::jpeg::{self, Chroma};
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
            let found = facts(&bytes).expect("a header");
            assert_eq!(named(found, "JPEG quality"), f32::from(quality));
        }
    }

    #[test]
    fn subsampling_and_progression_are_those_of_the_encoder() {
        let coding = |bytes: &[u8]| {
            let found = facts(bytes).expect("a header");
            (
                named(found, "chroma subsampling"),
                named(found, "progressive"),
            )
        };
        for (chroma, expected) in [(Chroma::Half, 4.0), (Chroma::Full, 1.0)] {
            let bytes = jpeg::encode(&picture(), 80, chroma).expect("encoded");
            assert_eq!(coding(&bytes), (expected, 0.0));
        }
        let mut bytes = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
        encoder.set_progressive(true);
        encoder
            .encode(picture().as_raw(), 48, 32, jpeg_encoder::ColorType::Rgb)
            .expect("encoded");
        assert_eq!(coding(&bytes).1, 1.0);
        let mut bytes = Vec::new();
        GrayImage::new(9, 9)
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg)
            .expect("encoded");
        assert_eq!(coding(&bytes).0, 0.0);
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
}
