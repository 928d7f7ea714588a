//! Decompression that stops at a limit.

use std::io::Read;

use flate2::read::{GzDecoder, ZlibDecoder};

/// Decompresses a zlib stream. `None` when it is damaged or grows beyond `limit` bytes.
pub(crate) fn inflate(compressed: &[u8], limit: usize) -> Option<Vec<u8>> {
    read(ZlibDecoder::new(compressed), limit)
}

/// Decompresses a gzip stream. `None` when it is damaged or grows beyond `limit` bytes.
pub(crate) fn gunzip(compressed: &[u8], limit: usize) -> Option<Vec<u8>> {
    read(GzDecoder::new(compressed), limit)
}

fn read(decoder: impl Read, limit: usize) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let bound = u64::try_from(limit).ok()?.saturating_add(1);
    decoder.take(bound).read_to_end(&mut plain).ok()?;
    (plain.len() <= limit).then_some(plain)
}
