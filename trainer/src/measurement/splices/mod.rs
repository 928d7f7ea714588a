//! Whether scores by place find the synthetic half of a picture.
//!
//! A splice is a square of a real picture beside one of a synthetic picture, saved once as one JPEG,
//! so that nothing but the halves tells them apart; a control is two squares of real pictures. What
//! is measured is not how good a detector is but whether its scores of parts lie where they should.

mod making;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use spectrafide_models::detector::Detector;
use spectrafide_report::{Label, Regions};

use self::making::{Half, Pairs, SIDE_PX};
use super::judging;
use crate::augmentation::tier::Tier;
use crate::data::items::Item;
use crate::metrics::{self, Bootstrap, Metrics, Scored};
use crate::progress::progress;
use crate::whole_file;

/// A part is of the class that has at least this share of it; parts over the seam are left out.
const PURE: f64 = 0.8;

/// What was measured of a detector on splices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spliced {
    /// The detector.
    pub detector: String,
    /// SHA-256 of its weights.
    pub weights_sha256: String,
    /// The data sets.
    pub data: Vec<String>,
    /// Side of each half, in pixels.
    pub side_px: u32,
    /// The figures of each tier.
    pub tiers: BTreeMap<Tier, SplicedTier>,
}

/// The figures of a tier.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplicedTier {
    /// Number of splices with scores on both sides.
    pub splices: usize,
    /// Of parts of all splices: how often a synthetic one has a higher score than a real one.
    pub parts: Measured,
    /// Share of the splices in which the mean score is higher on the synthetic side; a half for
    /// equal ones.
    pub ordered: f64,
    /// Number of controls with at least two scores.
    pub controls: usize,
    /// How often the range of scores over a splice is wider than that over a control, in log odds.
    pub mixed: Option<f64>,
}

/// An AUROC with its 95 % interval over splices.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The AUROC.
    pub auroc: Option<f64>,
    /// The interval.
    pub interval: Option<[f64; 2]>,
}

/// Measures `detector` on at most `count` splices of the pictures of `items` in each of `tiers`.
///
/// # Errors
///
/// Data that cannot be read, fewer than two pictures a class that are large enough, and a device that
/// fails.
pub fn measure(
    detector: &Detector,
    data: Vec<String>,
    items: &[Item],
    count: usize,
    tiers: &[Tier],
) -> Result<Spliced> {
    let pairs = Pairs::of(items, count)?;
    let mut measured = BTreeMap::new();
    for &tier in tiers {
        measured.insert(tier, in_tier(detector, &pairs, tier)?);
    }
    let card = detector.card();
    Ok(Spliced {
        detector: card.id.clone(),
        weights_sha256: card.weights_sha256.clone(),
        data,
        side_px: SIDE_PX,
        tiers: measured,
    })
}

/// The scores of one spliced picture, by half.
struct Halves {
    left: Vec<f32>,
    right: Vec<f32>,
}

fn in_tier(detector: &Detector, pairs: &Pairs, tier: Tier) -> Result<SplicedTier> {
    let bar = progress(2 * pairs.splices.len() as u64, &tier.name());
    let ask = |[left, right]: &[Half; 2]| -> Result<Halves> {
        let file = tier.deliver_file(&making::file(left, right)?)?;
        let subject = judging::open("splice.jpg", &file);
        let regions = judging::regions(detector, &subject)?;
        bar.inc(1);
        Ok(regions.map_or_else(Halves::none, |regions| Halves::of(&regions)))
    };
    let splices: Vec<Halves> = pairs.splices.par_iter().map(ask).collect::<Result<_>>()?;
    let controls: Vec<Halves> = pairs.controls.par_iter().map(ask).collect::<Result<_>>()?;
    bar.finish_and_clear();
    let labels = pairs
        .splices
        .iter()
        .map(|halves| halves.each_ref().map(|half| half.label));
    Ok(figures(&labels.zip(splices).collect::<Vec<_>>(), &controls))
}

impl Halves {
    fn none() -> Self {
        Self {
            left: Vec::new(),
            right: Vec::new(),
        }
    }

