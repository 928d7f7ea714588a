//! A page whose zoo holds a pair of detectors, whether or not the published one does.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use spectrafide_report::zoo::ZooEntry;

/// The thorough detector, and one of the same scope that is small enough to stand in for it.
const THOROUGH: &str = "vit.thorough";
const SMALL: &str = "residual_statistics.general";

/// Copies the page at `site` to `folder`; where no detector stands in for another one, one does in
/// the copy.
pub fn stage(site: &Path, folder: &Path) -> Result<()> {
    copy(site, folder)?;
    let path = folder.join("zoo/index.json");
    let mut entries: Vec<ZooEntry> = serde_json::from_slice(&fs::read(&path)?)?;
    if entries.iter().all(|entry| entry.stands_in_for.is_none()) {
        let mut small = entries.iter_mut().filter(|entry| entry.id == SMALL);
        small
            .next()
            .context("the zoo has no small detector")?
            .stands_in_for = Some(THOROUGH.to_owned());
    }
    Ok(fs::write(&path, serde_json::to_vec(&entries)?)?)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
