//! JPEG XL, decoded here or by a page's program for it.

use image::{DynamicImage, ImageBuffer};
use spectrafide_jxl::{Colours, JxlError, Raster, Samples};
use spectrafide_provenance::history::color_profile;
use spectrafide_report::Note;

use super::colour::Conversion;
use super::convert::in_srgb_by;
use super::{DecodeError, Format, MAX_PIXELS, Picture, is_deep, opaque, refused};

impl Picture {
    /// The picture of a JPEG XL `file`, from what its decoder said: in sRGB, on white, as by
    /// [`decode`](fn@super::decode).
    ///
    /// # Errors
    ///
    /// The decoder's, and as of other formats where the picture is over a limit or has no pixels.
    pub fn from_jxl(answer: Result<Raster, JxlError>, file: &[u8]) -> Result<Self, DecodeError> {
        let Raster {
            width_px,
            height_px,
            channels,
            animated,
            colours,
            profile,
            samples,
        } = answer.map_err(error)?;
        if u64::from(width_px) * u64::from(height_px) > MAX_PIXELS {
            return Err(DecodeError::TooManyPixels {
                width_px,
                height_px,
            });
        }
        let stored = picture((width_px, height_px), channels, samples)
            .ok_or_else(|| refused(Format::JpegXl, "there are too few samples"))?;
        let mut notes = Vec::new();
        if animated {
            notes.push(Note::FirstFrame);
        }
        if is_deep(stored.color()) {
            notes.push(Note::DepthReduced);
        }
        let decoded = match colours {
            Colours::Srgb => stored,
            Colours::Converted(space) => {
                notes.push(Note::ColorsConverted { profile: space });
                stored
            }
            Colours::ConvertedFromProfile => {
                // Whatever is wrong with the profile, the colours do not depend on it.
                let channels = if stored.color().has_color() { 3 } else { 1 };
                if let Ok(Some(_)) = Conversion::of(&profile, channels) {
                    let name = color_profile::read(&profile).ok();
                    notes.push(Note::ColorsConverted {
                        profile: name.and_then(|read| read.name),
                    });
                }
                stored
            }
            Colours::OfProfile => in_srgb_by(stored, &profile, &mut notes),
        };
        Ok(opaque(decoded, Format::JpegXl, file, notes))
    }
}

/// The samples as a picture, if they are as many as it has.
fn picture((width, height): (u32, u32), channels: u8, samples: Samples) -> Option<DynamicImage> {
    if samples.is_empty() {
        return None;
    }
    Some(match (samples, channels) {
        (Samples::Eight(samples), 1) => {
            DynamicImage::ImageLuma8(ImageBuffer::from_raw(width, height, samples)?)
        }
        (Samples::Eight(samples), 2) => {
            DynamicImage::ImageLumaA8(ImageBuffer::from_raw(width, height, samples)?)
        }
        (Samples::Eight(samples), 3) => {
            DynamicImage::ImageRgb8(ImageBuffer::from_raw(width, height, samples)?)
        }
        (Samples::Eight(samples), 4) => {
            DynamicImage::ImageRgba8(ImageBuffer::from_raw(width, height, samples)?)
        }
        (Samples::Sixteen(samples), 1) => {
            DynamicImage::ImageLuma16(ImageBuffer::from_raw(width, height, samples)?)
        }
        (Samples::Sixteen(samples), 2) => {
            DynamicImage::ImageLumaA16(ImageBuffer::from_raw(width, height, samples)?)
        }
        (Samples::Sixteen(samples), 3) => {
            DynamicImage::ImageRgb16(ImageBuffer::from_raw(width, height, samples)?)
        }
        (Samples::Sixteen(samples), 4) => {
            DynamicImage::ImageRgba16(ImageBuffer::from_raw(width, height, samples)?)
        }
        _ => return None,
    })
}

fn error(error: JxlError) -> DecodeError {
    match error {
        JxlError::TooManyPixels {
            width_px,
            height_px,
        } => DecodeError::TooManyPixels {
            width_px,
            height_px,
        },
        other => refused(Format::JpegXl, &other.to_string()),
    }
}

#[cfg(feature = "jxl")]
pub(super) fn decode(file: &[u8]) -> Result<Picture, DecodeError> {
    Picture::from_jxl(spectrafide_jxl::read(file, MAX_PIXELS), file)
}

#[cfg(feature = "jxl")]
pub(super) fn header(file: &[u8]) -> Result<super::Header, DecodeError> {
    let (width_px, height_px) = spectrafide_jxl::size(file, MAX_PIXELS).map_err(error)?;
    Ok(super::Header {
        format: Format::JpegXl,
        width_px,
        height_px,
    })
}