    /// Sorts the parts by the side of the seam, which is in the middle, that has most of them.
    fn of(regions: &Regions) -> Self {
        let width = regions
            .parts
            .iter()
            .map(|part| part.x_px + part.width_px)
            .max();
        let seam = f64::from(width.unwrap_or(0)) / 2.0;
        let mut halves = Self::none();
        for part in &regions.parts {
            let Some(score) = part.score else { continue };
            let (left, width) = (f64::from(part.x_px), f64::from(part.width_px.max(1)));
            let share_of_left = ((seam - left) / width).clamp(0.0, 1.0);
            if share_of_left >= PURE {
                halves.left.push(score.value());
            } else if share_of_left <= 1.0 - PURE {
                halves.right.push(score.value());
            }
        }
        halves
    }

    /// Highest less lowest log odds; none of fewer than two scores.
    fn range(&self) -> Option<f32> {
        let odds = |score: &f32| {
            let score = score.clamp(1e-6, 1.0 - 1e-6);
            (score / (1.0 - score)).ln()
        };
        let all: Vec<f32> = self.left.iter().chain(&self.right).map(odds).collect();
        let highest = all.iter().copied().reduce(f32::max)?;
        let lowest = all.iter().copied().reduce(f32::min)?;
        (all.len() > 1).then_some(highest - lowest)
    }
}

/// The figures of `splices`, with the classes of their halves, and of `controls`.
fn figures(splices: &[([Label; 2], Halves)], controls: &[Halves]) -> SplicedTier {
    let mut parts = Vec::new();
    let mut ordered = Vec::new();
    for (group, (labels, halves)) in splices.iter().enumerate() {
        let sides = [&halves.left, &halves.right];
        for (label, scores) in labels.iter().zip(sides) {
            parts.extend(scores.iter().map(|&score| Scored {
                score,
                label: *label,
                group: group as u32,
            }));
        }
        let mean = |label: Label| {
            let place = labels.iter().position(|one| *one == label)?;
            let scores = sides[place];
            (!scores.is_empty()).then(|| scores.iter().sum::<f32>() / scores.len() as f32)
        };
        if let (Some(real), Some(synthetic)) = (mean(Label::Real), mean(Label::Synthetic)) {
            ordered.push(match synthetic.total_cmp(&real) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            });
        }
    }
    let ranges = |label: Label, halves: &mut dyn Iterator<Item = &Halves>| -> Vec<Scored> {
        let range = |halves: &Halves| {
            let score = halves.range()?;
            Some(Scored {
                score,
                label,
                group: 0,
            })
        };
        halves.filter_map(range).collect()
    };
    let mixed = ranges(
        Label::Synthetic,
        &mut splices.iter().map(|(_, halves)| halves),
    );
    let whole = ranges(Label::Real, &mut controls.iter());
    let controls = whole.len();
    let found = auroc(&parts, 1000);
    SplicedTier {
        splices: ordered.len(),
        parts: Measured {
            auroc: found.auroc,
            interval: found.intervals.get("auroc").copied(),
        },
        ordered: ordered.iter().sum::<f64>() / ordered.len().max(1) as f64,
        controls,
        mixed: auroc(&[mixed, whole].concat(), 0).auroc,
    }
}

fn auroc(scored: &[Scored], resamples: usize) -> Metrics {
    let bootstrap = Bootstrap {
        resamples,
        seed: 1,
        clustered: true,
    };
    metrics::compute(scored, &metrics::at_half(), &bootstrap)
}

impl Spliced {
    /// The folder of these files below that of the results.
    pub const FOLDER: &str = "regions";

    /// Writes the figures into `folder`, under the detector's name.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn write(&self, folder: &Path) -> Result<PathBuf> {
        let path = folder.join(format!("{}.json", self.detector));
        whole_file::write(&path, serde_json::to_string_pretty(self)? + "\n")?;
        Ok(path)
    }

    /// Reads the figures of `detector` in `folder`; none if there are none.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is not understood.
    pub fn read(folder: &Path, detector: &str) -> Result<Option<Self>> {
        let path = folder.join(format!("{detector}.json"));
        if !path.exists() {
            return Ok(None);
        }
        let read = || -> Result<Self> { Ok(serde_json::from_slice(&std::fs::read(&path)?)?) };
        let read = read().with_context(|| format!("{} is not understood", path.display()));
        read.map(Some)
    }
}
