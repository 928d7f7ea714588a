//! Writing documents, or comparing them with what is there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Writes `text` to `path`, or with `check` compares it with what is there.
///
/// # Errors
///
/// A file that cannot be written, and with `check` one that differs.
pub fn put(path: &Path, text: &str, check: bool) -> Result<()> {
    if check {
        let present = fs::read_to_string(path).unwrap_or_default();
        ensure!(
            present == text,
            "{} differs from the measured figures",
            path.display()
        );
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}
