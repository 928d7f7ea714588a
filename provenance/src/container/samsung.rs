//! The trailer that Samsung's cameras and editors write behind a picture, in whatever format.
//!
//! From the end of the file: `SEFT`, the length of the directory, the directory from `SEFH` on; its
//! entries point backwards to fields. Source: `ProcessSamsung` in
//! <https://github.com/exiftool/exiftool/blob/master/lib/Image/ExifTool/Samsung.pm>.

use super::{BlockKind, Container, place};
use crate::bytes::Cursor;

/// Length of `SEFH`, the version and the count, and of an entry, in bytes.
const HEADER_BYTES: usize = 12;
const ENTRY_BYTES: usize = 12;
/// Most fields that are read; real trailers have a dozen.
const MAX_FIELDS: usize = 64;

/// Reads the fields of `trailer`, which stands at `offset` of the file. `false` when it is no such
/// trailer, and then nothing was kept.
pub(super) fn walk<'a>(trailer: &'a [u8], offset: usize, out: &mut Container<'a>) -> bool {
    let Some(fields) = fields(trailer) else {
        return false;
    };
    for Field { start, name, value } in fields {
        let here = place(
            format!("Samsung trailer {name}"),
            offset.saturating_add(start),
            value.len(),
        );
        out.push(BlockKind::SamsungTrailer { name }, here, value);
    }
    true
}

struct Field<'a> {
    /// Offset from the start of the trailer.
    start: usize,
    name: String,
    value: &'a [u8],
}

fn fields(trailer: &[u8]) -> Option<Vec<Field<'_>>> {
    let (body, &[a, b, c, d, b'S', b'E', b'F', b'T']) = trailer.split_last_chunk::<8>()? else {
        return None;
    };
    let length = usize::try_from(u32::from_le_bytes([a, b, c, d])).ok()?;
    let start = body.len().checked_sub(length)?;
    let directory = body.get(start..)?;
    let mut cursor = Cursor::new(directory);
    if cursor.take(4)? != b"SEFH" {
        return None;
    }
    let _version = cursor.u32_le()?;
    let count = usize::try_from(cursor.u32_le()?).ok()?;
    let entries = directory.get(HEADER_BYTES..)?.chunks_exact(ENTRY_BYTES);
    Some(
        entries
            .take(count.min(MAX_FIELDS))
            .filter_map(|entry| field(body, start, entry))
            .collect(),
    )
}

/// An entry: a gap, the kind, the distance from the field to the directory, the field's length.
/// A field: a gap, the kind, the length of the name, the name, the value.
fn field<'a>(body: &'a [u8], directory: usize, entry: &[u8]) -> Option<Field<'a>> {
    let mut entry = Cursor::at(entry, 4);
    let distance = usize::try_from(entry.u32_le()?).ok()?;
    let length = usize::try_from(entry.u32_le()?).ok()?;
    let start = directory.checked_sub(distance)?;
    let mut cursor = Cursor::new(Cursor::at(body, start).take(length)?);
    cursor.take(4)?;
    let name_length = usize::try_from(cursor.u32_le()?).ok()?;
    let name = String::from_utf8_lossy(cursor.take(name_length)?).into_owned();
    Some(Field {
        start,
        name,
        value: cursor.rest(),
    })
}
