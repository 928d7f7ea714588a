//! Reads folders and archives, and no more than they may hold.
//!
//! Files larger than any picture that is read are not read, so that a packed file of zeros takes
//! no memory. Links are followed inside the folder alone, and never back to a folder above.

mod archive;
mod folder;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use spectrafide_picture::decode;

pub use archive::{ArchiveKind, Members, members};
pub use folder::files;

/// Most bytes of a file that is read: as many as a picture's file may have.
pub const MAX_FILE_BYTES: u64 = decode::MAX_FILE_BYTES;

/// A file that is not read because it is too large.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path} has more than {limit} MiB, the most that is read of a picture's file", limit = MAX_FILE_BYTES >> 20)]
pub struct TooLarge {
    /// The file, for a member of an archive `archive: path`.
    pub path: String,
}

/// The bytes of the file at `path`.
///
/// # Errors
///
/// A file that cannot be read, and, as [`TooLarge`], one over [`MAX_FILE_BYTES`].
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    let read = || limited(File::open(path)?);
    let bytes = read().with_context(|| format!("{} cannot be read", path.display()))?;
    let path = path.display();
    Ok(bytes.ok_or_else(|| TooLarge {
        path: path.to_string(),
    })?)
}

/// All bytes of `reader`; none if there are too many.
fn limited(reader: impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_FILE_BYTES).then_some(bytes))
}

/// `path` below `prefix`, with `/`.
fn joined(prefix: &str, path: &str) -> String {
    let path = path.trim_start_matches("./");
    if prefix.is_empty() {
        path.to_owned()
    } else {
        format!("{prefix}/{path}")
    }
}
