//! `report`: asks the general detector about every test picture in every tier.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use burn::tensor::Device;
use clap::Args;
use rayon::prelude::*;
use spectrafide_models::decode::decode;
use spectrafide_models::detector::Detector;
use spectrafide_models::score::Label;
use spectrafide_models::verdict::Verdict;

use super::baseline::Tiers;
use crate::baseline::Evidence;
use crate::data::kind::Kind;
use crate::data::selection::Selection;
use crate::data::source::{self, Item, Split};
use crate::device::DeviceChoice;
use crate::evaluation::{Looks, judge};
use crate::experiment::settings::ForestSettings;
use crate::general::figures::failures;
use crate::general::scores::{Scores, Subject, TierScores};
use crate::plots::sheet::{Cell, layout, thumbnail};
use crate::progress::progress;
use crate::tier::Tier;
use crate::zoo;

/// Ask a detector about every test picture in every tier, and keep what it says, for
/// `docs/general-detector.md`, which `results` writes.
///
/// Tiers that are there already are not judged again, so the command can be stopped and given
/// again; another detector, other weights or other pictures start anew.
///
/// Example: `spectrafide-trainer report --detector dual_small.general --data openmix.zip`
#[derive(Args)]
pub struct Report {
    /// The detector, `architecture.tag`.
    #[arg(long)]
    detector: String,
    /// A folder or archive of labelled pictures with a training and a test split.
    #[arg(long)]
    data: PathBuf,
    /// A folder of the training split that the detector was not trained on, such as `real/webb`;
    /// may be given several times. It counts for itself alone.
    #[arg(long, value_name = "CLASS/FOLDER")]
    also: Vec<String>,
    /// Tiers, separated by commas, with the names of `evaluate --tier`; `sweep` for all.
    #[arg(long, default_value = "sweep")]
    tiers: Tiers,
    /// Where to keep what it says.
    #[arg(long, default_value_os_t = Scores::default_file())]
    out: PathBuf,
    /// Draw the clean pictures with a wrong verdict into this SVG file.
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

/// The forests of the baselines.
const FOREST: ForestSettings = ForestSettings {
    pictures: Selection::ALL,
    trees: 200,
    max_depth: Some(12),
    seed: 1,
};

impl Report {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let (device, _) = self.device.open()?;
        let detector = zoo::load(&self.zoo, &self.detector, &device)?;
        let mut items = source::read(&self.data, |split| split == Some(Split::Test))
            .context("the report needs a test split")?;
        let train = source::read(&self.data, |split| split == Some(Split::Train))
            .context("the baselines need a training split")?;
        let tested = items.len();
        let also: BTreeSet<&str> = self.also.iter().map(String::as_str).collect();
        for name in &also {
            ensure!(
                train.iter().any(|item| item.source() == **name),
                "the training split has no folder `{name}`"
            );
        }
        items.extend(
            train
                .iter()
                .filter(|item| also.contains(&*item.source()))
                .cloned(),
        );
        let mut scores = self.started(&detector, &items, tested)?;
        for &tier in &self.tiers.0 {
            if !scores.tiers.contains_key(&tier) {
                let found = judged(&detector, &items, &mut scores, tier, &device)?;
                scores.tiers.insert(tier, found);
                scores.write(&self.out)?;
            }
            for evidence in [Evidence::Codec, Evidence::Statistics] {
                let known = scores.baselines.entry(evidence.to_string()).or_default();
                if known.contains_key(&tier) {
                    continue;
                }
                let readable: Vec<Item> = readable(&items, &scores.unreadable);
                let bar = progress(
                    (train.len() + readable.len()) as u64,
                    &format!("{evidence}"),
                );
                let judged = evidence.judge(&FOREST, tier, &train, &readable, &bar)?;
                bar.finish_and_clear();
                ensure!(
                    judged.scores.len() == readable.len(),
                    "a picture that the detector reads is not read in the tier {tier}"
                );
                let found = judged.scores.into_iter().map(|(_, score)| score).collect();
                let known = scores.baselines.entry(evidence.to_string()).or_default();
                known.insert(tier, found);
                scores.write(&self.out)?;
            }
            println!("{tier}: done");
        }
        if let Some(path) = &self.sheet {
            std::fs::write(path, sheet(&scores, &items)?)
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        println!("{}", self.out.display());
        Ok(())
    }

