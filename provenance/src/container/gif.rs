//! GIF: blocks.
//!
//! Sources: `GIF89a`, <https://www.w3.org/Graphics/GIF/spec-gif89a.txt>; XMP part 3, section 1.1.2;
//! `C2PA_GIF`: C2PA specification, appendix A.3, <https://spec.c2pa.org/>.

use super::{BlockKind, Container, Ending, place, utf8_or_latin1};
use crate::bytes::Cursor;
use crate::finding::{Part, Problem};

/// Bytes behind an XMP packet that lead a reader of sub-blocks to the end, whichever it enters at.
const XMP_TRAILER_BYTES: usize = 257;

pub(super) fn walk<'a>(bytes: &'a [u8], out: &mut Container<'a>) {
    let mut cursor = Cursor::at(bytes, 6);
    let complete = header(&mut cursor, out).is_some() && blocks(&mut cursor, out).is_some();
    out.outline.ending = Ending::of(complete);
    let end = cursor.position();
    let rest = bytes.get(end..).unwrap_or_default();
    if !complete {
        out.problem(
            place("GIF", end, rest.len()),
            Problem::EndsInside { part: Part::Block },
        );
    } else if rest.iter().any(|&byte| byte != 0) {
        out.problem(
            place("after the GIF", end, rest.len()),
            Problem::BytesAfterEnd {
                bytes: rest.len() as u64,
            },
        );
    }
}

fn header(cursor: &mut Cursor<'_>, out: &mut Container<'_>) -> Option<()> {
    let (width, height) = (cursor.u16_le()?, cursor.u16_le()?);
    out.outline.set_size(u32::from(width), u32::from(height));
    let flags = cursor.u8()?;
    cursor.take(2)?;
    color_table(cursor, flags)
}

fn color_table(cursor: &mut Cursor<'_>, flags: u8) -> Option<()> {
    if flags & 0x80 != 0 {
        cursor.take(6_usize << (flags & 7))?;
    }
    Some(())
}

fn blocks<'a>(cursor: &mut Cursor<'a>, out: &mut Container<'a>) -> Option<()> {
    let mut has_image = false;
    loop {
        let start = cursor.position();
        match cursor.u8()? {
            0x3b => return Some(()),
            0x2c => {
                out.outline.animated = has_image;
                has_image = true;
                cursor.take(8)?;
                let flags = cursor.u8()?;
                color_table(cursor, flags)?;
                cursor.take(1)?;
                sub_blocks(cursor)?;
            }
            0x21 => extension(start, cursor, out)?,
            // The specification has no other block.
            _ => return None,
        }
    }
}

fn extension<'a>(start: usize, cursor: &mut Cursor<'a>, out: &mut Container<'a>) -> Option<()> {
    let label = cursor.u8()?;
    let identifier = if label == 0xff {
        match cursor.u8()? {
            // No identifier and no data.
            0 => return Some(()),
            length => cursor.take(usize::from(length))?,
        }
    } else {
        &[]
    };
    let raw = sub_blocks(cursor)?;
    let length = cursor.position().saturating_sub(start);
    if raw.len() > out.allowance() {
        out.problem(place("GIF", start, length), Problem::ExtensionTooLong);
        return Some(());
    }
    match (label, identifier) {
        (0xfe, _) => {
            let text = utf8_or_latin1(&joined(raw)).into_owned();
            let keyword = "Comment".to_owned();
            out.push(
                BlockKind::Text { keyword },
                place("GIF comment", start, length),
                text,
            );
        }
        (_, b"XMP DataXMP") => {
            let packet = raw.len().checked_sub(XMP_TRAILER_BYTES);
            let packet = packet.and_then(|length| raw.get(..length));
            let here = place("GIF XMP", start, length);
            out.push(BlockKind::Xmp, here, packet.unwrap_or(raw));
        }
        (_, [b'C', b'2', b'P', b'A', b'_', b'G', b'I', b'F', ..]) => {
            out.push(
                BlockKind::C2pa,
                place("GIF C2PA", start, length),
                joined(raw),
            );
        }
        (_, b"ICCRGBG1012") => {
            out.push(BlockKind::Icc, place("GIF ICC", start, length), joined(raw));
        }
        _ => {}
    }
    Some(())
}

/// The sub-blocks with their lengths, without the one of no length that ends them.
fn sub_blocks<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let all = cursor.rest();
    let start = cursor.position();
    loop {
        let end = cursor.position().checked_sub(start)?;
        match cursor.u8()? {
            0 => return all.get(..end),
            length => cursor.take(usize::from(length))?,
        };
    }
}

fn joined(raw: &[u8]) -> Vec<u8> {
    let mut cursor = Cursor::new(raw);
    let mut data = Vec::new();
    while let Some(length) = cursor.u8() {
        data.extend_from_slice(cursor.take(usize::from(length)).unwrap_or_default());
    }
    data
}
