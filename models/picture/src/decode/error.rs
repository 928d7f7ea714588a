//! Why a file gives no picture.

use image::ImageError;
use spectrafide_provenance::container::Format;

use super::{MAX_FILE_BYTES, MAX_PIXELS};

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
    /// A JPEG that breaks off where too little of the picture is there to judge.
    #[error(
        "The file breaks off: {rows} of the picture's {of} rows are there in full, and at least two \
         thirds are needed."
    )]
    Incomplete {
        /// Rows of pixels that are there in full, as the picture is stored.
        rows: u32,
        /// Rows of the picture.
        of: u32,
    },
    /// A known container with broken or unusual contents.
    #[error("The {format} file is damaged, incomplete or of an unusual kind: {source}")]
    Damaged {
        /// The container.
        format: Format,
        /// What the decoder said.
        source: ImageError,
    },
}
