//! JPEG: segments.
//!
//! Sources: ITU-T T.81, annex B, <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>; EXIF 2.32 (CIPA
//! DC-008); XMP part 3, section 1.1.3, <https://github.com/adobe/XMP-Toolkit-SDK/tree/main/docs>;
//! ICC.1:2022, annex B.4, <https://www.color.org/specification/ICC.1-2022-05.pdf>; Photoshop image
//! resources, <https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/>; JUMBF in APP11:
//! ISO/IEC 19566-5, annex D; Multi-Picture Format: CIPA DC-007.

use super::{BlockKind, Container, Ending, place, samsung, utf8_or_latin1};
use crate::bytes::{Cursor, find};
use crate::finding::{Part, Place, Problem};

mod parts;

use parts::Parts;

const EXIF: &[u8] = b"Exif\0\0";
/// What EXIF data starts with. Where a segment has something else behind its header, it goes on with
/// what the segment before it could not hold, as Photoshop and `ExifTool` write it
/// (<https://exiftool.org/writing.html>, and the note on sizes in XMP part 3, section 1.1.3).
const TIFF: [&[u8]; 2] = [b"II\x2a\0", b"MM\0\x2a"];
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const JUMBF: &[u8] = b"JP";
const DUCKY: &[u8] = b"Ducky";

pub(super) fn walk<'a>(bytes: &'a [u8], out: &mut Container<'a>) {
    let mut cursor = Cursor::at(bytes, 2);
    let mut parts = Parts::default();
    let mut in_image = false;
    let mut late = Late::default();
    let mut multi_picture = false;
    out.outline.ending = loop {
        let start = cursor.position();
        let Some(marker) = next_marker(&mut cursor) else {
            out.problem(place("JPEG", bytes.len(), 0), Problem::EndMissing);
            break Ending::Missing;
        };
        if marker == 0xd9 {
            break Ending::Complete;
        }
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            continue;
        }
        let Some(data) = segment(&mut cursor) else {
            out.problem(
                place("JPEG", start, bytes.len().saturating_sub(start)),
                Problem::EndsInside {
                    part: Part::Segment,
                },
            );
            break Ending::Missing;
        };
        let length = cursor.position().saturating_sub(start);
        let here = |name: &str| place(name, start, length);
        match marker {
            0xe0..=0xef | 0xfe if in_image => late.note(marker, data, here("JPEG")),
            0xe1..=0xed | 0xfe => {
                multi_picture |= marker == 0xe2 && data.starts_with(b"MPF\0");
                application(marker, data, &here, &mut parts, out);
            }
            0xc0..=0xcf | 0xda | 0xdb | 0xdd | 0xe0 | 0xee => {
                if matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) {
                    frame(data, out);
                }
                if marker == 0xda {
                    in_image = true;
                }
                out.push(BlockKind::JpegTable(marker), here(name(marker)), data);
            }
            _ => {}
        }
        if marker == 0xda {
            skip_scan(&mut cursor);
        }
    };
    parts.finish(out);
    late.report(out);
    trailer(bytes, cursor.position(), multi_picture, out);
}

/// Metadata behind the start of the picture's data.
#[derive(Default)]
struct Late {
    /// The first part of a manifest store.
    store: Option<Place>,
    /// The first of anything else.
    other: Option<Place>,
}

impl Late {
    fn note(&mut self, marker: u8, data: &[u8], here: Place) {
        let jumbf = data.strip_prefix(JUMBF).filter(|_| marker == 0xeb);
        // Behind the box's instance number and the part's place in the order.
        let starts_store = jumbf
            .and_then(|part| part.get(6..))
            .is_some_and(parts::is_manifest_store);
        if starts_store {
            self.store.get_or_insert(here);
        } else if jumbf.is_none() || self.store.is_none() {
            self.other.get_or_insert(here);
        }
    }

    fn report(self, out: &mut Container<'_>) {
        for (place, problem) in [
            (self.store, Problem::ManifestStoreMisplaced),
            (self.other, Problem::MetadataBetweenScans),
        ] {
            if let Some(place) = place {
                out.problem(place, problem);
            }
        }
    }
}

/// The next marker. Bytes between segments belong to nothing; decoders skip them, too.
fn next_marker(cursor: &mut Cursor<'_>) -> Option<u8> {
    loop {
        let skipped = cursor.rest().iter().position(|&byte| byte == 0xff)?;
        cursor.take(skipped)?;
        while cursor.rest().first() == Some(&0xff) {
            cursor.take(1)?;
        }
        match cursor.u8()? {
            0 => {}
            marker => return Some(marker),
        }
    }
}

fn segment<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let length = usize::from(cursor.u16_be()?);
    cursor.take(length.checked_sub(2)?)
}

