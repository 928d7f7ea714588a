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
use crate::training::loader::{Balance, Counted};
use crate::whole_file;

/// A validation picture as it was judged.
pub struct HeldOut {
    /// What it is.
    pub label: Label,
    /// Class and folder.
    pub source: String,
    /// How many judgements it counts as.
    pub weight: f64,
    /// What the run's network says of it.
    pub picture: PictureLogits,
}

/// Makes the judgements count as `balance` says: of a class as many as there are, its sources by
/// their sizes, by the roots of these, or alike.
pub fn weigh(held_out: &mut [HeldOut], balance: Balance) {
    let counted: Vec<Counted<'_>> = held_out
        .iter()
        .map(|one| Counted {
            label: one.label,
            source: &one.source,
            own: 1.0,
        })
        .collect();
    let weights = balance.weights(&counted);
    let mut counts = [0.0; 2];
    for one in held_out.iter() {
        counts[one.label as usize] += 1.0;
    }
    for (one, weight) in held_out.iter_mut().zip(weights) {
        one.weight = weight * counts[one.label as usize];
    }
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
    let tiers = if let Some(kept) = kept(run, config, valid)? {
        kept
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
        keep(&RunFolder::create(run)?, config, valid, judged)?
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
                source: valid[picture.index].source(),
                weight: 1.0,
                picture,
            }
        })
        .collect())
}

/// What is kept in the folder `run` of what its network says of `valid`, one list for each tier of
/// its `config`; none if it was not asked, or about other pictures.
///
/// # Errors
///
/// A folder without a finished run.
pub fn kept(
    run: &Path,
    config: &RunConfig,
    valid: &[Item],
) -> Result<Option<Vec<Vec<PictureLogits>>>> {
    let folder = RunFolder::create(run)?;
    let key = key(&folder, config, valid, looks(config))?;
    let kept = fs::read(folder.file(FILE))
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok())
        .filter(|kept| kept.key == key && kept.views >= config.preprocess.views.most());
    Ok(kept.map(|kept| kept.tiers))
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

#[cfg(test)]
mod tests {
    use spectrafide_report::Delivery;

    use super::*;

    #[test]
    fn sources_count_by_their_sizes_or_alike_and_classes_keep_their_counts() {
        let one = |label: Label, source: &str| HeldOut {
            label,
            source: source.to_owned(),
            weight: 1.0,
            picture: PictureLogits {
                index: 0,
                views: vec![0.0],
                copy: Vec::new(),
                delivery: Delivery::Fine,
            },
        };
        let mut held_out: Vec<HeldOut> = (0..10)
            .map(|place| one(Label::Real, if place < 8 { "many" } else { "few" }))
            .chain((0..4).map(|_| one(Label::Synthetic, "made")))
            .collect();
        // Of ten real ones, eight are of one source and two of the other.
        let root = 8_f64.sqrt() / (8_f64.sqrt() + 2_f64.sqrt());
        for (balance, share) in [
            (Balance::None, 0.8),
            (Balance::Folders, root),
            (Balance::EqualFolders, 0.5),
        ] {
            weigh(&mut held_out, balance);
            let sum = |source: &str| -> f64 {
                let of = held_out.iter().filter(|one| one.source == source);
                of.map(|one| one.weight).sum()
            };
            assert!((sum("many") - 10.0 * share).abs() < 1e-9, "{balance:?}");
            assert!((sum("few") - 10.0 * (1.0 - share)).abs() < 1e-9);
            assert!((sum("made") - 4.0).abs() < 1e-9);
        }
    }
}
