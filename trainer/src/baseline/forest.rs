//! A random forest on the [`statistics`](crate::baseline::pixel_statistics) of pictures.

use anyhow::{Result, ensure};
use rafor::prelude::*;
use rafor::rf::Classifier;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use spectrafide_picture::decode::decode;
use spectrafide_report::score::Label;

use super::pixel_statistics::{self, COUNT, NAMES};
use crate::data::items::Item;
use crate::data::selection::Selection;

/// Everything that decides a forest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForestSettings {
    /// Which training pictures.
    #[serde(default, skip_serializing_if = "Selection::is_all")]
    pub pictures: Selection,
    /// Number of trees.
    pub trees: usize,
    /// Largest depth of a tree; none for trees that are grown until their leaves are pure.
    #[serde(default)]
    pub max_depth: Option<usize>,
    /// Decides every random draw.
    pub seed: u64,
}

/// Correlations and distributions of picture statistics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticsSummary {
    /// Their names.
    pub names: Vec<String>,
    /// Pearson's correlation of each with each.
    pub correlation: Vec<Vec<f64>>,
    /// For each its histogram.
    pub histograms: Vec<Histogram>,
}

/// Counts of a statistic between `low` and `high`, in bins of equal width.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Histogram {
    /// Lower end of the first bin.
    pub low: f64,
    /// Upper end of the last bin.
    pub high: f64,
    /// Of real pictures.
    pub real: Vec<u32>,
    /// Of synthetic pictures.
    pub synthetic: Vec<u32>,
}

/// The statistics of labelled pictures.
#[derive(Clone, Debug, Default)]
pub struct StatisticsTable {
    /// One row for each picture.
    pub rows: Vec<[f32; COUNT]>,
    /// Its class.
    pub labels: Vec<Label>,
    /// Paths that gave no picture.
    pub unreadable: Vec<String>,
}

impl StatisticsTable {
    /// Computes the statistics of `items`.
    ///
    /// # Errors
    ///
    /// Files that cannot be read.
    pub fn of(items: &[Item]) -> Result<Self> {
        let rows: Vec<Option<[f32; COUNT]>> = items
            .par_iter()
            .map(|item| {
                let bytes = item.bytes()?;
                Ok(decode(&bytes)
                    .ok()
                    .map(|picture| pixel_statistics::of(&picture.pixels)))
            })
            .collect::<Result<_>>()?;
        let mut table = Self::default();
        for (item, row) in items.iter().zip(rows) {
            match row {
                Some(row) => {
                    table.rows.push(row);
                    table.labels.push(item.label);
                }
                None => table.unreadable.push(item.path.clone()),
            }
        }
        Ok(table)
    }
}

/// Bins of each histogram.
const BINS: usize = 40;

impl StatisticsTable {
    /// How the statistics relate and how they are distributed.
    pub fn summary(&self) -> StatisticsSummary {
        StatisticsSummary {
            names: NAMES.map(str::to_owned).to_vec(),
            correlation: pixel_statistics::correlation(&self.rows)
                .into_iter()
                .map(|row| row.into_iter().map(four_digits).collect())
                .collect(),
            histograms: (0..COUNT).map(|column| self.histogram(column)).collect(),
        }
    }

    /// The histogram of a column between its 0.5th and its 99.5th percentile: a few extreme
    /// pictures would leave one bin for all others.
    fn histogram(&self, column: usize) -> Histogram {
        let mut sorted: Vec<f32> = self.rows.iter().map(|row| row[column]).collect();
        sorted.sort_unstable_by(f32::total_cmp);
        let at = |share: f64| {
            let place = (share * sorted.len().saturating_sub(1) as f64).round() as usize;
            four_digits(sorted.get(place).copied().map_or(0.0, f64::from))
        };
        let (low, mut high) = (at(0.005), at(0.995));
        if high <= low {
            high = low + 1.0;
        }
        let mut counts = [vec![0; BINS], vec![0; BINS]];
        for (row, label) in self.rows.iter().zip(&self.labels) {
            let place = (f64::from(row[column]) - low) / (high - low);
            if (0.0..=1.0).contains(&place) {
                let bin = ((place * BINS as f64) as usize).min(BINS - 1);
                counts[usize::from(*label == Label::Synthetic)][bin] += 1;
            }
        }
        let [real, synthetic] = counts;
        Histogram {
            low,
            high,
            real,
            synthetic,
        }
    }
}

