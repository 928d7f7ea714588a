//! `train`: fits a network.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::json;
use spectrafide_models::weights::sha256;

use crate::data::source::{self, Split, class_counts, fingerprint, folder_counts};
use crate::device::DeviceChoice;
use crate::training::checkpoint::RunFolder;
use crate::training::config::RunConfig;
use crate::training::fit::fit;

/// Fit a network as a run file says.
///
/// The run folder gets the run file, a description of the data, a log line for each epoch, curves
/// and checkpoints. A run that was stopped goes on where it was when the same command is given
/// again.
///
/// Example: `spectrafide-trainer train trainer/configs/cifake_cnn.paper.json
/// --data cifake.tar.xz --out runs/cifake_cnn.paper`
#[derive(Args)]
pub struct Train {
    /// The run file.
    config: PathBuf,
    /// A folder or archive of labelled pictures.
    #[arg(long)]
    data: PathBuf,
    /// The run folder.
    #[arg(long)]
    out: PathBuf,
    /// A published checkpoint that the backbone starts from: safetensors or `PyTorch` (.pth), with
    /// the names of torchvision or timm. A run that goes on has its own weights.
    #[arg(long, value_name = "FILE")]
    init: Option<PathBuf>,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

impl Train {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let config = RunConfig::read(&self.config)?;
        let folder = RunFolder::create(&self.out)?;
        let (device, name) = self.device.open()?;
        println!("device: {name}");
        let items = source::read(&self.data, |split| split != Some(Split::Test))?;
        let data_sha256 = fingerprint(&items)?;
        let folders = folder_counts(&items);
        let (train, valid) = config.validation.split(items)?;
        let init_sha256 = match &self.init {
            Some(file) => {
                Some(sha256(&std::fs::read(file).with_context(|| {
                    format!("{} cannot be read", file.display())
                })?))
            }
            None => None,
        };
        let facts = json!({
            "path": self.data.file_name().unwrap_or_default().to_string_lossy(),
            "sha256": data_sha256,
            "train": class_counts(&train),
            "valid": class_counts(&valid),
            "folders": folders,
            "init_sha256": init_sha256,
        });
        println!(
            "{} training pictures, {} for validation ({})",
            train.len(),
            valid.len(),
            config.validation.describe()
        );
        let written = serde_json::to_string_pretty(&config)?;
        let kept = folder.file("config.json");
        if folder.has_checkpoint() {
            ensure!(
                RunConfig::read(&kept)? == config,
                "{} holds another run; give `--out` another folder",
                self.out.display()
            );
        }
        std::fs::write(&kept, written).context("the run folder cannot be written")?;
        std::fs::write(
            folder.file("data.json"),
            serde_json::to_string_pretty(&facts)?,
        )?;
        let state = fit(
            &config,
            self.init.as_deref(),
            train,
            &valid,
            &folder,
            &device,
        )?;
        println!(
            "{} epochs in {:.0} minutes; the best is epoch {}",
            state.epoch,
            state.seconds / 60.0,
            state.best_epoch
        );
        Ok(())
    }
}
