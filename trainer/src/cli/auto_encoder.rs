//! `auto-encoder`: trains an auto-encoder.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use spectrafide_trainer::data::items::{self, Split};
use spectrafide_trainer::device::DeviceChoice;
use spectrafide_trainer::training::checkpoint::RunFolder;
use spectrafide_trainer::training::reconstruction::{self, AutoEncoderSettings};

/// Train the auto-encoder that detectors are given pictures through.
///
/// The run folder gets the settings, checkpoints and `best.bpk`, which `train --auto-encoder`
/// takes. A run that was stopped goes on after its last whole epoch.
///
/// Example: `spectrafide-trainer auto-encoder trainer/configs/auto_encoder/cifake.json
/// --data cifake.tar.xz --out runs/auto_encoder`
#[derive(Args)]
pub struct AutoEncoder {
    /// The settings.
    config: PathBuf,
    /// A folder or archive of labelled pictures.
    #[arg(long)]
    data: PathBuf,
    /// The run folder.
    #[arg(long)]
    out: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

impl AutoEncoder {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let text = std::fs::read_to_string(&self.config)
            .with_context(|| format!("{} cannot be read", self.config.display()))?;
        let settings: AutoEncoderSettings = serde_json::from_str(&text)
            .with_context(|| format!("{} is not understood", self.config.display()))?;
        let folder = RunFolder::create(&self.out)?;
        let (device, name) = self.device.open()?;
        println!("device: {name}");
        let items = items::read(&self.data, |split| {
            split.is_none_or(|split| split == Split::Train)
        })?;
        let items = settings.pictures.choose(items)?;
        println!("{} training pictures", items.len());
        let (error, _) = reconstruction::train(&settings, items, &folder, &device)?;
        println!("{}: squared error {error:.5}", folder.best().display());
        Ok(())
    }
}
