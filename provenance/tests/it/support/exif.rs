//! EXIF data: TIFF 6.0, section 2, and EXIF 2.32, section 4.6.

/// Tags of the first directory.
pub const IMAGE_DESCRIPTION: u16 = 270;
pub const MAKE: u16 = 271;
pub const MODEL: u16 = 272;
pub const SOFTWARE: u16 = 305;
pub const ARTIST: u16 = 315;
/// Tags of the EXIF directory.
pub const EXPOSURE_TIME: u16 = 0x829a;
pub const F_NUMBER: u16 = 0x829d;
pub const TAKEN_AT: u16 = 0x9003;
pub const USER_COMMENT: u16 = 0x9286;
pub const LENS_MODEL: u16 = 0xa434;
const EXIF_POINTER: u16 = 0x8769;
const GPS_POINTER: u16 = 0x8825;

/// A value with its type.
pub enum Value<'a> {
    Ascii(&'a str),
    Undefined(&'a [u8]),
    Rationals(&'a [(u32, u32)]),
}

pub type Directory<'a> = &'a [(u16, Value<'a>)];

/// Little-endian EXIF data with the first directory, the EXIF directory and that of positions.
pub fn exif(main: Directory<'_>, exif: Directory<'_>, gps: Directory<'_>) -> Vec<u8> {
    let mut bytes = b"II\x2a\0\x08\0\0\0".to_vec();
    let others = [(EXIF_POINTER, exif), (GPS_POINTER, gps)];
    let others: Vec<_> = others
        .into_iter()
        .filter(|(_, fields)| !fields.is_empty())
        .collect();
    let first = bytes.len();
    let count = main.len() + others.len();
    bytes.resize(first + 2 + 12 * count + 4, 0);
    bytes[first..first + 2].copy_from_slice(&(count as u16).to_le_bytes());
    for (index, (tag, value)) in main.iter().enumerate() {
        entry(&mut bytes, first + 2 + 12 * index, *tag, value);
    }
    for (index, (tag, fields)) in others.iter().enumerate() {
        let at = bytes.len();
        bytes.resize(at + 2 + 12 * fields.len() + 4, 0);
        bytes[at..at + 2].copy_from_slice(&(fields.len() as u16).to_le_bytes());
        for (index, (tag, value)) in fields.iter().enumerate() {
            entry(&mut bytes, at + 2 + 12 * index, *tag, value);
        }
        let slot = first + 2 + 12 * (main.len() + index);
        bytes[slot..slot + 12].copy_from_slice(&raw_entry(*tag, 4, 1, at as u32));
    }
    bytes
}

/// A field of twelve bytes: tag, type, count, value or offset.
pub fn raw_entry(tag: u16, kind: u16, count: u32, value: u32) -> [u8; 12] {
    let mut entry = [0; 12];
    entry[..2].copy_from_slice(&tag.to_le_bytes());
    entry[2..4].copy_from_slice(&kind.to_le_bytes());
    entry[4..8].copy_from_slice(&count.to_le_bytes());
    entry[8..].copy_from_slice(&value.to_le_bytes());
    entry
}

fn entry(bytes: &mut Vec<u8>, slot: usize, tag: u16, value: &Value<'_>) {
    let (kind, count, data) = match value {
        Value::Ascii(text) => (2, text.len() + 1, [text.as_bytes(), b"\0"].concat()),
        Value::Undefined(data) => (7, data.len(), data.to_vec()),
        Value::Rationals(numbers) => {
            let data = numbers
                .iter()
                .flat_map(|(above, below)| [above.to_le_bytes(), below.to_le_bytes()].concat());
            (5, numbers.len(), data.collect())
        }
    };
    let inside = data.len() <= 4;
    let at = if inside { 0 } else { bytes.len() as u32 };
    let mut entry = raw_entry(tag, kind, count as u32, at);
    if inside {
        entry[8..8 + data.len()].copy_from_slice(&data);
    } else {
        bytes.extend_from_slice(&data);
    }
    bytes[slot..slot + 12].copy_from_slice(&entry);
}

/// EXIF data whose only field is `UserComment` as ASCII.
pub fn user_comment(text: &str) -> Vec<u8> {
    let comment = [b"ASCII\0\0\0", text.as_bytes()].concat();
    exif(&[], &[(USER_COMMENT, Value::Undefined(&comment))], &[])
}

/// EXIF data with these texts in its first directory.
pub fn texts(texts: &[(u16, &str)]) -> Vec<u8> {
    let fields: Vec<_> = texts
        .iter()
        .map(|(tag, text)| (*tag, Value::Ascii(text)))
        .collect();
    exif(&fields, &[], &[])
}
