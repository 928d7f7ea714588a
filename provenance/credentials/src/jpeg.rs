//! Whether a JPEG has more than one manifest store: of two whose segments have one number the library
//! takes the first.
//!
//! Source: ITU-T T.81, annex B; ISO/IEC 19566-5, annex D, for boxes in APP11.

const APP11: u8 = 0xeb;
const START_OF_SCAN: u8 = 0xda;
const END: u8 = 0xd9;
/// The box `jumb` in the part of a segment that has the first of it, and the type of a store in its
/// description: each part starts with two letters, its number, its place in the order and the header
/// of the box.
const BOX: (usize, &[u8]) = (12, b"jumb");
const STORE: (usize, &[u8]) = (24, b"c2pa");
const FIRST: (usize, &[u8]) = (4, &[0, 0, 0, 1]);

/// Whether several stores stand in front of the scan of the JPEG that `bytes` are.
pub fn has_several_stores(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(&[0xff, 0xd8]) else {
        return false;
    };
    let mut stores = 0_u8;
    while let Some((marker, segment, following)) = next(rest) {
        if matches!(marker, START_OF_SCAN | END) {
            break;
        }
        let has = |(at, bytes): (usize, &[u8])| {
            segment
                .get(at..)
                .is_some_and(|rest| rest.starts_with(bytes))
        };
        if marker == APP11 && has(BOX) && has(STORE) && has(FIRST) {
            stores = stores.saturating_add(1);
        }
        rest = following;
    }
    stores > 1
}

/// The next marker, its segment's bytes, and what follows.
fn next(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let at = bytes.iter().position(|&byte| byte == 0xff)?;
    let rest = bytes.get(at..)?;
    let fill = rest.iter().position(|&byte| byte != 0xff)?;
    let (&marker, rest) = rest.get(fill..)?.split_first()?;
    // Without a segment: TEM, restarts, and a zero, which makes no marker of what is in front of it.
    if matches!(marker, 0 | 1 | 0xd0..=0xd9) {
        return Some((marker, &[], rest));
    }
    let (&length, rest) = rest.split_first_chunk()?;
    let length = usize::from(u16::from_be_bytes(length)).checked_sub(2)?;
    let (segment, rest) = rest.split_at_checked(length)?;
    Some((marker, segment, rest))
}
