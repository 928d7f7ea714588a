//! The pictures of a comparison, and which of them each fold holds out.

use std::collections::BTreeMap;

use anyhow::{Result, bail, ensure};
use spectrafide_report::Label;

use super::plan::Row;
use crate::augmentation::tier::Tier;
use crate::data::items::{Item, digests};
use crate::data::validation::Validation;
use crate::features::cache::{Cache, Stored};
use crate::training::config::RunConfig;
use crate::training::loader::{Balance, Counted};

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
        let (kept, pictures) = pictures(run.pictures.choose(items)?, cache, tiers)?;
        let folds = folds(&kept, &run.validation)?;
        Ok(Self { pictures, folds })
    }

    /// How much each picture of `of` counts in a `row`; their sum is one, and each class has half.
    pub fn weights(&self, of: &[usize], row: &Row) -> Vec<f64> {
        let pictures: Vec<&Picture> = of.iter().map(|&place| &self.pictures[place]).collect();
        weights(&pictures, row.balance, row.hard_real)
    }
}

/// Those of `items` that can be read, with what the cache has of them in `tiers`.
pub(super) fn pictures(
    items: Vec<Item>,
    cache: &Cache,
    tiers: &[Tier],
) -> Result<(Vec<Item>, Vec<Picture>)> {
    let mut kept = Vec::with_capacity(items.len());
    let mut pictures = Vec::with_capacity(items.len());
    let digests = digests(&items)?;
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
                "the features of {} in {} are not there; `features` computes them of the same data",
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
    Ok((kept, pictures))
}

/// How much each of `pictures` counts; their sum is one, and each class has half.
pub(super) fn weights(pictures: &[&Picture], balance: Balance, hard_real: f64) -> Vec<f64> {
    let counted: Vec<Counted<'_>> = pictures
        .iter()
        .map(|picture| Counted {
            label: picture.label,
            source: &picture.source,
            own: if picture.hard { hard_real } else { 1.0 },
        })
        .collect();
    let weights = balance.weights(&counted);
    weights.into_iter().map(|weight| weight / 2.0).collect()
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
            let fold = validation.clone().of_run(&[number])?;
            let all: Vec<Item> = items.to_vec();
            let (learnt, held_out) = fold.split(all)?;
            Ok(Fold {
                learnt: of(learnt),
                held_out: of(held_out),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::items;
    use crate::data::validation::Fold as Held;

    fn picture(source: &str, hard: bool) -> Picture {
        Picture {
            label: if source.starts_with("real") {
                Label::Real
            } else {
                Label::Synthetic
            },
            source: source.to_owned(),
            hard,
            stored: Vec::new(),
        }
    }

    #[test]
    fn classes_count_alike_and_sources_as_the_row_says() {
        let mut pictures = vec![picture("real/a", false); 4];
        pictures.extend(vec![picture("real/b", false); 1]);
        pictures.extend(vec![picture("synthetic/c", false); 2]);
        let pictures: Vec<&Picture> = pictures.iter().collect();
        let of = |balance| {
            let weights = weights(&pictures, balance, 1.0);
            [weights[0], weights[4], weights[5]]
        };
        let close = |found: [f64; 3], expected: [f64; 3]| {
            for (found, expected) in found.into_iter().zip(expected) {
                assert!(
                    (found - expected).abs() < 1e-12,
                    "{found} is not {expected}"
                );
            }
        };
        close(of(Balance::None), [0.1, 0.1, 0.25]);
        close(of(Balance::EqualFolders), [0.0625, 0.25, 0.25]);
        // Square roots of 4 and 1: two thirds and one third of one half.
        close(of(Balance::Folders), [1.0 / 12.0, 1.0 / 6.0, 0.25]);
    }

    #[test]
    fn hard_real_pictures_count_more_within_their_source() {
        let pictures = [
            picture("real/a", true),
            picture("real/a", false),
            picture("real/b", false),
            picture("synthetic/c", false),
        ];
        let pictures: Vec<&Picture> = pictures.iter().collect();
        let weights = weights(&pictures, Balance::EqualFolders, 3.0);
        for (found, expected) in weights.iter().zip([0.1875, 0.0625, 0.25, 0.5]) {
            assert!((found - expected).abs() < 1e-12, "{weights:?}");
        }
    }

    #[test]
    fn folds_hold_out_whole_sources() {
        let folder = tempfile::tempdir().expect("a folder");
        for source in ["real/a", "real/b", "real/c", "synthetic/d", "synthetic/e"] {
            let below = folder.path().join(source);
            std::fs::create_dir_all(&below).expect("made");
            for number in 0..3 {
                std::fs::write(below.join(format!("{number}.png")), source).expect("written");
            }
        }
        let items = items::read(folder.path(), |_| true).expect("items");
        let held = |real: &str, synthetic: &str| Held {
            real: vec![real.to_owned()],
            synthetic: vec![synthetic.to_owned()],
        };
        let validation = Validation::Folds {
            folds: vec![held("a", "d"), held("b", "e")],
        };
        let folds = folds(&items, &validation).expect("folds");
        let sources = |places: &[usize]| {
            let mut sources: Vec<String> =
                places.iter().map(|&place| items[place].source()).collect();
            sources.dedup();
            sources
        };
        assert_eq!(sources(&folds[0].held_out), ["real/a", "synthetic/d"]);
        assert_eq!(
            sources(&folds[0].learnt),
            ["real/b", "real/c", "synthetic/e"]
        );
        assert_eq!(sources(&folds[1].held_out), ["real/b", "synthetic/e"]);
        for fold in folds {
            assert_eq!(fold.learnt.len() + fold.held_out.len(), items.len());
        }
        assert!(super::folds(&items, &Validation::Nothing).is_err());
    }
}
