//! Hands the test pictures to programs of others, as files in a folder.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde::Serialize;

use super::pictures::Material;
use crate::augmentation::tier::Tier;

/// What such a program needs to know.
#[derive(Serialize)]
struct Index<'a> {
    /// What tells the list of pictures, for the answers' file.
    pictures_sha256: String,
    /// Names of the folders.
    tiers: &'a [Tier],
    /// Number of files in each, which are called by their place in the list, with five digits.
    pictures: usize,
}

impl Material {
    /// Writes the pictures as they arrive in each of `tiers` into `folder`, with an `index.json`.
    ///
    /// # Errors
    ///
    /// Files that cannot be read or written, and a picture that an encoder refuses.
    pub fn hand_out(&self, tiers: &[Tier], folder: &Path) -> Result<()> {
        for &tier in tiers {
            let folder = folder.join(tier.name());
            fs::create_dir_all(&folder)
                .with_context(|| format!("{} cannot be made", folder.display()))?;
            self.items
                .par_iter()
                .enumerate()
                .try_for_each(|(place, item)| {
                    let bytes = tier
                        .deliver_file(&item.bytes()?)
                        .with_context(|| format!("{} as {tier}", item.path))?;
                    fs::write(folder.join(format!("{place:05}")), bytes)?;
                    anyhow::Ok(())
                })?;
        }
        let index = Index {
            pictures_sha256: self.list.sha256.clone(),
            tiers,
            pictures: self.items.len(),
        };
        let path = folder.join("index.json");
        fs::write(&path, serde_json::to_vec_pretty(&index)?)
            .with_context(|| format!("{} cannot be written", path.display()))
    }
}
