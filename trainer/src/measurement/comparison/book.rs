//! The list of pictures with the answers of all judges.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use spectrafide_report::Verdict;

use super::answers::{Answers, TierAnswers};
use super::pictures::{AskedPicture, Pictures};
use crate::augmentation::tier::Tier;
use crate::metrics::{Decided, Scored};

/// Everything that the report is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// The pictures.
    pub list: Pictures,
    /// What each judge says, by its name.
    pub judges: BTreeMap<String, Answers>,
}

/// Which decision about a picture counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The score reaches the judge's own cut.
    AtOwnCut,
    /// The score reaches the cut that 5 % of real pictures reach, chosen on folds.
    AtCommonCut,
    /// What a person is told: likely synthetic or not.
    Told,
}

impl Book {
    /// The folder of the report's files.
    pub fn default_folder() -> PathBuf {
        crate::checkout::folder("experiments").join("detectors")
    }

    /// Reads the files in `folder`; none if there is no list.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, is not understood or is about other pictures.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let Some(list) = Pictures::read(folder)? else {
            return Ok(None);
        };
        let own = Pictures::file(folder);
        let mut judges = BTreeMap::new();
        let entries = fs::read_dir(folder)
            .with_context(|| format!("{} cannot be listed", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path == own || path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let Some(answers) = Answers::read(&path, list.pictures.len())? else {
                continue;
            };
            ensure!(
                answers.pictures_sha256 == list.sha256,
                "{} is about other pictures than {}",
                path.display(),
                own.display()
            );
            judges.insert(answers.judge.clone(), answers);
        }
        Ok(Some(Self { list, judges }))
    }

    /// What `judge` says in `tier`.
    pub fn answers(&self, judge: &str, tier: Tier) -> Option<&TierAnswers> {
        self.judges.get(judge)?.tiers.get(&tier)
    }

    /// The decisions of `judge` in `tier` on the pictures that `keep` keeps; none if it has no such
    /// decision.
    pub fn decided(
        &self,
        judge: &str,
        tier: Tier,
        decision: Decision,
        keep: impl Fn(&AskedPicture) -> bool,
    ) -> Vec<Decided> {
        let Some(found) = self.answers(judge, tier) else {
            return Vec::new();
        };
        if decision == Decision::AtCommonCut && found.flagged_at_5.is_empty() {
            return Vec::new();
        }
        let groups = self.groups();
        let kept = self.list.pictures.iter().enumerate();
        kept.filter(|(_, picture)| keep(picture))
            .map(|(index, picture)| {
                let verdict = found.verdict(index);
                Decided {
                    scored: Scored {
                        score: found.scores[index],
                        label: picture.label,
                        group: groups[index],
                    },
                    judged: !found.not_judged.contains(&index),
                    flagged: match decision {
                        Decision::AtOwnCut => found.flagged.as_bytes()[index] == b'1',
                        Decision::AtCommonCut => found.flagged_at_5.as_bytes()[index] == b'1',
                        Decision::Told => verdict == Verdict::LikelySynthetic,
                    },
                    verdict,
                    by_file: matches!(found.verdicts.as_bytes()[index], b'S' | b'_'),
                }
            })
            .collect()
    }

    /// The source of each picture, as a number: its folder in its data set.
    fn groups(&self) -> Vec<u32> {
        let mut known = BTreeMap::new();
        self.list
            .pictures
            .iter()
            .map(|picture| {
                let next = known.len() as u32;
                *known.entry((picture.set, picture.source())).or_insert(next)
            })
            .collect()
    }
}
