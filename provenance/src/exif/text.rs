//! Text in EXIF fields.

/// Text of an `ASCII` field: UTF-8 where it is that, or else Latin-1.
pub(super) fn plain(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// Text of `UserComment`: eight bytes that name the encoding, then the text (EXIF 2.32, 4.6.5).
///
/// Programs write the name in small letters, fill it with blanks, or leave it out.
pub(super) fn user_comment(bytes: &[u8], little_endian: bool) -> String {
    if let Some((name, text)) = bytes.split_first_chunk::<8>() {
        let end = name.iter().rposition(|byte| !matches!(byte, 0 | b' '));
        let length = end.map_or(0, |end| end.saturating_add(1));
        let name = name.get(..length).unwrap_or_default();
        if name.eq_ignore_ascii_case(b"UNICODE") {
            return utf16(text, little_endian);
        }
        let others: [&[u8]; 4] = [b"", b"ASCII", b"JIS", b"UTF-8"];
        if others.iter().any(|other| name.eq_ignore_ascii_case(other)) {
            return plain(text);
        }
    }
    // UTF-16 without a name: text in UTF-8 has no zeros.
    let pairs = bytes.chunks_exact(2).filter(|pair| pair.contains(&0));
    if pairs.count() > bytes.len() / 4 {
        return utf16(bytes, little_endian);
    }
    plain(bytes)
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
    let little_endian = match (pairs.clone().next(), zeros(1).cmp(&zeros(0))) {
        (Some([0xff, 0xfe]), _) | (_, std::cmp::Ordering::Greater) => true,
        (Some([0xfe, 0xff]), _) | (_, std::cmp::Ordering::Less) => false,
        (_, std::cmp::Ordering::Equal) => little_endian,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_read_however_its_encoding_is_named() {
        let text = "a house: {\"seed\": 1}";
        let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
        let (big, little): (Vec<u8>, Vec<u8>) = (wide(u16::to_be_bytes), wide(u16::to_le_bytes));
        let named = |name: &[u8; 8], text: &[u8]| [&name[..], text].concat();
        for comment in [
            named(b"ASCII\0\0\0", text.as_bytes()),
            named(b"ascii   ", text.as_bytes()),
            named(b"UTF-8\0\0\0", text.as_bytes()),
            named(b"\0\0\0\0\0\0\0\0", text.as_bytes()),
            named(b"UNICODE\0", &big),
            named(b"Unicode ", &little),
            named(b"UNICODE\0", &[&[0xff, 0xfe], &little[..]].concat()),
            text.as_bytes().to_vec(),
            little,
            big,
        ] {
            for little_endian in [false, true] {
                assert_eq!(user_comment(&comment, little_endian), text, "{comment:?}");
            }
        }
    }
}
