//! From a file's bytes to pixels, the same on every machine.
//!
//! The pixels come from the `image` crate and never from a browser's decoder, whose results
//! differ by a level or two. Limits are checked on the header, before memory is taken.

use std::fmt;
use std::io::Cursor;

use image::metadata::Orientation;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};

/// Longest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;
/// Largest picture that is decoded, in pixels.
pub const MAX_PIXELS: u64 = 64_000_000;
/// Most memory that a decoder may take for one picture: 64 megapixels of 16-bit RGBA, and slack.
const MAX_DECODER_BYTES: u64 = 8 * MAX_PIXELS + 64 * 1024 * 1024;

/// The containers that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// JPEG, baseline and progressive.
    Jpeg,
    /// WebP, lossy and lossless.
    WebP,
    /// GIF, first frame.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// TIFF, first page.
    Tiff,
}

impl Format {
    fn from_image(format: ImageFormat) -> Option<Self> {
        match format {
            ImageFormat::Png => Some(Self::Png),
            ImageFormat::Jpeg => Some(Self::Jpeg),
            ImageFormat::WebP => Some(Self::WebP),
            ImageFormat::Gif => Some(Self::Gif),
            ImageFormat::Bmp => Some(Self::Bmp),
            ImageFormat::Tiff => Some(Self::Tiff),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Bmp => "bmp",
            Self::Tiff => "tiff",
        })
    }
}

/// Why a file gave no picture.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// No bytes at all.
    #[error("The file is empty.")]
    Empty,
    /// More than [`MAX_FILE_BYTES`].
    #[error("The file has {} MB; the limit is {} MB.", bytes / 1_048_576, MAX_FILE_BYTES / 1_048_576)]
    FileTooLarge {
        /// Size of the file.
        bytes: u64,
    },
    /// The header promises more than [`MAX_PIXELS`].
    #[error(
        "The picture has {width_px} × {height_px} pixels; the limit is {} megapixels.",
        MAX_PIXELS / 1_000_000
    )]
    TooManyPixels {
        /// Width in the header.
        width_px: u32,
        /// Height in the header.
        height_px: u32,
    },
    /// A picture in a container that is not read.
    #[error("{name} pictures cannot be read yet; save a copy as JPEG or PNG.")]
    UnsupportedFormat {
        /// Name of the container.
        name: &'static str,
    },
    /// Bytes of no known container.
    #[error("This is not a picture that can be read (PNG, JPEG, WebP, GIF, BMP or TIFF).")]
    NotAPicture,
    /// A known container with broken or unusual contents.
    #[error("The {format} file is damaged, incomplete or of an unusual kind: {source}")]
    Damaged {
        /// The container.
        format: Format,
        /// What the decoder said.
        source: image::ImageError,
    },
}

/// What a file's header says, before anything is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The container.
    pub format: Format,
    /// Width as stored, before orientation.
    pub width_px: u32,
    /// Height as stored, before orientation.
    pub height_px: u32,
}

/// A decoded picture: 8-bit sRGB, upright.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The pixels.
    pub pixels: RgbImage,
    /// The container.
    pub format: Format,
    /// Size of the file.
    pub file_bytes: u64,
    /// What was converted or left out, each a sentence.
    pub notes: Vec<String>,
}

/// Reads the header of `bytes` and checks it against the limits.
pub fn header(bytes: &[u8]) -> Result<Header, DecodeError> {
    let (format, decoder) = open(bytes)?;
    checked_header(format, decoder.as_ref())
}

/// Decodes `bytes`, turns the picture upright and drops its alpha channel on white.
pub fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    let (format, mut decoder) = open(bytes)?;
    checked_header(format, decoder.as_ref())?;
    let damaged = |source| DecodeError::Damaged { format, source };
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    decoder.set_limits(limits).map_err(damaged)?;
    // A broken EXIF block says nothing about the pixels.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut notes = Vec::new();
    if is_animated(format, bytes) {
        notes.push("Only the first frame of the animation was judged.".to_owned());
    }
    let mut decoded = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    if orientation != Orientation::NoTransforms {
        decoded.apply_orientation(orientation);
    }
    if matches!(
        decoded.color().bits_per_pixel() / u16::from(decoded.color().channel_count()),
        16 | 32
    ) {
        notes.push("More than 8 bits a channel were reduced to 8.".to_owned());
    }
    let pixels = if decoded.color().has_alpha() {
        notes.push("Transparent parts were placed on white.".to_owned());
        on_white(&decoded)
    } else {
        decoded.into_rgb8()
    };
    Ok(Picture {
        pixels,
        format,
        file_bytes: bytes.len() as u64,
        notes,
    })
}

fn open<'a>(bytes: &'a [u8]) -> Result<(Format, Box<dyn ImageDecoder + 'a>), DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(DecodeError::FileTooLarge {
            bytes: bytes.len() as u64,
        });
    }
    let Some(guessed) = image::guess_format(bytes).ok() else {
        return Err(unread_container(bytes));
    };
    let Some(format) = Format::from_image(guessed) else {
        return Err(unread_container(bytes));
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), guessed);
    reader.no_limits();
    let decoder = reader
        .into_decoder()
        .map_err(|source| DecodeError::Damaged { format, source })?;
    Ok((format, Box::new(decoder)))
}

fn checked_header(format: Format, decoder: &dyn ImageDecoder) -> Result<Header, DecodeError> {
    let (width_px, height_px) = decoder.dimensions();
    if u64::from(width_px) * u64::from(height_px) > MAX_PIXELS {
        return Err(DecodeError::TooManyPixels {
            width_px,
            height_px,
        });
    }
    Ok(Header {
        format,
        width_px,
        height_px,
    })
}

/// Names the pictures that a person may well have and that are not read.
fn unread_container(bytes: &[u8]) -> DecodeError {
    let name = match bytes.get(4..12) {
        Some(b"ftypavif" | b"ftypavis") => "AVIF",
        Some(b"ftypheic" | b"ftypheix" | b"ftypmif1" | b"ftyphevc" | b"ftypmsf1") => "HEIC",
        Some(b"ftypjxl ") => "JPEG XL",
        _ if bytes.starts_with(b"8BPS") => "Photoshop",
        _ if bytes.starts_with(b"%PDF") => "PDF",
        _ => return DecodeError::NotAPicture,
    };
    DecodeError::UnsupportedFormat { name }
}

fn is_animated(format: Format, bytes: &[u8]) -> bool {
    let cursor = Cursor::new(bytes);
    match format {
        Format::Gif => image::codecs::gif::GifDecoder::new(cursor)
            .is_ok_and(|decoder| decoder.into_frames().take(2).filter(Result::is_ok).count() > 1),
        Format::Png => image::codecs::png::PngDecoder::new(cursor)
            .and_then(|decoder| decoder.is_apng())
            .unwrap_or(false),
        Format::WebP => image::codecs::webp::WebPDecoder::new(cursor)
            .is_ok_and(|decoder| decoder.has_animation()),
        Format::Jpeg | Format::Bmp | Format::Tiff => false,
    }
}

fn on_white(picture: &DynamicImage) -> RgbImage {
    let rgba = picture.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        let blend = |channel: u8| {
            let (channel, alpha) = (u32::from(channel), u32::from(a));
            ((channel * alpha + 255 * (255 - alpha) + 127) / 255) as u8
        };
        image::Rgb([blend(r), blend(g), blend(b)])
    })
}
