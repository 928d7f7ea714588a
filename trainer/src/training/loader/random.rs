//! The generators of random numbers: the same ones whatever threads do and wherever a run stops.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// A generator of its own for each item of each epoch.
pub fn generator(seed: u64, epoch: usize, place: u64) -> ChaCha8Rng {
    keyed([seed, epoch as u64, place, 0])
}

/// Another one, for whether a twin is drawn and how it is mixed: a twin must get the same numbers
/// from the first one as its original.
pub(super) fn pair_generator(seed: u64, epoch: usize, place: u64) -> ChaCha8Rng {
    keyed([seed, epoch as u64, place, 1])
}

fn keyed(numbers: [u64; 4]) -> ChaCha8Rng {
    let mut key = [0; 32];
    for (bytes, number) in key.as_chunks_mut().0.iter_mut().zip(numbers) {
        *bytes = number.to_le_bytes();
    }
    ChaCha8Rng::from_seed(key)
}
