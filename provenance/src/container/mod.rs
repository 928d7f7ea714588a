//! The parts of a picture file that say something besides the pixels.
//!
//! [`open`] recognises the format by its magic number, walks the file's own structure, and gives
//! each part that carries metadata with its place. Metadata in a place where the format has none
//! becomes a problem and not a [`Block`]: text appended to a file must not pass for its metadata.

mod bmff;
mod format;
mod gif;
mod inflate;
mod jpeg;
mod jxl;
mod outline;
mod png;
mod samsung;
mod tiff;
mod unbrotli;
mod webp;

use std::borrow::Cow;

use crate::finding::{Place, Problem};

pub use format::{Format, media_type};
pub(crate) use inflate::gunzip;
use inflate::inflate;
pub use outline::{Ending, Outline, outline};

/// Longest text that is kept, decompressed or not, in bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 4 << 20;
/// Most bytes of all parts that are no slices of the file: decompressed, converted or put together.
const MAX_OWNED_BYTES: usize = 16 << 20;
/// Most parts that are kept; a file with more is not one that a camera or a generator wrote.
const MAX_BLOCKS: usize = 4096;
/// Most problems that are kept.
const MAX_PROBLEMS: usize = 32;

/// A file's parts.
#[derive(Clone, Debug)]
pub struct Container<'a> {
    /// Its format, its size and whether it is whole.
    pub outline: Outline,
    /// In the order of the file.
    pub blocks: Vec<Block<'a>>,
    /// What is damaged, in the wrong place, or lies about its size.
    pub problems: Vec<(Place, Problem)>,
    owned_bytes: usize,
}

/// A part of a file that carries metadata or says how the file was saved.
#[derive(Clone, Debug)]
pub struct Block<'a> {
    /// What it holds.
    pub kind: BlockKind,
    /// Where it stands. Parts that were put together have the place of the first and the length of
    /// all.
    pub place: Place,
    /// What it holds, without the part's own header and decompressed.
    pub data: Cow<'a, [u8]>,
}

/// What a part of a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// EXIF: a TIFF structure, from its byte order mark on.
    Exif,
    /// An XMP packet.
    Xmp,
    /// IPTC Information Interchange Model records.
    IptcIim,
    /// An ICC profile.
    Icc,
    /// Text with its keyword (`Comment` where the format has none), as UTF-8.
    Text {
        /// The keyword.
        keyword: String,
    },
    /// A private chunk of a PNG, such as `AIGC`.
    Custom {
        /// The chunk's type.
        name: String,
    },
    /// A C2PA manifest store: JUMBF boxes.
    C2pa,
    /// The payload of a JPEG segment with this marker: quantisation tables (`0xdb`), frame
    /// headers (`0xc0` to `0xcf`), restart intervals (`0xdd`), Huffman tables (`0xc4`), scan
    /// headers (`0xda`), JFIF (`0xe0`), Adobe (`0xee`), and what follows `Ducky` in APP12 (`0xec`).
    JpegTable(u8),
    /// The header of a PNG: size, bit depth, colour type, interlacing.
    PngHeader,
    /// What a PNG says about its colours besides a profile: `cICP`, `sRGB`, `gAMA` or `cHRM`.
    PngColour([u8; 4]),
    /// The coded picture of a WebP.
    WebpImage {
        /// Whether it is coded without loss (`VP8L`).
        lossless: bool,
    },
    /// A field of the trailer that Samsung's programs write behind a picture.
    SamsungTrailer {
        /// The field's name.
        name: String,
    },
}

