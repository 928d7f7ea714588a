//! How many of the loaded detectors stay in memory.

/// Weights that may stay in memory, in bytes as stored: several small detectors, or the two
/// that are in use and nothing more.
const KEPT_BYTES: u64 = 48_000_000;
/// Detectors that stay whatever their size: a comparison takes turns between two.
const ALWAYS_KEPT: usize = 2;

/// How many of the loaded detectors stay in memory, given the size of the weights of each, the
/// one that was used last first.
pub fn kept(weights_bytes: &[u64]) -> usize {
    let mut total = 0_u64;
    let fitting = weights_bytes.iter().take_while(|&&bytes| {
        total = total.saturating_add(bytes);
        total <= KEPT_BYTES
    });
    fitting.count().max(ALWAYS_KEPT).min(weights_bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_detectors_stay_and_large_ones_make_room_but_never_for_a_comparison() {
        assert_eq!(kept(&[]), 0);
        assert_eq!(kept(&[KEPT_BYTES + 1]), 1);
        assert_eq!(kept(&[1_000_000; 3]), 3);
        assert_eq!(kept(&[KEPT_BYTES, KEPT_BYTES, 1]), 2);
        assert_eq!(kept(&[KEPT_BYTES / 2, KEPT_BYTES / 2, 1]), 2);
    }
}
