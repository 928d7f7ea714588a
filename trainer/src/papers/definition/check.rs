//! What of an experiment cannot work.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};

use super::{Experiment, RunKind, Table, cell_run, cell_test};

impl Experiment {
    /// Refuses what would only fail later.
    pub(super) fn check(&self) -> Result<()> {
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
