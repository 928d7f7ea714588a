//! Text in EXIF fields.

/// Text of an `ASCII` field: UTF-8 where it is that, or else Latin-1.
pub(super) fn plain(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// Text of `UserComment`: eight bytes that name the encoding, then the text (EXIF 2.32, 4.6.5).
pub(super) fn user_comment(bytes: &[u8], little_endian: bool) -> String {
    match bytes.split_first_chunk::<8>() {
        Some((b"UNICODE\0", text)) => utf16(text, little_endian),
        Some((b"ASCII\0\0\0" | b"JIS\0\0\0\0\0" | b"\0\0\0\0\0\0\0\0", text)) => plain(text),
        _ => plain(bytes),
    }
}

/// UTF-16 in the byte order that fits.
///
/// The standard wants that of the TIFF structure, and many programs always write big-endian. Most
/// characters of any text have small numbers, so the byte that is zero more often is the upper one;
/// the structure's order decides where neither is.
fn utf16(bytes: &[u8], little_endian: bool) -> String {
    let pairs = bytes
        .chunks_exact(2)
        .filter_map(|pair| <[u8; 2]>::try_from(pair).ok());
    let zeros = |index: usize| {
        pairs
            .clone()
            .filter(|pair| pair.get(index) == Some(&0))
            .count()
    };
    let little_endian = match zeros(1).cmp(&zeros(0)) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => little_endian,
    };
    let read = if little_endian {
        u16::from_le_bytes
    } else {
        u16::from_be_bytes
    };
    char::decode_utf16(pairs.map(read))
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .filter(|&unit| unit != '\u{feff}')
        .collect()
}
