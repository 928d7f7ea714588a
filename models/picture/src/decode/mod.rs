//! From a file's bytes to pixels, the same on every machine.
//!
//! The pixels come from the `image` crate and never from a browser's decoder, whose results
//! differ by a level or two. Limits are checked on the header, before memory is taken. What the
//! structure of a file shows is read by the walker of `spectrafide-provenance`.

mod colour;
mod error;
mod foreign;
mod jpeg;

use std::io::Cursor;

use image::error::{DecodingError, ImageFormatHint};
use image::metadata::Orientation;
use image::{
    ColorType, DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageFormat, ImageReader,
    RgbImage, RgbaImage,
};
use spectrafide_provenance::container::{BlockKind, Container, open};
use spectrafide_provenance::finding::Problem;
use spectrafide_provenance::history::color_profile;
use spectrafide_report::{Note, ProfileFault};

use colour::{Conversion, Named};
pub use error::DecodeError;
pub use foreign::ForeignPixelsError;
pub use spectrafide_provenance::container::Format;

/// Longest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;
/// Largest picture that is decoded, in pixels.
pub const MAX_PIXELS: u64 = 64_000_000;
/// Most memory that a decoder may take for one picture: 64 megapixels of 16-bit RGBA, and slack.
const MAX_DECODER_BYTES: u64 = 8 * MAX_PIXELS + 64 * 1024 * 1024;

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

/// Reads the header of `bytes` and checks it against the limits.
///
/// # Errors
///
/// When there is no header of a picture, or the picture is over a limit.
pub fn header(bytes: &[u8]) -> Result<Header, DecodeError> {
    let opened = Opened::new(bytes)?;
    opened.header()
}

/// Decodes `bytes` to sRGB, turns the picture upright and drops its alpha channel on white.
///
/// Of a JPEG that breaks off the rows that are there are decoded, if they are most of the picture.
///
/// # Errors
///
/// When the file is no picture, is over a limit, is of a container that is not read here, or is
/// damaged.
pub fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    let opened = Opened::new(bytes)?;
    opened.header()?;
    let Opened {
        format,
        container,
        mut decoder,
    } = opened;
    let damaged = |source| DecodeError::Damaged { format, source };
    if container.outline.tiled_planes {
        // tiff 0.11.3 panics where a tile reaches beyond the lower edge of the second plane.
        return Err(refused(format, "tiles of separate colour planes"));
    }
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    decoder.set_limits(limits).map_err(damaged)?;
    // A broken EXIF block says nothing about the pixels.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut notes = Vec::new();
    if container.outline.animated {
        notes.push(Note::FirstFrame);
    }
    let decoded = if format == Format::Jpeg {
        drop(decoder);
        let jpeg = jpeg::Jpeg::open(bytes, container.outline.ending)?;
        notes.extend(jpeg.note.clone());
        notes.extend(jpeg::further_pictures(bytes));
        if jpeg.has_inks() {
            printed(&jpeg, &container, &mut notes)?
        } else {
            in_srgb(jpeg.colours()?, &container, &mut notes)
        }
    } else {
        let has_inks = matches!(
            decoder.original_color_type(),
            ExtendedColorType::Cmyk8 | ExtendedColorType::Cmyk16
        );
        let decoded = DynamicImage::from_decoder(decoder).map_err(damaged)?;
        if is_deep(decoded.color()) {
            notes.push(Note::DepthReduced);
        }
        if has_inks {
            // The decoder has printed them already.
            notes.push(Note::InksConverted {
                profile: None,
                by_profile: false,
            });
            decoded
        } else {
            in_srgb(decoded, &container, &mut notes)
        }
    };
    let mut upright = decoded;
    if orientation != Orientation::NoTransforms {
        upright.apply_orientation(orientation);
    }
    let pixels = if upright.color().has_alpha() {
        notes.push(Note::OnWhite);
        on_white(&upright.to_rgba8())
    } else {
        upright.into_rgb8()
    };
    Ok(Picture {
        pixels,
        format,
        file_bytes: bytes.len() as u64,
        notes,
    })
}

/// The picture of four inks in sRGB, by its profile where that can be.
fn printed(
    jpeg: &jpeg::Jpeg<'_>,
    container: &Container<'_>,
    notes: &mut Vec<Note>,
) -> Result<DynamicImage, DecodeError> {
    let (profile, conversion) = conversion(container, 4, notes);
    let by_profile = conversion.is_some();
    notes.push(Note::InksConverted {
        profile,
        by_profile,
    });
    match conversion {
        Some(conversion) => jpeg.printed(|inks| conversion.print(inks)),
        None => jpeg.colours(),
    }
}

