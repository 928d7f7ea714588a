//! The tables of an experiment, beside those of its paper.

use serde::{Deserialize, Serialize};

use crate::papers::measure::Measure;

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

/// The name of the run that a cell shows.
pub fn cell_run(row: &Row, column: &Column) -> String {
    format!("{}{}", row.run, column.run)
}

/// The name of the test set that a cell shows.
pub fn cell_test<'a>(row: &'a Row, column: &'a Column) -> Option<&'a str> {
    row.test.as_deref().or(column.test.as_deref())
}
