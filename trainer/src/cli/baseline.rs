//! `baseline`: what can be told without a network.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use spectrafide_report::measurement::Measurement;
use spectrafide_trainer::baseline::Evidence;
use spectrafide_trainer::baseline::forest::ForestSettings;
use spectrafide_trainer::data::items::{self, Split};
use spectrafide_trainer::data::selection::Selection;
use spectrafide_trainer::measurement::baseline::BaselineTest;
use spectrafide_trainer::metrics::Bootstrap;

use super::tiers::Tiers;

/// Measure a random forest that sees no pixels (`codec`), or only statistics of them
/// (`statistics`).
///
/// In each tier the training pictures are delivered as the tested ones are, and a forest is grown
/// on them. A detector that is no better than `codec` may have learnt file formats. The figures
/// are those of `evaluate`; scores are shares of trees, and the threshold is one half.
#[derive(Args)]
pub struct Baseline {
    /// What the forest sees.
    #[arg(value_enum)]
    evidence: Evidence,
    /// A folder or archive of labelled pictures with a training split.
    #[arg(long)]
    data: PathBuf,
    /// The pictures to measure.
    #[arg(long, value_enum, default_value = "test")]
    split: Split,
    /// Tiers, separated by commas, with the names of `evaluate --tier`; `sweep` for all.
    #[arg(long, default_value = "clean,web,hard")]
    tiers: Tiers,
    /// Number of trees.
    #[arg(long, default_value_t = 200)]
    trees: usize,
    /// Largest depth of a tree.
    #[arg(long, default_value_t = 12)]
    depth: usize,
    /// Decides every random draw.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Resample whole source folders for the intervals, instead of pictures.
    #[arg(long)]
    cluster: bool,
    /// Bootstrap resamples for the intervals.
    #[arg(long, default_value_t = 1000)]
    resamples: usize,
    /// Print one JSON object a tier, each on a line.
    #[arg(long)]
    json: bool,
}

impl Baseline {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        ensure!(
            self.split != Split::Train,
            "the forest is grown on the training split; measure another one"
        );
        let read = |split: Split| items::read(&self.data, |found| found == Some(split));
        let train = read(Split::Train).context("a baseline needs a training split")?;
        let test = read(self.split)?;
        let settings = ForestSettings {
            pictures: Selection::default(),
            trees: self.trees,
            max_depth: Some(self.depth),
            seed: self.seed,
        };
        let measured = BaselineTest {
            evidence: self.evidence,
            settings: &settings,
            data: items::name(&self.data),
            train: &train,
            test: &test,
            split: self.split,
            bootstrap: Bootstrap {
                resamples: self.resamples,
                seed: 1,
                clustered: self.cluster,
            },
        };
        for &tier in &self.tiers.0 {
            let (measurement, unreadable) = measured.run(tier)?;
            for path in unreadable {
                eprintln!("left out, not readable: {path}");
            }
            if self.json {
                println!("{}", serde_json::to_string(&measurement)?);
            } else {
                println!("{}", words(&measurement));
            }
        }
        Ok(())
    }
}

fn words(measurement: &Measurement) -> String {
    let figure =
        |value: Option<f64>| value.map_or("not defined".to_owned(), |value| format!("{value:.3}"));
    let metrics = &measurement.metrics;
    format!(
        "{} in {}: AUROC {}, balanced accuracy {}, {} of the synthetic pictures found at 1 % of the \
         real ones; {} pictures",
        measurement.detector,
        measurement.tier,
        figure(metrics.auroc),
        figure(metrics.balanced_accuracy),
        figure(metrics.tpr_at_fpr_01),
        metrics.n
    )
}
