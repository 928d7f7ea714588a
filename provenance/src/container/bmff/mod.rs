//! AVIF and HEIC: boxes of the ISO base media file format.
//!
//! Sources: ISO/IEC 14496-12 (boxes, `meta`, `iinf`, `iloc`), ISO/IEC 23008-12 (`ipco`, `ispe`,
//! EXIF and XMP items), <https://aomediacodec.github.io/av1-avif/>; the C2PA `uuid` box: C2PA
//! specification, appendix A.5, <https://spec.c2pa.org/>.

mod items;

use super::{BlockKind, Container, Ending, place};
use crate::bytes::Cursor;
use crate::finding::{Part, Problem};

const C2PA_UUID: [u8; 16] = *b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
/// XMP part 3, section 1.2.7.
const XMP_UUID: [u8; 16] = *b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";
/// Most boxes that are read on one level.
const MAX_BOXES: usize = 4096;

/// A box and where its contents start in the file.
#[derive(Clone, Copy)]
pub(super) struct Box<'a> {
    pub(super) kind: [u8; 4],
    pub(super) start: usize,
    pub(super) data_start: usize,
    pub(super) data: &'a [u8],
}

pub(super) fn walk<'a>(bytes: &'a [u8], out: &mut Container<'a>) {
    let (boxes, end) = boxes(bytes, 0);
    for found in boxes {
        match &found.kind {
            b"meta" => items::walk(bytes, &found, out),
            b"uuid" => uuid(&found, out),
            _ => {}
        }
    }
    out.outline.ending = Ending::of(end == bytes.len());
    if end < bytes.len() {
        out.problem(
            place("BMFF", end, bytes.len().saturating_sub(end)),
            Problem::EndsInside { part: Part::Box },
        );
    }
}

/// The boxes in `bytes`, which stand at `base` of the file, and how far they reach.
pub(super) fn boxes(bytes: &[u8], base: usize) -> (Vec<Box<'_>>, usize) {
    let mut cursor = Cursor::new(bytes);
    let mut found = Vec::new();
    while found.len() < MAX_BOXES {
        let before = cursor;
        match next_box(&mut cursor, base) {
            Some(next) => found.push(next),
            None => return (found, before.position()),
        }
    }
    (found, cursor.position())
}

fn next_box<'a>(cursor: &mut Cursor<'a>, base: usize) -> Option<Box<'a>> {
    let start = cursor.position();
    let length = cursor.u32_be()?;
    let kind = cursor.take(4)?.try_into().ok()?;
    let length = match length {
        0 => cursor.rest().len(),
        1 => usize::try_from(cursor.u64_be()?).ok()?.checked_sub(16)?,
        length => usize::try_from(length).ok()?.checked_sub(8)?,
    };
    let data_start = base.checked_add(cursor.position())?;
    let data = cursor.take(length)?;
    Some(Box {
        kind,
        start: base.checked_add(start)?,
        data_start,
        data,
    })
}

fn uuid<'a>(found: &Box<'a>, out: &mut Container<'a>) {
    let Some((uuid, data)) = found.data.split_first_chunk::<16>() else {
        return;
    };
    let length = found
        .data_start
        .saturating_sub(found.start)
        .saturating_add(found.data.len());
    match *uuid {
        C2PA_UUID => {
            let here = place("BMFF uuid C2PA", found.start, length);
            match purpose(data) {
                Some((b"manifest" | b"original" | b"update", store)) => {
                    out.push(BlockKind::C2pa, here, store);
                }
                // Such as `merkle`, the hashes of a fragment.
                Some(_) => {}
                None => out.problem(here, Problem::ManifestStoreDamaged),
            }
        }
        XMP_UUID => out.push(
            BlockKind::Xmp,
            place("BMFF uuid XMP", found.start, length),
            data,
        ),
        _ => {}
    }
}

/// The purpose, which stands behind version and flags, and what follows the eight bytes behind it:
/// for a manifest an offset.
fn purpose(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut cursor = Cursor::at(data, 4);
    let purpose = cursor.until_zero()?;
    cursor.take(8)?;
    Some((purpose, cursor.rest()))
}
