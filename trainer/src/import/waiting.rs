//! Pictures that wait to be looked at together, on all cores.

use rayon::prelude::*;

use crate::data::record::Contents;

/// Number of pictures that are looked at together.
const AT_ONCE: usize = 64;

/// Files, each with what is known about it.
pub(super) struct Waiting<T>(Vec<(T, Vec<u8>)>);

/// A file that was looked at.
pub(super) struct Seen<T> {
    /// What was known about it.
    pub known: T,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What they say, or why they give no picture.
    pub contents: Result<Contents, String>,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Sync> Waiting<T> {
    /// Adds a file; true when there are enough to look at.
    pub(super) fn add(&mut self, known: T, bytes: Vec<u8>) -> bool {
        self.0.push((known, bytes));
        self.0.len() >= AT_ONCE
    }

    /// Looks at all files. They come in the order in which they were added, so that which of two
    /// copies comes first does not depend on threads.
    pub(super) fn look(&mut self) -> impl Iterator<Item = Seen<T>> + use<T> {
        let waiting = std::mem::take(&mut self.0);
        let found: Vec<_> = waiting
            .par_iter()
            .map(|(_, bytes)| Contents::of(bytes))
            .collect();
        waiting
            .into_iter()
            .zip(found)
            .map(|((known, bytes), contents)| Seen {
                known,
                bytes,
                contents,
            })
    }
}
