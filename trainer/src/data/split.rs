//! Sets validation pictures aside.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use spectrafide_models::weights::sha256;

use super::source::{Item, Split, class_counts};

/// How validation pictures are chosen from the training split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
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
}

impl Validation {
    /// Splits `items` into training and validation pictures.
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
            if class_counts(part).contains(&0) {
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
        }
    }
}

/// A number in `[0, 1)` from the first 13 hexadecimal digits (52 bits).
pub fn unit_hash(digest: &str) -> f64 {
    let bits = u64::from_str_radix(&digest[..13], 16).unwrap_or(0);
    bits as f64 / (1_u64 << 52) as f64
}
