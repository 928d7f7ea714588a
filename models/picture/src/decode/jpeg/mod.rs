//! JPEGs: those that break off, those of four inks, and those that hold further pictures.

mod bits;
mod frame;
mod further;
mod reach;
mod scan;

use std::borrow::Cow;
use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::error::DecodingError;
use image::{DynamicImage, ImageError, ImageFormat, RgbImage};
use spectrafide_provenance::container::{Ending, Format};
use spectrafide_report::Note;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

use super::{DecodeError, refused};
pub(super) use further::further_pictures;
use reach::{Reach, Way, reach};

/// Least share of a picture's rows that is judged in place of the picture.
const LEAST_SHARE: f64 = 2.0 / 3.0;

type Zune<'a> = zune_jpeg::JpegDecoder<ZCursor<&'a [u8]>>;

/// A JPEG whose rows were counted.
pub(super) struct Jpeg<'a> {
    /// The file; of pictures that break off, one that ends where they do, if there is one.
    bytes: Cow<'a, [u8]>,
    /// Rows that are decoded, where these are not all.
    rows: Option<u32>,
    /// How the components are stored.
    stored: Stored,
    /// What the file lacks.
    pub(super) note: Option<Note>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stored {
    /// As the decoder expects them.
    Usual,
    /// Red, green and blue, as Adobe's segment says.
    Rgb,
    /// Four inks, …
    Inks,
    /// … of which the first three are luma and chroma.
    LumaInks,
}

impl<'a> Jpeg<'a> {
    /// Counts the rows of `bytes`.
    ///
    /// # Errors
    ///
    /// When too few are there, or it cannot be told how many.
    pub(super) fn open(bytes: &'a [u8], ending: Ending) -> Result<Self, DecodeError> {
        let ends = ending != Ending::Missing;
        let stored = stored(bytes)?;
        let jpeg = |bytes, rows, note| Self {
            bytes,
            rows,
            stored,
            note,
        };
        let whole = |note| Ok(jpeg(Cow::Borrowed(bytes), None, note));
        match reach(bytes) {
            None if ends => whole(None),
            None => Err(refused(Format::Jpeg, "the end of the picture is missing")),
            Some(Reach { rows, of, .. }) if rows == of => {
                whole((!ends).then_some(Note::EndMissing))
            }
            Some(Reach { rows, of, .. }) if f64::from(rows) < LEAST_SHARE * f64::from(of) => {
                Err(DecodeError::Incomplete { rows, of })
            }
            Some(Reach { rows, of, way }) => {
                let note = Note::RowsMissing {
                    missing: of - rows,
                    rows: of,
                };
                let bytes = match way {
                    Way::Shorten { height_at } => Cow::Owned(shortened(bytes, height_at, rows)),
                    Way::Whole => Cow::Borrowed(bytes),
                    Way::None => {
                        return Err(refused(
                            Format::Jpeg,
                            "it breaks off, and its colours are stored one after the other",
                        ));
                    }
                };
                Ok(jpeg(bytes, Some(rows), Some(note)))
            }
        }
    }

    /// Whether it has four inks.
    pub(super) fn has_inks(&self) -> bool {
        matches!(self.stored, Stored::Inks | Stored::LumaInks)
    }

    /// The picture; inks become colours as screens show them that know no better.
    pub(super) fn colours(&self) -> Result<DynamicImage, DecodeError> {
        let decoded = if self.stored == Stored::Rgb {
            // Without the segment the decoder takes them for luma and chroma, and gives them back
            // as they are.
            let mut bytes = self.bytes.to_vec();
            while let Some(at) = adobe(&bytes) {
                bytes[at] = b'-';
            }
            let (size, pixels) = raw(&bytes, ColorSpace::YCbCr)?;
            from_raw(size, pixels)?
        } else {
            JpegDecoder::new(Cursor::new(&self.bytes))
                .and_then(DynamicImage::from_decoder)
                .map_err(damaged)?
        };
        Ok(self.cropped(decoded))
    }

