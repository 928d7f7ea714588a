//! How the file was last saved, and what that tells about earlier times.

pub mod color_profile;
mod dimensions;
mod encoder;
mod jpeg;
pub mod jpeg_header;
mod pixels;
pub mod quantization;
mod recompression;
pub mod sampling;
mod thumbnail;
mod webp;

use image::RgbImage;

use crate::container::{Block, BlockKind, Container, Format};
use crate::finding::{Compression, Field, Finding, Place, Trust, What};
use crate::tiff::Tiff;
use pixels::Stored;
use quantization::Steps;

/// Most colour profiles that are read; a file has one.
const MAX_PROFILES: usize = 4;

/// The findings of this module.
#[derive(Debug, Default)]
pub struct History {
    /// What parts of the file say, in its order.
    pub claims: Vec<Finding>,
    /// What was measured on the file as a whole.
    pub measurements: Vec<Finding>,
}

/// Reads how `bytes`, whose parts are `container`, was saved.
///
/// `picture` is the decoded picture, upright; without it nothing is compared with pixels.
/// `names_camera` says whether the file names a camera: then its size is no hint.
pub fn read(
    bytes: &[u8],
    container: &Container,
    picture: Option<&RgbImage>,
    names_camera: bool,
) -> History {
    let mut history = History::default();
    let outline = &container.outline;
    let exif = container.first(&BlockKind::Exif);
    let orientation = exif.and_then(|block| orientation(&block.data)).unwrap_or(1);
    let is_profile = |block: &&Block| block.kind == BlockKind::Icc;
    let profiles = container.blocks.iter().filter(is_profile);
    history
        .claims
        .extend(profiles.take(MAX_PROFILES).map(profile));
    // The second directory of a TIFF file is a second page.
    if let Some(block) = exif.filter(|_| container.outline.format != Some(Format::Tiff)) {
        history
            .claims
            .extend(thumbnail(block, picture, orientation));
    }
    let (saved, raw, steps) = match outline.format {
        Some(Format::Jpeg) => match jpeg::read(container) {
            Some(shown) => {
                history.claims.extend(shown.problems);
                (Some(shown.compression), shown.raw, shown.luma_steps)
            }
            None => (None, Vec::new(), None),
        },
        Some(format) => saved_as(format, bytes, container),
        None => (None, Vec::new(), None),
    };
    let whole = |container: &str| Place {
        container: container.to_owned(),
        offset_bytes: 0,
        length_bytes: bytes.len() as u64,
    };
    if let Some(mut saved) = saved {
        saved.earlier = steps.zip(picture).and_then(|(steps, picture)| {
            let stored = Stored::new(picture, orientation);
            let (width, height) = stored.dimensions();
            let is_whole = (outline.width_px, outline.height_px) == (Some(width), Some(height));
            is_whole.then(|| recompression::earlier(&stored, &steps))?
        });
        history.measurements.push(Finding {
            place: whole(&saved.codec),
            what: What::Compression(saved),
            trust: Trust::Measured,
            raw,
        });
    }
    if let (Some(width), Some(height), false) = (outline.width_px, outline.height_px, names_camera)
    {
        history
            .measurements
            .extend(dimensions::typical(width, height).map(|found| Finding {
                what: What::Dimensions(found),
                place: whole("file"),
                trust: Trust::Measured,
                raw: Vec::new(),
            }));
    }
    history
}

