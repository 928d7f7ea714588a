//! What is not as it should be.

use serde::{Deserialize, Serialize};

/// A part of a file that is damaged, in the wrong place, or lies about its size. Where that part
/// is stands in the finding's [`Place`](super::Place).
///
/// In JSON a problem is an object with its `code` and what the variant names;
/// [`words`](Self::words) has the sentence for people.
///
/// ```
/// use spectrafide_provenance::finding::Problem;
///
/// let problem = Problem::BytesAfterEnd { bytes: 12 };
/// assert_eq!(
///     serde_json::to_string(&problem)?,
///     r#"{"code":"bytes_after_end","bytes":12}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Problem {
    /// A file of no bytes.
    EmptyFile,
    /// No format whose metadata is read.
    UnreadFormat,
    /// The metadata together is longer than is kept.
    MetadataTooLong,
    /// More parts than are kept.
    TooManyParts,
    /// One more part of a kind than is read.
    OneTooMany {
        /// The part of the container, such as `JPEG APP1 Exif`.
        part: String,
    },
    /// The file ends inside a part, or a part lies about its length.
    EndsInside {
        /// What the format calls its parts.
        part: Part,
    },
    /// There is no mark of the picture's end.
    EndMissing,
    /// The file is shorter than its header says.
    ShorterThanDeclared,
    /// The file ends in its header.
    HeaderCut,
    /// Something follows the picture's end, and was not read.
    BytesAfterEnd {
        /// How much.
        bytes: u64,
    },
    /// Metadata behind the picture's data, which was not read.
    MetadataAfterPicture {
        /// Keywords or types, of the first eight.
        names: Vec<String>,
    },
    /// Metadata behind the start of the picture's data in a JPEG, which was not read.
    MetadataBetweenScans,
    /// What looks like a manifest store behind the start of the picture's data, which was not read.
    ManifestStoreMisplaced,
    /// The first directory of a TIFF is damaged or lies outside the file.
    DirectoryDamaged,
    /// A field of a TIFF's directory lies outside the file.
    FieldOutside,
    /// An item of metadata of an AVIF or HEIC is too long or lies outside the file.
    ItemUnreadable,
    /// An item or a box for EXIF data without EXIF data.
    ExifItemEmpty,
    /// The box with the manifest store is damaged.
    ManifestStoreDamaged,
    /// A compressed box of a JPEG XL holds more than is read.
    BoxTooLong {
        /// The kind of box that it holds, such as `Exif`.
        kind: String,
        /// What is read at most.
        limit_bytes: u64,
    },
    /// A compressed box of a JPEG XL is damaged.
    BoxDamaged {
        /// The kind of box that it holds.
        kind: String,
    },
    /// An extension of a GIF is longer than is read.
    ExtensionTooLong,
    /// A text is damaged or longer than is read.
    TextUnreadable,
    /// A text that holds other data in hexadecimal is damaged.
    TextDamaged {
        /// Its keyword.
        keyword: String,
    },
    /// The texts together are longer than is read.
    TextsTooLong,
    /// EXIF data without a valid header.
    ExifHeader,
    /// Fields of the EXIF data are damaged or lie outside of it.
    ExifFieldsLeftOut {
        /// How many.
        fields: u64,
    },
    /// An XMP packet is longer than is read.
    XmpTooLong,
    /// An XMP packet has more parts than are read.
    XmpTooManyParts,
    /// An XMP packet is no well-formed XML.
    XmpNotWellFormed {
        /// What the parser says.
        error: String,
    },
    /// An extended XMP packet is incomplete, too long, or not the one that the main packet names.
    ExtendedXmpUnreadable,
    /// A JUMBF box is incomplete or too long.
    JumbfUnreadable,
    /// A colour profile is damaged or longer than is read.
    ColorProfileUnreadable,
    /// A part of the colour profile is missing.
    ColorProfileIncomplete,
    /// A colour profile lacks the signature of its header.
    ColorProfileSignature,
    /// A quantisation table of a JPEG is cut or damaged.
    QuantizationTableDamaged,
    /// A frame header of a JPEG lies about its contents.
    FrameHeaderDamaged,
    /// A thumbnail is too large to be one.
    ThumbnailTooLarge,
    /// A thumbnail cannot be decoded.
    ThumbnailDamaged,
}

/// What a format calls the parts of its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A block of a GIF.
    Block,
    /// A box of an ISO base media file.
    Box,
    /// A chunk of a PNG or a WebP.
    Chunk,
    /// A segment of a JPEG.
    Segment,
}
