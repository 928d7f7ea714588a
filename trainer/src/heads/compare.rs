//! A comparison from its plan to its outcome.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use burn::tensor::Device;
use spectrafide_report::Label;

use super::figures::{Figures, Measured};
use super::numbers::Numbers;
use super::outcome::{Outcome, RowOutcome, SettingOutcome};
use super::plan::{Plan, Row};
use super::readout::Readout;
use super::table::{Fold, Table};
use crate::data::items::Item;
use crate::features::Column;
use crate::features::cache::Cache;
use crate::training::config::RunConfig;

/// What a comparison is made of.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// What is compared.
    pub plan: &'a Plan,
    /// The run whose folds are used.
    pub run: &'a RunConfig,
    /// What the trunk said.
    pub cache: &'a Cache,
    /// Where to compute.
    pub device: &'a Device,
}

impl Comparison<'_> {
    /// Compares the heads on `items`, none of which is of the test split, and writes the outcome to
    /// `out` after each row; `data` are the SHA-256s of the data sets. Rows that `out` has already, of
    /// the same data, features and folds, are not fitted again.
    ///
    /// # Errors
    ///
    /// Pictures without features, blocks that the trunk lacks, folds that cannot be held out, and a
    /// device that fails.
    pub fn run(
        &self,
        items: Vec<Item>,
        data: BTreeMap<String, String>,
        out: &Path,
    ) -> Result<Outcome> {
        let layout = self.cache.key.layout();
        for row in &self.plan.rows {
            for column in row.columns() {
                ensure!(
                    layout.place(column).is_some(),
                    "`{}` reads block {}, the features are of {}",
                    row.name,
                    column.block,
                    layout.blocks
                );
            }
        }
        let table = Table::new(items, self.run, self.cache, &self.plan.tiers)?;
        let mut outcome = Outcome {
            run: self.run.id.clone(),
            data,
            weights_sha256: self.cache.key.weights_sha256.clone(),
            features: self.cache.key.name()?,
            views: self.plan.views,
            seed: self.plan.seed,
            folds: table
                .folds
                .iter()
                .map(|fold| counts(&table, fold))
                .collect(),
            rows: Vec::new(),
        };
        let before = Outcome::read(out).ok().filter(|before| {
            let rows = Vec::new();
            Outcome {
                rows,
                ..before.clone()
            } == outcome
        });
        let mut known = before.map(|before| before.rows).unwrap_or_default();
        let mut numbers: Option<(Vec<Column>, Numbers)> = None;
        for (place, row) in self.plan.rows.iter().enumerate() {
            let found = known.iter().position(|known| known.row == *row);
            let done = if let Some(found) = found {
                known.swap_remove(found)
            } else {
                let columns = row.columns();
                let read = match numbers.take() {
                    Some(present) if present.0 == columns => present,
                    // Dropped before the next are read: they are large.
                    other => {
                        drop(other);
                        let read = self.read(&table, &columns)?;
                        (columns, read)
                    }
                };
                let done = self.row(row, &table, &read.1)?;
                numbers = Some(read);
                done
            };
            print(place, self.plan.rows.len(), &done);
            outcome.rows.push(done);
            outcome.write(out)?;
        }
        Ok(outcome)
    }

    fn read(&self, table: &Table, columns: &[Column]) -> Result<Numbers> {
        Numbers::read(
            self.cache,
            &table.pictures,
            self.plan.views,
            columns,
            self.device,
        )
    }

    /// Fits the heads of a row to each fold.
    fn row(&self, row: &Row, table: &Table, numbers: &Numbers) -> Result<RowOutcome> {
        let started = Instant::now();
        let mut settings: Vec<SettingOutcome> = Vec::new();
        for (number, fold) in table.folds.iter().enumerate() {
            let readout = Readout::new(
                row,
                row.learnt_tiers(&self.plan.tiers),
                table,
                fold,
                numbers,
                self.plan.seed.wrapping_add(number as u64),
                self.device,
            );
            let answers = readout
                .answers()
                .with_context(|| format!("`{}`, fold {number}", row.name))?;
            for (place, answer) in answers.into_iter().enumerate() {
                if settings.len() <= place {
                    settings.push(SettingOutcome {
                        setting: answer.setting,
                        size: 0,
                        mean: Measured::default(),
                        folds: Vec::new(),
                    });
                }
                // Where pictures are kept, folds differ: the largest is said.
                settings[place].size = settings[place].size.max(answer.size);
                let measured = self.measured(table, fold, &answer.logits);
                settings[place].folds.push(measured);
            }
        }
        for setting in &mut settings {
            setting.mean = Measured::mean(&setting.folds);
        }
        Ok(RowOutcome {
            row: row.clone(),
            seconds: started.elapsed().as_secs_f64(),
            settings,
        })
    }

    /// The figures of the `logits` of a fold's pictures, each of which has one in every tier.
    fn measured(&self, table: &Table, fold: &Fold, logits: &[f32]) -> Measured {
        let tiers = &self.plan.tiers;
        let labels = fold
            .held_out
            .iter()
            .flat_map(|&place| std::iter::repeat_n(table.pictures[place].label, tiers.len()));
        let all: Vec<(f32, Label)> = logits.iter().copied().zip(labels).collect();
        let of_tier = |place: usize| {
            let chosen: Vec<_> = all
                .iter()
                .copied()
                .skip(place)
                .step_by(tiers.len())
                .collect();
            Figures::of(&chosen)
        };
        Measured {
            together: Figures::of(&all),
            tiers: (0..tiers.len())
                .map(|place| (tiers[place].name(), of_tier(place)))
                .collect(),
        }
    }
}

/// Numbers of real and synthetic pictures that a fold learns from, and that it holds out.
fn counts(table: &Table, fold: &Fold) -> [[usize; 2]; 2] {
    [&fold.learnt, &fold.held_out].map(|places| {
        let synthetic = places
            .iter()
            .filter(|&&place| table.pictures[place].label == Label::Synthetic)
            .count();
        [places.len() - synthetic, synthetic]
    })
}

fn print(place: usize, of: usize, done: &RowOutcome) {
    println!(
        "{}/{of} {} ({:.1} s)",
        place + 1,
        done.row.name,
        done.seconds
    );
    for setting in &done.settings {
        let Figures {
            auroc,
            tpr_at_fpr_05,
            tpr_at_fpr_01,
        } = setting.mean.together;
        let folds: Vec<String> = setting
            .folds
            .iter()
            .map(|fold| words(fold.together.auroc))
            .collect();
        println!(
            "    AUROC {} ({})  at 5 % {}  at 1 % {}  {}",
            words(auroc),
            folds.join(" "),
            words(tpr_at_fpr_05),
            words(tpr_at_fpr_01),
            setting.setting
        );
    }
}

fn words(figure: Option<f64>) -> String {
    figure.map_or("–".to_owned(), |figure| format!("{figure:.3}"))
}
