//! Metadata that is spread over several JPEG segments.

use std::collections::BTreeMap;

use crate::bytes::{Cursor, find};
use crate::container::{BlockKind, Container, MAX_OWNED_BYTES};
use crate::finding::{Place, Problem};

/// Most extensions of XMP that are put together; a packet names one.
const MAX_EXTENSIONS: usize = 4;

/// Parts with what orders them.
type Series<K, V> = BTreeMap<K, (Place, Vec<V>)>;

/// The segments that belong together, until all of them are there.
#[derive(Default)]
pub(super) struct Parts<'a> {
    /// By sequence number.
    icc: Vec<(u8, Place, &'a [u8])>,
    /// Number of parts that the first one names.
    icc_count: Option<u8>,
    /// By digest: the full length, the offset and the bytes.
    xmp: Series<&'a [u8], (u32, u32, &'a [u8])>,
    /// By instance number of the box and how often it came before: the sequence number and the bytes.
    jumbf: Series<(u16, u32), (u32, &'a [u8])>,
    /// How often a part of a box came, by its instance number and its sequence number.
    jumbf_copies: BTreeMap<(u16, u32), u32>,
}

impl<'a> Parts<'a> {
    /// A sequence number from one, the number of parts, a part.
    pub(super) fn icc(&mut self, part: &'a [u8], here: Place) {
        let mut cursor = Cursor::new(part);
        if let (Some(number), Some(count)) = (cursor.u8(), cursor.u8()) {
            self.icc_count.get_or_insert(count);
            self.icc.push((number, here, cursor.rest()));
        }
    }

    /// A digest as 32 hexadecimal digits, the full length, the part's offset, a part.
    pub(super) fn xmp(&mut self, part: &'a [u8], here: &Place) {
        let mut cursor = Cursor::new(part);
        let header = (cursor.take(32), cursor.u32_be(), cursor.u32_be());
        if let (Some(digest), Some(length), Some(offset)) = header {
            add(&mut self.xmp, digest, here, (length, offset, cursor.rest()));
        }
    }

    /// The box's instance number, the part's sequence number, a part that starts with the header
    /// of the box.
    pub(super) fn jumbf(&mut self, part: &'a [u8], here: &Place) {
        let mut cursor = Cursor::new(part);
        if let (Some(instance), Some(sequence)) = (cursor.u16_be(), cursor.u32_be()) {
            let copies = self.jumbf_copies.entry((instance, sequence)).or_default();
            let key = (instance, *copies);
            *copies = copies.saturating_add(1);
            add(&mut self.jumbf, key, here, (sequence, cursor.rest()));
        }
    }

    /// Puts together what is complete.
    pub(super) fn finish(self, out: &mut Container<'a>) {
        finish_icc(self.icc, self.icc_count, out);
        for (digest, (here, parts)) in self.xmp.into_iter().take(MAX_EXTENSIONS) {
            // The main packet names the digest; a part that it does not name is a leftover.
            let mut packets = out
                .blocks
                .iter()
                .filter(|block| block.kind == BlockKind::Xmp);
            let named = packets
                .next()
                .is_some_and(|main| find(&main.data, digest).is_some());
            match joined_xmp(parts, out.allowance()) {
                Some(packet) if named => out.push(BlockKind::Xmp, here, packet),
                _ => out.problem(here, Problem::ExtendedXmpUnreadable),
            }
        }
        for (here, parts) in self.jumbf.into_values() {
            match joined_jumbf(parts, MAX_OWNED_BYTES) {
                Some(boxes) if is_manifest_store(&boxes) => {
                    out.push(BlockKind::C2pa, here, boxes);
                }
                Some(_) => {}
                None => out.problem(here, Problem::JumbfUnreadable),
            }
        }
    }
}

fn add<K: Ord, V>(series: &mut Series<K, V>, key: K, here: &Place, part: V) {
    let (place, parts) = series.entry(key).or_insert_with(|| {
        let length_bytes = 0;
        (
            Place {
                length_bytes,
                ..here.clone()
            },
            Vec::new(),
        )
    });
    place.length_bytes = place.length_bytes.saturating_add(here.length_bytes);
    parts.push(part);
}

fn finish_icc<'a>(
    mut parts: Vec<(u8, Place, &'a [u8])>,
    count: Option<u8>,
    out: &mut Container<'a>,
) {
    parts.sort_by_key(|(number, ..)| *number);
    let in_order = parts
        .iter()
        .zip(1..=u8::MAX)
        .all(|((number, ..), expected)| *number == expected);
    let complete = in_order && count.map(usize::from) == Some(parts.len());
    let profile = parts
        .iter()
        .flat_map(|(.., part)| *part)
        .copied()
        .collect::<Vec<u8>>();
    let total = parts.iter().fold(0, |total: u64, (_, place, _)| {
        total.saturating_add(place.length_bytes)
    });
    let Some((_, mut here, _)) = parts.into_iter().next() else {
        return;
    };
    here.length_bytes = total;
    if complete {
        out.push(BlockKind::Icc, here, profile);
    } else {
        out.problem(here, Problem::ColorProfileIncomplete);
    }
}

/// The sum of `lengths`; `None` beyond `limit`.
fn total(mut lengths: impl Iterator<Item = usize>, limit: usize) -> Option<usize> {
    lengths.try_fold(0, |total: usize, length| {
        total.checked_add(length).filter(|total| *total <= limit)
    })
}

fn joined_xmp(mut parts: Vec<(u32, u32, &[u8])>, limit: usize) -> Option<Vec<u8>> {
    total(parts.iter().map(|(.., part)| part.len()), limit)?;
    parts.sort_by_key(|(_, offset, _)| *offset);
    let length = parts.first()?.0;
    let mut packet = Vec::new();
    for (_, offset, part) in parts {
        if usize::try_from(offset) != Ok(packet.len()) {
            return None;
        }
        packet.extend_from_slice(part);
    }
    (usize::try_from(length) == Ok(packet.len())).then_some(packet)
}

/// Every part repeats the header of the box, of which one is kept.
fn joined_jumbf(mut parts: Vec<(u32, &[u8])>, limit: usize) -> Option<Vec<u8>> {
    total(parts.iter().map(|(_, part)| part.len()), limit)?;
    parts.sort_by_key(|(sequence, _)| *sequence);
    let mut boxes = Vec::new();
    let mut declared = 0;
    let mut is_first = true;
    for (_, part) in parts {
        let mut cursor = Cursor::new(part);
        let length = cursor.u32_be()?;
        let _kind = cursor.take(4)?;
        let long = if length == 1 {
            Some(cursor.u64_be()?)
        } else {
            None
        };
        if is_first {
            declared = long.unwrap_or(u64::from(length));
            boxes.extend_from_slice(part);
        } else {
            boxes.extend_from_slice(cursor.rest());
        }
        is_first = false;
    }
    // No length means to the end.
    let declared = match usize::try_from(declared).ok()? {
        0 => boxes.len(),
        declared => declared,
    };
    // Readers accept bytes behind the box, as they do for files padded in place.
    (declared <= boxes.len()).then(|| {
        boxes.truncate(declared);
        boxes
    })
}

/// Whether the description box has the label `c2pa`. In front of it stand the header of the
/// super-box (8 or 16 bytes), that of the description box (8), its type (16) and its toggles (1).
pub(super) fn is_manifest_store(boxes: &[u8]) -> bool {
    [33, 41]
        .iter()
        .any(|&at| Cursor::at(boxes, at).take(5) == Some(b"c2pa\0"))
}
