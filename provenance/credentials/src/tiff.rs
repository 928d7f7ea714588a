//! Whether a TIFF has so many directories that the library would read it for minutes.
//!
//! Source: TIFF 6.0, section 2; `SubIFDs` of Adobe's TIFF Technical Note 1. A directory may begin
//! anywhere, inside another one too, so that a small file can hold a long chain of them.

/// Most directories, pages and those that pages name together. Raw files of cameras have ten.
const MAX_DIRECTORIES: u64 = 256;
const SUB_IFDS: u16 = 0x014a;

/// Whether `bytes` are a TIFF with more directories than are read.
pub fn has_too_many_directories(bytes: &[u8]) -> bool {
    let Some(reader) = Reader::of(bytes) else {
        return false;
    };
    let mut directories: u64 = 0;
    let mut next = reader.first();
    while let Some(offset) = next.filter(|offset| *offset != 0) {
        directories = directories.saturating_add(1);
        if directories > MAX_DIRECTORIES {
            return true;
        }
        let Some((sub_directories, following)) = reader.directory(offset) else {
            return false;
        };
        directories = directories.saturating_add(sub_directories);
        next = following;
    }
    directories > MAX_DIRECTORIES
}

struct Reader<'a> {
    bytes: &'a [u8],
    little: bool,
    big_tiff: bool,
}

impl<'a> Reader<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let little = match bytes.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let mut reader = Self {
            bytes,
            little,
            big_tiff: false,
        };
        match reader.number(2, 2)? {
            42 => {}
            43 => reader.big_tiff = true,
            _ => return None,
        }
        Some(reader)
    }

    fn first(&self) -> Option<u64> {
        if self.big_tiff {
            self.number(8, 8)
        } else {
            self.number(4, 4)
        }
    }

    /// How many directories the one at `offset` names, and where the next page's is.
    fn directory(&self, offset: u64) -> Option<(u64, Option<u64>)> {
        // Sizes of the number of entries, an entry, and its number of values or the next offset.
        let (head, entry, word) = if self.big_tiff {
            (8, 20, 8)
        } else {
            (2, 12, 4)
        };
        let entries = self.number(offset, head)?;
        let mut at = offset.checked_add(head)?;
        let mut named: u64 = 0;
        // A directory that says to have more entries than the file has bytes ends with the file.
        for _ in 0..entries {
            if self.number(at, 2)? == u64::from(SUB_IFDS) {
                named = named.saturating_add(self.number(at.checked_add(4)?, word)?);
            }
            at = at.checked_add(entry)?;
        }
        Some((named, self.number(at, word)))
    }

    fn number(&self, offset: u64, size: u64) -> Option<u64> {
        let start = usize::try_from(offset).ok()?;
        let end = start.checked_add(usize::try_from(size).ok()?)?;
        let bytes = self.bytes.get(start..end)?.iter();
        let join = |number: u64, byte: &u8| number.wrapping_shl(8) | u64::from(*byte);
        Some(if self.little {
            bytes.rev().fold(0, join)
        } else {
            bytes.fold(0, join)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A TIFF of `pages` empty directories, each naming `sub_directories`.
    fn tiff(pages: u32, sub_directories: u32) -> Vec<u8> {
        let mut file = b"II\x2a\0\x08\0\0\0".to_vec();
        for page in 1..=pages {
            let next = if page == pages { 0 } else { 8 + page * 18 };
            file.extend(1_u16.to_le_bytes());
            file.extend(SUB_IFDS.to_le_bytes());
            file.extend(4_u16.to_le_bytes());
            file.extend(sub_directories.to_le_bytes());
            file.extend([0; 4]);
            file.extend(next.to_le_bytes());
        }
        file
    }

    #[test]
    fn pages_and_what_they_name_are_counted_together() {
        assert!(!has_too_many_directories(&tiff(1, 10)));
        assert!(!has_too_many_directories(&tiff(128, 1)));
        assert!(has_too_many_directories(&tiff(129, 1)));
        assert!(has_too_many_directories(&tiff(1, u32::MAX)));
        assert!(has_too_many_directories(&tiff(257, 0)));
    }

    #[test]
    fn a_chain_that_is_a_circle_is_one_that_is_too_long() {
        let circle = b"II\x2a\0\x08\0\0\0\0\0\x08\0\0\0";
        assert!(has_too_many_directories(circle));
    }

    #[test]
    fn other_files_and_cut_ones_are_left_to_the_library() {
        for bytes in [
            &b"\x89PNG"[..],
            b"",
            b"II",
            b"MM\0\x2a",
            b"II\x2a\0\xff\xff\0\0",
        ] {
            assert!(!has_too_many_directories(bytes));
        }
    }
}
