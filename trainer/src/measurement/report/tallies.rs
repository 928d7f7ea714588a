//! Figures that are the report's alone.

use std::collections::BTreeMap;

use spectrafide_report::score::Label;
use spectrafide_report::verdict::Verdict;

use super::scores::{AskedPicture, Scores};
use crate::augmentation::tier::Tier;
use crate::data::kind::Kind;

/// The error among the most certain pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RiskPoint {
    /// Share of the pictures that are answered, the most certain ones.
    pub coverage: f64,
    /// Share of wrong answers among them, an answer being the side of even that the score is on.
    pub risk: f64,
}

/// The risk at each of `coverages` over the test pictures of `tier`; none without pictures.
///
/// Pictures of equal certainty count as they come, so that a score that says nothing gives a flat
/// curve only on average.
pub fn risk_coverage(scores: &Scores, tier: Tier, coverages: &[f64]) -> Option<Vec<RiskPoint>> {
    let found = scores.tiers.get(&tier)?;
    let mut judged: Vec<(f32, bool)> = scores
        .pictures
        .iter()
        .enumerate()
        .filter(|(_, subject)| subject.test)
        .map(|(index, subject)| {
            let synthetic = found.scores[index] >= 0.5;
            let wrong = synthetic != (subject.label == Label::Synthetic);
            (found.certainty(index), wrong)
        })
        .collect();
    if judged.is_empty() {
        return None;
    }
    judged.sort_by(|a, b| b.0.total_cmp(&a.0));
    Some(
        coverages
            .iter()
            .map(|&coverage| {
                let count = (coverage * judged.len() as f64).round() as usize;
                let answered = &judged[..count.clamp(1, judged.len())];
                let wrong = answered.iter().filter(|(_, wrong)| *wrong).count();
                RiskPoint {
                    coverage,
                    risk: wrong as f64 / answered.len() as f64,
                }
            })
            .collect(),
    )
}

/// How often two deliveries of a picture get the same verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Number of test pictures that get a verdict in both tiers.
    pub answered: usize,
    /// Number of those with the same one.
    pub same: usize,
}

/// Compares the verdicts on test pictures in two tiers.
pub fn agreement(scores: &Scores, one: Tier, other: Tier) -> Agreement {
    let mut agreement = Agreement {
        answered: 0,
        same: 0,
    };
    let (Some(one), Some(other)) = (scores.tiers.get(&one), scores.tiers.get(&other)) else {
        return agreement;
    };
    for (index, subject) in scores.pictures.iter().enumerate() {
        let verdicts = (one.verdict(index), other.verdict(index));
        if subject.test && verdicts.0 != Verdict::CannotTell && verdicts.1 != Verdict::CannotTell {
            agreement.answered += 1;
            agreement.same += usize::from(verdicts.0 == verdicts.1);
        }
    }
    agreement
}

/// What some pictures get in a tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Number of pictures.
    pub pictures: usize,
    /// Of them, likely synthetic.
    pub synthetic: usize,
    /// Of them, likely real.
    pub real: usize,
}

impl Counts {
    fn add(&mut self, verdict: Verdict) {
        self.pictures += 1;
        match verdict {
            Verdict::LikelySynthetic => self.synthetic += 1,
            Verdict::LikelyReal => self.real += 1,
            Verdict::CannotTell => {}
        }
    }
}

/// The verdicts in `tier` by class and folder, each with whether it is of the test split.
pub fn by_folder(scores: &Scores, tier: Tier) -> BTreeMap<(String, bool), Counts> {
    let mut folders: BTreeMap<(String, bool), Counts> = BTreeMap::new();
    let Some(found) = scores.tiers.get(&tier) else {
        return folders;
    };
    for (index, subject) in scores.pictures.iter().enumerate() {
        let counts = folders.entry((subject.source(), subject.test)).or_default();
        counts.add(found.verdict(index));
    }
    folders
}

/// The verdicts in `tier` on real test pictures of each kind.
pub fn real_by_kind(scores: &Scores, tier: Tier) -> BTreeMap<Kind, Counts> {
    let mut kinds: BTreeMap<Kind, Counts> = BTreeMap::new();
    let Some(found) = scores.tiers.get(&tier) else {
        return kinds;
    };
    for (index, subject) in scores.pictures.iter().enumerate() {
        if subject.test && subject.label == Label::Real {
            for kind in &subject.kinds {
                kinds.entry(*kind).or_default().add(found.verdict(index));
            }
        }
    }
    kinds
}

/// A picture whose verdict is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failure<'a> {
    /// The picture.
    pub subject: &'a AskedPicture,
    /// Its score.
    pub score: f32,
}

/// The test pictures of `label` with a wrong verdict in `tier`, the most extreme scores first.
pub fn failures(scores: &Scores, tier: Tier, label: Label) -> Vec<Failure<'_>> {
    let Some(found) = scores.tiers.get(&tier) else {
        return Vec::new();
    };
    let wrong = match label {
        Label::Real => Verdict::LikelySynthetic,
        Label::Synthetic => Verdict::LikelyReal,
    };
    let mut failures: Vec<Failure<'_>> = scores
        .pictures
        .iter()
        .enumerate()
        .filter(|(index, subject)| {
            subject.test && subject.label == label && found.verdict(*index) == wrong
        })
        .map(|(index, subject)| Failure {
            subject,
            score: found.scores[index],
        })
        .collect();
    failures.sort_by(|a, b| match label {
        Label::Real => b.score.total_cmp(&a.score),
        Label::Synthetic => a.score.total_cmp(&b.score),
    });
    failures
}
