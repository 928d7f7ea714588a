//! Measures a detector on labelled pictures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::digest::sha256;
use anyhow::{Context, Result};
use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use spectrafide_models::detector::Detector;
use spectrafide_models::verdict::Verdict;

use super::evaluation::{Looks, judge};
use crate::augmentation::tier::Tier;
use crate::data::items::{self, Item, Split};
use crate::metrics::{self, Bootstrap, Decided, Metrics, Scored};
use crate::progress::progress;

/// What a detector is measured on.
#[derive(Clone, Copy, Debug)]
pub struct Evaluation<'a> {
    /// A folder or archive of labelled pictures.
    pub data: &'a Path,
    /// Which pictures of it; data without splits is all of the split that is asked for.
    pub split: Split,
    /// How they are delivered.
    pub tier: Tier,
    /// Whether pictures that occur, byte for byte, in the data's training split are left out.
    pub exclude_seen: bool,
    /// Whether the detector was trained on none of the sources of these pictures.
    pub unseen_sources: bool,
    /// How the intervals are made.
    pub bootstrap: Bootstrap,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The figures.
    pub measurement: Measurement,
    /// The scores that they are made of.
    pub scored: Vec<Scored>,
    /// Paths of files that gave no picture.
    pub unreadable: Vec<String>,
}

/// The figures of one measurement, with what they were measured on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// The detector.
    pub detector: String,
    /// File name of the data.
    pub data: String,
    /// The split.
    pub split: Split,
    /// The tier.
    pub tier: Tier,
    /// Number of pictures left out because they occur in the training split.
    pub excluded: usize,
    /// Number of files that gave no picture.
    pub unreadable: usize,
    /// Whether the intervals resample source folders.
    pub clustered: bool,
    /// Whether the data's training split has none of the sources measured on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unseen_sources: bool,
    /// The figures.
    #[serde(flatten)]
    pub metrics: Metrics,
}

impl Evaluation<'_> {
    /// Measures `detector` on `device`.
    ///
    /// # Errors
    ///
    /// Data that cannot be read or has no picture of the split, and a device that fails.
    pub fn run(&self, detector: &Detector, device: &Device) -> Result<Evaluated> {
        let card = detector.card();
        let mut items = items::read(self.data, |split| {
            split.is_none_or(|split| split == self.split)
        })?;
        let excluded = if self.exclude_seen {
            self.drop_seen(&mut items)?
        } else {
            0
        };
        let bar = progress(items.len() as u64, "evaluation");
        let judged = judge(
            detector.network(),
            &card.preprocess,
            &items,
            self.tier,
            Looks::of(card),
            device,
            &bar,
        )?;
        bar.finish_and_clear();
        let groups = groups(&items);
        let decided: Vec<Decided> = judged
            .pictures
            .iter()
            .map(|picture| {
                let opinion = picture.opinion(card);
                Decided {
                    scored: Scored {
                        score: opinion.score.value(),
                        label: items[picture.index].label,
                        group: groups[picture.index],
                    },
                    flagged: opinion.by_score == Verdict::LikelySynthetic,
                    verdict: opinion.verdict,
                }
            })
            .collect();
        let threshold = card.thresholds.synthetic;
        Ok(Evaluated {
            measurement: Measurement {
                detector: card.id.clone(),
                data: items::name(self.data),
                split: self.split,
                tier: self.tier,
                excluded,
                unreadable: judged.unreadable.len(),
                clustered: self.bootstrap.clustered,
                unseen_sources: self.unseen_sources,
                metrics: metrics::compute_decided(&decided, threshold, &self.bootstrap),
            },
            scored: decided.iter().map(|decided| decided.scored).collect(),
            unreadable: judged.unreadable,
        })
    }

    fn drop_seen(&self, items: &mut Vec<Item>) -> Result<usize> {
        let training = items::read(self.data, |split| split == Some(Split::Train))
            .context("`--exclude-seen` needs a training split in the same data")?;
        let mut seen = BTreeSet::new();
        for item in &training {
            seen.insert(sha256(&item.bytes()?));
        }
        let before = items.len();
        let mut fresh = Vec::with_capacity(before);
        for item in items.drain(..) {
            if !seen.contains(&sha256(&item.bytes()?)) {
                fresh.push(item);
            }
        }
        *items = fresh;
        Ok(before - items.len())
    }
}

/// Reads the measurements in the `metrics.json` at `path`, by name; none if there is no file.
///
/// # Errors
///
/// A file that is not understood.
pub fn measurements(path: &Path) -> Result<BTreeMap<String, Measurement>> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is not understood", path.display())),
        Err(_missing) => Ok(BTreeMap::new()),
    }
}

impl Measurement {
    /// Keeps the figures in the `metrics.json` at `path` under `name`.
    ///
    /// # Errors
    ///
    /// A file that is not understood or cannot be written.
    pub fn keep(&self, path: &Path, name: &str) -> Result<()> {
        let mut all = measurements(path)?;
        all.insert(name.to_owned(), self.clone());
        fs::write(path, serde_json::to_string_pretty(&all)? + "\n")
            .with_context(|| format!("{} cannot be written", path.display()))
    }
}

/// Numbers the class and folder of each item.
pub fn groups(items: &[Item]) -> Vec<u32> {
    let mut numbers = BTreeMap::new();
    items
        .iter()
        .map(|item| {
            let next = numbers.len() as u32;
            *numbers
                .entry((item.label, item.folder.as_str()))
                .or_insert(next)
        })
        .collect()
}