/// How a file that is no JPEG was saved, its raw values, and the quantisation steps to look for
/// an earlier JPEG with: ones where nothing was lost since.
fn saved_as(
    format: Format,
    bytes: &[u8],
    container: &Container,
) -> (Option<Compression>, Vec<Field>, Option<Steps>) {
    let mut raw = Vec::new();
    let mut steps = None;
    let mut add = |name: &str, value: String| {
        raw.push(Field::new(name, value));
    };
    let mut progressive = false;
    let codec = match format {
        Format::Png => {
            let header = container.first(&BlockKind::PngHeader);
            let header = header.map(|block| &*block.data);
            if let Some(&[.., depth, color, _, _, interlace]) = header {
                add("bit depth", depth.to_string());
                add("colour type", color.to_string());
                add("interlace method", interlace.to_string());
                progressive = interlace == 1;
                // Greys and colours as they are; a palette or 16 bits were made later.
                steps = (depth == 8 && color != 3).then_some([1; 64]);
            }
            "PNG"
        }
        Format::WebP => match container.blocks.iter().find_map(webp_image) {
            Some((true, _)) => {
                steps = Some([1; 64]);
                "WebP lossless"
            }
            Some((false, data)) => {
                if let Some(index) = webp::quantizer_index(data) {
                    add("quantiser index", index.to_string());
                }
                "WebP lossy"
            }
            None => "WebP",
        },
        Format::Avif => "AVIF",
        Format::Heic | Format::Bmff => "HEIF",
        Format::Tiff => {
            if let Some(number) = tiff_number(bytes, 259) {
                add("Compression", tiff_compression(number));
            }
            "TIFF"
        }
        Format::Gif => "GIF",
        Format::Jpeg | Format::Bmp | Format::JpegXl | Format::Photoshop | Format::Pdf => {
            return (None, raw, None);
        }
    };
    let saved = Compression {
        codec: codec.to_owned(),
        progressive,
        ..Compression::default()
    };
    (Some(saved), raw, steps)
}

fn webp_image<'a>(block: &'a Block) -> Option<(bool, &'a [u8])> {
    match block.kind {
        BlockKind::WebpImage { lossless } => Some((lossless, &block.data)),
        _ => None,
    }
}

/// A number of the first directory.
fn tiff_number(data: &[u8], tag: u16) -> Option<u32> {
    let (tiff, first) = Tiff::open(data)?;
    let (entries, _) = tiff.directory(first);
    tiff.number(entries.iter().find(|entry| entry.tag == tag)?)
}

/// Source: TIFF 6.0, section 2, and <https://www.loc.gov/preservation/digital/formats/fdd/fdd000022.shtml>.
fn tiff_compression(number: u32) -> String {
    let name = match number {
        1 => "none",
        5 => "LZW",
        7 => "JPEG",
        8 | 32_946 => "Deflate",
        32_773 => "PackBits",
        _ => return number.to_string(),
    };
    format!("{number} ({name})")
}

/// EXIF tag 274.
fn orientation(exif: &[u8]) -> Option<u8> {
    u8::try_from(tiff_number(exif, 274)?).ok()
}

fn profile(block: &Block) -> Finding {
    let size = format!("{} bytes", block.data.len());
    let mut raw = vec![Field::new("size", size)];
    if let Some(value) = color_profile::version(&block.data) {
        raw.push(Field::new("version", value));
    }
    let (what, trust) = match color_profile::read(&block.data) {
        Ok(profile) => (What::ColorProfile(profile), Trust::UnsignedClaim),
        Err(problem) => (What::Problem(problem), Trust::Measured),
    };
    Finding {
        what,
        place: block.place.clone(),
        trust,
        raw,
    }
}

fn thumbnail(block: &Block, picture: Option<&RgbImage>, orientation: u8) -> Option<Finding> {
    let (offset, bytes) = thumbnail::find(&block.data)?;
    let (what, trust) = match (thumbnail::decode(bytes), picture) {
        (Ok(small), Some(picture)) => (
            What::Thumbnail(thumbnail::compare(&small, picture, orientation)),
            Trust::UnsignedClaim,
        ),
        (Ok(small), None) => (
            What::Thumbnail(crate::finding::Thumbnail {
                width_px: small.width(),
                height_px: small.height(),
                ..Default::default()
            }),
            Trust::UnsignedClaim,
        ),
        (Err(problem), _) => (What::Problem(problem), Trust::Measured),
    };
    Some(Finding {
        what,
        place: Place {
            container: format!("{} thumbnail", block.place.container),
            ..block.place.clone()
        },
        trust,
        raw: vec![
            Field::new("JPEGInterchangeFormat", offset.to_string()),
            Field::new("JPEGInterchangeFormatLength", bytes.len().to_string()),
        ],
    })
}

#[cfg(test)]
mod tests;
