//! Decompression that stops at a limit.

use std::io::Read;

use flate2::read::{GzDecoder, ZlibDecoder};

/// Decompresses a zlib stream into at most `limit` bytes.
///
/// # Errors
///
/// When it is damaged or longer: how many bytes were unpacked in vain.
pub(crate) fn inflate(compressed: &[u8], limit: usize) -> Result<Vec<u8>, usize> {
    read(ZlibDecoder::new(compressed), limit)
}

/// Decompresses a gzip stream. `None` when it is damaged or grows beyond `limit` bytes.
pub(crate) fn gunzip(compressed: &[u8], limit: usize) -> Option<Vec<u8>> {
    read(GzDecoder::new(compressed), limit).ok()
}

fn read(decoder: impl Read, limit: usize) -> Result<Vec<u8>, usize> {
    let mut plain = Vec::new();
    let bound = (limit as u64).saturating_add(1);
    let whole = decoder.take(bound).read_to_end(&mut plain).is_ok();
    if whole && plain.len() <= limit {
        Ok(plain)
    } else {
        Err(plain.len())
    }
}
