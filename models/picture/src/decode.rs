//! From a file's bytes to pixels, the same on every machine.
//!
//! The pixels come from the `image` crate and never from a browser's decoder, whose results
//! differ by a level or two. Limits are checked on the header, before memory is taken.

use std::fmt;
use std::io::Cursor;

use image::error::{DecodingError, ImageFormatHint};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, RgbImage, RgbaImage};
use spectrafide_report::Note;

/// Longest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;
/// Largest picture that is decoded, in pixels.
pub const MAX_PIXELS: u64 = 64_000_000;
/// Most memory that a decoder may take for one picture: 64 megapixels of 16-bit RGBA, and slack.
const MAX_DECODER_BYTES: u64 = 8 * MAX_PIXELS + 64 * 1024 * 1024;

/// Containers of pictures: those that are read here, and those that a person may well have.
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
    /// AV1 in an ISO base media file; not read here.
    Avif,
    /// HEVC in an ISO base media file; not read here.
    Heic,
    /// JPEG XL; not read here.
    JpegXl,
    /// Adobe Photoshop's own; not read here.
    Photoshop,
    /// A document; not read here.
    Pdf,
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

    /// Its name as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Avif => "AVIF",
            Self::Heic => "HEIC",
            Self::JpegXl => "JPEG XL",
            Self::Photoshop => "Photoshop",
            Self::Pdf => "PDF",
        }
    }
}

/// The name in reports.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Bmp => "bmp",
            Self::Tiff => "tiff",
            Self::Avif => "avif",
            Self::Heic => "heic",
            Self::JpegXl => "jpeg_xl",
            Self::Photoshop => "photoshop",
            Self::Pdf => "pdf",
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
    #[error("{} pictures cannot be read yet; save a copy as JPEG or PNG.", format.name())]
    UnsupportedFormat {
        /// The container.
        format: Format,
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
        source: ImageError,
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
    /// What was converted or left out.
    pub notes: Vec<Note>,
}

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
    /// premultiplied; what is transparent is placed on white as by [`decode`]. `format` and
    /// `file_bytes` are those of the file.
    ///
    /// # Errors
    ///
    /// When the number of bytes is not that of the picture, or the picture is over the limit.
    pub fn from_rgba(
        (width_px, height_px): (u32, u32),
        rgba: Vec<u8>,
        format: Format,
        file_bytes: u64,
    ) -> Result<Self, ForeignPixelsError> {
        if u64::from(width_px) * u64::from(height_px) > MAX_PIXELS {
            return Err(ForeignPixelsError::TooManyPixels {
                width_px,
                height_px,
            });
        }
        let bytes = rgba.len();
        let rgba = RgbaImage::from_raw(width_px, height_px, rgba)
            // A longer buffer is accepted there.
            .filter(|picture| bytes > 0 && picture.as_raw().len() == 4 * picture.pixels().len())
            .ok_or(ForeignPixelsError::Size {
                bytes,
                width_px,
                height_px,
            })?;
        let mut notes = vec![Note::DecodedByBrowser];
        if rgba.pixels().any(|pixel| pixel.0[3] != u8::MAX) {
            notes.push(Note::OnWhite);
        }
        Ok(Self {
            pixels: on_white(&rgba),
            format,
            file_bytes,
            notes,
        })
    }
}

/// Reads the header of `bytes` and checks it against the limits.
///
/// # Errors
///
/// When there is no header of a picture, or the picture is over a limit.
pub fn header(bytes: &[u8]) -> Result<Header, DecodeError> {
    let (format, decoder) = open(bytes)?;
    checked_header(format, decoder.as_ref())
}

/// Decodes `bytes`, turns the picture upright and drops its alpha channel on white.
///
/// # Errors
///
/// When the file is no picture, is over a limit, is of a container that is not read here, or is
/// damaged.
pub fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    let (format, mut decoder) = open(bytes)?;
    checked_header(format, decoder.as_ref())?;
    let damaged = |source| DecodeError::Damaged { format, source };
    if format == Format::Jpeg && !has_end_of_image(bytes) {
        // The decoder would fill the missing part with grey and report success.
        return Err(refused(format, "the end of the picture is missing"));
    }
    if format == Format::Tiff && has_tiled_planes(bytes).unwrap_or(false) {
        // tiff 0.11.3 panics where a tile reaches beyond the lower edge of the second plane.
        return Err(refused(format, "tiles of separate colour planes"));
    }
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    decoder.set_limits(limits).map_err(damaged)?;
    // A broken EXIF block says nothing about the pixels.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut notes = Vec::new();
    if is_animated(format, bytes) {
        notes.push(Note::FirstFrame);
    }
    let mut decoded = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    if orientation != Orientation::NoTransforms {
        decoded.apply_orientation(orientation);
    }
    if matches!(
        decoded.color().bits_per_pixel() / u16::from(decoded.color().channel_count()),
        16 | 32
    ) {
        notes.push(Note::DepthReduced);
    }
    let pixels = if decoded.color().has_alpha() {
        notes.push(Note::OnWhite);
        on_white(&decoded.to_rgba8())
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
        .map_err(|source| match (&source, png_size(bytes)) {
            // Where addresses have 32 bits the PNG decoder refuses what it could not address.
            (image::ImageError::Limits(_), Some((width_px, height_px))) => {
                DecodeError::TooManyPixels {
                    width_px,
                    height_px,
                }
            }
            _ => DecodeError::Damaged { format, source },
        })?;
    Ok((format, Box::new(decoder)))
}

/// Width and height in the header chunk of a PNG file.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |from: usize| {
        let field = bytes.get(from..from + 4)?;
        Some(u32::from_be_bytes(field.try_into().ok()?))
    };
    (bytes.get(12..16)? == b"IHDR").then_some((number(16)?, number(20)?))
}