/// `decoded` in sRGB: as it is, unless a profile or the file itself says otherwise.
fn in_srgb(
    decoded: DynamicImage,
    container: &Container<'_>,
    notes: &mut Vec<Note>,
) -> DynamicImage {
    let channels = if decoded.color().has_color() { 3 } else { 1 };
    let points = Named::by_code_points(container, channels);
    // Code points that are not read leave the word to the profile.
    let named = match (points, has_profile(container)) {
        (Some(Named::NotRead(_)) | None, true) => {
            let (profile, conversion) = conversion(container, channels, notes);
            return match conversion {
                Some(conversion) => {
                    notes.push(Note::ColorsConverted { profile });
                    conversion.apply(decoded)
                }
                None => decoded,
            };
        }
        (Some(named), _) => named,
        (None, false) => Named::by_chunks(container, channels),
    };
    match named {
        Named::Srgb => decoded,
        Named::By(by, conversion) => {
            notes.push(Note::ColorsConvertedAsNamed { by });
            conversion.apply(decoded)
        }
        Named::NotRead(by) => {
            notes.push(Note::NamedColorsNotUsed { by });
            decoded
        }
    }
}

/// Whether the file has a profile, whole or not.
fn has_profile(container: &Container<'_>) -> bool {
    let mut problems = container.problems.iter();
    container.first(&BlockKind::Icc).is_some()
        || problems.any(|(_, problem)| is_of_profile(problem))
}

fn is_of_profile(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::ColorProfileUnreadable | Problem::ColorProfileIncomplete
    )
}

/// The name of the embedded profile and what it asks for; a note where it cannot be used.
fn conversion(
    container: &Container<'_>,
    channels: u8,
    notes: &mut Vec<Note>,
) -> (Option<String>, Option<Conversion>) {
    let Some(block) = container.first(&BlockKind::Icc) else {
        if has_profile(container) {
            notes.push(Note::ProfileNotUsed {
                profile: None,
                fault: ProfileFault::Damaged,
            });
        }
        return (None, None);
    };
    let name = color_profile::read(&block.data)
        .ok()
        .and_then(|read| read.name);
    match Conversion::of(&block.data, channels) {
        Ok(conversion) => (name, conversion),
        Err(fault) => {
            notes.push(Note::ProfileNotUsed {
                profile: name.clone(),
                fault,
            });
            (name, None)
        }
    }
}

/// Whether a channel has more than eight bits.
fn is_deep(color: ColorType) -> bool {
    color.bits_per_pixel() / u16::from(color.channel_count()) > 8
}

/// A file whose header was read.
struct Opened<'a> {
    format: Format,
    container: Container<'a>,
    decoder: Box<dyn ImageDecoder + 'a>,
}

impl<'a> Opened<'a> {
    fn new(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        if bytes.is_empty() {
            return Err(DecodeError::Empty);
        }
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(DecodeError::FileTooLarge {
                bytes: bytes.len() as u64,
            });
        }
        let container = open(bytes);
        let outline = container.outline;
        let format = outline
            .format
            .filter(|format| *format != Format::Bmff)
            .ok_or(DecodeError::NotAPicture)?;
        let read_as = readable(format).ok_or(DecodeError::UnsupportedFormat { format })?;
        let mut reader = ImageReader::with_format(Cursor::new(bytes), read_as);
        reader.no_limits();
        let decoder = reader.into_decoder().map_err(|source| {
            let size = (outline.width_px, outline.height_px);
            match (&source, size) {
                // Where addresses have 32 bits the PNG decoder refuses what it could not address.
                (ImageError::Limits(_), (Some(width_px), Some(height_px))) => {
                    DecodeError::TooManyPixels {
                        width_px,
                        height_px,
                    }
                }
                _ => DecodeError::Damaged { format, source },
            }
        })?;
        Ok(Self {
            format,
            container,
            decoder: Box::new(decoder),
        })
    }

    fn header(&self) -> Result<Header, DecodeError> {
        let (width_px, height_px) = self.decoder.dimensions();
        if width_px == 0 || height_px == 0 {
            return Err(refused(self.format, "the picture has no pixels"));
        }
        if u64::from(width_px) * u64::from(height_px) > MAX_PIXELS {
            return Err(DecodeError::TooManyPixels {
                width_px,
                height_px,
            });
        }
        Ok(Header {
            format: self.format,
            width_px,
            height_px,
        })
    }
}

/// What the decoder calls a format that is read here.
fn readable(format: Format) -> Option<ImageFormat> {
    match format {
        Format::Png => Some(ImageFormat::Png),
        Format::Jpeg => Some(ImageFormat::Jpeg),
        Format::WebP => Some(ImageFormat::WebP),
        Format::Gif => Some(ImageFormat::Gif),
        Format::Bmp => Some(ImageFormat::Bmp),
        Format::Tiff => Some(ImageFormat::Tiff),
        _ => None,
    }
}

/// An error of this module's own checks, in the form of the decoders' errors.
fn refused(format: Format, reason: &str) -> DecodeError {
    let hint = ImageFormatHint::Name(format.to_string());
    DecodeError::Damaged {
        format,
        source: ImageError::Decoding(DecodingError::new(hint, reason)),
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
