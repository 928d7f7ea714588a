//! Measures what can be told without a network.

use anyhow::Result;
use spectrafide_report::measurement::Measurement;

use super::evaluate::groups;
use crate::augmentation::tier::Tier;
use crate::baseline::Evidence;
use crate::baseline::forest::ForestSettings;
use crate::data::items::{Item, Split};
use crate::data::path::split_name;
use crate::metrics::{self, Bootstrap, Scored};
use crate::progress::progress;

/// A forest that is grown on training pictures and asked about others.
pub struct BaselineTest<'a> {
    /// What the forest sees.
    pub evidence: Evidence,
    /// How it is grown.
    pub settings: &'a ForestSettings,
    /// Name of the data set.
    pub data: String,
    /// The pictures that it is grown on.
    pub train: &'a [Item],
    /// Those that it is asked about.
    pub test: &'a [Item],
    /// Their split.
    pub split: Split,
    /// How the intervals are made.
    pub bootstrap: Bootstrap,
}

impl BaselineTest<'_> {
    /// The figures in `tier`, in which both are delivered, and the paths of files that gave no
    /// picture.
    ///
    /// # Errors
    ///
    /// Files that cannot be read, and training pictures of one class alone.
    pub fn run(&self, tier: Tier) -> Result<(Measurement, Vec<String>)> {
        let (train, test) = (self.train, self.test);
        let bar = progress((train.len() + test.len()) as u64, &tier.name());
        let judged = self
            .evidence
            .judge(self.settings, tier, train, test, &bar)?;
        bar.finish_and_clear();
        let groups = groups(test);
        let scored: Vec<Scored> = judged
            .scores
            .iter()
            .map(|&(place, score)| Scored {
                score,
                label: test[place].label,
                group: groups[place],
            })
            .collect();
        let measurement = Measurement {
            detector: format!("baseline.{}", self.evidence),
            data: self.data.clone(),
            split: split_name(self.split).to_owned(),
            tier: tier.to_string(),
            every: 1,
            excluded: 0,
            unreadable: test.len() - scored.len(),
            clustered: self.bootstrap.clustered,
            familiar_sources: false,
            metrics: metrics::compute(&scored, &metrics::at_half(), &self.bootstrap),
        };
        Ok((measurement, judged.unreadable))
    }
}
