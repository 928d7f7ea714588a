//! The structure that TIFF files and EXIF data share: directories of fields.
//!
//! Source: TIFF 6.0, section 2, <https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf>.

use crate::bytes::Cursor;

/// Bytes with a byte order.
#[derive(Clone, Copy)]
pub(crate) struct Tiff<'a> {
    bytes: &'a [u8],
    pub(crate) little_endian: bool,
}

/// A field of a directory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) tag: u16,
    /// Number of the value's type.
    pub(crate) kind: u16,
    /// Number of values.
    pub(crate) count: u32,
    /// Offset of the field itself.
    pub(crate) offset: usize,
}

impl<'a> Tiff<'a> {
    /// The structure and the offset of its first directory.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let little_endian = match bytes.get(..4)? {
            b"II\x2a\0" => true,
            b"MM\0\x2a" => false,
            _ => return None,
        };
        let tiff = Self {
            bytes,
            little_endian,
        };
        let first = tiff.u32(4)?;
        Some((tiff, usize::try_from(first).ok()?))
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let mut cursor = Cursor::at(self.bytes, at);
        if self.little_endian {
            cursor.u16_le()
        } else {
            cursor.u16_be()
        }
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let mut cursor = Cursor::at(self.bytes, at);
        if self.little_endian {
            cursor.u32_le()
        } else {
            cursor.u32_be()
        }
    }

    /// The fields of the directory at `at`, and whether all of them are there.
    pub(crate) fn directory(&self, at: usize) -> (Vec<Entry>, bool) {
        let Some(count) = self.u16(at) else {
            return (Vec::new(), false);
        };
        let entries: Vec<Entry> = (0..usize::from(count))
            .map_while(|index| self.entry(at.checked_add(2)?.checked_add(index.checked_mul(12)?)?))
            .collect();
        let complete = entries.len() == usize::from(count) && count > 0;
        (entries, complete)
    }

    /// Where the directory behind the one at `at` starts.
    pub(crate) fn next_directory(&self, at: usize) -> Option<usize> {
        let entries = usize::from(self.u16(at)?).checked_mul(12)?;
        let next = self.u32(at.checked_add(2)?.checked_add(entries)?)?;
        usize::try_from(next).ok().filter(|next| *next > 0)
    }

    fn entry(&self, offset: usize) -> Option<Entry> {
        let at = |distance: usize| offset.checked_add(distance);
        // The value or its offset must be there, too.
        self.u32(at(8)?)?;
        Some(Entry {
            tag: self.u16(offset)?,
            kind: self.u16(at(2)?)?,
            count: self.u32(at(4)?)?,
            offset,
        })
    }

    /// The bytes of a field's values and where they stand.
    pub(crate) fn value(&self, entry: &Entry) -> Option<(usize, &'a [u8])> {
        let size = match entry.kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let length = usize::try_from(entry.count).ok()?.checked_mul(size)?;
        let inside = entry.offset.checked_add(8)?;
        let start = if length <= 4 {
            inside
        } else {
            usize::try_from(self.u32(inside)?).ok()?
        };
        let value = Cursor::at(self.bytes, start).take(length)?;
        Some((start, value))
    }

    /// A single number of the types `SHORT` and `LONG`.
    pub(crate) fn number(&self, entry: &Entry) -> Option<u32> {
        let (start, _) = self.value(entry)?;
        match (entry.kind, entry.count) {
            (3, 1) => self.u16(start).map(u32::from),
            (4 | 13, 1) => self.u32(start),
            _ => None,
        }
    }
}
