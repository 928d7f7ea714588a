//! `experiment`: carries out a paper's experiment.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;

use super::devices::Devices;
use spectrafide_trainer::papers::data_sets::DataSets;
use spectrafide_trainer::papers::definition::{Experiment as Definition, RunSpec};
use spectrafide_trainer::papers::execute::Runner;
use spectrafide_trainer::papers::outcome::Results;
use spectrafide_trainer::{documents, papers};

/// Carry out an experiment of a paper: train each of its networks, measure them, and write tables
/// and charts beside the paper's figures.
///
/// Without a name the experiments are listed; with a name and no data, its profiles and runs. What
/// has a result is not run again, and a run that was stopped goes on, so the same command can be
/// given until everything is done.
///
/// Example: `spectrafide-trainer experiment cifake_grid --data cifake=cifake.tar.xz
/// --data openmix=openmix.zip`
#[derive(Args)]
pub struct Experiment {
    /// The experiment.
    name: Option<String>,
    /// How much of it.
    #[arg(long)]
    profile: Option<String>,
    /// A data set and where it is; once for each that the experiment needs.
    #[arg(long, value_name = "NAME=PATH", value_parser = assignment)]
    data: Vec<(String, PathBuf)>,
    /// Only this run; may be given several times.
    #[arg(long)]
    run: Vec<String>,
    /// A published checkpoint that a run starts from (safetensors or .pth).
    #[arg(long, value_name = "RUN=FILE", value_parser = assignment)]
    init: Vec<(String, PathBuf)>,
    /// Where results go.
    #[arg(long, default_value_os_t = Results::default_folder())]
    results: PathBuf,
    /// Where weights and checkpoints are kept.
    #[arg(long, default_value = "runs/experiments")]
    work: PathBuf,
    /// The folder with the experiments' definitions.
    #[arg(long, default_value_os_t = papers::default_folder())]
    experiments: PathBuf,
    #[command(flatten)]
    device: Devices,
}

impl Experiment {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let Some(name) = &self.name else {
            for name in papers::names(&self.experiments)? {
                let found = papers::find(&self.experiments, &name)?;
                println!("  {name:<16} {}", found.title);
            }
            return Ok(());
        };
        let definition = papers::find(&self.experiments, name)?;
        let results = Results(self.results.clone());
        if self.data.is_empty() {
            return list(&definition, &results);
        }
        let profile = self.profile(&definition)?;
        let runs = self.chosen(&definition)?;
        let (devices, device_name) = self.device.open()?;
        println!("device: {device_name}");
        let runner = Runner {
            experiment: &definition,
            profile: &profile,
            data: DataSets::new(named("data set", &self.data, |name| {
                definition.data.contains_key(name)
            })?),
            results: results.clone(),
            work: self.work.clone(),
            init: named("run", &self.init, |name| definition.run(name).is_some())?,
            devices,
            device_name,
        };
        for (place, run) in runs.iter().enumerate() {
            println!("run {} of {}", place + 1, runs.len());
            runner.carry_out(run)?;
            // After each run, so that whoever stops has what is done so far.
            documents::experiment::write(&definition, &results, false)?;
        }
        println!(
            "{}",
            results.folder(&definition.name).join("README.md").display()
        );
        Ok(())
    }

    fn profile(&self, definition: &Definition) -> Result<String> {
        let known: Vec<&str> = definition.profiles.keys().map(String::as_str).collect();
        match (&self.profile, known.as_slice()) {
            (Some(name), _) => {
                ensure!(
                    definition.profiles.contains_key(name),
                    "there is no profile `{name}`; known are: {}",
                    known.join(", ")
                );
                Ok(name.clone())
            }
            (None, [only]) => Ok((*only).to_owned()),
            (None, _) => anyhow::bail!("give `--profile`, one of: {}", known.join(", ")),
        }
    }

    fn chosen<'a>(&self, definition: &'a Definition) -> Result<Vec<&'a RunSpec>> {
        if self.run.is_empty() {
            return Ok(definition.runs.iter().collect());
        }
        self.run
            .iter()
            .map(|name| {
                definition.run(name).with_context(|| {
                    let known: Vec<&str> = definition
                        .runs
                        .iter()
                        .map(|run| run.name.as_str())
                        .collect();
                    format!("there is no run `{name}`; known are: {}", known.join(", "))
                })
            })
            .collect()
    }
}

fn list(definition: &Definition, results: &Results) -> Result<()> {
    println!("{} <{}>", definition.title, definition.paper);
    for (name, profile) in &definition.profiles {
        println!("profile {name}: {}", profile.description);
        let outcomes = results.read_all(&definition.name, name, definition.run_names())?;
        for run in &definition.runs {
            let state = if outcomes.contains_key(&run.name) {
                "done"
            } else {
                "not run"
            };
            println!("  {:<32} {state}", run.name);
        }
    }
    for (name, description) in &definition.data {
        println!("--data {name}=PATH  {description}");
    }
    Ok(())
}

fn assignment(text: &str) -> Result<(String, PathBuf)> {
    let (name, path) = text
        .split_once('=')
        .filter(|(name, path)| !name.is_empty() && !path.is_empty())
        .with_context(|| format!("`{text}` is not of the form NAME=PATH"))?;
    Ok((name.to_owned(), path.into()))
}

/// The pairs as a map, if every name is known and given once.
fn named(
    what: &str,
    pairs: &[(String, PathBuf)],
    known: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, PathBuf>> {
    let mut map = BTreeMap::new();
    for (name, path) in pairs {
        ensure!(known(name), "the experiment has no {what} `{name}`");
        ensure!(
            map.insert(name.clone(), path.clone()).is_none(),
            "the {what} `{name}` is given twice"
        );
    }
    Ok(map)
}
