//! What one judge says of every picture in every tier, as its file keeps it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use spectrafide_report::{Basis, Delivery, Label, Report, Verdict};

use crate::augmentation::tier::Tier;
use crate::metrics::Decided;
use crate::whole_file;

/// The answers of a judge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// Its name: of a detector that in the registry.
    pub judge: String,
    /// SHA-256 of a detector's weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights_sha256: Option<String>,
    /// What tells the list of pictures.
    pub pictures_sha256: String,
    /// What it says, by tier.
    pub tiers: BTreeMap<Tier, TierAnswers>,
}

/// What a judge says of the pictures in a tier, in their order. Text has a letter for each picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierAnswers {
    /// Scores; a detector's are calibrated.
    pub scores: Vec<f32>,
    /// Whether the score reaches the judge's own cut for "likely synthetic": `1` or `0`.
    pub flagged: String,
    /// Whether it reaches the cut that 5 % of real pictures reach, chosen on folds of the training
    /// pictures; empty if the judge has no such cut.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub flagged_at_5: String,
    /// Verdicts: `s` for likely synthetic, `r` for likely real, `-` for no answer; `S` for
    /// synthetic by a signed claim in the file, `_` where a mark in the file took an answer away.
    pub verdicts: String,
    /// How the file was delivered, as far as it shows: `f` fine, `r` reduced, `s` strong.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub deliveries: String,
    /// Places of the pictures that the judge does not judge; their scores mean nothing.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_judged: BTreeSet<usize>,
    /// Certainties, of a detector that looks twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certainty: Vec<f32>,
}

/// The share of real pictures that reach the common cut.
pub const COMMON_RATE: f32 = 0.05;

impl TierAnswers {
    /// Adds a picture's report, with its certainty if the detector `looks_twice`.
    pub fn push(&mut self, report: &Report, looks_twice: bool) {
        let decided = Decided::of(report, Label::Real, 0);
        if !decided.judged {
            self.not_judged.insert(self.scores.len());
        }
        self.scores.push(rounded_score(decided.scored.score));
        self.flagged.push(bit(decided.flagged));
        self.flagged_at_5.push(bit(reaches_common_cut(report)));
        let letter = match report.verdict {
            Verdict::LikelySynthetic => 's',
            Verdict::LikelyReal => 'r',
            Verdict::CannotTell => '-',
        };
        self.verdicts.push(match report.basis {
            Basis::SignedClaim => 'S',
            // What the file took away.
            Basis::Contradiction => '_',
            Basis::Detector => letter,
        });
        self.deliveries.push(match report.delivery {
            Delivery::Fine => 'f',
            Delivery::Reduced => 'r',
            Delivery::Strong => 's',
        });
        if looks_twice {
            let certainty = report.second_look.map_or(0.0, |look| look.certainty);
            self.certainty.push(rounded(certainty));
        }
    }

    /// Adds the score of a forest that answers on either side of one half, and has `common` as the
    /// cut that 5 % of real pictures reach.
    pub fn push_vote(&mut self, score: f32, common: f32) {
        let synthetic = score >= 0.5;
        self.scores.push(rounded_score(score));
        self.flagged.push(bit(synthetic));
        self.flagged_at_5.push(bit(score >= common));
        self.verdicts.push(if synthetic { 's' } else { 'r' });
    }

    /// The verdict on picture `index`.
    pub fn verdict(&self, index: usize) -> Verdict {
        match self.verdicts.as_bytes().get(index) {
            Some(b's' | b'S') => Verdict::LikelySynthetic,
            Some(b'r') => Verdict::LikelyReal,
            _ => Verdict::CannotTell,
        }
    }

    /// The detector's own verdict on picture `index`; none where there is none, and where the file
    /// decided.
    pub fn verdict_by_pixels(&self, index: usize) -> Option<Verdict> {
        match self.verdicts.as_bytes().get(index) {
            Some(b's') => Some(Verdict::LikelySynthetic),
            Some(b'r') => Some(Verdict::LikelyReal),
            _ => None,
        }
    }

    /// How the file of picture `index` was delivered, if the judge says so.
    pub fn delivery(&self, index: usize) -> Option<Delivery> {
        match self.deliveries.as_bytes().get(index)? {
            b'f' => Some(Delivery::Fine),
            b'r' => Some(Delivery::Reduced),
            _ => Some(Delivery::Strong),
        }
    }

    /// How certain the score of picture `index` is: as a second look has it, else the distance
    /// from even.
    pub fn certainty(&self, index: usize) -> f32 {
        match self.certainty.get(index) {
            Some(&certainty) => certainty,
            None => (self.scores[index] - 0.5).abs() + 0.5,
        }
    }

    fn fits(&self, pictures: usize) -> bool {
        let has = |count: usize| count == pictures;
        let may_have = |count: usize| count == 0 || has(count);
        has(self.scores.len())
            && has(self.flagged.len())
            && has(self.verdicts.len())
            && may_have(self.flagged_at_5.len())
            && may_have(self.deliveries.len())
            && may_have(self.certainty.len())
    }
}

fn bit(set: bool) -> char {
    if set { '1' } else { '0' }
}

/// Whether at most [`COMMON_RATE`] of the real validation pictures reach the score. The card's curve
/// has steps and counts the worse neighbour; its cut is exact.
fn reaches_common_cut(report: &Report) -> bool {
    let Some((score, cuts)) = report.score.zip(report.thresholds) else {
        return false;
    };
    let by_cut = cuts.false_positive_rate <= COMMON_RATE && score.value() >= cuts.synthetic;
    let rate = report.false_positive_rate_at_score;
    by_cut || rate.is_some_and(|rate| rate <= COMMON_RATE)
}

/// Digits that single precision and a second processor agree on.
fn rounded(value: f32) -> f32 {
    (value * 1e4).round() / 1e4
}

/// The same of a score, which stays on its side of one half: that side is an answer.
fn rounded_score(score: f32) -> f32 {
    let near = rounded(score);
    if score < 0.5 && near >= 0.5 {
        0.4999
    } else {
        near
    }
}

impl Answers {
    /// The file of a judge in the folder of the report.
    pub fn file(folder: &Path, judge: &str) -> PathBuf {
        folder.join(format!("{judge}.json"))
    }

    /// Reads the answers in `path` about `pictures` pictures; none if there are none yet.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, is not understood or does not fit together.
    pub fn read(path: &Path, pictures: usize) -> Result<Option<Self>> {
        if !path.exists() {
            return Ok(None);
        }
        let name = path.display();
        let bytes = fs::read(path).with_context(|| format!("{name} cannot be read"))?;
        let answers: Self =
            serde_json::from_slice(&bytes).with_context(|| format!("{name} is not understood"))?;
        for (tier, found) in &answers.tiers {
            ensure!(
                found.fits(pictures),
                "{name} has not one entry for each of {pictures} pictures in the tier {tier}"
            );
        }
        Ok(Some(answers))
    }

    /// Writes the answers into `folder`, whole or not at all.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let path = Self::file(folder, &self.judge);
        write_whole(&path, &serde_json::to_string(self)?)
    }
}

/// Writes JSON with a line for each entry of its outer lists, for those who compare versions.
pub(super) fn write_whole(path: &Path, json: &str) -> Result<()> {
    let text = json
        .replace("],[", "],\n[")
        .replace(":[[", ":[\n[")
        .replace("},\"", "},\n\"");
    whole_file::write(path, text + "\n")
}
