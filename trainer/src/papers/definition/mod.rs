//! An experiment as its JSON file describes it.

mod check;
mod table;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use json_patch::merge;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use table::{Column, Row, Table, cell_run, cell_test};

use super::sheet::Sheet;
use crate::augmentation::tier::Tier;
use crate::data::items::Split;
use crate::data::selection::Selection;

/// A paper's experiment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Its name, which is also that of its file.
    #[serde(skip)]
    pub name: String,
    /// A title for people.
    pub title: String,
    /// Where the paper is.
    pub paper: String,
    /// What the paper did and what differs here, a paragraph each.
    pub summary: Vec<String>,
    /// The data sets, by the name that `--data` gives them, each with a sentence.
    pub data: BTreeMap<String, String>,
    /// The data set that is trained on.
    pub train_on: String,
    /// The data set with the synthetic twins of its pictures, for runs with `pairs`.
    #[serde(default)]
    pub twins: Option<String>,
    /// The sizes at which the experiment can be run, by name.
    pub profiles: BTreeMap<String, Profile>,
    /// What the runs have in common: a run file without its names.
    pub base: Value,
    /// What is trained.
    pub runs: Vec<RunSpec>,
    /// What every run is measured on.
    pub tests: Vec<TestSet>,
    /// How the figures are laid out.
    pub tables: Vec<Table>,
    /// Charts.
    #[serde(default)]
    pub charts: Vec<Chart>,
    /// Sheets of pictures; they are not results, since they show the data.
    #[serde(default)]
    pub sheets: Vec<Sheet>,
}

/// A size of an experiment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What it is, in sentences that stand above its figures.
    pub description: String,
    /// Changes the settings of every run, as a JSON merge patch (RFC 7396).
    #[serde(default = "no_change")]
    pub set: Value,
    /// Changes the settings of some runs, after `set`.
    #[serde(default)]
    pub runs: BTreeMap<String, Value>,
}

/// One thing that is trained.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSpec {
    /// Its name in files and tables.
    pub name: String,
    /// What is trained.
    #[serde(default)]
    pub kind: RunKind,
    /// Changes the common settings, as a JSON merge patch.
    #[serde(default = "no_change")]
    pub set: Value,
    /// The run whose auto-encoder it needs.
    #[serde(default)]
    pub auto_encoder: Option<String>,
}

/// What a run trains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// A network, as `train` does.
    #[default]
    Network,
    /// A random forest on the statistics of the pictures.
    Forest,
    /// An auto-encoder, for other runs.
    AutoEncoder,
}

/// Pictures on which every run is measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestSet {
    /// Its name in files and tables.
    pub name: String,
    /// The data set.
    pub data: String,
    /// The part of it.
    pub split: Split,
    /// How the pictures are delivered.
    #[serde(default = "clean")]
    pub tier: Tier,
    /// Which of its pictures.
    #[serde(default)]
    pub pictures: Selection,
    /// Whether pictures that also occur, byte for byte, in the data's training split are left
    /// out.
    #[serde(default)]
    pub without_seen: bool,
}

fn clean() -> Tier {
    Tier::Clean
}

/// A merge patch that changes nothing.
fn no_change() -> Value {
    json!({})
}

/// A chart of runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Chart {
    /// Loss and accuracy over the epochs of a run.
    Training {
        /// The run.
        run: String,
    },
    /// ROC curves of several runs.
    Roc {
        /// Its title.
        title: String,
        /// The runs.
        runs: Vec<String>,
        /// The test set.
        test: String,
    },
    /// Confusion matrices of several runs.
    Confusion {
        /// The runs.
        runs: Vec<String>,
        /// The test set.
        test: String,
    },
    /// The t-SNE map of a network's pooled features.
    Embedding {
        /// The run.
        run: String,
        /// The test set.
        test: String,
    },
    /// Correlations and distributions of the statistics that a forest is trained on.
    Statistics {
        /// The forest.
        run: String,
    },
}

impl Experiment {
    /// Reads an experiment from `path`.
    ///
    /// A file with `extends` is a merge patch to the file of that name beside it.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, is not understood or cannot work.
    pub fn read(path: &Path) -> Result<Self> {
        let mut experiment: Self = read_value(path, EXTENSIONS)
            .and_then(|value| Ok(Self::deserialize(value)?))
            .with_context(|| format!("the experiment {} is not understood", path.display()))?;
        experiment.name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        experiment
            .check()
            .with_context(|| format!("the experiment {} cannot work", path.display()))?;
        Ok(experiment)
    }

    /// The names of all runs, in order.
    pub fn run_names(&self) -> impl Iterator<Item = &str> {
        self.runs.iter().map(|run| run.name.as_str())
    }

    /// The run `name`.
    pub fn run(&self, name: &str) -> Option<&RunSpec> {
        self.runs.iter().find(|run| run.name == name)
    }

    /// The test set `name`.
    pub fn test(&self, name: &str) -> Option<&TestSet> {
        self.tests.iter().find(|test| test.name == name)
    }
}

/// How often a file may extend one that extends another.
const EXTENSIONS: usize = 3;

fn read_value(path: &Path, extensions: usize) -> Result<Value> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let mut value: Value = serde_json::from_str(&text)?;
    let Some(extended) = value
        .as_object_mut()
        .and_then(|object| object.remove("extends"))
    else {
        return Ok(value);
    };
    let name = extended.as_str().context("`extends` is not a name")?;
    ensure!(extensions > 0, "`extends` goes in a circle");
    let mut whole = read_value(&path.with_file_name(format!("{name}.json")), extensions - 1)?;
    merge(&mut whole, &value);
    Ok(whole)
}

impl Chart {
    /// The runs and the test set that it shows.
    pub fn names(&self) -> (Vec<&str>, Option<&str>) {
        match self {
            Self::Training { run } | Self::Statistics { run } => (vec![run], None),
            Self::Embedding { run, test } => (vec![run], Some(test)),
            Self::Roc { runs, test, .. } | Self::Confusion { runs, test } => {
                (runs.iter().map(String::as_str).collect(), Some(test))
            }
        }
    }
}