impl Container<'_> {
    fn new(format: Option<Format>) -> Self {
        Self {
            outline: Outline {
                format,
                ..Outline::default()
            },
            blocks: Vec::new(),
            problems: Vec::new(),
            owned_bytes: 0,
        }
    }

    fn problem(&mut self, place: Place, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push((place, problem));
        }
    }

    /// Counts bytes that were unpacked in vain as if they were kept, so that many parts that are too long
    /// do not take as long as each of them could.
    fn spend(&mut self, bytes: usize) {
        self.owned_bytes = self.owned_bytes.saturating_add(bytes);
    }

    /// What a part may still grow to.
    fn allowance(&self) -> usize {
        MAX_OWNED_BYTES
            .saturating_sub(self.owned_bytes)
            .min(MAX_TEXT_BYTES)
    }

    /// The first part of a kind.
    pub fn first(&self, kind: &BlockKind) -> Option<&Block<'_>> {
        self.blocks.iter().find(|block| block.kind == *kind)
    }
}

impl<'a> Container<'a> {
    fn push(&mut self, kind: BlockKind, place: Place, data: impl Into<Cow<'a, [u8]>>) {
        let data = data.into();
        if matches!(data, Cow::Owned(_)) {
            self.owned_bytes = self.owned_bytes.saturating_add(data.len());
            if self.owned_bytes > MAX_OWNED_BYTES {
                return self.problem(place, Problem::MetadataTooLong);
            }
        }
        if self.blocks.len() < MAX_BLOCKS {
            self.blocks.push(Block { kind, place, data });
        } else if self.blocks.len() == MAX_BLOCKS {
            self.problem(place, Problem::TooManyParts);
        }
    }

    /// Adds to the last part, which `more` continues in the next piece of the file.
    fn extend_last(&mut self, here: Place, more: &[u8]) {
        let allowance = self.allowance();
        let Some(last) = self.blocks.last_mut() else {
            return;
        };
        let copied = match last.data {
            Cow::Borrowed(bytes) => bytes.len(),
            Cow::Owned(_) => 0,
        };
        let added = copied.saturating_add(more.len());
        if last.data.len().saturating_add(more.len()) > MAX_TEXT_BYTES || added > allowance {
            return self.problem(here, Problem::MetadataTooLong);
        }
        last.data.to_mut().extend_from_slice(more);
        last.place.length_bytes = last.place.length_bytes.saturating_add(here.length_bytes);
        self.owned_bytes = self.owned_bytes.saturating_add(added);
    }
}

/// Finds the parts of a file. Never fails: what cannot be read becomes a problem.
pub fn open(bytes: &[u8]) -> Container<'_> {
    let format = Format::of(bytes);
    let mut container = Container::new(format);
    match format {
        Some(Format::Jpeg) => jpeg::walk(bytes, &mut container),
        Some(Format::Png) => png::walk(bytes, &mut container),
        Some(Format::WebP) => webp::walk(bytes, &mut container),
        Some(Format::Avif | Format::Heic | Format::Bmff) => bmff::walk(bytes, &mut container),
        Some(Format::Tiff) => tiff::walk(bytes, &mut container),
        Some(Format::Gif) => gif::walk(bytes, &mut container),
        Some(Format::JpegXl) => jxl::walk(bytes, &mut container),
        Some(Format::Bmp | Format::Photoshop | Format::Pdf) | None => container.problem(
            place("file", 0, bytes.len()),
            if bytes.is_empty() {
                Problem::EmptyFile
            } else {
                Problem::UnreadFormat
            },
        ),
    }
    container
}

/// A [`Place`] from sizes in memory.
pub(crate) fn place(container: impl Into<String>, offset: usize, length: usize) -> Place {
    Place {
        container: container.into(),
        offset_bytes: offset as u64,
        length_bytes: length as u64,
    }
}

/// Text as UTF-8 where it is that, or else as Latin-1, which gives every byte a meaning.
fn utf8_or_latin1(bytes: &[u8]) -> Cow<'_, [u8]> {
    match std::str::from_utf8(bytes) {
        Ok(_) => Cow::Borrowed(bytes),
        Err(_) => Cow::Owned(latin1(bytes)),
    }
}

/// Latin-1 text as UTF-8.
fn latin1(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .copied()
        .map(char::from)
        .collect::<String>()
        .into_bytes()
}
