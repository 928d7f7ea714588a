//! Asks a detector about every test picture in every tier.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use spectrafide_models::detector::Detector;
use spectrafide_picture::decode::decode;
use spectrafide_report::{Label, Verdict};

use super::answers::{Answers, TierAnswers};
use super::book::Book;
use super::pictures::Material;
use super::tallies::failures;
use crate::augmentation::tier::Tier;
use crate::measurement::judging::judge_items;
use crate::plots::sheet::{Cell, SIDE_PX, Sheet, thumbnail};
use crate::progress::progress;

/// What an earlier run kept in `folder`, if it was by the same judge and about the same pictures;
/// else a new start.
pub(super) fn started(material: &Material, fresh: Answers, folder: &Path) -> Answers {
    let path = Answers::file(folder, &fresh.judge);
    let earlier = Answers::read(&path, material.list.pictures.len());
    // About other pictures the file need not fit.
    let Ok(Some(earlier)) = earlier else {
        return fresh;
    };
    let same = earlier.weights_sha256 == fresh.weights_sha256
        && earlier.pictures_sha256 == fresh.pictures_sha256;
    if same { earlier } else { fresh }
}

impl Material {
    /// Asks `detector` in `tiers` and keeps what it says in `folder`.
    ///
    /// Tiers that are there already are not judged again; other weights or other pictures start anew.
    ///
    /// # Errors
    ///
    /// Files that cannot be read or written, and a device that fails.
    pub fn ask(&self, detector: &Detector, tiers: &[Tier], folder: &Path) -> Result<()> {
        let card = detector.card();
        let fresh = Answers {
            judge: card.id.clone(),
            weights_sha256: Some(card.weights_sha256.clone()),
            pictures_sha256: self.list.sha256.clone(),
            ..Answers::default()
        };
        let mut answers = started(self, fresh, folder);
        for &tier in tiers {
            if answers.tiers.contains_key(&tier) {
                continue;
            }
            let found = self.judged(detector, tier)?;
            println!("{} in {tier}: {}", card.id, self.words(&found));
            answers.tiers.insert(tier, found);
            answers.write(folder)?;
        }
        Ok(())
    }

    fn judged(&self, detector: &Detector, tier: Tier) -> Result<TierAnswers> {
        let bar = progress(self.items.len() as u64, &tier.name());
        let judged = judge_items(detector, &self.items, tier, &bar)?;
        bar.finish_and_clear();
        ensure!(
            judged.unreadable.is_empty(),
            "{} was readable and is not any more",
            judged.unreadable.join(", ")
        );
        let looks_twice = detector.card().certainty.is_some();
        let mut found = TierAnswers::default();
        for (_, report) in &judged.reports {
            found.push(report, looks_twice);
        }
        Ok(found)
    }

    fn words(&self, found: &TierAnswers) -> String {
        let flagged = |label: Label| {
            let pictures = self.list.pictures.iter().enumerate();
            pictures
                .filter(|(index, picture)| {
                    picture.label == label && found.verdict(*index) == Verdict::LikelySynthetic
                })
                .count()
        };
        format!(
            "{} real and {} synthetic pictures are likely synthetic",
            flagged(Label::Real),
            flagged(Label::Synthetic)
        )
    }

    /// The pictures with wrong verdicts of `judge` in the clean tier as an SVG, the most extreme
    /// scores first.
    ///
    /// # Errors
    ///
    /// A judge that was not asked, and pictures that cannot be read again.
    pub fn sheet(&self, judge: &str, folder: &Path) -> Result<String> {
        let book = Book::read(folder)?.context("nothing was asked yet")?;
        let mut rows = Vec::new();
        for label in [Label::Real, Label::Synthetic] {
            let mut cells = Vec::new();
            for failure in failures(&book, judge, Tier::Clean, label)
                .iter()
                .take(SHOWN)
            {
                let item = &self.items[failure.place];
                let picture = decode(&item.bytes()?).with_context(|| item.path.clone())?;
                cells.push(Cell {
                    pictures: vec![thumbnail(&picture.pixels, SIDE_PX)],
                    caption: [item.folder.clone(), format!("{:.2}", failure.score)],
                    wrong: true,
                });
            }
            rows.push((label, cells));
        }
        Sheet::of_classes(rows).svg()
    }
}

/// Most pictures of a row of the sheet.
const SHOWN: usize = 12;
