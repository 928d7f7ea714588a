//! Carries out the runs of an experiment.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;
use spectrafide_models::arch::Network;
use spectrafide_models::calibration::sigmoid;
use spectrafide_models::score::Label;

use super::data_sets::DataSets;
use super::definition::{Chart, Experiment, RunSpec, TestSet, cell_run, cell_test};
use super::measure::Measure;
use super::outcome::{Measured, Outcome, Results, Training};
use super::plan::settings;
use super::scoring::{measure, vote_loss};
use super::settings::Settings;
use super::{inspect, summary};
use crate::augmentation::tier::Tier;
use crate::baseline::forest::{Forest, ForestSettings, Table};
use crate::data::items::{Item, Split, class_counts, fingerprint};
use crate::measurement::evaluation::{Looks, judge};
use crate::metrics::{Scored, log_loss};
use crate::progress::progress;
use crate::training::checkpoint::RunFolder;
use crate::training::config::RunConfig;
use crate::training::given::Given;
use crate::training::reconstruction::{self, AutoEncoderSettings};
use crate::training::session;

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

    fn network(
        &self,
        run: &RunSpec,
        config: &RunConfig,
        earlier: Option<Outcome>,
    ) -> Result<Outcome> {
        let folder = self.folder(&run.name)?;
        let auto_encoder = match &run.auto_encoder {
            Some(name) => {
                let file = self.folder(name)?.best();
                ensure!(
                    file.exists(),
                    "`{}` needs the auto-encoder of `{name}`: run that first",
                    run.name
                );
                Some(file)
            }
            None => None,
        };
        let twins = match (&config.pairs, &self.experiment.twins) {
            (Some(_), Some(twins)) => Some(self.data.path(twins)?),
            _ => None,
        };
        let (state, facts) = session::train(
            config,
            self.data.items(&self.experiment.train_on, false)?,
            &self.experiment.train_on,
            Given {
                init: self.init.get(&run.name).map(PathBuf::as_path),
                auto_encoder: auto_encoder.as_deref(),
                twins,
            },
            &folder,
            &self.devices,
        )?;
        let side = config.preprocess.views.side() as usize;
        let network = folder.load_best(config.network.init(side, self.device()))?;
        let training = Training {
            pictures: facts.pictures,
            validation_pictures: facts.validation_pictures,
            data_sha256: facts.sha256,
            init_sha256: facts.init_sha256,
            parameters: network.num_params(),
            device: self.device_name.to_owned(),
            minutes: (state.seconds / 6.0).round() / 10.0,
            epochs: state.history,
            best_epoch: state.best_epoch,
            reconstruction_error: None,
            statistics: None,
        };
        let mut tests = earlier.map(|earlier| earlier.tests).unwrap_or_default();
        let mut known = Logits::default();
        for test in self.tests() {
            if !tests.contains_key(&test.name) {
                let (items, seen) = self.data.pictures(test)?;
                let measured =
                    self.measure_network(run, config, &network, test, &items, &mut known)?;
                tests.insert(test.name.clone(), Measured { seen, ..measured });
            }
        }
        self.sheets(run, config, &network)?;
        Ok(Outcome {
            settings: Settings::Network(Box::new(config.clone())),
            training,
            tests,
        })
    }

    /// Draws the sheets that a finished run lacks, if its weights are still there.
    fn missing_sheets(&self, run: &RunSpec, config: &RunConfig) -> Result<()> {
        let folder = self.folder(&run.name)?;
        let mut sheets = self.experiment.sheets.iter();
        let lacks = sheets.any(|sheet| {
            let given = self.tests().any(|test| test.name == sheet.test);
            sheet.run == run.name && given && !folder.file(&sheet.file()).exists()
        });
        if !lacks || !folder.best().exists() {
            return Ok(());
        }
        let side = config.preprocess.views.side() as usize;
        let network = folder.load_best(config.network.init(side, self.device()))?;
        self.sheets(run, config, &network)
    }

    /// Draws the sheets of a run beside its weights.
    fn sheets(&self, run: &RunSpec, config: &RunConfig, network: &Network) -> Result<()> {
        let sheets = self.experiment.sheets.iter();
        for sheet in sheets.filter(|sheet| sheet.run == run.name) {
            let Some(test) = self.tests().find(|test| test.name == sheet.test) else {
                continue;
            };
            let (items, _) = self.data.pictures(test)?;
            let drawn = sheet.draw(network, &config.preprocess, &items, self.device())?;
            let path = self.folder(&run.name)?.file(&sheet.file());
            std::fs::write(&path, drawn)
                .with_context(|| format!("{} cannot be written", path.display()))?;
            println!("  {}", path.display());
        }
        Ok(())
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

    fn measure_network(
        &self,
        run: &RunSpec,
        config: &RunConfig,
        network: &Network,
        test: &TestSet,
        items: &[Item],
        known: &mut Logits,
    ) -> Result<Measured> {
        let fresh: Vec<Item> = items
            .iter()
            .filter(|item| !known.contains_key(&key(test, item)))
            .cloned()
            .collect();
        let bar = progress(fresh.len() as u64, &test.name);
        let judged = judge(
            network,
            &config.preprocess,
            &fresh,
            test.tier,
            Looks::default(),
            self.device(),
            &bar,
        )?;
        bar.finish_and_clear();
        for path in &judged.unreadable {
            eprintln!("left out, not readable: {path}");
        }
        known.extend(fresh.iter().map(|item| (key(test, item), None)));
        for picture in judged.pictures {
            known.insert(key(test, &fresh[picture.index]), Some(picture.logit()));
        }
        let logits: Vec<(f32, Label)> = items
            .iter()
            .filter_map(|item| {
                let logit = known.get(&key(test, item)).copied().flatten()?;
                Some((logit, item.label))
            })
            .collect();
        let loss = logits
            .iter()
            .map(|&(logit, label)| log_loss(logit, label))
            .sum::<f64>()
            / logits.len().max(1) as f64;
        let scored: Vec<Scored> = logits
            .iter()
            .map(|&(logit, label)| Scored {
                score: sigmoid(logit),
                label,
                group: 0,
            })
            .collect();
        let needs = Needs::of(self.experiment, &run.name, &test.name);
        let mut measured = measure(&scored, loss, needs.roc);
        measured.unreadable = items.len() - logits.len();
        if needs.saliency {
            measured.saliency = Some(inspect::saliency(
                network,
                &config.preprocess,
                items,
                self.device(),
            )?);
        }
        if needs.embedding {
            measured.embedding =
                inspect::embedding(network, &config.preprocess, items, self.device())?;
        }
        println!("  {}", summary(&test.name, &measured));
        Ok(measured)
    }

    fn forest(
        &self,
        run: &RunSpec,
        settings: &ForestSettings,
        earlier: Option<Outcome>,
    ) -> Result<Outcome> {
        let started = Instant::now();
        let items = self.data.split(&self.experiment.train_on, Split::Train)?;
        let items = settings.pictures.choose(items)?;
        let table = Table::of(&items)?;
        let forest = Forest::grow(settings, &table)?;
        let training = Training {
            pictures: class_counts(&items),
            validation_pictures: [0, 0],
            data_sha256: fingerprint(&items)?,
            init_sha256: None,
            parameters: 0,
            device: "cpu".to_owned(),
            minutes: (started.elapsed().as_secs_f64() / 6.0).round() / 10.0,
            epochs: vec![],
            best_epoch: 0,
            reconstruction_error: None,
            statistics: Some(table.summary()),
        };
        let mut tests = earlier.map(|earlier| earlier.tests).unwrap_or_default();
        for test in self.tests() {
            if tests.contains_key(&test.name) {
                continue;
            }
            let (items, seen) = self.data.pictures(test)?;
            let table = Table::of(&items)?;
            let scored: Vec<Scored> = forest
                .scores(&table.rows)
                .into_iter()
                .zip(&table.labels)
                .map(|(score, &label)| Scored {
                    score,
                    label,
                    group: 0,
                })
                .collect();
            let needs = Needs::of(self.experiment, &run.name, &test.name);
            let mut measured = measure(&scored, vote_loss(&scored, settings.trees), needs.roc);
            measured.unreadable = table.unreadable.len();
            measured.seen = seen;
            println!("  {}", summary(&test.name, &measured));
            tests.insert(test.name.clone(), measured);
        }
        Ok(Outcome {
            settings: Settings::Forest(settings.clone()),
            training,
            tests,
        })
    }
}

/// The logits of the pictures that a network has judged, by data set, tier and path; none for a
/// file that gave no picture. Test sets overlap, and judging is what costs the time.
type Logits = BTreeMap<(String, Tier, String), Option<f32>>;

fn key(test: &TestSet, item: &Item) -> (String, Tier, String) {
    (test.data.clone(), test.tier, item.path.clone())
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
