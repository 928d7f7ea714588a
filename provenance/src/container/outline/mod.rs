//! What the structure of a file shows of its picture, without decoding it.

use super::Format;

/// What a decoder should know of a file before it starts.
///
/// ```
/// use spectrafide_provenance::container::{Ending, Format, outline};
///
/// // A GIF of 3 by 2 pixels that breaks off behind its header.
/// let outline = outline(b"GIF89a\x03\0\x02\0\0\0\0");
///
/// assert_eq!(outline.format, Some(Format::Gif));
/// assert_eq!((outline.width_px, outline.height_px), (Some(3), Some(2)));
/// assert_eq!(outline.ending, Ending::Missing);
/// assert!(!outline.animated);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The format; absent when no magic number matches.
    pub format: Option<Format>,
    /// Width as stored, before orientation, where the file has one that is read.
    pub width_px: Option<u32>,
    /// Height as stored, before orientation, where the file has one that is read.
    pub height_px: Option<u32>,
    /// Whether it is an animation: a GIF with a second image, a PNG or a WebP that announces one.
    /// Not looked for in AVIF and HEIC.
    pub animated: bool,
    /// Whether its end is there.
    pub ending: Ending,
    /// Whether the first directory of a TIFF stores each colour for itself, in tiles.
    pub tiled_planes: bool,
}

/// Whether the structure of a file leads to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// The format has no mark of an end, or its structure is not read.
    #[default]
    Unknown,
    /// It does. What follows the end plays no part.
    Complete,
    /// The file breaks off, or a part lies about its length so that the end is not found.
    Missing,
}

impl Ending {
    pub(super) fn of(complete: bool) -> Self {
        if complete {
            Self::Complete
        } else {
            Self::Missing
        }
    }
}

impl Outline {
    pub(super) fn set_size(&mut self, width_px: u32, height_px: u32) {
        self.width_px = Some(width_px);
        self.height_px = Some(height_px);
    }
}

/// The outline of a file: that of [`open`](super::open), for those who need nothing else.
///
/// Never fails and never panics: what cannot be read stays at its default. The parts of the file
/// are stepped through once, and no pixel is decoded.
pub fn outline(bytes: &[u8]) -> Outline {
    super::open(bytes).outline
}

#[cfg(test)]
mod tests;
