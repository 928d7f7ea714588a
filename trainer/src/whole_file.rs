//! Files that are there as a whole, or not at all.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Writes `contents` to `path`, whose folder is made where there is none; whoever reads it finds what
/// was there before or all of it.
///
/// # Errors
///
/// A file that cannot be written.
pub fn write(path: &Path, contents: impl AsRef<[u8]>) -> Result<()> {
    let partial = path.with_added_extension("partial");
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&partial, contents))
        .and_then(|()| fs::rename(&partial, path))
        .with_context(|| format!("{} cannot be written", path.display()))
}
