//! The generators of random numbers: the same ones whatever threads do and wherever a run stops.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

/// A generator of its own for each item of each epoch.
pub fn generator(seed: u64, epoch: usize, place: u64) -> ChaCha8Rng {
    keyed([seed, epoch as u64, place, 0])
}

/// What stands for the file `bytes`, drawn for the `turn`-th time of an epoch.
pub(super) fn place(bytes: &[u8], turn: u64) -> u64 {
    let mut hash = Sha256::new_with_prefix(turn.to_le_bytes());
    hash.update(bytes);
    let digest: [u8; 32] = hash.finalize().into();
    u64::from_le_bytes(*digest.first_chunk().expect("longer"))
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
