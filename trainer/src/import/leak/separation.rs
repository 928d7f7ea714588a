//! How well facts about files separate real from synthetic pictures.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde::Serialize;
use spectrafide_report::score::Label;
use spectrafide_report::verdict::Thresholds;

use crate::baseline::forest::Forest;
use crate::baseline::forest::ForestSettings;
use crate::data::container;
use crate::data::record::Record;
use crate::data::selection::Selection;
use crate::metrics::{self, Bootstrap, Scored};

/// Most folds of the cross-validation.
const FOLDS: usize = 5;

/// Folders with fewer pictures get no figures of their own.
const LEAST_PICTURES: usize = 10;

/// Most pictures of the other class that a folder is compared with.
const COMPARED: usize = 2000;

/// How well the container's facts separate the classes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Separation {
    /// By one fact, over all pictures, best first.
    pub facts: Vec<Separator>,
    /// The same for each source folder against the other class.
    pub folders: BTreeMap<String, Vec<Separator>>,
    /// AUROC of a forest on all facts, on folders that it has not seen; none where a class has
    /// fewer than two folders.
    pub forest: Option<f64>,
    /// Number of folds that the folders were dealt into.
    pub folds: usize,
}

/// A fact and how well it separates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Separator {
    /// The fact's name.
    pub fact: &'static str,
    /// The larger AUROC of the fact and its negative: one half for a fact that says nothing.
    pub auroc: f64,
}

impl Separation {
    pub(super) fn of(records: &[Record]) -> Result<Self> {
        let all: Vec<&Record> = records.iter().collect();
        let mut by_folder: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
        for record in records {
            by_folder.entry(record.source()).or_default().push(record);
        }
        let [real, synthetic] = [Label::Real, Label::Synthetic].map(|class| {
            let mut of_class: Vec<&Record> = records
                .iter()
                .filter(|record| record.label == class)
                .collect();
            // By a hash: every tenth file of a set can be of one subject.
            of_class.sort_by_key(|record| &record.sha256);
            of_class.truncate(COMPARED);
            of_class
        });
        let folders = by_folder
            .into_iter()
            .filter(|(_, own)| own.len() >= LEAST_PICTURES)
            .map(|(name, mut compared)| {
                let others = match compared[0].label {
                    Label::Real => &synthetic,
                    Label::Synthetic => &real,
                };
                compared.extend(others);
                (name, separators(&compared))
            })
            .collect();
        let (forest, folds) = forest(records)?;
        Ok(Self {
            facts: separators(&all),
            folders,
            forest,
            folds,
        })
    }
}

/// All facts, best first; none where a class is missing.
fn separators(records: &[&Record]) -> Vec<Separator> {
    let mut found: Vec<Separator> = container::NAMES
        .iter()
        .enumerate()
        .filter_map(|(place, &fact)| {
            let values: Vec<(f32, Label)> = records
                .iter()
                .map(|record| (record.facts[place], record.label))
                .collect();
            let auroc = auroc(&values)?;
            Some(Separator {
                fact,
                auroc: auroc.max(1.0 - auroc),
            })
        })
        .collect();
    found.sort_by(|a, b| b.auroc.total_cmp(&a.auroc));
    found
}

/// The AUROC of any values.
pub(super) fn auroc(values: &[(f32, Label)]) -> Option<f64> {
    let mut distinct: Vec<f32> = values.iter().map(|(value, _)| *value).collect();
    distinct.sort_unstable_by(f32::total_cmp);
    distinct.dedup();
    // Places in [0, 1], which is what scores are; single precision tells 2^24 of them apart.
    let last = distinct.len().saturating_sub(1).max(1) as f32;
    let scored: Vec<Scored> = values
        .iter()
        .map(|(value, label)| Scored {
            score: distinct.partition_point(|other| other < value) as f32 / last,
            label: *label,
            group: 0,
        })
        .collect();
    let none = Bootstrap {
        resamples: 0,
        seed: 0,
        clustered: false,
    };
    metrics::compute(&scored, &Thresholds::default(), &none).auroc
}

/// The AUROC of a forest on folders that it has not seen, and the number of folds.
fn forest(records: &[Record]) -> Result<(Option<f64>, usize)> {
    let mut fold_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut fewest = usize::MAX;
    for class in [Label::Real, Label::Synthetic] {
        let names: BTreeSet<String> = records
            .iter()
            .filter(|record| record.label == class)
            .map(Record::source)
            .collect();
        fewest = fewest.min(names.len());
        fold_of.extend(
            names
                .into_iter()
                .enumerate()
                .map(|(place, name)| (name, place)),
        );
    }
    let folds = fewest.min(FOLDS);
    if folds < 2 {
        return Ok((None, 0));
    }
    let fold = |record: &Record| fold_of[&record.source()] % folds;
    let settings = ForestSettings {
        pictures: Selection::default(),
        trees: 50,
        max_depth: Some(6),
        seed: 1,
    };
    let mut judged = Vec::with_capacity(records.len());
    for held_out in 0..folds {
        let (tested, trained): (Vec<&Record>, Vec<&Record>) =
            records.iter().partition(|record| fold(record) == held_out);
        let rows = |records: &[&Record]| -> Vec<[f32; container::COUNT]> {
            records.iter().map(|record| record.facts).collect()
        };
        let labels: Vec<Label> = trained.iter().map(|record| record.label).collect();
        let forest = Forest::grow_rows(&settings, &rows(&trained), &labels)?;
        let scores = forest.scores(&rows(&tested));
        judged.extend(scores.into_iter().zip(&tested).map(|(score, record)| {
            // Trees vote in the order in which threads finish: sums differ in the last bits.
            ((score * 1e5).round() / 1e5, record.label)
        }));
    }
    Ok((auroc(&judged), folds))
}
