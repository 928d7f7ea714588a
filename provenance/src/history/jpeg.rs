//! What the segments of a JPEG show of how it was saved.

use std::collections::BTreeMap;

use super::encoder::{Coding, encoder};
use super::jpeg_header::{Damage, JpegHeader};
use super::quantization::{Steps, Table};
use super::sampling::Frame;
use crate::container::{Block, BlockKind, Container};
use crate::finding::{Compression, Field, Finding, Problem, Trust, What};

/// The 16 counts of codes by length of the standard Huffman tables K.3 to K.6, behind the byte
/// that numbers the table. A table that was optimised for its picture has others. Source: ITU-T
/// T.81, annex K.3, <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>.
const STANDARD_HUFFMAN: [[u8; 17]; 4] = [
    [0x00, 0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    [0x10, 0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
    [0x01, 0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    [0x11, 0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
];

/// Most segments that are called damaged.
const MAX_PROBLEMS: usize = 8;

/// What a JPEG shows.
pub struct Shown {
    /// How it was saved.
    pub compression: Compression,
    /// The segments' contents as text.
    pub raw: Vec<Field>,
    /// The steps of the luma, where the picture has 8 bits and a luma.
    pub luma_steps: Option<Steps>,
    /// Segments that lie about themselves.
    pub problems: Vec<Finding>,
}

/// Reads the segments; `None` where there is neither a frame nor a table.
pub fn read(container: &Container) -> Option<Shown> {
    let mut problems = Vec::new();
    let header = JpegHeader::of(container, |damage| {
        if problems.len() < MAX_PROBLEMS {
            problems.push(match damage {
                Damage::Table(block) => problem(block, Problem::QuantizationTableDamaged),
                Damage::Frame(block) => problem(block, Problem::FrameHeaderDamaged),
            });
        }
    });
    if header.frame.is_none() && header.tables.is_empty() && problems.is_empty() {
        return None;
    }
    let used = header.used_tables();
    let transform = adobe_transform(container);
    let quality = header.quality();
    let frame = header.frame.as_ref();
    let segments: Vec<&[u8]> = of_marker(container, 0xdb)
        .map(|block| &*block.data)
        .collect();
    let comments: Vec<&str> = container.blocks.iter().filter_map(comment).collect();
    let encoder = encoder(&Coding {
        quantization: &segments,
        tables: &used,
        frame,
        comments: &comments,
        ducky: of_marker(container, 0xec).next().map(|block| &*block.data),
    });
    let has_luma = frame.is_some_and(|frame| {
        let luma = match frame.components.len() {
            1 => true,
            3 => transform != Some(0),
            _ => false,
        };
        luma && frame.precision_bits == 8
    });
    Some(Shown {
        compression: Compression {
            codec: "JPEG".to_owned(),
            quality: quality.map(|quality| quality.value),
            standard_tables: quality.is_some_and(|quality| quality.exact),
            chroma_subsampling: frame.and_then(Frame::chroma_subsampling),
            progressive: frame.is_some_and(Frame::is_progressive),
            encoder,
            earlier: None,
        },
        raw: raw(container, &header.tables, frame, transform),
        luma_steps: used.first().filter(|_| has_luma).map(|table| table.steps),
        problems,
    })
}

fn of_marker<'a>(container: &'a Container, marker: u8) -> impl Iterator<Item = &'a Block<'a>> {
    let kind = BlockKind::JpegTable(marker);
    container
        .blocks
        .iter()
        .filter(move |block| block.kind == kind)
}

fn problem(block: &Block, problem: Problem) -> Finding {
    Finding {
        what: What::Problem(problem),
        place: block.place.clone(),
        trust: Trust::Measured,
        raw: Vec::new(),
    }
}

fn comment<'a>(block: &'a Block) -> Option<&'a str> {
    match &block.kind {
        BlockKind::Text { .. } => std::str::from_utf8(&block.data).ok(),
        _ => None,
    }
}

/// The last byte of Adobe's APP14: 0 for RGB and CMYK, 1 for `YCbCr`, 2 for YCCK. Source: T.872,
/// 6.5.3, <https://www.itu.int/rec/T-REC-T.872>.
fn adobe_transform(container: &Container) -> Option<u8> {
    of_marker(container, 0xee).find_map(|block| block.data.strip_prefix(b"Adobe")?.get(6).copied())
}

fn raw(
    container: &Container,
    tables: &BTreeMap<u8, Table>,
    frame: Option<&Frame>,
    transform: Option<u8>,
) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut add = |name: String, value: String| fields.push(Field::new(name, value));
    if let Some(frame) = frame {
        add("coding".to_owned(), frame.coding().to_owned());
        add(
            "precision".to_owned(),
            format!("{} bits", frame.precision_bits),
        );
        add("sampling factors".to_owned(), frame.factors());
    }
    for table in tables.values() {
        let steps: Vec<String> = table.steps.iter().map(u16::to_string).collect();
        add(format!("quantisation table {}", table.id), steps.join(" "));
    }
    if let Some(standard) = huffman_is_standard(container) {
        let kind = if standard { "standard" } else { "optimised" };
        add("Huffman tables".to_owned(), kind.to_owned());
    }
    if of_marker(container, 0xe0).any(|block| block.data.starts_with(b"JFIF\0")) {
        add("JFIF".to_owned(), "yes".to_owned());
    }
    if let Some(transform) = transform {
        add("Adobe transform".to_owned(), transform.to_string());
    }
    fields
}

/// Whether all Huffman tables are the standard's; `None` without any.
fn huffman_is_standard(container: &Container) -> Option<bool> {
    let mut any = false;
    for block in of_marker(container, 0xc4) {
        let mut data: &[u8] = &block.data;
        while let Some((counts, rest)) = data.split_first_chunk::<17>() {
            any = true;
            if !STANDARD_HUFFMAN.contains(counts) {
                return Some(false);
            }
            let values = counts.iter().skip(1).map(|count| usize::from(*count)).sum();
            data = rest.get(values..).unwrap_or_default();
        }
    }
    any.then_some(true)
}
