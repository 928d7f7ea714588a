//! Carries out the runs of an experiment.

mod forest;
mod network;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;

use super::data_sets::DataSets;
use super::definition::{Chart, Experiment, RunSpec, TestSet, cell_run, cell_test};
use super::measure::Measure;
use super::outcome::{Outcome, Results, Training};
use super::plan::settings;
use super::settings::Settings;
use crate::data::items::{Split, class_counts, fingerprint};
use crate::training::checkpoint::RunFolder;
use crate::training::reconstruction::{self, AutoEncoderSettings};

/// What the runs of an experiment need.
pub struct Runner<'a> {
    /// The experiment.
    pub experiment: &'a Experiment,
    /// The name of its profile.
    pub profile: &'a str,
    /// The data sets.
    pub data: DataSets,
    /// Where results go.
    pub results: Results,
    /// Where run folders are kept.
    pub work: PathBuf,
    /// A published checkpoint that networks start from, by the name of the run.
    pub init: BTreeMap<String, PathBuf>,
    /// Where to compute, at least one; what trains no network on them uses the first alone.
    pub devices: Vec<Device>,
    /// What the device is called.
    pub device_name: &'static str,
}

impl Runner<'_> {
    fn device(&self) -> &Device {
        &self.devices[0]
    }

    /// Carries out `run`, unless its result is complete; a run that was stopped goes on. Test sets
    /// whose data is not given are left for another time.
    ///
    /// # Errors
    ///
    /// A result of other settings, what the training refuses, and files that cannot be read or written.
    pub fn carry_out(&self, run: &RunSpec) -> Result<()> {
        let profile = self
            .experiment
            .profiles
            .get(self.profile)
            .with_context(|| {
                let known: Vec<&str> = self
                    .experiment
                    .profiles
                    .keys()
                    .map(String::as_str)
                    .collect();
                format!(
                    "there is no profile `{}`; known are: {}",
                    self.profile,
                    known.join(", ")
                )
            })?;
        let settings = settings(self.experiment, profile, run)?;
        let names = (
            self.experiment.name.as_str(),
            self.profile,
            run.name.as_str(),
        );
        let earlier = self.results.read(names.0, names.1, names.2)?;
        if let Some(earlier) = &earlier {
            ensure!(
                earlier.settings == settings,
                "{} has a result of `{}` with other settings; move it away to run it again",
                self.results.folder(names.0).join(names.1).display(),
                run.name
            );
            if self
                .tests()
                .all(|test| earlier.tests.contains_key(&test.name))
            {
                println!("{}: done", run.name);
                return match &settings {
                    Settings::Network(config) => self.missing_sheets(run, config),
                    Settings::Forest(_) | Settings::AutoEncoder(_) => Ok(()),
                };
            }
        }
        println!("{}: {}", run.name, describe(&settings));
        let mut outcome = match &settings {
            Settings::Network(config) => self.network(run, config, earlier)?,
            Settings::Forest(forest) => self.forest(run, forest, earlier)?,
            Settings::AutoEncoder(auto_encoder) => self.auto_encoder(run, auto_encoder)?,
        };
        outcome.settings = settings;
        self.results.write(names.0, names.1, names.2, &outcome)
    }

    /// The test sets whose data is given.
    fn tests(&self) -> impl Iterator<Item = &TestSet> {
        let tests = self.experiment.tests.iter();
        tests.filter(|test| self.data.has(&test.data))
    }

    fn auto_encoder(&self, run: &RunSpec, settings: &AutoEncoderSettings) -> Result<Outcome> {
        let items = self.data.split(&self.experiment.train_on, Split::Train)?;
        let items = settings.pictures.choose(items)?;
        let (pictures, data_sha256) = (class_counts(&items), fingerprint(&items)?);
        let folder = self.folder(&run.name)?;
        let (error, state) = reconstruction::train(settings, items, &folder, self.device())?;
        let parameters = settings.auto_encoder.init(self.device()).num_params();
        Ok(Outcome {
            settings: Settings::AutoEncoder(settings.clone()),
            training: Training {
                pictures,
                validation_pictures: [0, 0],
                data_sha256,
                init_sha256: None,
                parameters,
                device: self.device_name.to_owned(),
                minutes: (state.seconds / 6.0).round() / 10.0,
                epochs: vec![],
                best_epoch: state.best_epoch,
                reconstruction_error: Some(error),
                statistics: None,
            },
            tests: BTreeMap::new(),
        })
    }

    /// Where the weights and checkpoints of a run are.
    fn folder(&self, run: &str) -> Result<RunFolder> {
        let experiment = self.work.join(&self.experiment.name);
        RunFolder::create(&experiment.join(self.profile).join(run))
    }
}

/// What a result must hold for the tables and charts beside the plain figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Needs {
    roc: bool,
    saliency: bool,
    embedding: bool,
}

impl Needs {
    fn of(experiment: &Experiment, run: &str, test: &str) -> Self {
        let mut needs = Self::default();
        for chart in &experiment.charts {
            let (runs, on) = chart.names();
            if runs.contains(&run) && on == Some(test) {
                needs.roc |= matches!(chart, Chart::Roc { .. });
                needs.embedding |= matches!(chart, Chart::Embedding { .. });
            }
        }
        needs.saliency = experiment.tables.iter().any(|table| {
            table.rows.iter().any(|row| {
                table.columns.iter().any(|column| {
                    matches!(
                        column.measure,
                        Measure::SaliencyEntropy | Measure::SaliencyArea
                    ) && cell_run(row, column) == run
                        && cell_test(row, column) == Some(test)
                })
            })
        });
        needs
    }
}

fn describe(settings: &Settings) -> String {
    match settings {
        Settings::Network(config) => format!(
            "{} at {} px, at most {} epochs",
            config.network.name(),
            config.preprocess.views.side(),
            config.epochs
        ),
        Settings::Forest(forest) => format!("a forest of {} trees", forest.trees),
        Settings::AutoEncoder(settings) => format!(
            "an auto-encoder of {} layers, {} epochs",
            settings.auto_encoder.filters.len(),
            settings.epochs
        ),
    }
}
