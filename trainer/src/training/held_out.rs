//! What a run says of the pictures that it held out.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use spectrafide_models::network::ShippedNetwork;
use spectrafide_picture::preprocess::Preprocess;
use spectrafide_report::score::Label;

use crate::data::items::{Item, fingerprint};
use crate::digest::{Hasher, sha256};
use crate::measurement::logits::{Looks, PictureLogits, logits};
use crate::progress::progress;
use crate::training::checkpoint::RunFolder;
use crate::training::config::RunConfig;
use crate::whole_file;

/// A validation picture as it was judged.
pub struct HeldOut {
    /// What it is.
    pub label: Label,
    /// What the run's network says of it.
    pub picture: PictureLogits,
}

/// The file of a run folder with its judgements: asking a network takes long, and fitting what
/// follows from its answers takes seconds.
const FILE: &str = "held_out.json";

#[derive(Serialize, Deserialize)]
struct Kept {
    /// SHA-256 over everything that decides the answers but for the number of parts.
    key: String,
    /// At most so many parts of each picture were judged.
    views: usize,
    /// One list for each tier of the run.
    tiers: Vec<Vec<PictureLogits>>,
}

/// What the `network` of `run`, which is read if it was not asked before, says of `valid` in the
/// tiers of its `config`.
///
/// # Errors
///
/// Files that cannot be read or written, and a device that fails.
pub fn judgements(
    run: &Path,
    config: &RunConfig,
    valid: &[Item],
    network: impl FnOnce() -> Result<ShippedNetwork>,
    device: &Device,
) -> Result<Vec<HeldOut>> {
    let looks = looks(config);
    let views = config.preprocess.views.most();
    let folder = RunFolder::create(run)?;
    let file = folder.file(FILE);
    let key = key(&folder, config, valid, looks)?;
    let kept = fs::read(&file)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok())
        .filter(|kept| kept.key == key && kept.views >= views);
    let tiers = if let Some(kept) = kept {
        kept.tiers
    } else {
        let network = network()?;
        let tiers = config.validation_tiers.len();
        let bar = progress((valid.len() * tiers) as u64, "calibration");
        let mut judged = Vec::with_capacity(tiers);
        for &tier in &config.validation_tiers {
            let preprocess = &config.preprocess;
            let tier = logits(&network, preprocess, valid, tier, looks, device, &bar)?;
            judged.push(tier.pictures);
        }
        bar.finish_and_clear();
        keep(&folder, config, valid, judged)?
    };
    let copied = config
        .second_look
        .and_then(|look| look.copy_views)
        .map_or(views, |copied| views.min(copied as usize));
    Ok(tiers
        .into_iter()
        .flatten()
        .map(|mut picture| {
            // The more telling parts come first, however many there are.
            picture.views.truncate(views);
            picture.copy.truncate(copied);
            HeldOut {
                label: valid[picture.index].label,
                picture,
            }
        })
        .collect())
}

/// Keeps in the run's `folder` what its network says of `valid`, one list for each tier of its
/// `config`, and gives it back.
///
/// # Errors
///
/// Files that cannot be read or written.
pub fn keep(
    folder: &RunFolder,
    config: &RunConfig,
    valid: &[Item],
    tiers: Vec<Vec<PictureLogits>>,
) -> Result<Vec<Vec<PictureLogits>>> {
    let kept = Kept {
        key: key(folder, config, valid, looks(config))?,
        views: config.preprocess.views.most(),
        tiers,
    };
    whole_file::write(&folder.file(FILE), serde_json::to_vec(&kept)?)?;
    Ok(kept.tiers)
}

/// What calibration looks at beside the picture.
fn looks(config: &RunConfig) -> Looks {
    Looks {
        delivery: config.by_delivery,
        copy: config.second_look.is_some(),
    }
}

fn key(folder: &RunFolder, config: &RunConfig, valid: &[Item], looks: Looks) -> Result<String> {
    let weights = fs::read(folder.best())
        .with_context(|| format!("{} cannot be read", folder.best().display()))?;
    // Names the published checkpoint, too.
    let data = fs::read(folder.file("data.json")).context("the run has no data.json")?;
    let preprocess = Preprocess {
        views: config.preprocess.views.middle(),
        ..config.preprocess
    };
    let decides = serde_json::to_vec(&(
        &config.network,
        &preprocess,
        &config.validation_tiers,
        &config.storage,
        &config.low_rank,
        (looks.delivery, looks.copy),
    ))?;
    let mut hasher = Hasher::default();
    for part in [&weights, &data, &decides] {
        hasher.update(sha256(part));
    }
    hasher.update(fingerprint(valid)?);
    Ok(hasher.finish())
}
