//! Measures a detector on labelled pictures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::digest::sha256;
use anyhow::{Context, Result, ensure};
use spectrafide_models::card::DetectorCard;
use spectrafide_models::detector::Detector;
use spectrafide_report::measurement::Measurement;

use super::comparison::book::{Book, Decision};
use super::judging::judge_items;
use crate::augmentation::tier::Tier;
use crate::data::items::{self, Item, Split};
use crate::data::path::split_name;
use crate::metrics::{self, Bootstrap, Decided, Scored};
use crate::progress::progress;

/// What a detector is measured on.
#[derive(Clone, Copy, Debug)]
pub struct Evaluation<'a> {
    /// Folders or archives of labelled pictures, which count as one.
    pub data: &'a [PathBuf],
    /// Which pictures of it; data without splits is all of the split that is asked for.
    pub split: Split,
    /// How they are delivered.
    pub tier: Tier,
    /// Of how many pictures, sorted by path, one is asked about.
    pub every: usize,
    /// Whether pictures that occur, byte for byte, in the data's training split are left out.
    pub exclude_seen: bool,
    /// Whether the detector was trained on none of the sources of these pictures.
    pub unseen_sources: bool,
    /// How the intervals are made.
    pub bootstrap: Bootstrap,
    /// What detectors said of the test pictures before; without it the detector is asked.
    pub answers: Option<&'a Book>,
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

impl Evaluation<'_> {
    /// Measures `detector`.
    ///
    /// # Errors
    ///
    /// Data that cannot be read or has no picture of the split, and a device that fails.
    pub fn run(&self, detector: &Detector) -> Result<Evaluated> {
        let card = detector.card();
        let items = items::read_all(self.data, |split| {
            split.is_none_or(|split| split == self.split)
        })?;
        ensure!(self.every > 0, "one picture in none cannot be asked about");
        let mut items: Vec<Item> = items.into_iter().step_by(self.every).collect();
        let excluded = if self.exclude_seen {
            self.drop_seen(&mut items)?
        } else {
            0
        };
        let (decided, unreadable) = match self.answers {
            Some(book) => (self.answered(book, detector, &items)?, Vec::new()),
            None => self.asked(detector, &items)?,
        };
        let threshold = card.thresholds.synthetic;
        Ok(Evaluated {
            measurement: Measurement {
                detector: card.id.clone(),
                data: items::names(self.data),
                split: split_name(self.split).to_owned(),
                tier: self.tier.to_string(),
                every: self.every,
                excluded,
                unreadable: unreadable.len(),
                clustered: self.bootstrap.clustered,
                familiar_sources: !self.unseen_sources && self.is_own_data(card),
                metrics: metrics::compute_decided(&decided, threshold, &self.bootstrap),
            },
            scored: decided
                .iter()
                .filter(|decided| decided.judged)
                .map(|decided| decided.scored)
                .collect(),
            unreadable,
        })
    }

    /// What the detector says of `items` now, and the paths of those that gave no picture.
    fn asked(&self, detector: &Detector, items: &[Item]) -> Result<(Vec<Decided>, Vec<String>)> {
        let bar = progress(items.len() as u64, "evaluation");
        let judgements = judge_items(detector, items, self.tier, &bar)?;
        bar.finish_and_clear();
        let groups = groups(items);
        let decided = judgements
            .reports
            .iter()
            .map(|(index, report)| Decided::of(report, items[*index].label, groups[*index]))
            .collect();
        Ok((decided, judgements.unreadable))
    }

    /// What it said of all `items` when `book` was written.
    fn answered(&self, book: &Book, detector: &Detector, items: &[Item]) -> Result<Vec<Decided>> {
        let card = detector.card();
        let answers = book
            .judges
            .get(&card.id)
            .with_context(|| format!("`{}` was not asked by `report`", card.id))?;
        ensure!(
            answers.weights_sha256.as_ref() == Some(&card.weights_sha256),
            "`{}` was asked with other weights; `report` asks it again",
            card.id
        );
        let names: Vec<String> = self.data.iter().map(|path| items::name(path)).collect();
        let decided = book.decided(&card.id, self.tier, Decision::AtOwnCut, |picture| {
            names.contains(&book.list.data[picture.set])
        });
        ensure!(
            decided.len() == items.len(),
            "`report` asked about {} pictures of {} in the tier {}, and not about {}",
            decided.len(),
            names.join(" and "),
            self.tier,
            items.len()
        );
        Ok(decided)
    }

    /// Whether the data is what the detector was trained on, by the names of its sets.
    fn is_own_data(&self, card: &DetectorCard) -> bool {
        self.data.iter().all(|path| {
            let name = items::name(path);
            let set = name.split('.').next().unwrap_or_default();
            card.training
                .data
                .split('+')
                .any(|trained| set.eq_ignore_ascii_case(trained))
        })
    }

    fn drop_seen(&self, items: &mut Vec<Item>) -> Result<usize> {
        let training = items::read_all(self.data, |split| split == Some(Split::Train))
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

/// Keeps the figures in the `metrics.json` at `path` under `name`.
///
/// # Errors
///
/// A file that is not understood or cannot be written.
pub fn keep(measurement: &Measurement, path: &Path, name: &str) -> Result<()> {
    let mut all = measurements(path)?;
    all.insert(name.to_owned(), measurement.clone());
    fs::write(path, serde_json::to_string_pretty(&all)? + "\n")
        .with_context(|| format!("{} cannot be written", path.display()))
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
