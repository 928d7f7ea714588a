//! The items and properties of a `meta` box.

use std::collections::BTreeMap;

use super::{Box, boxes};
use crate::bytes::Cursor;
use crate::container::{BlockKind, Container, place};
use crate::finding::{Place, Problem};

/// Most items whose places are kept; a picture of many tiles has some hundreds.
const MAX_ITEMS: usize = 65_536;
/// Most pieces that one item of metadata may have.
const MAX_EXTENTS: usize = 64;

/// Kinds of items that are metadata.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ItemKind {
    Exif,
    Xmp,
}

/// Where an item's pieces stand: offset and length.
type Extents = Vec<(u64, u64)>;

pub(super) fn walk<'a>(file: &'a [u8], meta: &Box<'a>, out: &mut Container<'a>) {
    // Version and flags stand in front of the boxes.
    let Some(contents) = meta.data.get(4..) else {
        return;
    };
    let (children, _) = boxes(contents, meta.data_start.saturating_add(4));
    let child = |kind: &[u8; 4]| children.iter().find(|child| child.kind == *kind);
    if let Some(properties) = child(b"iprp") {
        read_properties(properties, out);
    }
    let data = child(b"idat").map(|found| (found.data, found.data_start));
    let wanted = child(b"iinf").and_then(item_kinds).unwrap_or_default();
    let found = child(b"iloc").and_then(|found| locations(found.data, &wanted));
    let found = found.unwrap_or_default();
    for (id, kind) in wanted {
        let name = match kind {
            ItemKind::Exif => "BMFF Exif item",
            ItemKind::Xmp => "BMFF XMP item",
        };
        let item = found.get(&id).and_then(|(in_idat, extents)| {
            let source = if *in_idat { data? } else { (file, 0) };
            item(name, source, extents, out.allowance())
        });
        match (item, kind) {
            (Some((here, bytes)), ItemKind::Xmp) => out.push(BlockKind::Xmp, here, bytes),
            (Some((here, bytes)), ItemKind::Exif) => match tiff_start(&bytes) {
                Some(start) => {
                    let exif = bytes.get(start..).unwrap_or_default().to_vec();
                    out.push(BlockKind::Exif, here, exif);
                }
                None => out.problem(here, Problem::ExifItemEmpty),
            },
            (None, _) => out.problem(
                place(name, meta.start, meta.data.len()),
                Problem::ItemUnreadable,
            ),
        }
    }
}

/// The largest `ispe` is the picture's: tiles and thumbnails have smaller ones.
fn read_properties<'a>(properties: &Box<'a>, out: &mut Container<'a>) {
    let (children, _) = boxes(properties.data, properties.data_start);
    let Some(list) = children.iter().find(|child| &child.kind == b"ipco") else {
        return;
    };
    let mut largest = 0;
    for property in boxes(list.data, list.data_start).0 {
        let mut cursor = Cursor::at(property.data, 4);
        match &property.kind {
            b"ispe" => {
                if let (Some(width), Some(height)) = (cursor.u32_be(), cursor.u32_be()) {
                    let area = u64::from(width).saturating_mul(u64::from(height));
                    if area > largest {
                        largest = area;
                        out.outline.set_size(width, height);
                    }
                }
            }
            b"colr" if property.data.starts_with(b"prof") || property.data.starts_with(b"rICC") => {
                let here = place("BMFF colr", property.start, property.data.len());
                out.push(BlockKind::Icc, here, cursor.rest());
            }
            _ => {}
        }
    }
}

/// The items of `iinf` that are metadata, by identifier.
fn item_kinds(info: &Box<'_>) -> Option<BTreeMap<u32, ItemKind>> {
    let mut cursor = Cursor::new(info.data);
    let version = cursor.u8()?;
    cursor.take(if version == 0 { 5 } else { 7 })?;
    let (entries, _) = boxes(cursor.rest(), 0);
    Some(
        entries
            .iter()
            .filter_map(|entry| item_kind(entry.data))
            .collect(),
    )
}

fn item_kind(entry: &[u8]) -> Option<(u32, ItemKind)> {
    let mut cursor = Cursor::new(entry);
    let version = cursor.u8()?;
    cursor.take(3)?;
    let id = match version {
        2 => u32::from(cursor.u16_be()?),
        3 => cursor.u32_be()?,
        _ => return None,
    };
    let _protection = cursor.u16_be()?;
    let kind = cursor.take(4)?;
    let _name = cursor.until_zero()?;
    match kind {
        b"Exif" => Some((id, ItemKind::Exif)),
        b"mime" if cursor.until_zero()? == b"application/rdf+xml" => Some((id, ItemKind::Xmp)),
        _ => None,
    }
}

/// For each wanted item whether it stands in `idat`, and its pieces. ISO/IEC 14496-12, 8.11.3.
fn locations(
    data: &[u8],
    wanted: &BTreeMap<u32, ItemKind>,
) -> Option<BTreeMap<u32, (bool, Extents)>> {
    let mut cursor = Cursor::new(data);
    let version = cursor.u8()?;
    cursor.take(3)?;
    let (sizes, more_sizes) = (cursor.u8()?, cursor.u8()?);
    let [offset_size, length_size] = [sizes >> 4, sizes & 15].map(usize::from);
    let [base_size, index_size] = [more_sizes >> 4, more_sizes & 15].map(usize::from);
    let count = if version < 2 {
        u32::from(cursor.u16_be()?)
    } else {
        cursor.u32_be()?
    };
    let mut found = BTreeMap::new();
    for _ in 0..usize::try_from(count).ok()?.min(MAX_ITEMS) {
        let id = if version < 2 {
            u32::from(cursor.u16_be()?)
        } else {
            cursor.u32_be()?
        };
        let method = if version > 0 {
            cursor.u16_be()? & 15
        } else {
            0
        };
        let _data_reference = cursor.u16_be()?;
        let base = cursor.uint_be(base_size)?;
        let extent_count = usize::from(cursor.u16_be()?);
        let mut extents = Vec::new();
        for _ in 0..extent_count {
            if version > 0 {
                cursor.uint_be(index_size)?;
            }
            let offset = cursor.uint_be(offset_size)?.checked_add(base)?;
            let length = cursor.uint_be(length_size)?;
            if extents.len() < MAX_EXTENTS {
                extents.push((offset, length));
            }
        }
        if wanted.contains_key(&id) && method < 2 {
            found.insert(id, (method == 1, extents));
        }
    }
    Some(found)
}

/// An item's bytes and place.
fn item(
    name: &str,
    (source, base): (&[u8], usize),
    extents: &[(u64, u64)],
    limit: usize,
) -> Option<(Place, Vec<u8>)> {
    let mut bytes = Vec::new();
    let first = usize::try_from(extents.first()?.0).ok()?;
    for &(offset, length) in extents {
        let mut cursor = Cursor::at(source, usize::try_from(offset).ok()?);
        let rest = cursor.rest().len();
        // No length means to the end.
        let length = if length == 0 {
            rest
        } else {
            usize::try_from(length).ok()?
        };
        let part = cursor.take(length)?;
        if bytes.len().checked_add(part.len())? > limit {
            return None;
        }
        bytes.extend_from_slice(part);
    }
    let here = place(name, base.checked_add(first)?, bytes.len());
    Some((here, bytes))
}

/// The item starts with the distance from behind it to the TIFF header. ISO/IEC 23008-12, A.2.1.
fn tiff_start(item: &[u8]) -> Option<usize> {
    let distance = usize::try_from(Cursor::new(item).u32_be()?).ok()?;
    let start = distance.checked_add(4)?;
    (start < item.len()).then_some(start)
}
