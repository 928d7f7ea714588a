//! Problems in sentences.

use crate::finding::{Part, Problem};

impl Problem {
    /// What is wrong, as a sentence.
    pub fn words(&self) -> String {
        let sentence = match self {
            Self::EmptyFile => "The file is empty.",
            Self::UnreadFormat => "The file is of no format whose metadata can be read.",
            Self::MetadataTooLong => "The file's metadata is too long to be read.",
            Self::TooManyParts => "The file has too many parts; the rest was not read.",
            Self::OneTooMany { part } => return format!("One {part} too many was not read."),
            Self::EndsInside { part } => {
                let part = part.words();
                return format!(
                    "The file ends inside a {part}, or a {part} lies about its length."
                );
            }
            Self::EndMissing => "The end of the picture is missing.",
            Self::ShorterThanDeclared => "The file is shorter than its header says.",
            Self::HeaderCut => "The file ends in its header.",
            Self::BytesAfterEnd { bytes } => {
                return format!("{bytes} bytes follow the end of the picture. They were not read.");
            }
            Self::MetadataAfterPicture { names } => {
                let names = names.join("\", \"");
                return format!("Metadata behind the picture's data was not read: \"{names}\".");
            }
            Self::MetadataBetweenScans => "Metadata behind the picture's data was not read.",
            Self::ManifestStoreMisplaced => {
                "What looks like Content Credentials stands behind the picture's data, where they do \
                 not belong. It was not read."
            }
            Self::DirectoryDamaged => "The first directory is damaged, or lies outside the file.",
            Self::FieldOutside => "A field of the directory lies outside the file.",
            Self::ItemUnreadable => "An item of metadata is too long, or lies outside the file.",
            Self::ExifItemEmpty => "The place for EXIF data has none.",
            Self::ManifestStoreDamaged => "The box with the manifest store is damaged.",
            Self::BoxTooLong { kind, limit_bytes } => {
                return format!(
                    "The compressed box “{kind}” was not read: it holds more than the {limit_bytes} \
                     bytes that are unpacked at most."
                );
            }
            Self::BoxDamaged { kind } => {
                return format!("The compressed box “{kind}” is damaged.");
            }
            Self::ExtensionTooLong => "An extension is too long to be read.",
            Self::TextUnreadable => "A text is damaged or too long to be read.",
            Self::TextDamaged { keyword } => return format!("The text \"{keyword}\" is damaged."),
            Self::TextsTooLong => "The texts are too long to be read.",
            Self::ExifHeader => "The EXIF data has no valid header.",
            Self::ExifFieldsLeftOut { fields } => {
                return format!(
                    "{fields} fields of the EXIF data are damaged or lie outside of it."
                );
            }
            Self::XmpTooLong => "The XMP is too long to be read.",
            Self::XmpTooManyParts => "The XMP has too many parts to be read.",
            Self::XmpNotWellFormed { error } => {
                return format!("The XMP is not well-formed: {error}.");
            }
            Self::ExtendedXmpUnreadable => "The extended XMP is incomplete or too long.",
            Self::JumbfUnreadable => "A JUMBF box is incomplete or too long.",
            Self::ColorProfileUnreadable => "The colour profile is damaged or too long.",
            Self::ColorProfileIncomplete => "The colour profile is incomplete.",
            Self::ColorProfileSignature => "The colour profile lacks the signature of its header.",
            Self::QuantizationTableDamaged => "A quantisation table is cut or damaged.",
            Self::FrameHeaderDamaged => "A frame header lies about its contents.",
            Self::ThumbnailTooLarge => "The thumbnail is too large to be one.",
            Self::ThumbnailDamaged => "The thumbnail is damaged.",
        };
        sentence.to_owned()
    }
}

impl Part {
    /// The part, as a word.
    fn words(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Box => "box",
            Self::Chunk => "chunk",
            Self::Segment => "segment",
        }
    }
}
