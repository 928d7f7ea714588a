//! TIFF: the fields of the first directory that hold metadata, and manifest stores on any page.
//!
//! Sources: TIFF 6.0, <https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf>; XMP part 3,
//! section 1.1.5; tags: <https://www.loc.gov/preservation/digital/formats/content/tiff_tags.shtml>;
//! `0xcd41`: C2PA specification, appendix A.3, <https://spec.c2pa.org/>.

use std::collections::BTreeSet;

use super::{BlockKind, Container, place};
use crate::finding::Problem;
use crate::tiff::{Entry, Tiff};

/// The field for a manifest store.
const MANIFEST_STORE: u16 = 0xcd41;
/// Most pages that are looked at.
const MAX_PAGES: usize = 256;

pub(super) fn walk<'a>(bytes: &'a [u8], out: &mut Container<'a>) {
    let Some((tiff, first)) = Tiff::open(bytes) else {
        out.problem(place("TIFF", 0, bytes.len()), Problem::HeaderCut);
        return;
    };
    let (entries, complete) = tiff.directory(first);
    if !complete {
        out.problem(
            // It may lie anywhere; what points to it is in the header.
            place("TIFF header", 4, 4),
            Problem::DirectoryDamaged,
        );
    }
    out.push(BlockKind::Exif, place("TIFF", 0, bytes.len()), bytes);
    let mut size = (None, None);
    let (mut tiles, mut planes) = (false, false);
    for entry in entries {
        let kind = match entry.tag {
            256 => {
                size.0 = tiff.number(&entry);
                continue;
            }
            257 => {
                size.1 = tiff.number(&entry);
                continue;
            }
            284 => {
                // 1 is for colours beside each other. Whatever else decoders make of the field, it
                // is not that.
                planes |= tiff.number(&entry) != Some(1);
                continue;
            }
            322 => {
                tiles = true;
                continue;
            }
            700 => BlockKind::Xmp,
            33723 => BlockKind::IptcIim,
            34675 => BlockKind::Icc,
            MANIFEST_STORE => BlockKind::C2pa,
            _ => continue,
        };
        field(&tiff, &entry, kind, out);
    }
    // A manifest store may stand on the last page, too.
    let mut seen = BTreeSet::from([first]);
    let mut page = tiff.next_directory(first);
    while let Some(directory) = page.filter(|_| seen.len() < MAX_PAGES) {
        if !seen.insert(directory) {
            break;
        }
        let (entries, _) = tiff.directory(directory);
        for entry in entries.iter().filter(|entry| entry.tag == MANIFEST_STORE) {
            field(&tiff, entry, BlockKind::C2pa, out);
        }
        page = tiff.next_directory(directory);
    }
    if let (Some(width), Some(height)) = size {
        out.outline.set_size(width, height);
    }
    out.outline.tiled_planes = tiles && planes;
}

fn field<'a>(tiff: &Tiff<'a>, entry: &Entry, kind: BlockKind, out: &mut Container<'a>) {
    let name = format!("TIFF tag {}", entry.tag);
    match tiff.value(entry) {
        Some((offset, data)) => out.push(kind, place(name, offset, data.len()), data),
        None => out.problem(place(name, entry.offset, 12), Problem::FieldOutside),
    }
}
