//! Sets validation pictures aside.

use std::collections::BTreeSet;

use crate::digest::sha256;
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use super::items::{Item, Split, class_counts};

/// How validation pictures are chosen from the training split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Validation {
    /// A share of the pictures, by a hash of their contents: copies of a picture stay together.
    Share {
        /// Between 0 and 1.
        share: f64,
    },
    /// Whole folders, so that validation sees sources and generators that training lacks.
    Folders {
        /// Names of real folders.
        real: Vec<String>,
        /// Names of synthetic folders.
        synthetic: Vec<String>,
    },
    /// The pictures whose paths contain `valid`.
    Marked,
    /// Sets of whole folders, each of which a run of its own holds out (`train --fold`). The run
    /// that learns from all is calibrated by what these say of the folders that they do not know:
    /// cross-fitting, which no picture is lost to.
    Folds {
        /// At least two, without a folder in common.
        folds: Vec<Fold>,
    },
    /// None.
    Nothing,
}

/// Folders that a run holds out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fold {
    /// Names of real folders.
    pub real: Vec<String>,
    /// Names of synthetic folders.
    pub synthetic: Vec<String>,
}

impl Validation {
    /// What a single run holds out: of [`Folds`](Self::Folds) those with these `numbers`, counted
    /// from 0, or nothing without a number.
    ///
    /// # Errors
    ///
    /// Folds that share a folder, fewer than two of them, a number that no fold has or that is given
    /// twice, all numbers, and a number where there are no folds.
    pub fn of_run(self, numbers: &[usize]) -> Result<Self> {
        let folds = match self {
            Self::Folds { folds } => folds,
            other => {
                ensure!(
                    numbers.is_empty(),
                    "`--fold` is for runs whose validation has folds"
                );
                return Ok(other);
            }
        };
        let mut names = BTreeSet::new();
        for fold in &folds {
            let classes = [("real", &fold.real), ("synthetic", &fold.synthetic)];
            for (class, folder) in classes
                .into_iter()
                .flat_map(|(class, folders)| folders.iter().map(move |folder| (class, folder)))
            {
                ensure!(
                    names.insert((class, folder.as_str())),
                    "two folds hold out `{class}/{folder}`"
                );
            }
        }
        ensure!(folds.len() > 1, "there must be at least two folds");
        if numbers.is_empty() {
            return Ok(Self::Nothing);
        }
        let count = folds.len();
        ensure!(
            numbers.len() < count,
            "a run must learn from one of its {count} folds at least"
        );
        let (mut real, mut synthetic) = (Vec::new(), Vec::new());
        for (place, number) in numbers.iter().enumerate() {
            ensure!(
                !numbers[..place].contains(number),
                "fold {number} is given twice"
            );
            let fold = folds.get(*number).with_context(|| {
                format!("there is no fold {number}, they go from 0 to {}", count - 1)
            })?;
            real.extend_from_slice(&fold.real);
            synthetic.extend_from_slice(&fold.synthetic);
        }
        Ok(Self::Folders { real, synthetic })
    }

    /// Splits `items` into training and validation pictures.
    ///
    /// # Errors
    ///
    /// A folder that the data lacks, a part without one of the classes, and files that cannot be read.
    pub fn split(&self, items: Vec<Item>) -> Result<(Vec<Item>, Vec<Item>)> {
        let mut train = Vec::new();
        let mut valid = Vec::new();
        for item in items {
            let held_out = match self {
                Self::Share { share } => unit_hash(&sha256(&item.bytes()?)) < *share,
                Self::Folders { real, synthetic } => {
                    let names = if item.label.target() == 0.0 {
                        real
                    } else {
                        synthetic
                    };
                    names.contains(&item.folder)
                }
                Self::Marked => item.split == Some(Split::Valid),
                Self::Nothing => false,
                Self::Folds { .. } => bail!("a run holds out one fold, or none"),
            };
            if held_out {
                valid.push(item);
            } else {
                train.push(item);
            }
        }
        if let Self::Folders { real, synthetic } = self {
            let present: BTreeSet<&str> = valid.iter().map(|item| item.folder.as_str()).collect();
            if let Some(missing) = real
                .iter()
                .chain(synthetic)
                .find(|name| !present.contains(name.as_str()))
            {
                bail!("the data has no folder `{missing}`, which the run holds out");
            }
        }
        for (name, part) in [("training", &train), ("validation", &valid)] {
            let needed = name == "training" || *self != Self::Nothing;
            if needed && class_counts(part).contains(&0) {
                bail!("the {name} part needs real and synthetic pictures");
            }
        }
        Ok((train, valid))
    }

