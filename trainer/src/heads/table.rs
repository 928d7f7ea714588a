//! The pictures of a comparison, and which of them each fold holds out.

use std::collections::BTreeMap;

use anyhow::{Result, bail, ensure};
use rayon::prelude::*;
use spectrafide_report::Label;

use super::plan::Row;
use crate::augmentation::tier::Tier;
use crate::data::items::Item;
use crate::data::validation::Validation;
use crate::digest::sha256;
use crate::features::cache::{Cache, Stored};
use crate::training::config::RunConfig;
use crate::training::loader::Balance;

/// A picture with features.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub label: Label,
    /// Class and folder.
    pub source: String,
    /// Whether it is real and of a kind that is accused most.
    pub hard: bool,
    /// Where its views are in each tier.
    pub stored: Vec<Stored>,
}

/// The places of the pictures that a fold learns from, and of those that it holds out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fold {
    pub learnt: Vec<usize>,
    pub held_out: Vec<usize>,
}

/// The pictures of a comparison.
#[derive(Debug)]
pub(super) struct Table {
    pub pictures: Vec<Picture>,
    pub folds: Vec<Fold>,
}

impl Table {
    /// Of `items`, those that `run` chooses, with what the cache has of them in `tiers`.
    pub fn new(items: Vec<Item>, run: &RunConfig, cache: &Cache, tiers: &[Tier]) -> Result<Self> {
        let items = run.pictures.choose(items)?;
        let mut kept = Vec::with_capacity(items.len());
        let mut pictures = Vec::with_capacity(items.len());
        let digests: Vec<String> = items
            .par_iter()
            .map(|item| Ok(sha256(item.bytes()?)))
            .collect::<Result<_>>()?;
        for (item, sha256) in items.into_iter().zip(digests) {
            if cache.is_unreadable(&sha256) {
                continue;
            }
            let stored = tiers
                .iter()
                .map_while(|&tier| cache.stored(&sha256, tier))
                .collect::<Vec<_>>();
            if stored.len() < tiers.len() {
                bail!(
                    "the features of {} in {} are not there; `features` computes them of the same \
                     data",
                    item.path,
                    tiers[stored.len()]
                );
            }
            let kinds = cache.kinds(&sha256);
            pictures.push(Picture {
                label: item.label,
                source: item.source(),
                hard: item.label == Label::Real && kinds.is_some_and(|kinds| !kinds.is_empty()),
                stored,
            });
            kept.push(item);
        }
        let folds = folds(&kept, &run.validation)?;
        Ok(Self { pictures, folds })
    }

    /// How much each picture of `of` counts in a `row`; their sum is one, and each class has half.
    pub fn weights(&self, of: &[usize], row: &Row) -> Vec<f64> {
        let pictures: Vec<&Picture> = of.iter().map(|&place| &self.pictures[place]).collect();
        weights(&pictures, row.balance, row.hard_real)
    }
}

fn weights(pictures: &[&Picture], balance: Balance, hard_real: f64) -> Vec<f64> {
    let own = |picture: &Picture| if picture.hard { hard_real } else { 1.0 };
    // Of each source how many pictures it has, and the sum of what they count among themselves.
    let mut sources: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for picture in pictures {
        let source = sources.entry(&picture.source).or_default();
        source.0 += 1;
        source.1 += own(picture);
    }
    let mut weights: Vec<f64> = pictures
        .iter()
        .map(|picture| {
            let (count, sum) = sources[picture.source.as_str()];
            balance.weight(count) * own(picture) / sum
        })
        .collect();
    for label in [Label::Real, Label::Synthetic] {
        let of_class = || pictures.iter().map(move |picture| picture.label == label);
        let sum: f64 = weights
            .iter()
            .zip(of_class())
            .filter_map(|(weight, is)| is.then_some(weight))
            .sum();
        for (weight, is) in weights.iter_mut().zip(of_class()) {
            if is {
                *weight /= 2.0 * sum;
            }
        }
    }
    weights
}

/// What each of the folds of `validation` holds out of `items`, by their places.
fn folds(items: &[Item], validation: &Validation) -> Result<Vec<Fold>> {
    let Validation::Folds { folds } = validation else {
        bail!("heads are compared across folds, but the run has none");
    };
    let places: BTreeMap<&str, usize> = items
        .iter()
        .enumerate()
        .map(|(place, item)| (item.path.as_str(), place))
        .collect();
    ensure!(
        places.len() == items.len(),
        "two data sets have a picture at the same path"
    );
    let of = |part: Vec<Item>| part.iter().map(|item| places[item.path.as_str()]).collect();
    (0..folds.len())
        .map(|number| {
            let fold = validation.clone().of_run(Some(number))?;
            let (learnt, held_out) = fold.split(items.to_vec())?;
            Ok(Fold {
                learnt: of(learnt),
                held_out: of(held_out),
            })
        })
        .collect()
}