fn four_digits(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// A trained forest.
pub struct Forest(Classifier);

impl Forest {
    /// Grows a forest as `settings` says.
    ///
    /// # Errors
    ///
    /// Pictures of one class alone.
    pub fn grow(settings: &ForestSettings, table: &StatisticsTable) -> Result<Self> {
        Self::grow_rows(settings, &table.rows, &table.labels)
    }

    /// The same on `rows` of any numbers, each with its class.
    ///
    /// # Errors
    ///
    /// As [`Forest::grow`], and numbers of rows and classes that differ.
    pub fn grow_rows<const N: usize>(
        settings: &ForestSettings,
        rows: &[[f32; N]],
        labels: &[Label],
    ) -> Result<Self> {
        ensure!(settings.trees > 0, "`trees` must be above 0");
        ensure!(
            rows.len() == labels.len(),
            "there are {} rows for {} labels",
            rows.len(),
            labels.len()
        );
        let [real, synthetic] = [Label::Real, Label::Synthetic]
            .map(|class| labels.iter().filter(|label| **label == class).count());
        ensure!(
            real > 0 && synthetic > 0,
            "a forest needs real and synthetic pictures"
        );
        let targets: Vec<i64> = labels
            .iter()
            .map(|&label| i64::from(label == Label::Synthetic))
            .collect();
        let mut trainer = <Classifier>::trainer();
        trainer
            .with_trees(settings.trees)
            .with_seed(settings.seed)
            .with_threads(rayon::current_num_threads());
        if let Some(depth) = settings.max_depth {
            trainer.with_max_depth(depth);
        }
        Ok(Self(trainer.train(rows.as_flattened(), &targets)))
    }

    /// The share of trees' votes for "synthetic", for each row.
    pub fn scores<const N: usize>(&self, rows: &[[f32; N]]) -> Vec<f32> {
        // Classes come in the order of their targets, so synthetic is the second.
        self.0
            .proba(rows.as_flattened(), rayon::current_num_threads())
            .chunks_exact(2)
            .map(|shares| shares[1])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two classes that differ in one statistic alone, with some overlap.
    fn table(count: usize) -> StatisticsTable {
        let mut table = StatisticsTable::default();
        for index in 0..count {
            let label = if index % 2 == 0 {
                Label::Real
            } else {
                Label::Synthetic
            };
            let noise = (index * 7919 % 1000) as f32 / 1000.0;
            let mut row = [0.5; COUNT];
            row[3] = noise + 0.8 * label.target();
            row[5] = (index * 104_729 % 1000) as f32 / 1000.0;
            table.rows.push(row);
            table.labels.push(label);
        }
        table
    }

    fn settings() -> ForestSettings {
        ForestSettings {
            pictures: Selection::default(),
            trees: 30,
            max_depth: Some(3),
            seed: 1,
        }
    }

    #[test]
    fn a_forest_finds_the_statistic_that_differs() {
        let forest = Forest::grow(&settings(), &table(400)).expect("grown");
        let score = |value: f32| {
            let mut row = [0.5; COUNT];
            row[3] = value;
            forest.scores(&[row])[0]
        };
        assert!(score(0.2) < 0.1, "only real pictures are this low");
        assert!(score(1.6) > 0.9, "only synthetic pictures are this high");
    }

    #[test]
    fn the_same_seed_grows_the_same_forest() {
        let table = table(200);
        let scores = |seed| {
            let settings = ForestSettings { seed, ..settings() };
            let forest = Forest::grow(&settings, &table).expect("grown");
            forest.scores(&table.rows)
        };
        let distance = |a: Vec<f32>, b: Vec<f32>| {
            let differences = a.iter().zip(&b).map(|(a, b)| (a - b).abs());
            differences.fold(0.0, f32::max)
        };
        // The trees' shares are summed in the order in which threads finish.
        assert!(distance(scores(1), scores(1)) < 1e-5);
        assert!(distance(scores(1), scores(2)) > 1e-2);
    }

    #[test]
    fn one_class_alone_is_refused() {
        let mut one = table(10);
        one.labels.fill(Label::Real);
        assert!(Forest::grow(&settings(), &one).is_err());
    }

    #[test]
    fn histograms_count_each_class() {
        let summary = table(1000).summary();
        let histogram = &summary.histograms[3];
        let total = |counts: &[u32]| counts.iter().sum::<u32>();
        assert!(total(&histogram.real) >= 490 && total(&histogram.synthetic) >= 490);
        assert!(histogram.low < 0.05 && histogram.high > 1.7);
        assert_eq!(histogram.synthetic[0], 0, "none is this low");
        assert_eq!(summary.correlation.len(), COUNT);
    }
}
