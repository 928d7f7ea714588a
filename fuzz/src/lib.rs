//! What the targets share: envelopes that lead the fuzzer's bytes past the parts of a file that
//! are not its subject.
//!
//! A target that reads whole files gives the bytes as they are, behind the format's magic number.
//! One that reads a kind of metadata puts them into the chunk of a PNG that holds it: a container
//! that does not limit their length and has no checksum that is looked at.

use spectrafide_provenance::{container, history};

/// The header of a PNG of one pixel.
const PNG_HEADER: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\0\0\0\0";
const PNG_END: &[u8] = b"\0\0\0\0IDAT\0\0\0\0\0\0\0\0IEND\0\0\0\0";

/// Walks a file that starts with `magic`, and reads its history, without what other targets are
/// for.
pub fn walk(magic: &[u8], data: &[u8]) {
    let file = [magic, data].concat();
    let container = container::open(&file);
    history::read(&file, &container, None, false);
}

/// Reads a PNG in which `data`, behind `head`, is the chunk `kind`.
pub fn read_chunk(kind: &[u8; 4], head: &[u8], data: &[u8]) {
    let content = [head, data].concat();
    let Ok(length) = u32::try_from(content.len()) else {
        return;
    };
    let file = [
        PNG_HEADER,
        &length.to_be_bytes(),
        kind,
        &content,
        &[0; 4],
        PNG_END,
    ]
    .concat();
    spectrafide_provenance::read(&file, None);
}
