//! Pictures that another program decoded, such as a browser.

use image::{DynamicImage, RgbaImage};
use spectrafide_provenance::container::{Format, open};
use spectrafide_report::Note;

use super::{MAX_PIXELS, Picture, in_srgb, on_white};

/// Why pixels that another program decoded are not a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForeignPixelsError {
    /// There are none, or their number is not that of the picture.
    #[error("{bytes} bytes are no picture of {width_px} × {height_px} pixels")]
    Size {
        /// Bytes that came.
        bytes: usize,
        /// Width that was said.
        width_px: u32,
        /// Height that was said.
        height_px: u32,
    },
    /// More than [`MAX_PIXELS`].
    #[error(
        "the picture has {width_px} × {height_px} pixels; the limit is {} megapixels",
        MAX_PIXELS / 1_000_000
    )]
    TooManyPixels {
        /// Width that was said.
        width_px: u32,
        /// Height that was said.
        height_px: u32,
    },
}

impl Picture {
    /// A picture that a browser decoded, from `rgba` row by row, four bytes a pixel, not
    /// premultiplied; what is transparent is placed on white as by
    /// [`decode`](fn@super::decode). `format` and `file_bytes` are those of the file.
    ///
    /// # Errors
    ///
    /// When the number of bytes is not that of the picture, or the picture is over the limit.
    pub fn from_rgba(
        size: (u32, u32),
        rgba: Vec<u8>,
        format: Format,
        file_bytes: u64,
    ) -> Result<Self, ForeignPixelsError> {
        let rgba = checked(size, rgba)?;
        Ok(Self::placed(rgba.into(), format, file_bytes, Vec::new()))
    }

    /// The same of pixels that were decoded without a conversion of colours from `file`, by whose
    /// embedded profile they become sRGB.
    ///
    /// # Errors
    ///
    /// As [`Self::from_rgba`].
    pub fn from_rgba_of(
        size: (u32, u32),
        rgba: Vec<u8>,
        format: Format,
        file: &[u8],
    ) -> Result<Self, ForeignPixelsError> {
        let rgba = checked(size, rgba)?;
        let mut notes = Vec::new();
        let converted = in_srgb(rgba.into(), &open(file), &mut notes);
        Ok(Self::placed(converted, format, file.len() as u64, notes))
    }

    fn placed(rgba: DynamicImage, format: Format, file_bytes: u64, converted: Vec<Note>) -> Self {
        let rgba = rgba.into_rgba8();
        let mut notes = vec![Note::DecodedByBrowser];
        notes.extend(converted);
        if rgba.pixels().any(|pixel| pixel.0[3] != u8::MAX) {
            notes.push(Note::OnWhite);
        }
        Self {
            pixels: on_white(&rgba),
            format,
            file_bytes,
            notes,
        }
    }
}

/// `rgba` as a picture of this size.
fn checked(
    (width_px, height_px): (u32, u32),
    rgba: Vec<u8>,
) -> Result<RgbaImage, ForeignPixelsError> {
    if u64::from(width_px) * u64::from(height_px) > MAX_PIXELS {
        return Err(ForeignPixelsError::TooManyPixels {
            width_px,
            height_px,
        });
    }
    let bytes = rgba.len();
    RgbaImage::from_raw(width_px, height_px, rgba)
        // A longer buffer is accepted there.
        .filter(|picture| bytes > 0 && picture.as_raw().len() == 4 * picture.pixels().len())
        .ok_or(ForeignPixelsError::Size {
            bytes,
            width_px,
            height_px,
        })
}
