//! PNG: chunks.
//!
//! Source: PNG Specification, third edition, <https://www.w3.org/TR/png-3/>. EXIF, IPTC and XMP as
//! hexadecimal text are `ImageMagick`'s older way of storing them:
//! <https://exiftool.org/TagNames/PNG.html#TextualData>. `caBX`: C2PA specification, appendix A.3,
//! <https://spec.c2pa.org/>.

use std::borrow::Cow;

use super::{BlockKind, Container, Ending, inflate, latin1, place, samsung, utf8_or_latin1};
use crate::bytes::Cursor;
use crate::finding::{Part, Place, Problem};

/// Types of the specification whose contents say nothing about where the picture is from.
const UNREAD: [&[u8; 4]; 14] = [
    b"PLTE", b"tRNS", b"cHRM", b"gAMA", b"sBIT", b"sRGB", b"cICP", b"bKGD", b"hIST", b"pHYs",
    b"sPLT", b"tIME", b"acTL", b"fcTL",
];
/// Those of them that say what colours the pixels are; they count in front of the picture's data.
const COLOURS: [&[u8; 4]; 4] = [b"cICP", b"sRGB", b"gAMA", b"cHRM"];

/// What stands in front of a packet where the profile is a whole JPEG segment.
const XMP_HEADER: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// The specification allows 79.
const MAX_KEYWORD_BYTES: usize = 256;

pub(super) fn walk<'a>(bytes: &'a [u8], out: &mut Container<'a>) {
    let mut cursor = Cursor::at(bytes, 8);
    let mut in_image = false;
    let mut late = Late::default();
    loop {
        let start = cursor.position();
        let Some((kind, data)) = chunk(&mut cursor) else {
            let rest = bytes.len().saturating_sub(start);
            out.outline.ending = Ending::Missing;
            out.problem(
                place("PNG", start, rest),
                Problem::EndsInside { part: Part::Chunk },
            );
            break;
        };
        let name = String::from_utf8_lossy(&kind).into_owned();
        let here = place(
            format!("PNG {name}"),
            start,
            cursor.position().saturating_sub(start),
        );
        match &kind {
            b"IHDR" => {
                let mut header = Cursor::new(data);
                // A second header is none.
                if out.outline.width_px.is_none()
                    && let (Some(width), Some(height)) = (header.u32_be(), header.u32_be())
                {
                    out.outline.set_size(width, height);
                }
                out.push(BlockKind::PngHeader, here, data);
            }
            b"IDAT" | b"fdAT" => in_image = true,
            b"IEND" => {
                out.outline.ending = Ending::Complete;
                break;
            }
            b"acTL" if !in_image => {
                // The specification has no animation of no frames, nor one of more than 31 bits.
                let frames = Cursor::new(data).u32_be();
                let is_allowed = |frames| (1..=i32::MAX.cast_unsigned()).contains(&frames);
                out.outline.animated |= frames.is_some_and(is_allowed);
            }
            _ if COLOURS.contains(&&kind) && !in_image => {
                out.push(BlockKind::PngColour(kind), here, data);
            }
            _ if UNREAD.contains(&&kind) => {}
            _ if in_image => late.note(kind, data, here),
            _ => metadata(kind, name, data, here, out),
        }
    }
    late.report(out);
    let end = cursor.position();
    let rest = bytes.get(end..).unwrap_or_default();
    if rest.iter().any(|&byte| byte != 0) && !samsung::walk(rest, end, out) {
        out.problem(
            place("after the PNG", end, rest.len()),
            Problem::BytesAfterEnd {
                bytes: rest.len() as u64,
            },
        );
    }
}

fn chunk<'a>(cursor: &mut Cursor<'a>) -> Option<([u8; 4], &'a [u8])> {
    let length = usize::try_from(cursor.u32_be()?).ok()?;
    let kind: [u8; 4] = cursor.take(4)?.try_into().ok()?;
    let data = cursor.take(length)?;
    cursor.take(4)?;
    Some((kind, data))
}

fn metadata<'a>(kind: [u8; 4], name: String, data: &'a [u8], here: Place, out: &mut Container<'a>) {
    match &kind {
        b"eXIf" => {
            // The specification wants it without the header of a JPEG segment.
            let exif = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
            out.push(BlockKind::Exif, here, exif);
        }
        b"caBX" => out.push(BlockKind::C2pa, here, data),
        b"iCCP" => {
            // The profile's name, a zero, the compression method.
            let packed = keyword(data).and_then(|(_, rest)| rest.get(1..));
            match packed.and_then(|packed| unpacked(packed, out.allowance(), out)) {
                Some(profile) => out.push(BlockKind::Icc, here, profile),
                None => out.problem(here, Problem::ColorProfileUnreadable),
            }
        }
        b"tEXt" | b"zTXt" | b"iTXt" => match text(kind, data, out) {
            Some((keyword, text)) => push_text(keyword, text, here, out),
            None => out.problem(here, Problem::TextUnreadable),
        },
        _ => out.push(BlockKind::Custom { name }, here, data),
    }
}

