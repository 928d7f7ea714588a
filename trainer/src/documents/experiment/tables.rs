//! The tables of an experiment: our figures beside the paper's.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::papers::definition::{self, Column, Row, cell_run, cell_test};
use crate::papers::measure::Measure;
use crate::papers::outcome::Outcome;

/// A table with its figures.
#[derive(Serialize)]
pub(super) struct Table<'a> {
    title: &'a str,
    columns: Vec<&'a str>,
    rows: Vec<FilledRow<'a>>,
}

#[derive(Serialize)]
struct FilledRow<'a> {
    title: &'a str,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    ours: Option<f64>,
    paper: Option<f64>,
}

impl Cell {
    fn of(row: &Row, place: usize, column: &Column, outcomes: &BTreeMap<String, Outcome>) -> Self {
        let measured = cell_test(row, column).and_then(|test| {
            let run = outcomes.get(&cell_run(row, column))?;
            run.tests.get(test)
        });
        Self {
            ours: measured.and_then(|measured| column.measure.of(measured)),
            paper: row.paper.get(place).copied().flatten(),
        }
    }
}

impl<'a> Table<'a> {
    pub(super) fn of(table: &'a definition::Table, outcomes: &BTreeMap<String, Outcome>) -> Self {
        let cells = |row: &Row| {
            let columns = table.columns.iter().enumerate();
            columns
                .map(|(place, column)| Cell::of(row, place, column, outcomes))
                .collect()
        };
        Self {
            title: &table.title,
            columns: table.columns.iter().map(|column| &*column.title).collect(),
            rows: table
                .rows
                .iter()
                .map(|row| FilledRow {
                    title: &row.title,
                    cells: cells(row),
                })
                .collect(),
        }
    }
}

/// The figures of all tables, a line each.
pub(super) struct Csv(csv::Writer<Vec<u8>>);

/// A line.
#[derive(Serialize)]
struct Line<'a> {
    profile: &'a str,
    table: &'a str,
    row: &'a str,
    column: &'a str,
    run: String,
    test: &'a str,
    measure: Measure,
    value: String,
    paper: String,
}

impl Csv {
    /// With the names of the columns.
    pub(super) fn new() -> Result<Self> {
        let mut writer = csv::WriterBuilder::new()
            .has_headers(false)
            .from_writer(Vec::new());
        writer.write_record([
            "profile", "table", "row", "column", "run", "test", "measure", "value", "paper",
        ])?;
        Ok(Self(writer))
    }

    pub(super) fn add(
        &mut self,
        profile: &str,
        tables: &[definition::Table],
        outcomes: &BTreeMap<String, Outcome>,
    ) -> Result<()> {
        // As numbers are written shortest.
        let plain = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
        for table in tables {
            for row in &table.rows {
                for (place, column) in table.columns.iter().enumerate() {
                    let cell = Cell::of(row, place, column, outcomes);
                    self.0.serialize(Line {
                        profile,
                        table: &table.title,
                        row: &row.title,
                        column: &column.title,
                        run: cell_run(row, column),
                        test: cell_test(row, column).unwrap_or_default(),
                        measure: column.measure,
                        value: plain(cell.ours),
                        paper: plain(cell.paper),
                    })?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<String> {
        let bytes = self
            .0
            .into_inner()
            .context("the figures cannot be written")?;
        Ok(String::from_utf8(bytes)?)
    }
}
