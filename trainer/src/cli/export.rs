//! `export`: makes a detector of a run.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use spectrafide_trainer::device::DeviceChoice;
use spectrafide_trainer::export;
use spectrafide_trainer::zoo_folder;

/// Make a detector of a run: weights and a card.
///
/// Calibration, thresholds and certainty are fitted on the run's validation pictures, in the tiers
/// that the run names, with the weights as they are published. A run that holds nothing out is
/// calibrated by runs of its folds, each on the pictures that it held out. The test split is not
/// read.
#[derive(Args)]
pub struct Export {
    /// The run folder.
    run: PathBuf,
    /// A run of a fold (`train --fold`), for a run that holds nothing out; once for each.
    #[arg(long, value_name = "RUN")]
    held_out: Vec<PathBuf>,
    /// The data that the run was trained on; several times for several sets.
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    /// The published checkpoint that the run started from, for one that adapts it.
    #[arg(long, value_name = "FILE")]
    init: Option<PathBuf>,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo_folder::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

impl Export {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let (device, _) = self.device.open()?;
        let (folder, card) = export::Export {
            run: &self.run,
            held_out: &self.held_out,
            data: &self.data,
            init: self.init.as_deref(),
            zoo: &self.zoo,
        }
        .run(&device)?;
        let thresholds = card.thresholds;
        println!(
            "{}: {} bytes of weights; synthetic from a score of {:.3} ({:.1} % of real validation \
             pictures), real up to {:.3} ({:.1} % of synthetic ones)",
            folder.display(),
            card.weights_bytes,
            thresholds.synthetic,
            thresholds.false_positive_rate * 100.0,
            thresholds.real,
            thresholds.false_negative_rate * 100.0
        );
        Ok(())
    }
}
