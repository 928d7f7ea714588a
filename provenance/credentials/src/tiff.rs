//! Whether a TIFF has so many directories that the library would read it for minutes, or more than one
//! manifest store, of which it would take one.
//!
//! Source: TIFF 6.0, section 2; `SubIFDs` of Adobe's TIFF Technical Note 1. A directory may begin
//! anywhere, inside another one too, so that a small file can hold a long chain of them.

/// Most directories, pages and those that pages name together. Raw files of cameras have ten.
const MAX_DIRECTORIES: u64 = 256;
const SUB_IFDS: u64 = 0x014a;
/// C2PA specification 2.2, appendix A.3.
const MANIFEST_STORE: u64 = 0xcd41;

/// What the chain of a TIFF's pages holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    directories: u64,
    /// Fields for manifest stores, of which the library takes one of the last page's or of the first's.
    stores: u64,
}

impl Survey {
    /// The pages of `bytes`, up to one that is not there; nothing in other files.
    pub fn of(bytes: &[u8]) -> Self {
        let mut survey = Self::default();
        let Some(reader) = Reader::of(bytes) else {
            return survey;
        };
        let mut next = reader.first();
        while let Some(offset) = next.filter(|offset| *offset != 0) {
            survey.directories = survey.directories.saturating_add(1);
            if survey.has_too_many_directories() {
                break;
            }
            let Some(directory) = reader.directory(offset) else {
                break;
            };
            survey.directories = survey.directories.saturating_add(directory.named);
            survey.stores = survey.stores.saturating_add(directory.stores);
            next = directory.next;
        }
        survey
    }

    /// Whether there are more directories than are read.
    pub fn has_too_many_directories(self) -> bool {
        self.directories > MAX_DIRECTORIES
    }

    /// Whether there are several manifest stores, where one may be.
    pub fn has_several_stores(self) -> bool {
        self.stores > 1
    }
}

struct Directory {
    /// How many other directories it names.
    named: u64,
    /// How many fields for manifest stores it has.
    stores: u64,
    /// Where the next page's is.
    next: Option<u64>,
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

    fn directory(&self, offset: u64) -> Option<Directory> {
        // Sizes of the number of entries, an entry, and its number of values or the next offset.
        let (head, entry, word) = if self.big_tiff {
            (8, 20, 8)
        } else {
            (2, 12, 4)
        };
        let entries = self.number(offset, head)?;
        let mut at = offset.checked_add(head)?;
        let (mut named, mut stores): (u64, u64) = (0, 0);
        // A directory that says to have more entries than the file has bytes ends with the file.
        for _ in 0..entries {
            match self.number(at, 2)? {
                SUB_IFDS => {
                    named = named.saturating_add(self.number(at.checked_add(4)?, word)?);
                }
                MANIFEST_STORE => stores = stores.saturating_add(1),
                _ => {}
            }
            at = at.checked_add(entry)?;
        }
        let next = self.number(at, word);
        Some(Directory {
            named,
            stores,
            next,
        })
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
            file.extend(0x014a_u16.to_le_bytes());
            file.extend(4_u16.to_le_bytes());
            file.extend(sub_directories.to_le_bytes());
            file.extend([0; 4]);
            file.extend(next.to_le_bytes());
        }
        file
    }

    #[test]
    fn pages_and_what_they_name_are_counted_together() {
        assert!(!Survey::of(&tiff(1, 10)).has_too_many_directories());
        assert!(!Survey::of(&tiff(128, 1)).has_too_many_directories());
        assert!(Survey::of(&tiff(129, 1)).has_too_many_directories());
        assert!(Survey::of(&tiff(1, u32::MAX)).has_too_many_directories());
        assert!(Survey::of(&tiff(257, 0)).has_too_many_directories());
    }

    #[test]
    fn a_chain_that_is_a_circle_is_one_that_is_too_long() {
        let circle = b"II\x2a\0\x08\0\0\0\0\0\x08\0\0\0";
        assert!(Survey::of(circle).has_too_many_directories());
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
            assert!(!Survey::of(bytes).has_too_many_directories());
        }
    }
}