    /// How it was done, in words, for the detector card.
    pub fn describe(&self) -> String {
        match self {
            Self::Share { share } => {
                format!(
                    "{:.1} % of the training pictures, by a hash of their bytes",
                    share * 100.0
                )
            }
            Self::Folders { real, synthetic } => format!(
                "whole folders: real {}; synthetic {}",
                real.join(", "),
                synthetic.join(", ")
            ),
            Self::Marked => "the data set's own validation split".to_owned(),
            Self::Folds { folds } => format!("{} folds of whole folders", folds.len()),
            Self::Nothing => "none".to_owned(),
        }
    }
}

/// A number in `[0, 1)` from the first 13 hexadecimal digits (52 bits); 0 if they are none.
///
/// # Panics
///
/// If there are fewer.
pub fn unit_hash(digest: &str) -> f64 {
    let bits = u64::from_str_radix(&digest[..13], 16).unwrap_or(0);
    bits as f64 / (1_u64 << 52) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(real: &str, synthetic: &str) -> Fold {
        Fold {
            real: vec![real.to_owned()],
            synthetic: vec![synthetic.to_owned()],
        }
    }

    fn of_run(folds: Vec<Fold>, numbers: &[usize]) -> Result<Validation> {
        Validation::Folds { folds }.of_run(numbers)
    }

    #[test]
    fn a_run_holds_out_its_folds_or_nothing() {
        let folds = || vec![fold("a", "b"), fold("c", "a"), fold("d", "e")];
        let held_out = |real: &[&str], synthetic: &[&str]| {
            let [real, synthetic] =
                [real, synthetic].map(|names| names.iter().map(|&name| name.to_owned()).collect());
            Validation::Folders { real, synthetic }
        };
        let second = of_run(folds(), &[1]).expect("a fold");
        assert_eq!(second, held_out(&["c"], &["a"]));
        let two = of_run(folds(), &[2, 1]).expect("two folds");
        assert_eq!(two, held_out(&["d", "c"], &["e", "a"]));
        let whole = of_run(folds(), &[]).expect("no fold");
        assert_eq!(whole, Validation::Nothing);
        assert_eq!(
            Validation::Marked.of_run(&[]).expect("itself"),
            Validation::Marked
        );
    }

    #[test]
    fn folds_that_cannot_work_are_refused() {
        let refused = |validation: Validation, numbers: &[usize], words: &str| {
            let error = validation.of_run(numbers).expect_err("refused").to_string();
            assert!(error.contains(words), "{error}");
        };
        let folds = |folds| Validation::Folds { folds };
        refused(Validation::Marked, &[0], "has folds");
        refused(folds(vec![fold("a", "b")]), &[], "at least two");
        let twice = vec![fold("a", "b"), fold("c", "b")];
        refused(folds(twice), &[0], "`synthetic/b`");
        let two = || folds(vec![fold("a", "b"), fold("c", "d")]);
        refused(two(), &[2], "from 0 to 1");
        refused(two(), &[0, 1], "learn from one");
        let three = vec![fold("a", "b"), fold("c", "d"), fold("e", "f")];
        refused(folds(three), &[1, 1], "given twice");
    }
}
