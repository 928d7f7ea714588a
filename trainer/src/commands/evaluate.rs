//! `evaluate`: measures a detector.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use serde::{Deserialize, Serialize};
use spectrafide_models::verdict::Verdict;
use spectrafide_models::weights::sha256;

use crate::data::source::{self, Item, Split};
use crate::device::DeviceChoice;
use crate::evaluation::{Looks, judge};
use crate::metrics::{self, Bootstrap, Decided, Metrics, Scored};
use crate::plots::roc_svg;
use crate::progress::progress;
use crate::tier::Tier;
use crate::zoo;

/// Measure a detector of the zoo on labelled pictures.
///
/// Accuracy, precision, recall and the error rates are at the card's threshold for "synthetic";
/// `accuracy_at_half` is at a score of one half, as papers report it; coverage and
/// `error_among_answered` count "cannot tell". Intervals are 95 % bootstrap intervals.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct Evaluate {
    /// The detector, `architecture.tag`.
    #[arg(long)]
    detector: String,
    /// A folder or archive of labelled pictures.
    #[arg(long)]
    data: PathBuf,
    /// Which pictures of it.
    #[arg(long, value_enum, default_value = "test")]
    split: Split,
    /// How the pictures are delivered: clean, web, hard, crop, screenshot, or with a number, such
    /// as jpeg-70, webp-75 or scale-50.
    #[arg(long, default_value = "clean")]
    tier: Tier,
    /// Leave out pictures that occur, byte for byte, in the data's training split.
    #[arg(long)]
    exclude_seen: bool,
    /// Resample whole source folders for the intervals, instead of pictures.
    #[arg(long)]
    cluster: bool,
    /// Note that the detector was trained on none of the sources of these pictures, though the
    /// data is the one that it was trained on.
    #[arg(long)]
    unseen_sources: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Keep the figures in the detector's `metrics.json` under this name.
    #[arg(long)]
    save: Option<String>,
    /// Draw the ROC curve into this SVG file.
    #[arg(long)]
    roc: Option<PathBuf>,
    /// Bootstrap resamples for the intervals.
    #[arg(long, default_value_t = 1000)]
    resamples: usize,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
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

impl Evaluate {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let (device, _) = self.device.open()?;
        let detector = zoo::load(&self.zoo, &self.detector, &device)?;
        let mut items = source::read(&self.data, |split| {
            // Data without splits is all of the split that is asked for.
            split.is_none_or(|split| split == self.split)
        })?;
        let excluded = if self.exclude_seen {
            self.drop_seen(&mut items)?
        } else {
            0
        };
        let preprocess = &detector.card().preprocess;
        let bar = progress(items.len() as u64, "evaluation");
        let judged = judge(
            detector.network(),
            preprocess,
            &items,
            self.tier,
            Looks::of(detector.card()),
            &device,
            &bar,
        )?;
        bar.finish_and_clear();
        for path in &judged.unreadable {
            eprintln!("left out, not readable: {path}");
        }
        let groups = groups(&items);
        let decided: Vec<Decided> = judged
            .pictures
            .iter()
            .map(|picture| {
                let opinion = picture.opinion(detector.card());
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
        let bootstrap = Bootstrap {
            resamples: self.resamples,
            seed: 1,
            clustered: self.cluster,
        };
        let measurement = Measurement {
            detector: self.detector.clone(),
            data: self
                .data
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            split: self.split,
            tier: self.tier,
            excluded,
            unreadable: judged.unreadable.len(),
            clustered: self.cluster,
            unseen_sources: self.unseen_sources,
            metrics: metrics::compute_decided(
                &decided,
                detector.card().thresholds.synthetic,
                &bootstrap,
            ),
        };
        if let Some(path) = &self.roc {
            let scored: Vec<Scored> = decided.iter().map(|decided| decided.scored).collect();
            let curve = metrics::roc_curve(&scored);
            let chart = roc_svg(&self.detector, &[(&self.tier.name(), &curve)])?;
            fs::write(path, chart)
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        if let Some(name) = &self.save {
            self.keep(name, &measurement)?;
        }
        if self.json {
            println!("{}", serde_json::to_string(&measurement)?);
        } else {
            println!("{}", serde_json::to_string_pretty(&measurement)?);
        }
        Ok(())
    }

    fn drop_seen(&self, items: &mut Vec<Item>) -> Result<usize> {
        let training = source::read(&self.data, |split| split == Some(Split::Train))
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

    fn keep(&self, name: &str, measurement: &Measurement) -> Result<()> {
        let path = zoo::folder(&self.zoo, &self.detector)?.join("metrics.json");
        let mut all: BTreeMap<String, Measurement> = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("{} is not understood", path.display()))?,
            Err(_missing) => BTreeMap::new(),
        };
        all.insert(name.to_owned(), measurement.clone());
        fs::write(&path, serde_json::to_string_pretty(&all)? + "\n")
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
