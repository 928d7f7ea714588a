//! `report`: asks the general detector about every test picture in every tier.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use spectrafide_trainer::device::DeviceChoice;
use spectrafide_trainer::measurement::report::ask::Pictures;
use spectrafide_trainer::measurement::report::scores::Scores;
use spectrafide_trainer::zoo_folder;

use super::tiers::Tiers;

/// Ask a detector about every test picture in every tier, and keep what it says, for
/// `docs/general-detector.md`, which `results` writes.
///
/// Tiers that are there already are not judged again, so the command can be stopped and given
/// again; another detector, other weights or other pictures start anew.
///
/// Example: `spectrafide-trainer report --detector residual_statistics.general --data openmix.zip`
#[derive(Args)]
pub struct Report {
    /// The detector, `architecture.tag`.
    #[arg(long)]
    detector: String,
    /// A folder or archive of labelled pictures with a training and a test split; given several
    /// times, all of them together.
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    /// A folder of the training split that the detector was not trained on, such as `real/webb`;
    /// may be given several times. It counts for itself alone.
    #[arg(long, value_name = "CLASS/FOLDER")]
    also: Vec<String>,
    /// Tiers, separated by commas, with the names of `evaluate --tier`; `sweep` for all.
    #[arg(long, default_value = "sweep")]
    tiers: Tiers,
    /// Where to keep what it says.
    #[arg(long, default_value_os_t = Scores::default_file())]
    out: PathBuf,
    /// Draw the clean pictures with a wrong verdict into this SVG file.
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo_folder::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

impl Report {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let (device, _) = self.device.open()?;
        let detector = zoo_folder::load(&self.zoo, &self.detector, &device)?;
        let pictures = Pictures::read(&self.data, &self.also)?;
        let scores = pictures.ask(&detector, &self.tiers.0, &self.out)?;
        if let Some(path) = &self.sheet {
            std::fs::write(path, pictures.sheet(&scores)?)
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        println!("{}", self.out.display());
        Ok(())
    }
}
