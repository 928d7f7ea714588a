//! `heads`: compares heads on what a frozen trunk said.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use spectrafide_trainer::data::items::{self, Split};
use spectrafide_trainer::device::DeviceChoice;
use spectrafide_trainer::digest::sha256_of_file;
use spectrafide_trainer::features::cache::Cache;
use spectrafide_trainer::heads::compare::Comparison;
use spectrafide_trainer::heads::plan::Plan;
use spectrafide_trainer::training::config::RunConfig;

/// Compare heads on what `features` computed, across the folds of a run.
///
/// Each head is fitted on all folds but one and measured on the pictures of that one, whose sources
/// it does not know. Pictures of the test split have no part in it. The outcome is written after
/// each row, and a command that was stopped goes on when it is given again.
///
/// Example: `spectrafide-trainer heads trainer/configs/heads/vit.json --cache cache
/// --data openmix.zip --out experiments/heads/vit.json`
#[derive(Args)]
pub struct Heads {
    /// The plan of the comparison.
    plan: PathBuf,
    /// The folder of the features, or one below it.
    #[arg(long, value_name = "FOLDER")]
    cache: PathBuf,
    /// A folder or archive of labelled pictures; given several times, all of them together.
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    /// Where the outcome goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

impl Heads {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let plan = Plan::read(&self.plan)?;
        let run = RunConfig::read(&plan.run)?;
        let wanted = run.preprocess.with_views(plan.views as u32);
        let cache = if self.cache.join("key.json").is_file() {
            Cache::open(&self.cache)?
        } else {
            Cache::find(&self.cache, |key| key.preprocess == wanted)?
        };
        let (device, name) = self.device.open()?;
        println!("device: {name}");
        let items = items::read_all(&self.data, |split| split != Some(Split::Test))?;
        let data = self
            .data
            .iter()
            .map(|path| Ok((items::name(path), digest(path)?)))
            .collect::<Result<BTreeMap<_, _>>>()?;
        let comparison = Comparison {
            plan: &plan,
            run: &run,
            cache: &cache,
            device: &device,
        };
        comparison.run(items, data, &self.out)?;
        println!("{}", self.out.display());
        Ok(())
    }
}

/// SHA-256 of an archive, or of the labelled pictures of a folder.
fn digest(path: &Path) -> Result<String> {
    if path.is_dir() {
        return items::fingerprint(&items::read(path, |_| true)?);
    }
    sha256_of_file(path)
}
