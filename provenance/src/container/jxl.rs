//! JPEG XL: boxes around a codestream, of which some may be compressed.
//!
//! Sources: ISO/IEC 18181-2 (`Exif`, `xml `, `jumb`, `brob`); the manifest store's type: C2PA
//! specification, section 11.1.4, <https://spec.c2pa.org/>. A bare codestream has no boxes.

use std::borrow::Cow;

use super::bmff::{Box, boxes};
use super::unbrotli::{Unpacked, unbrotli};
use super::{BlockKind, Container, place};
use crate::bytes::Cursor;
use crate::finding::{Part, Place, Problem};

/// Most compressed boxes that are unpacked; real files have one of each kind. Each may take a window of
/// 16 MiB, whatever it holds.
const MAX_UNPACKED: usize = 8;
/// The first box of a container, and what a bare codestream lacks.
const SIGNATURE: &[u8] = b"\0\0\0\x0cJXL \r\n\x87\n";

pub(super) fn walk<'a>(bytes: &'a [u8], out: &mut Container<'a>) {
    if !bytes.starts_with(SIGNATURE) {
        return;
    }
    let (boxes, end) = boxes(bytes, 0);
    let mut unpacked = 0_usize;
    for found in &boxes {
        match &found.kind {
            b"brob" => compressed(found, &mut unpacked, out),
            b"jumb" if is_manifest_store(found.data) => {
                let end = found.data_start.saturating_add(found.data.len());
                let store = bytes.get(found.start..end).unwrap_or_default();
                out.push(BlockKind::C2pa, here(found.kind, found), store);
            }
            kind => part(*kind, found, Cow::Borrowed(found.data), out),
        }
    }
    if end < bytes.len() {
        out.problem(
            place("JPEG XL", end, bytes.len().saturating_sub(end)),
            Problem::EndsInside { part: Part::Box },
        );
    }
}

/// Unpacks the box `found`: four letters of the kind of box that it holds, and the rest of that one.
fn compressed<'a>(found: &Box<'a>, unpacked: &mut usize, out: &mut Container<'a>) {
    let Some((kind, packed)) = found.data.split_first_chunk::<4>() else {
        return;
    };
    if !matches!(kind, b"Exif" | b"xml " | b"jumb") {
        return;
    }
    let place = here(*kind, found);
    *unpacked = unpacked.saturating_add(1);
    if *unpacked > MAX_UNPACKED {
        let part = place.container.clone();
        return out.problem(place, Problem::OneTooMany { part });
    }
    let limit = out.allowance();
    if limit == 0 {
        return out.problem(place, Problem::MetadataTooLong);
    }
    let name = letters(*kind);
    match unbrotli(packed, limit) {
        Unpacked::Whole(plain) => part(*kind, found, Cow::Owned(plain), out),
        Unpacked::TooLong => {
            out.spend(limit);
            let limit_bytes = limit as u64;
            let problem = Problem::BoxTooLong {
                kind: name,
                limit_bytes,
            };
            out.problem(place, problem);
        }
        Unpacked::Damaged { spent } => {
            out.spend(spent);
            out.problem(place, Problem::BoxDamaged { kind: name });
        }
    }
}

/// Keeps what a box of this kind holds, if that is metadata.
fn part<'a>(kind: [u8; 4], found: &Box<'a>, data: Cow<'a, [u8]>, out: &mut Container<'a>) {
    let here = here(kind, found);
    match &kind {
        b"Exif" => match exif(data) {
            Some(exif) => out.push(BlockKind::Exif, here, exif),
            None => out.problem(here, Problem::ExifItemEmpty),
        },
        b"xml " => out.push(BlockKind::Xmp, here, data),
        b"jumb" if is_manifest_store(&data) => {
            out.push(BlockKind::C2pa, here, super_box(&data));
        }
        _ => {}
    }
}

fn here(kind: [u8; 4], found: &Box<'_>) -> Place {
    let name = match &found.kind {
        b"brob" => format!("JPEG XL brob {}", letters(kind)),
        _ => format!("JPEG XL {}", letters(kind)),
    };
    let header = found.data_start.saturating_sub(found.start);
    place(name, found.start, header.saturating_add(found.data.len()))
}

fn letters(kind: [u8; 4]) -> String {
    String::from_utf8_lossy(&kind).trim_end().to_owned()
}

/// The box starts with the distance from behind it to the TIFF header.
fn exif(data: Cow<'_, [u8]>) -> Option<Cow<'_, [u8]>> {
    let distance = usize::try_from(Cursor::new(&data).u32_be()?).ok()?;
    let start = distance
        .checked_add(4)
        .filter(|start| *start < data.len())?;
    Some(match data {
        Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(start..)?),
        Cow::Owned(mut bytes) => {
            bytes.drain(..start);
            Cow::Owned(bytes)
        }
    })
}

/// A file may have boxes of JUMBF for other purposes, which the description, the first box in each, tells
/// apart by its type.
fn is_manifest_store(data: &[u8]) -> bool {
    data.get(4..12).is_some_and(|head| head == b"jumdc2pa")
}

/// What a compressed box holds with the header again that readers of JUMBF expect.
fn super_box(data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len().saturating_add(8)).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), &b"jumb"[..], data].concat()
}