    /// The inks of a picture that has them, four bytes a pixel, 255 for all of an ink, and what
    /// `print` makes of them: three bytes a pixel.
    pub(super) fn printed(
        &self,
        print: impl FnOnce(Vec<u8>) -> Vec<u8>,
    ) -> Result<DynamicImage, DecodeError> {
        let space = if self.stored == Stored::LumaInks {
            ColorSpace::YCCK
        } else {
            ColorSpace::CMYK
        };
        let (size, mut pixels) = raw(&self.bytes, space)?;
        for pixel in pixels.as_chunks_mut().0 {
            *pixel = inks(*pixel, space);
        }
        Ok(self.cropped(from_raw(size, print(pixels))?))
    }

    fn cropped(&self, picture: DynamicImage) -> DynamicImage {
        match self.rows {
            Some(rows) if rows < picture.height() => picture.crop_imm(0, 0, picture.width(), rows),
            _ => picture,
        }
    }
}

/// `bytes` with another height at `height_at`.
fn shortened(bytes: &[u8], height_at: usize, rows: u32) -> Vec<u8> {
    let mut shorter = bytes.to_vec();
    if let Some(height) = shorter.get_mut(height_at..height_at + 2) {
        // Fewer than the two bytes held before.
        height.copy_from_slice(&(rows as u16).to_be_bytes());
    }
    shorter
}

/// How the components of `bytes` are stored.
fn stored(bytes: &[u8]) -> Result<Stored, DecodeError> {
    let mut decoder = zune(bytes);
    decoder.decode_headers().map_err(unreadable)?;
    let components = decoder.info().map_or(0, |info| info.components);
    Ok(match (components, decoder.input_colorspace()) {
        (3, Some(ColorSpace::CMYK)) => Stored::Rgb,
        (4, Some(ColorSpace::YCCK)) => Stored::LumaInks,
        (4, _) => Stored::Inks,
        _ => Stored::Usual,
    })
}

fn zune(bytes: &[u8]) -> Zune<'_> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX);
    Zune::new_with_options(ZCursor::new(bytes), options)
}

/// The components of a picture in `space` as they are stored, and its size.
fn raw(bytes: &[u8], space: ColorSpace) -> Result<((u32, u32), Vec<u8>), DecodeError> {
    let mut decoder = zune(bytes);
    decoder.decode_headers().map_err(unreadable)?;
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(space));
    let pixels = decoder.decode().map_err(unreadable)?;
    let (width, height) = decoder.dimensions().unwrap_or_default();
    Ok(((width as u32, height as u32), pixels))
}

fn from_raw((width, height): (u32, u32), pixels: Vec<u8>) -> Result<DynamicImage, DecodeError> {
    RgbImage::from_raw(width, height, pixels)
        .map(DynamicImage::from)
        .ok_or_else(|| refused(Format::Jpeg, "there are too few pixels"))
}

/// The inks of a stored pixel.
///
/// Adobe's programs store what an ink leaves of the light, and decoders take all JPEGs of four
/// components for theirs. Luma and chroma are those of the inks themselves.
fn inks([a, b, c, black]: [u8; 4], space: ColorSpace) -> [u8; 4] {
    if space == ColorSpace::CMYK {
        return [255 - a, 255 - b, 255 - c, 255 - black];
    }
    // ITU-T T.871, clause 7, in parts of 65 536.
    let (luma, blue, red) = (i32::from(a) << 16, i32::from(b) - 128, i32::from(c) - 128);
    let level = |value: i32| ((value + 32_768) >> 16).clamp(0, 255) as u8;
    [
        level(luma + 91_881 * red),
        level(luma - 22_554 * blue - 46_802 * red),
        level(luma + 116_130 * blue),
        255 - black,
    ]
}

/// Where the name in Adobe's segment lies in front of the picture.
fn adobe(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let &[mark, marker, high, low] = bytes.get(at..)?.first_chunk()?;
        if mark != 0xff || marker == 0xff || marker == 0 {
            at += 1;
            continue;
        }
        let name = at + 4;
        match marker {
            0xda | 0xd9 => return None,
            0xee if bytes.get(name..name + 5) == Some(b"Adobe") => return Some(name),
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2),
        }
    }
}

fn damaged(source: ImageError) -> DecodeError {
    DecodeError::Damaged {
        format: Format::Jpeg,
        source,
    }
}

fn unreadable(error: zune_jpeg::errors::DecodeErrors) -> DecodeError {
    damaged(ImageError::Decoding(DecodingError::new(
        ImageFormat::Jpeg.into(),
        error,
    )))
}