    /// What an earlier run kept, if it was about the same; else a new start.
    fn started(&self, detector: &Detector, items: &[Item], tested: usize) -> Result<Scores> {
        let name = self.data.file_name().unwrap_or_default();
        let kinds: Vec<BTreeSet<Kind>> = items
            .par_iter()
            .map(|item| Ok(Kind::of_file(&item.bytes()?)))
            .collect::<Result<_>>()?;
        let fresh = Scores {
            detector: self.detector.clone(),
            weights_sha256: detector.card().weights_sha256.clone(),
            data: name.to_string_lossy().into_owned(),
            pictures: items
                .iter()
                .enumerate()
                .map(|(index, item)| Subject {
                    path: item.path.clone(),
                    label: item.label,
                    folder: item.folder.clone(),
                    test: index < tested,
                    kinds: kinds[index].clone(),
                })
                .collect(),
            unreadable: Vec::new(),
            tiers: std::collections::BTreeMap::new(),
            baselines: std::collections::BTreeMap::new(),
        };
        let Some(earlier) = Scores::read(&self.out)? else {
            return Ok(fresh);
        };
        let asked: Vec<&Subject> = fresh
            .pictures
            .iter()
            .filter(|subject| !earlier.unreadable.contains(&subject.path))
            .collect();
        let same = earlier.detector == fresh.detector
            && earlier.weights_sha256 == fresh.weights_sha256
            && earlier.data == fresh.data
            && earlier.pictures.iter().collect::<Vec<_>>() == asked;
        Ok(if same { earlier } else { fresh })
    }
}

fn readable(items: &[Item], unreadable: &[String]) -> Vec<Item> {
    let kept = items.iter().filter(|item| !unreadable.contains(&item.path));
    kept.cloned().collect()
}

/// Asks the detector about `items` in `tier`.
fn judged(
    detector: &Detector,
    items: &[Item],
    scores: &mut Scores,
    tier: Tier,
    device: &Device,
) -> Result<TierScores> {
    let items = readable(items, &scores.unreadable);
    let bar = progress(items.len() as u64, &tier.name());
    let card = detector.card();
    let judged = judge(
        detector.network(),
        &card.preprocess,
        &items,
        tier,
        Looks::of(card),
        device,
        &bar,
    )?;
    bar.finish_and_clear();
    // Whether a file gives a picture does not depend on the tier: the first one tells.
    scores
        .pictures
        .retain(|subject| !judged.unreadable.contains(&subject.path));
    scores.unreadable.extend(judged.unreadable);
    let mut found = TierScores::default();
    for picture in &judged.pictures {
        let opinion = picture.opinion(card);
        found.push(
            opinion.score.value(),
            opinion.by_score == Verdict::LikelySynthetic,
            opinion.verdict,
            card.certainty
                .map(|_| opinion.second_look.map_or(0.0, |look| look.certainty)),
        );
    }
    let flagged = |label: Label| {
        let subjects = scores.pictures.iter().enumerate();
        subjects
            .filter(|(index, subject)| {
                subject.label == label && found.verdict(*index) == Verdict::LikelySynthetic
            })
            .count()
    };
    println!(
        "{tier}: {} real and {} synthetic pictures are likely synthetic",
        flagged(Label::Real),
        flagged(Label::Synthetic)
    );
    Ok(found)
}

/// Most pictures of a row of the sheet.
const SHOWN: usize = 12;

/// The pictures with wrong verdicts, the most extreme scores first.
fn sheet(scores: &Scores, items: &[Item]) -> Result<String> {
    let mut rows = Vec::new();
    for label in [Label::Real, Label::Synthetic] {
        let mut cells = Vec::new();
        for failure in failures(scores, Tier::Clean, label).iter().take(SHOWN) {
            let item = items
                .iter()
                .find(|item| item.path == failure.subject.path)
                .with_context(|| format!("{} is missing", failure.subject.path))?;
            let picture = decode(&item.bytes()?).with_context(|| item.path.clone())?;
            cells.push(Cell {
                pictures: vec![thumbnail(&picture.pixels)],
                caption: [item.folder.clone(), format!("{:.2}", failure.score)],
                right: false,
            });
        }
        rows.push((label, cells));
    }
    layout(&rows)
}