/// What `packed` holds.
fn unpacked(packed: &[u8], limit: usize, out: &mut Container<'_>) -> Option<Vec<u8>> {
    match inflate(packed, limit) {
        Ok(plain) => Some(plain),
        Err(spent) => {
            out.spend(spent);
            None
        }
    }
}

fn keyword(data: &[u8]) -> Option<(String, &[u8])> {
    let mut cursor = Cursor::new(data);
    let keyword = cursor
        .until_zero()
        .filter(|keyword| keyword.len() <= MAX_KEYWORD_BYTES)?;
    let keyword = String::from_utf8(latin1(keyword)).ok()?;
    Some((keyword, cursor.rest()))
}

/// Sections 11.3.3.2 to 11.3.3.4.
///
/// `tEXt` and `zTXt` hold Latin-1 by the specification; generators write UTF-8 into them, too.
fn text<'a>(
    kind: [u8; 4],
    data: &'a [u8],
    out: &mut Container<'_>,
) -> Option<(String, Cow<'a, [u8]>)> {
    let limit = out.allowance();
    let (keyword, rest) = keyword(data).filter(|(_, rest)| rest.len() <= limit)?;
    let text = match &kind {
        b"tEXt" => utf8_or_latin1(rest),
        b"zTXt" => Cow::Owned(utf8_or_latin1(&unpacked(rest.get(1..)?, limit, out)?).into_owned()),
        _ => {
            let mut cursor = Cursor::new(rest);
            let compressed = cursor.u8()? != 0;
            let _method = cursor.u8()?;
            let _language = cursor.until_zero()?;
            let _translated_keyword = cursor.until_zero()?;
            if compressed {
                Cow::Owned(unpacked(cursor.rest(), limit, out)?)
            } else {
                Cow::Borrowed(cursor.rest())
            }
        }
    };
    Some((keyword, text))
}

fn push_text<'a>(keyword: String, text: Cow<'a, [u8]>, mut here: Place, out: &mut Container<'a>) {
    let kind = match keyword.as_str() {
        "XML:com.adobe.xmp" => return out.push(BlockKind::Xmp, here, text),
        "Raw profile type exif" | "Raw profile type APP1" => BlockKind::Exif,
        "Raw profile type xmp" => BlockKind::Xmp,
        "Raw profile type iptc" => BlockKind::IptcIim,
        _ => return out.push(BlockKind::Text { keyword }, here, text),
    };
    let Some(profile) = raw_profile(&text) else {
        return out.problem(here, Problem::TextDamaged { keyword });
    };
    here.container = format!("{} {keyword}", here.container);
    match (kind, profile.strip_prefix(b"Exif\0\0")) {
        (BlockKind::Exif, Some(exif)) => out.push(BlockKind::Exif, here, exif.to_vec()),
        (BlockKind::Exif, None) => match profile.strip_prefix(XMP_HEADER) {
            Some(packet) => out.push(BlockKind::Xmp, here, packet.to_vec()),
            None => out.push(BlockKind::Exif, here, profile),
        },
        (kind, _) => out.push(kind, here, profile),
    }
}

/// A line feed, the profile's name, its length in decimal, then its bytes in hexadecimal.
fn raw_profile(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?.trim_start();
    let (_name, rest) = text.split_once('\n')?;
    let (length, digits) = rest.trim_start().split_once('\n')?;
    let length: usize = length.trim().parse().ok()?;
    let mut profile = Vec::new();
    let mut high = None;
    for digit in digits.chars().filter(|digit| !digit.is_whitespace()) {
        let digit = digit.to_digit(16)?;
        high = match high {
            None => Some(digit),
            Some(high) => {
                profile.push(u8::try_from(high << 4 | digit).ok()?);
                None
            }
        };
    }
    (profile.len() == length && high.is_none()).then_some(profile)
}

/// Metadata behind the picture's data.
///
/// The specification allows it there, but the generators whose marks are read write theirs in
/// front, and appending a chunk is the simplest way to forge one.
#[derive(Default)]
struct Late {
    first: Option<Place>,
    names: Vec<String>,
}

impl Late {
    fn note(&mut self, kind: [u8; 4], data: &[u8], here: Place) {
        let name = match &kind {
            b"tEXt" | b"zTXt" | b"iTXt" => keyword(data).map(|(keyword, _)| keyword),
            _ => Some(String::from_utf8_lossy(&kind).into_owned()),
        };
        let name = name.unwrap_or_default();
        // `ImageMagick` always writes the dates of the file there; they are no mark of anything.
        if name.starts_with("date:") {
            return;
        }
        self.first.get_or_insert(here);
        if self.names.len() < 8 {
            self.names.push(name);
        }
    }

    fn report(self, out: &mut Container<'_>) {
        if let Some(place) = self.first {
            let names = self.names;
            out.problem(place, Problem::MetadataAfterPicture { names });
        }
    }
}
