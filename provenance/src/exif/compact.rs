//! EXIF data made small and safe before a library reads it.
//!
//! A field names its number of values and where they stand, and many fields may name the same
//! bytes: sixty kilobytes can so promise hundreds of megabytes. Only fields that lie inside the
//! data are copied, each once, up to a limit. That also makes a TIFF file of any size small.

use std::collections::BTreeSet;

use crate::tiff::{Entry, Tiff};

/// Directory of the EXIF fields, and of the positions.
const EXIF_POINTER: u16 = 0x8769;
const GPS_POINTER: u16 = 0x8825;
/// TIFF's numbers of types: text, and a 32-bit number.
const ASCII: u16 = 2;
const LONG: u16 = 4;
/// Most fields of a directory; cameras write fewer than a hundred.
const MAX_ENTRIES: usize = 512;
/// Longest value; programs put whole prompts and graphs into one.
const MAX_VALUE_BYTES: usize = 2 << 20;
/// Most bytes of all values.
const MAX_BYTES: usize = 4 << 20;
/// Most strings of a text field, whose bytes may otherwise be nothing but ends of strings.
const MAX_STRINGS: usize = 16;

/// A small copy, and what was left out.
pub(super) struct Compact {
    /// A TIFF structure.
    pub(super) data: Vec<u8>,
    /// Number of fields that lie outside of the data or are too long.
    pub(super) left_out: usize,
}

struct Field<'a> {
    tag: u16,
    kind: u16,
    count: u32,
    value: &'a [u8],
}

/// Copies the first directory and those that it points to.
pub(super) fn compact(bytes: &[u8]) -> Option<Compact> {
    let (tiff, first) = Tiff::open(bytes)?;
    let mut budget = MAX_BYTES;
    let mut left_out = 0;
    let mut directory = |at: usize| fields(&tiff, at, &mut budget, &mut left_out);
    let (mut main, pointers) = directory(first);
    let mut others = Vec::new();
    for (tag, at) in pointers {
        let (fields, _) = directory(at);
        others.push((tag, fields));
        main.push(Field {
            tag,
            kind: LONG,
            count: 1,
            value: &[],
        });
    }
    let data = write(tiff.little_endian, &main, &others)?;
    Some(Compact { data, left_out })
}

/// The fields of a directory, and its pointers to others.
fn fields<'a>(
    tiff: &Tiff<'a>,
    at: usize,
    budget: &mut usize,
    left_out: &mut usize,
) -> (Vec<Field<'a>>, Vec<(u16, usize)>) {
    let (entries, complete) = tiff.directory(at);
    if !complete {
        *left_out = left_out.saturating_add(1);
    }
    let (mut fields, mut pointers) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for entry in entries
        .iter()
        .take(MAX_ENTRIES)
        .filter(|entry| seen.insert(entry.tag))
    {
        if matches!(entry.tag, EXIF_POINTER | GPS_POINTER) {
            if let Some(at) = tiff.number(entry).and_then(|at| usize::try_from(at).ok()) {
                pointers.push((entry.tag, at));
            }
            continue;
        }
        let field = field(tiff, entry).filter(|field| field.value.len() <= *budget);
        match field {
            Some(field) => {
                *budget = budget.saturating_sub(field.value.len());
                fields.push(field);
            }
            None => *left_out = left_out.saturating_add(1),
        }
    }
    (fields, pointers)
}

fn field<'a>(tiff: &Tiff<'a>, entry: &Entry) -> Option<Field<'a>> {
    let (_, value) = tiff.value(entry)?;
    let Entry {
        tag, kind, count, ..
    } = *entry;
    if value.len() > MAX_VALUE_BYTES {
        return None;
    }
    if kind == ASCII {
        let ends = value.iter().enumerate().filter(|(_, byte)| **byte == 0);
        let last = ends
            .map(|(at, _)| at)
            .nth(MAX_STRINGS)
            .unwrap_or(value.len());
        let value = value.get(..last)?;
        let count = u32::try_from(last).ok()?;
        return Some(Field {
            tag,
            kind,
            count,
            value,
        });
    }
    Some(Field {
        tag,
        kind,
        count,
        value,
    })
}

/// A writer that knows where it is going to put values.
struct Writer {
    little_endian: bool,
    directories: Vec<u8>,
    values: Vec<u8>,
    values_start: u32,
}

impl Writer {
    fn u16(&mut self, number: u16) {
        let bytes = if self.little_endian {
            number.to_le_bytes()
        } else {
            number.to_be_bytes()
        };
        self.directories.extend_from_slice(&bytes);
    }

    fn u32(&mut self, number: u32) {
        let bytes = if self.little_endian {
            number.to_le_bytes()
        } else {
            number.to_be_bytes()
        };
        self.directories.extend_from_slice(&bytes);
    }

    fn directory(&mut self, fields: &[Field<'_>], offsets: &[(u16, u32)]) -> Option<()> {
        self.u16(u16::try_from(fields.len()).ok()?);
        for field in fields {
            self.u16(field.tag);
            self.u16(field.kind);
            self.u32(field.count);
            if let Some((_, offset)) = offsets.iter().find(|(tag, _)| *tag == field.tag) {
                self.u32(*offset);
            } else if field.value.len() <= 4 {
                let mut inside = [0; 4];
                inside
                    .get_mut(..field.value.len())?
                    .copy_from_slice(field.value);
                self.directories.extend_from_slice(&inside);
            } else {
                let before = u32::try_from(self.values.len()).ok()?;
                self.u32(self.values_start.checked_add(before)?);
                self.values.extend_from_slice(field.value);
            }
        }
        // No further directory.
        self.u32(0);
        Some(())
    }
}

/// Size of a directory of `fields`, in bytes.
fn directory_bytes(fields: &[Field<'_>]) -> Option<u32> {
    u32::try_from(fields.len())
        .ok()?
        .checked_mul(12)?
        .checked_add(6)
}

fn write(
    little_endian: bool,
    main: &[Field<'_>],
    others: &[(u16, Vec<Field<'_>>)],
) -> Option<Vec<u8>> {
    let mut next = directory_bytes(main)?.checked_add(8)?;
    let mut offsets = Vec::new();
    for (tag, fields) in others {
        offsets.push((*tag, next));
        next = next.checked_add(directory_bytes(fields)?)?;
    }
    let mut writer = Writer {
        little_endian,
        directories: if little_endian {
            b"II\x2a\0".to_vec()
        } else {
            b"MM\0\x2a".to_vec()
        },
        values: Vec::new(),
        values_start: next,
    };
    writer.u32(8);
    writer.directory(main, &offsets)?;
    for (_, fields) in others {
        writer.directory(fields, &[])?;
    }
    writer.directories.append(&mut writer.values);
    Some(writer.directories)
}
