//! What a comparison came to.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::plan::Row;
use crate::whole_file;

pub use super::figures::{Figures, Measured};

/// What a comparison came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The run whose folds it has.
    pub run: String,
    /// SHA-256 of each data set.
    pub data: BTreeMap<String, String>,
    /// SHA-256 of the trunk's weights.
    pub weights_sha256: String,
    /// The name of the key of the features.
    pub features: String,
    /// Views of each picture and tier.
    pub views: usize,
    /// Decides every random draw.
    pub seed: u64,
    /// Of each fold the number of real and of synthetic pictures that it learns from, and that it
    /// holds out.
    pub folds: Vec<[[usize; 2]; 2]>,
    /// The rows that are done.
    pub rows: Vec<RowOutcome>,
}

/// What one row came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowOutcome {
    /// What was done.
    pub row: Row,
    /// Seconds for all folds.
    pub seconds: f64,
    /// What each setting came to.
    pub settings: Vec<SettingOutcome>,
}

/// What one setting of a head came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingOutcome {
    /// What distinguishes it from the others of its row; empty where there are none.
    pub setting: String,
    /// Numbers that were learnt and are kept.
    pub size: usize,
    /// The means over the folds.
    pub mean: Measured,
    /// What each fold came to.
    pub folds: Vec<Measured>,
}

impl Outcome {
    /// Writes it to `file`, which has all of it or what it had before.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        whole_file::write(file, serde_json::to_string_pretty(self)? + "\n")
    }

    /// Reads `file`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or is of another form.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is damaged", file.display()))
    }
}
