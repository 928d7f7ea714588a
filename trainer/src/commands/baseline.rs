//! `baseline`: what can be told without a network.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use rayon::prelude::*;
use spectrafide_models::decode::decode;
use spectrafide_models::score::Label;
use spectrafide_models::verdict::Thresholds;

use super::evaluate::{Measurement, groups};
use crate::codec;
use crate::data::selection::Selection;
use crate::data::source::{self, Item, Split};
use crate::experiment::settings::ForestSettings;
use crate::forest::Forest;
use crate::metrics::{self, Bootstrap, Scored};
use crate::progress::progress;
use crate::statistics;
use crate::tier::Tier;

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
    kind: Kind,
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

/// What a baseline sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Format, dimensions, size and JPEG settings of the delivered file.
    Codec,
    /// Intensities, their distribution, edges and colours of the delivered picture.
    Statistics,
}

/// A list of tiers.
#[derive(Clone, Debug)]
struct Tiers(Vec<Tier>);

impl std::str::FromStr for Tiers {
    type Err = anyhow::Error;

    fn from_str(names: &str) -> Result<Self> {
        if names == "sweep" {
            return Ok(Self(Tier::SWEEP.to_vec()));
        }
        let tiers = names.split(',').map(|name| name.trim().parse());
        Ok(Self(tiers.collect::<Result<_>>()?))
    }
}

impl Baseline {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        ensure!(
            self.split != Split::Train,
            "the forest is grown on the training split; measure another one"
        );
        let read = |split: Split| source::read(&self.data, |found| found == Some(split));
        let train = read(Split::Train).context("a baseline needs a training split")?;
        let test = read(self.split)?;
        for &tier in &self.tiers.0 {
            let measurement = match self.kind {
                Kind::Codec => self.measure(tier, &train, &test, codec_facts),
                Kind::Statistics => self.measure(tier, &train, &test, picture_statistics),
            }?;
            if self.json {
                println!("{}", serde_json::to_string(&measurement)?);
            } else {
                println!("{}", words(&measurement));
            }
        }
        Ok(())
    }

    fn measure<const N: usize>(
        &self,
        tier: Tier,
        train: &[Item],
        test: &[Item],
        describe: fn(&[u8], Tier) -> Option<[f32; N]>,
    ) -> Result<Measurement> {
        let bar = progress((train.len() + test.len()) as u64, &tier.name());
        let trained = Rows::of(train, tier, describe, &bar)?;
        let tested = Rows::of(test, tier, describe, &bar)?;
        bar.finish_and_clear();
        for path in trained.unreadable.iter().chain(&tested.unreadable) {
            eprintln!("left out, not readable: {path}");
        }
        let settings = ForestSettings {
            pictures: Selection::default(),
            trees: self.trees,
            max_depth: Some(self.depth),
            seed: self.seed,
        };
        let forest = Forest::grow_rows(&settings, &trained.values, &trained.labels)?;
        let groups = groups(test);
        let scored: Vec<Scored> = forest
            .scores(&tested.values)
            .into_iter()
            .zip(&tested.places)
            .map(|(score, &place)| Scored {
                // Trees vote in the order in which threads finish: sums differ in the last bits.
                score: (score * 1e5).round() / 1e5,
                label: test[place].label,
                group: groups[place],
            })
            .collect();
        let bootstrap = Bootstrap {
            resamples: self.resamples,
            seed: 1,
            clustered: self.cluster,
        };
        let name = self.data.file_name().unwrap_or_default();
        Ok(Measurement {
            detector: match self.kind {
                Kind::Codec => "baseline.codec".to_owned(),
                Kind::Statistics => "baseline.statistics".to_owned(),
            },
            data: name.to_string_lossy().into_owned(),
            split: self.split,
            tier,
            excluded: 0,
            unreadable: tested.unreadable.len(),
            clustered: self.cluster,
            metrics: metrics::compute(&scored, &at_half(), &bootstrap),
        })
    }
}

/// Verdicts from one half on and below.
fn at_half() -> Thresholds {
    Thresholds {
        synthetic: 0.5,
        real: 0.5_f32.next_down(),
        ..Thresholds::default()
    }
}

fn codec_facts(bytes: &[u8], tier: Tier) -> Option<[f32; codec::COUNT]> {
    // Only the header is read in the clean tier, so a picture must decode to count there too.
    decode(bytes).ok()?;
    codec::facts(&tier.deliver_file(bytes).ok()?).ok()
}

fn picture_statistics(bytes: &[u8], tier: Tier) -> Option<[f32; statistics::COUNT]> {
    let delivered = tier.deliver(decode(bytes).ok()?.pixels).ok()?;
    Some(statistics::of(&delivered))
}

/// Numbers about labelled pictures.
struct Rows<const N: usize> {
    values: Vec<[f32; N]>,
    labels: Vec<Label>,
    /// Each row's place in the list of pictures.
    places: Vec<usize>,
    /// Paths that gave no picture.
    unreadable: Vec<String>,
}

impl<const N: usize> Rows<N> {
    fn of(
        items: &[Item],
        tier: Tier,
        describe: fn(&[u8], Tier) -> Option<[f32; N]>,
        bar: &ProgressBar,
    ) -> Result<Self> {
        let described: Vec<Option<[f32; N]>> = items
            .par_iter()
            .map(|item| {
                let row = describe(&item.bytes()?, tier);
                bar.inc(1);
                Ok(row)
            })
            .collect::<Result<_>>()?;
        let mut rows = Self {
            values: vec![],
            labels: vec![],
            places: vec![],
            unreadable: vec![],
        };
        for (place, (item, row)) in items.iter().zip(described).enumerate() {
            match row {
                Some(row) => {
                    rows.values.push(row);
                    rows.labels.push(item.label);
                    rows.places.push(place);
                }
                None => rows.unreadable.push(item.path.clone()),
            }
        }
        Ok(rows)
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
