//! WebP: RIFF chunks.
//!
//! Sources: <https://developers.google.com/speed/webp/docs/riff_container>; `C2PA`: C2PA
//! specification, appendix A.3, <https://spec.c2pa.org/>.

use super::{BlockKind, Container, Ending, place, samsung};
use crate::bytes::Cursor;
use crate::finding::{Part, Problem};

/// Length of `RIFF` and the file's length, in bytes.
const RIFF_HEADER_BYTES: usize = 8;

pub(super) fn walk<'a>(bytes: &'a [u8], out: &mut Container<'a>) {
    let declared = Cursor::at(bytes, 4)
        .u32_le()
        .and_then(|length| usize::try_from(length).ok())
        .map_or(usize::MAX, |length| {
            length.saturating_add(RIFF_HEADER_BYTES)
        });
    out.outline.ending = Ending::of(declared <= bytes.len());
    if declared > bytes.len() {
        out.problem(place("WebP", 0, bytes.len()), Problem::ShorterThanDeclared);
    }
    let riff = bytes.get(..declared).unwrap_or(bytes);
    let mut cursor = Cursor::at(riff, 12);
    while !cursor.rest().is_empty() {
        let start = cursor.position();
        let Some((kind, data)) = chunk(&mut cursor) else {
            out.outline.ending = Ending::Missing;
            out.problem(
                place("WebP", start, riff.len().saturating_sub(start)),
                Problem::EndsInside { part: Part::Chunk },
            );
            break;
        };
        let length = cursor.position().saturating_sub(start);
        let name = String::from_utf8_lossy(kind);
        let here = place(format!("WebP {}", name.trim_end()), start, length);
        match kind {
            b"VP8X" => canvas(data, out),
            b"VP8 " => {
                if out.outline.width_px.is_none() {
                    lossy_size(data, out);
                }
                out.push(BlockKind::WebpImage { lossless: false }, here, data);
            }
            b"VP8L" => {
                if out.outline.width_px.is_none() {
                    lossless_size(data, out);
                }
                out.push(BlockKind::WebpImage { lossless: true }, here, data);
            }
            b"EXIF" => {
                let exif = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
                out.push(BlockKind::Exif, here, exif);
            }
            b"XMP " => out.push(BlockKind::Xmp, here, data),
            b"ICCP" => out.push(BlockKind::Icc, here, data),
            b"C2PA" => out.push(BlockKind::C2pa, here, data),
            _ => {}
        }
    }
    let rest = bytes.get(riff.len()..).unwrap_or_default();
    if rest.iter().any(|&byte| byte != 0) && !samsung::walk(rest, riff.len(), out) {
        out.problem(
            place("after the WebP", riff.len(), rest.len()),
            Problem::BytesAfterEnd {
                bytes: rest.len() as u64,
            },
        );
    }
}

fn chunk<'a>(cursor: &mut Cursor<'a>) -> Option<(&'a [u8; 4], &'a [u8])> {
    let kind = cursor.take(4)?.try_into().ok()?;
    let length = usize::try_from(cursor.u32_le()?).ok()?;
    let data = cursor.take(length)?;
    if length % 2 == 1 {
        cursor.take(1);
    }
    Some((kind, data))
}

/// Flags, of which the second lowest announces an animation, then width and height less one with
/// 24 bits each.
fn canvas(data: &[u8], out: &mut Container<'_>) {
    out.outline.animated |= data.first().is_some_and(|flags| flags & 2 != 0);
    let side = |bytes: Option<&[u8]>| match bytes {
        Some(&[a, b, c]) => Some(u32::from_le_bytes([a, b, c, 0]).saturating_add(1)),
        _ => None,
    };
    if let (Some(width), Some(height)) = (side(data.get(4..7)), side(data.get(7..10))) {
        out.outline.set_size(width, height);
    }
}

/// Frame tag and start code, then width and height with 14 bits each, RFC 6386, section 9.1.
fn lossy_size(data: &[u8], out: &mut Container<'_>) {
    let mut cursor = Cursor::at(data, 6);
    if let (Some(width), Some(height)) = (cursor.u16_le(), cursor.u16_le()) {
        out.outline
            .set_size(u32::from(width & 0x3fff), u32::from(height & 0x3fff));
    }
}

/// A signature, then width and height less one with 14 bits each, RFC 9649, section 3.4.
fn lossless_size(data: &[u8], out: &mut Container<'_>) {
    if let Some(bits) = Cursor::at(data, 1).u32_le() {
        let side = |bits: u32| (bits & 0x3fff).saturating_add(1);
        out.outline.set_size(side(bits), side(bits >> 14));
    }
}