/// Moves to the next marker that is neither a stuffed `0xff` nor a restart, or to the end.
fn skip_scan(cursor: &mut Cursor<'_>) {
    let rest = cursor.rest();
    let length = rest
        .windows(2)
        .position(|pair| matches!(pair, [0xff, 0x01..=0xcf | 0xd8..=0xfe]));
    cursor.take(length.unwrap_or(rest.len()));
}

fn frame(data: &[u8], out: &mut Container<'_>) {
    let mut cursor = Cursor::at(data, 1);
    if let (Some(height), Some(width)) = (cursor.u16_be(), cursor.u16_be()) {
        out.outline.set_size(u32::from(width), u32::from(height));
    }
}

fn name(marker: u8) -> &'static str {
    match marker {
        0xc4 => "JPEG DHT",
        0xcc => "JPEG DAC",
        0xda => "JPEG SOS",
        0xdb => "JPEG DQT",
        0xdd => "JPEG DRI",
        0xe0 => "JPEG APP0",
        0xee => "JPEG APP14",
        _ => "JPEG SOF",
    }
}

fn application<'a>(
    marker: u8,
    data: &'a [u8],
    here: &dyn Fn(&str) -> Place,
    parts: &mut Parts<'a>,
    out: &mut Container<'a>,
) {
    let after = |header: &[u8]| data.strip_prefix(header);
    match marker {
        0xe1 => {
            if let Some(exif) = after(EXIF) {
                let here = here("JPEG APP1 Exif");
                let is_start = TIFF.iter().any(|start| exif.starts_with(start));
                let last = out.blocks.last().map(|block| &block.kind);
                if !is_start && last == Some(&BlockKind::Exif) {
                    out.extend_last(here, exif);
                } else {
                    out.push(BlockKind::Exif, here, exif);
                }
            } else if let Some(packet) = after(XMP) {
                out.push(BlockKind::Xmp, here("JPEG APP1 XMP"), packet);
            } else if let Some(part) = after(EXTENDED_XMP) {
                parts.xmp(part, &here("JPEG APP1 extended XMP"));
            }
        }
        0xe2 => {
            if let Some(part) = after(ICC) {
                parts.icc(part, here("JPEG APP2 ICC"));
            }
        }
        0xec => {
            if let Some(ducky) = after(DUCKY) {
                out.push(
                    BlockKind::JpegTable(marker),
                    here("JPEG APP12 Ducky"),
                    ducky,
                );
            }
        }
        0xeb => {
            if let Some(part) = after(JUMBF) {
                parts.jumbf(part, &here("JPEG APP11 JUMBF"));
            }
        }
        0xed => {
            if let Some(resources) = after(PHOTOSHOP) {
                photoshop(resources, here, out);
            }
        }
        0xfe => {
            let keyword = "Comment".to_owned();
            let text = utf8_or_latin1(data);
            out.push(BlockKind::Text { keyword }, here("JPEG COM"), text);
        }
        _ => {}
    }
}

/// Photoshop's image resources, of which `0x0404` holds IPTC records.
fn photoshop<'a>(resources: &'a [u8], here: &dyn Fn(&str) -> Place, out: &mut Container<'a>) {
    let mut cursor = Cursor::new(resources);
    while let Some((id, data)) = resource(&mut cursor) {
        if id == 0x0404 {
            out.push(BlockKind::IptcIim, here("JPEG APP13 IPTC"), data);
        }
    }
}

fn resource<'a>(cursor: &mut Cursor<'a>) -> Option<(u16, &'a [u8])> {
    if cursor.take(4)? != b"8BIM" {
        return None;
    }
    let id = cursor.u16_be()?;
    // A Pascal string, padded so that it and its length take an even number of bytes.
    let name_length = usize::from(cursor.u8()?);
    cursor.take(name_length | 1)?;
    let length = usize::try_from(cursor.u32_be()?).ok()?;
    let data = cursor.take(length)?;
    if length % 2 == 1 {
        cursor.take(1);
    }
    Some((id, data))
}

/// What stands behind the end of the picture.
///
/// Further pictures that a Multi-Picture index announces, the video of a motion photo and
/// Samsung's trailer belong there; anything else does not.
fn trailer<'a>(bytes: &'a [u8], end: usize, multi_picture: bool, out: &mut Container<'a>) {
    let rest = bytes.get(end..).unwrap_or_default();
    if rest.iter().all(|&byte| byte == 0) || samsung::walk(rest, end, out) {
        return;
    }
    if multi_picture && find(rest.get(..4096).unwrap_or(rest), &[0xff, 0xd8, 0xff]).is_some() {
        return;
    }
    let announces_video = |block: &super::Block<'_>| {
        block.kind == BlockKind::Xmp
            && (find(&block.data, b"MotionPhoto").is_some()
                || find(&block.data, b"MicroVideo").is_some())
    };
    if rest.get(4..8) == Some(b"ftyp") && out.blocks.iter().any(announces_video) {
        return;
    }
    out.problem(
        place("after the JPEG", end, rest.len()),
        Problem::BytesAfterEnd {
            bytes: rest.len() as u64,
        },
    );
}
