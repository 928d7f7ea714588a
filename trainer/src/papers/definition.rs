//! An experiment as its JSON file describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use json_patch::merge;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::measure::Measure;
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

/// A table of figures. What a cell shows comes from its row and its column together.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its caption, which names the paper's table.
    pub title: String,
    /// Whether the page with all experiments shows it.
    #[serde(default)]
    pub headline: bool,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column of a [`Table`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// The second part of the run's name.
    #[serde(default)]
    pub run: String,
    /// The test set, unless the row says it.
    #[serde(default)]
    pub test: Option<String>,
    /// The figure.
    pub measure: Measure,
}

/// A row of a [`Table`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its heading.
    pub title: String,
    /// The first part of the run's name.
    #[serde(default)]
    pub run: String,
    /// The test set, unless the column says it.
    #[serde(default)]
    pub test: Option<String>,
    /// The paper's figures, one for each column; empty where the paper has none.
    #[serde(default)]
    pub paper: Vec<Option<f64>>,
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

    /// Refuses what would only fail later.
    fn check(&self) -> Result<()> {
        ensure!(
            self.data.contains_key(&self.train_on),
            "`train_on` names the data set `{}`, which `data` lacks",
            self.train_on
        );
        if let Some(twins) = &self.twins {
            ensure!(
                self.data.contains_key(twins),
                "`twins` names the data set `{twins}`, which `data` lacks"
            );
        }
        ensure!(!self.profiles.is_empty(), "`profiles` is empty");
        unique("run", self.run_names())?;
        unique("test set", self.tests.iter().map(|test| test.name.as_str()))?;
        for run in &self.runs {
            if let Some(name) = &run.auto_encoder {
                ensure!(
                    self.run(name).map(|run| run.kind) == Some(RunKind::AutoEncoder),
                    "the run `{}` needs the auto-encoder of `{name}`, which trains none",
                    run.name
                );
            }
        }
        for test in &self.tests {
            ensure!(
                self.data.contains_key(&test.data),
                "the test set `{}` names the data set `{}`, which `data` lacks",
                test.name,
                test.data
            );
        }
        for (name, profile) in &self.profiles {
            for run in profile.runs.keys() {
                self.known_run(run)
                    .with_context(|| format!("the profile `{name}`"))?;
            }
        }
        for table in &self.tables {
            self.check_table(table)
                .with_context(|| format!("the table `{}`", table.title))?;
        }
        for chart in &self.charts {
            let (runs, test) = chart.names();
            for run in runs {
                self.known_run(run)?;
            }
            if let Some(test) = test {
                self.known_test(test)?;
            }
        }
        for sheet in &self.sheets {
            self.known_run(&sheet.run)?;
            self.known_test(&sheet.test)?;
        }
        Ok(())
    }

    fn check_table(&self, table: &Table) -> Result<()> {
        for row in &table.rows {
            ensure!(
                row.paper.is_empty() || row.paper.len() == table.columns.len(),
                "the row `{}` has {} figures of the paper for {} columns",
                row.title,
                row.paper.len(),
                table.columns.len()
            );
            for column in &table.columns {
                self.known_run(&cell_run(row, column))?;
                let test = cell_test(row, column)
                    .with_context(|| format!("`{}` has a cell without a test set", row.title))?;
                self.known_test(test)?;
            }
        }
        Ok(())
    }

    fn known_run(&self, name: &str) -> Result<()> {
        ensure!(self.run(name).is_some(), "there is no run `{name}`");
        Ok(())
    }

    fn known_test(&self, name: &str) -> Result<()> {
        ensure!(self.test(name).is_some(), "there is no test set `{name}`");
        Ok(())
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

/// The name of the run that a cell shows.
pub fn cell_run(row: &Row, column: &Column) -> String {
    format!("{}{}", row.run, column.run)
}

/// The name of the test set that a cell shows.
pub fn cell_test<'a>(row: &'a Row, column: &'a Column) -> Option<&'a str> {
    row.test.as_deref().or(column.test.as_deref())
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

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Result<()> {
    let mut seen = BTreeSet::new();
    for name in names {
        ensure!(
            seen.insert(name),
            "two are called `{name}`: a {what} needs its own name"
        );
        ensure!(
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)),
            "`{name}` cannot be the name of a {what}: letters, digits and _-. can"
        );
    }
    Ok(())
}
