//! Asks a detector about every test picture in every tier.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use spectrafide_models::detector::Detector;
use spectrafide_picture::decode::decode;
use spectrafide_report::score::Label;
use spectrafide_report::verdict::Verdict;

use super::scores::{AskedPicture, Scores, TierScores};
use super::tallies::failures;
use crate::augmentation::tier::Tier;
use crate::baseline::Evidence;
use crate::baseline::forest::ForestSettings;
use crate::data::items::{self, Item, Split};
use crate::data::kind::Kind;
use crate::data::selection::Selection;
use crate::measurement::judging::judge_items;
use crate::plots::sheet::{Cell, layout, thumbnail};
use crate::progress::progress;

/// The forests of the baselines.
const FOREST: ForestSettings = ForestSettings {
    pictures: Selection::ALL,
    trees: 200,
    max_depth: Some(12),
    seed: 1,
};

/// What a detector is asked about.
#[derive(Clone, Debug)]
pub struct Pictures {
    /// Name of the data set.
    data: String,
    /// The test split, then the folders of the training split that count for themselves alone.
    asked: Vec<Item>,
    /// Number of pictures of the test split.
    tested: usize,
    /// The training split, which the baselines' forests are grown on.
    train: Vec<Item>,
}

impl Pictures {
    /// Reads the data sets at `paths` as one; `also` names folders of the training split that the detector was
    /// not trained on, such as `real/webb`.
    ///
    /// # Errors
    ///
    /// Data without a training or a test split, and a folder that it has not.
    pub fn read(paths: &[PathBuf], also: &[String]) -> Result<Self> {
        let mut asked = items::read_all(paths, |split| split == Some(Split::Test))
            .context("the report needs a test split")?;
        let train = items::read_all(paths, |split| split == Some(Split::Train))
            .context("the baselines need a training split")?;
        let tested = asked.len();
        let also: BTreeSet<&str> = also.iter().map(String::as_str).collect();
        for name in &also {
            ensure!(
                train.iter().any(|item| item.source() == **name),
                "the training split has no folder `{name}`"
            );
        }
        let wanted = train.iter().filter(|item| also.contains(&*item.source()));
        asked.extend(wanted.cloned());
        Ok(Self {
            data: items::names(paths),
            asked,
            tested,
            train,
        })
    }

    /// The scores of these pictures in `tiers` by `detector` and the baselines, kept at `out`.
    ///
    /// Tiers that are there already are not judged again; another detector, other weights or other
    /// pictures start anew.
    ///
    /// # Errors
    ///
    /// Files that cannot be read or written, and a device that fails.
    pub fn ask(&self, detector: &Detector, tiers: &[Tier], out: &Path) -> Result<Scores> {
        let mut scores = self.started(detector, out)?;
        for &tier in tiers {
            if !scores.tiers.contains_key(&tier) {
                let found = judged(detector, &self.asked, &mut scores, tier)?;
                scores.tiers.insert(tier, found);
                scores.write(out)?;
            }
            for evidence in [Evidence::Codec, Evidence::Statistics] {
                let known = scores.baselines.entry(evidence.to_string()).or_default();
                if !known.contains_key(&tier) {
                    let found = self.baseline(evidence, tier, &scores.unreadable)?;
                    let known = scores.baselines.entry(evidence.to_string()).or_default();
                    known.insert(tier, found);
                    scores.write(out)?;
                }
            }
            println!("{tier}: done");
        }
        Ok(scores)
    }

    /// What a forest that sees `evidence` says of the readable pictures.
    fn baseline(&self, evidence: Evidence, tier: Tier, unreadable: &[String]) -> Result<Vec<f32>> {
        let readable: Vec<Item> = readable(&self.asked, unreadable);
        let count = (self.train.len() + readable.len()) as u64;
        let bar = progress(count, &evidence.to_string());
        let judged = evidence.judge(&FOREST, tier, &self.train, &readable, &bar)?;
        bar.finish_and_clear();
        ensure!(
            judged.scores.len() == readable.len(),
            "a picture that the detector reads is not read in the tier {tier}"
        );
        Ok(judged.scores.into_iter().map(|(_, score)| score).collect())
    }

    /// What an earlier run kept at `out`, if it was about the same; else a new start.
    fn started(&self, detector: &Detector, out: &Path) -> Result<Scores> {
        let kinds: Vec<BTreeSet<Kind>> = self
            .asked
            .par_iter()
            .map(|item| Ok(Kind::of_file(&item.bytes()?)))
            .collect::<Result<_>>()?;
        let fresh = Scores {
            detector: detector.card().id.clone(),
            weights_sha256: detector.card().weights_sha256.clone(),
            data: self.data.clone(),
            pictures: self
                .asked
                .iter()
                .enumerate()
                .map(|(index, item)| AskedPicture {
                    path: item.path.clone(),
                    label: item.label,
                    folder: item.folder.clone(),
                    test: index < self.tested,
                    kinds: kinds[index].clone(),
                })
                .collect(),
            unreadable: Vec::new(),
            tiers: BTreeMap::new(),
            baselines: BTreeMap::new(),
        };
        let Some(earlier) = Scores::read(out)? else {
            return Ok(fresh);
        };
        let asked: Vec<&AskedPicture> = fresh
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

    /// The pictures with wrong verdicts in the clean tier as an SVG, the most extreme scores first.
    ///
    /// # Errors
    ///
    /// Pictures that cannot be read again.
    pub fn sheet(&self, scores: &Scores) -> Result<String> {
        let items = &self.asked;
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
) -> Result<TierScores> {
    let items = readable(items, &scores.unreadable);
    let bar = progress(items.len() as u64, &tier.name());
    let judged = judge_items(detector, &items, tier, &bar)?;
    bar.finish_and_clear();
    // Whether a file gives a picture does not depend on the tier: the first one tells.
    scores
        .pictures
        .retain(|subject| !judged.unreadable.contains(&subject.path));
    scores.unreadable.extend(judged.unreadable);
    let looks_twice = detector.card().certainty.is_some();
    let mut found = TierScores::default();
    for (_, report) in &judged.reports {
        found.push(report, looks_twice);
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
