//! What a detector says of every picture in every tier, as the report's file keeps it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use spectrafide_report::{Basis, Label, Report, Verdict};

use crate::augmentation::tier::Tier;
use crate::data::kind::Kind;
use crate::data::path::source_name;
use crate::metrics::{Decided, Scored};

/// Everything that the report is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scores {
    /// Registry name of the detector.
    pub detector: String,
    /// SHA-256 of its weights.
    pub weights_sha256: String,
    /// File name of the data.
    pub data: String,
    /// The pictures that could be read.
    pub pictures: Vec<AskedPicture>,
    /// Paths of those that could not.
    pub unreadable: Vec<String>,
    /// What the detector says, by tier.
    pub tiers: BTreeMap<Tier, TierScores>,
    /// The scores of what sees no pixels or only statistics of them, by name and tier.
    pub baselines: BTreeMap<String, BTreeMap<Tier, Vec<f32>>>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "AskedPictureRow", into = "AskedPictureRow")]
pub struct AskedPicture {
    /// Its path in the data.
    pub path: String,
    /// Its class.
    pub label: Label,
    /// Its folder.
    pub folder: String,
    /// Whether it is of the test split. The others come from folders of the training split that
    /// the detector was not trained on; they count in the figures of their folder alone.
    pub test: bool,
    /// What it is like.
    pub kinds: BTreeSet<Kind>,
}

/// A picture on one line.
type AskedPictureRow = (String, Label, String, bool, BTreeSet<Kind>);

impl From<AskedPictureRow> for AskedPicture {
    fn from((path, label, folder, test, kinds): AskedPictureRow) -> Self {
        Self {
            path,
            label,
            folder,
            test,
            kinds,
        }
    }
}

impl From<AskedPicture> for AskedPictureRow {
    fn from(subject: AskedPicture) -> Self {
        (
            subject.path,
            subject.label,
            subject.folder,
            subject.test,
            subject.kinds,
        )
    }
}

impl AskedPicture {
    /// Class and folder.
    pub fn source(&self) -> String {
        source_name(self.label, &self.folder)
    }
}

/// What a detector says of the pictures in a tier, in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierScores {
    /// Calibrated scores.
    pub scores: Vec<f32>,
    /// Whether the score reaches the cut for "likely synthetic": `1` or `0` each.
    pub flagged: String,
    /// Verdicts: `s` for likely synthetic, `r` for likely real, `-` for no answer; `S` for
    /// synthetic by a signed claim in the file, `_` where a mark in the file took an answer away.
    pub verdicts: String,
    /// Places of the pictures that the detector does not judge; they have no score.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_judged: BTreeSet<usize>,
    /// Certainties, for a detector that looks twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certainty: Vec<f32>,
}

impl TierScores {
    /// Adds a picture's report, with its certainty if the detector `looks_twice`.
    pub fn push(&mut self, report: &Report, looks_twice: bool) {
        let decided = Decided::of(report, Label::Real, 0);
        if !decided.judged {
            self.not_judged.insert(self.scores.len());
        }
        self.scores.push(rounded_score(decided.scored.score));
        self.flagged.push(if decided.flagged { '1' } else { '0' });
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
        if looks_twice {
            let certainty = report.second_look.map_or(0.0, |look| look.certainty);
            self.certainty.push(rounded(certainty));
        }
    }

    /// The verdict on picture `index`.
    pub fn verdict(&self, index: usize) -> Verdict {
        match self.verdicts.as_bytes().get(index) {
            Some(b's' | b'S') => Verdict::LikelySynthetic,
            Some(b'r') => Verdict::LikelyReal,
            _ => Verdict::CannotTell,
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
        let certainties = self.certainty.len();
        self.scores.len() == pictures
            && self.flagged.len() == pictures
            && self.verdicts.len() == pictures
            && (certainties == 0 || certainties == pictures)
    }
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

impl Scores {
    /// The report's file.
    pub fn default_file() -> PathBuf {
        crate::checkout::folder("experiments").join("general_detector/scores.json")
    }

    /// Reads a file; none if there is none yet.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, is not understood or does not fit together.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        if !path.exists() {
            return Ok(None);
        }
        let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let scores: Self = serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is not understood", path.display()))?;
        let count = scores.pictures.len();
        for (tier, found) in &scores.tiers {
            ensure!(
                found.fits(count),
                "{} has not one entry for each of {count} pictures in the tier {tier}",
                path.display()
            );
        }
        for (name, tiers) in &scores.baselines {
            for (tier, found) in tiers {
                ensure!(
                    found.len() == count,
                    "{} has {} scores of `{name}` for {count} pictures in the tier {tier}",
                    path.display(),
                    found.len()
                );
            }
        }
        Ok(Some(scores))
    }

    /// Writes a file, whole or not at all.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let partial = path.with_extension("json.partial");
        let folder = path.parent().unwrap_or(Path::new("."));
        let text = serde_json::to_string(self)?
            // A picture, a tier and a baseline a line, for those who compare versions.
            .replace("],[\"", "],\n[\"")
            .replace("},\"", "},\n\"");
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&partial, text + "\n"))
            .and_then(|()| fs::rename(&partial, path))
            .with_context(|| format!("{} cannot be written", path.display()))
    }

    /// The detector's decisions on the pictures of `tier` that `keep` keeps.
    pub fn decided(&self, tier: Tier, keep: impl Fn(&AskedPicture) -> bool) -> Vec<Decided> {
        let Some(found) = self.tiers.get(&tier) else {
            return Vec::new();
        };
        self.scored(&found.scores)
            .into_iter()
            .enumerate()
            .filter(|(index, _)| keep(&self.pictures[*index]))
            .map(|(index, scored)| Decided {
                scored,
                judged: !found.not_judged.contains(&index),
                flagged: found.flagged.as_bytes()[index] == b'1',
                verdict: found.verdict(index),
                by_file: matches!(found.verdicts.as_bytes()[index], b'S' | b'_'),
            })
            .collect()
    }

    /// The scores of a baseline on the test pictures of `tier`.
    pub fn baseline(&self, name: &str, tier: Tier) -> Vec<Scored> {
        let Some(found) = self.baselines.get(name).and_then(|tiers| tiers.get(&tier)) else {
            return Vec::new();
        };
        let scored = self.scored(found).into_iter().zip(&self.pictures);
        scored
            .filter(|(_, subject)| subject.test)
            .map(|(scored, _)| scored)
            .collect()
    }

    /// `scores` with the labels and folders of the pictures.
    fn scored(&self, scores: &[f32]) -> Vec<Scored> {
        let mut groups = BTreeMap::new();
        self.pictures
            .iter()
            .zip(scores)
            .map(|(subject, &score)| {
                let next = groups.len() as u32;
                Scored {
                    score,
                    label: subject.label,
                    group: *groups.entry(subject.source()).or_insert(next),
                }
            })
            .collect()
    }
}
