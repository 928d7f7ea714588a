//! Texts of a file, wherever they stand.

use crate::finding::Place;

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A text chunk of a PNG; its name is the keyword.
    Png,
    /// An EXIF field with this name.
    Exif,
    /// A property of an XMP packet, with its usual prefix.
    Xmp,
    /// The comment of a JPEG.
    JpegComment,
    /// The comment of a GIF.
    GifComment,
    /// Text hidden in the lowest bits of the pixels.
    Stealth,
}

/// A text of the file.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) source: Source,
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) place: Place,
}
