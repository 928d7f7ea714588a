//! The published detectors on disk.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use spectrafide_models::detector::Detector;

use crate::checkout;

/// The folder with one folder for each detector.
pub fn default_folder() -> PathBuf {
    checkout::folder("models/zoo")
}

/// The names of all detectors, sorted.
///
/// # Errors
///
/// A folder that cannot be listed.
pub fn ids(zoo: &Path) -> Result<Vec<String>> {
    let entries =
        std::fs::read_dir(zoo).with_context(|| format!("there is no zoo at {}", zoo.display()))?;
    let mut ids = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.path().join("card.json").is_file() {
            ids.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    ids.sort();
    Ok(ids)
}

/// The folder of the detector `id`.
///
/// # Errors
///
/// An unknown detector; the known ones are named.
pub fn folder(zoo: &Path, id: &str) -> Result<PathBuf> {
    let known = ids(zoo)?;
    if known.iter().any(|name| name == id) {
        return Ok(zoo.join(id));
    }
    bail!(
        "there is no detector `{id}`; known are: {}",
        known.join(", ")
    );
}

/// Loads the detector `id`.
///
/// # Errors
///
/// An unknown detector, and one whose files are missing or do not fit together.
pub fn load(zoo: &Path, id: &str, device: &Device) -> Result<Detector> {
    let folder = folder(zoo, id)?;
    let card = std::fs::read_to_string(folder.join("card.json"))?;
    let weights = std::fs::read(folder.join("weights.bpk"))
        .with_context(|| format!("the detector `{id}` has no weights"))?;
    Detector::load(&card, weights, device)
        .with_context(|| format!("the detector `{id}` cannot be loaded"))
}