/// An error of this module's own checks, in the form of the decoders' errors.
fn refused(format: Format, reason: &str) -> DecodeError {
    let hint = ImageFormatHint::Name(format.to_string());
    DecodeError::Damaged {
        format,
        source: ImageError::Decoding(DecodingError::new(hint, reason)),
    }
}

fn checked_header(format: Format, decoder: &dyn ImageDecoder) -> Result<Header, DecodeError> {
    let (width_px, height_px) = decoder.dimensions();
    if width_px == 0 || height_px == 0 {
        return Err(refused(format, "the picture has no pixels"));
    }
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
    let format = match iso_brands(bytes) {
        brands
            if brands
                .iter()
                .any(|brand| matches!(*brand, b"avif" | b"avis")) =>
        {
            Format::Avif
        }
        brands if brands.iter().any(|brand| HEIC_BRANDS.contains(brand)) => Format::Heic,
        _ if bytes.starts_with(b"\0\0\0\x0cJXL \r\n\x87\n") => Format::JpegXl,
        _ if bytes.starts_with(b"\xff\x0a") => Format::JpegXl,
        _ if bytes.starts_with(b"8BPS") => Format::Photoshop,
        _ if bytes.starts_with(b"%PDF") => Format::Pdf,
        _ => return DecodeError::NotAPicture,
    };
    DecodeError::UnsupportedFormat { format }
}

/// The brands of pictures with HEVC and of their general container, after AVIF is ruled out.
const HEIC_BRANDS: [&[u8; 4]; 8] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
];

/// The main brand of an ISO base media file and the ones that it is compatible with.
fn iso_brands(bytes: &[u8]) -> Vec<&[u8; 4]> {
    let Some((length, rest)) = bytes.split_first_chunk::<4>() else {
        return Vec::new();
    };
    let Some(brands) = rest.strip_prefix(b"ftyp") else {
        return Vec::new();
    };
    let length = (u32::from_be_bytes(*length) as usize).saturating_sub(8);
    // The second group of four is a version and no brand, which does no harm.
    let (brands, _) = brands[..length.clamp(4, 256).min(brands.len())].as_chunks::<4>();
    brands.iter().collect()
}

/// Whether the segments and scans of a JPEG lead to its end marker. Thumbnails have end markers
/// of their own inside segments, which are stepped over.
fn has_end_of_image(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[first, marker]) = bytes.get(at..at + 2) {
        at += match (first, marker) {
            (0xff, 0xd9) => return true,
            // A stuffed byte of a scan, or a marker without a length.
            (0xff, 0x00 | 0x01 | 0xd0..=0xd8) => 2,
            (0xff, 0x02..=0xfe) => match bytes.get(at + 2..at + 4) {
                Some(&[high, low]) => 2 + usize::from(u16::from_be_bytes([high, low])),
                _ => return false,
            },
            _ => 1,
        };
    }
    false
}

/// Whether the first directory of a TIFF has tiles (tag 322) and stores its colours apart (tag 284
/// is 2); `None` where it ends early. `BigTIFF`, with wider offsets, is not read at all.
fn has_tiled_planes(bytes: &[u8]) -> Option<bool> {
    let little_endian = bytes.starts_with(b"II");
    let number = |at: usize, size: usize| {
        let field = bytes.get(at..at.checked_add(size)?)?;
        let join = |number: u64, &byte: &u8| number << 8 | u64::from(byte);
        Some(if little_endian {
            field.iter().rev().fold(0, join)
        } else {
            field.iter().fold(0, join)
        })
    };
    let directory = usize::try_from(number(4, 4)?).ok()?;
    let entries = number(directory, 2)?;
    let (mut tiled, mut planar) = (false, false);
    let mut entry = directory + 2;
    for _ in 0..entries {
        match number(entry, 2)? {
            284 => {
                // Of type 3 the value has two bytes, else four.
                let size = if number(entry + 2, 2)? == 3 { 2 } else { 4 };
                planar = number(entry + 8, size)? == 2;
            }
            322 => tiled = true,
            _ => {}
        }
        entry += 12;
    }
    Some(tiled && planar)
}

fn is_animated(format: Format, bytes: &[u8]) -> bool {
    let cursor = Cursor::new(bytes);
    match format {
        Format::Gif => has_second_frame(bytes).unwrap_or(false),
        Format::Png => image::codecs::png::PngDecoder::new(cursor)
            .and_then(|decoder| decoder.is_apng())
            .unwrap_or(false),
        Format::WebP => image::codecs::webp::WebPDecoder::new(cursor)
            .is_ok_and(|decoder| decoder.has_animation()),
        Format::Jpeg | Format::Bmp | Format::Tiff => false,
    }
}

/// Whether a GIF has two image blocks, found without decoding either; `None` where it ends early.
fn has_second_frame(bytes: &[u8]) -> Option<bool> {
    let table_bytes = |flags: u8| match flags & 0x80 {
        0 => 0,
        _ => 6_usize << (flags & 7),
    };
    let mut at = 13 + table_bytes(*bytes.get(10)?);
    let mut frames = 0;
    loop {
        match *bytes.get(at)? {
            0x2c => {
                frames += 1;
                if frames == 2 {
                    return Some(true);
                }
                at += 11 + table_bytes(*bytes.get(at + 9)?);
            }
            0x21 => at += 2,
            _ => return Some(false),
        }
        // Sub-blocks, each with its length before it, to an empty one.
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
    }
}

fn on_white(rgba: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        let blend = |channel: u8| {
            let (channel, alpha) = (u32::from(channel), u32::from(a));
            ((channel * alpha + 255 * (255 - alpha) + 127) / 255) as u8
        };
        image::Rgb([blend(r), blend(g), blend(b)])
    })
}
