//! Asks the baselines' forests, which see no pixels or only statistics of them.

use std::path::Path;

use anyhow::{Result, ensure};

use super::answers::{Answers, COMMON_RATE, TierAnswers};
use super::asking::started;
use super::pictures::Material;
use crate::augmentation::tier::Tier;
use crate::baseline::Evidence;
use crate::baseline::forest::ForestSettings;
use crate::data::selection::Selection;
use crate::progress::progress;

/// The forests of the baselines.
const FOREST: ForestSettings = ForestSettings {
    pictures: Selection::ALL,
    trees: 200,
    max_depth: Some(12),
    seed: 1,
};

/// What the judge is called that sees `evidence`.
pub fn judge(evidence: Evidence) -> String {
    format!("{evidence}_forest")
}

impl Material {
    /// Asks a forest that sees `evidence` in `tiers` and keeps what it says in `folder`. In each tier
    /// it is grown on the training pictures of the same data sets, delivered in the same way.
    ///
    /// # Errors
    ///
    /// Data without a training split, and files that cannot be read or written.
    pub fn ask_forest(&self, evidence: Evidence, tiers: &[Tier], folder: &Path) -> Result<()> {
        let fresh = Answers {
            judge: judge(evidence),
            pictures_sha256: self.list.sha256.clone(),
            ..Answers::default()
        };
        let mut answers = started(self, fresh, folder);
        let train = self.train()?;
        for &tier in tiers {
            if answers.tiers.contains_key(&tier) {
                continue;
            }
            let count = (train.len() + self.items.len()) as u64;
            let bar = progress(count, &format!("{evidence}, {tier}"));
            let judged = evidence.judge(&FOREST, tier, &train, &self.items, &bar)?;
            bar.finish_and_clear();
            ensure!(
                judged.scores.len() == self.items.len(),
                "a picture that was read is not read in the tier {tier}"
            );
            let common = judged.cut_at(COMMON_RATE);
            let mut found = TierAnswers::default();
            for (_, score) in judged.scores {
                found.push_vote(score, common);
            }
            answers.tiers.insert(tier, found);
            answers.write(folder)?;
            println!("{} in {tier}: done", answers.judge);
        }
        Ok(())
    }
}
