//! Brotli, up to a limit. Source: RFC 7932.

use std::io::Read;

use brotli_decompressor::Decompressor;

/// Bytes that the decompressor takes in at once.
const BUFFER_BYTES: usize = 4096;

/// What became of compressed bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unpacked {
    /// All that they hold.
    Whole(Vec<u8>),
    /// They hold more than the limit.
    TooLong,
    /// They are damaged or break off.
    Damaged {
        /// Bytes that were unpacked in vain.
        spent: usize,
    },
}

/// Decompresses `packed` into at most `limit` bytes.
pub(super) fn unbrotli(packed: &[u8], limit: usize) -> Unpacked {
    let mut plain = Vec::new();
    let bound = (limit as u64).saturating_add(1);
    let whole = Decompressor::new(packed, BUFFER_BYTES)
        .take(bound)
        .read_to_end(&mut plain);
    if plain.len() > limit {
        Unpacked::TooLong
    } else if whole.is_ok() {
        Unpacked::Whole(plain)
    } else {
        Unpacked::Damaged { spent: plain.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `data` as RFC 7932, 9.2 has it without compression: a window of 2^16 bytes, one block that is
    /// not the last, has 16 bits for its length less one and is uncompressed; and an empty last one.
    fn stored(data: &[u8]) -> Vec<u8> {
        let header = ((data.len() as u32 - 1) << 4) | 1 << 20;
        [&header.to_le_bytes()[..3], data, &[0b11]].concat()
    }

    #[test]
    fn what_was_stored_comes_back_up_to_the_limit() {
        for length in [1, 2, 1000, 65_536] {
            let data: Vec<u8> = (0..length).map(|k: u32| (k * 7) as u8).collect();
            let packed = stored(&data);
            assert_eq!(unbrotli(&packed, data.len()), Unpacked::Whole(data.clone()));
            assert_eq!(unbrotli(&packed, data.len() - 1), Unpacked::TooLong);
            assert_eq!(unbrotli(&packed, 0), Unpacked::TooLong);
        }
    }

    #[test]
    fn what_breaks_off_or_is_something_else_is_damage() {
        let packed = stored(b"a text of some length");
        for length in 0..packed.len() {
            let cut = unbrotli(&packed[..length], 1 << 20);
            assert!(matches!(cut, Unpacked::Damaged { .. }), "{length}: {cut:?}");
        }
        // A window size that is reserved (RFC 7932, 9.1).
        assert_eq!(unbrotli(&[0b0001_0001], 9), Unpacked::Damaged { spent: 0 });
    }
}
