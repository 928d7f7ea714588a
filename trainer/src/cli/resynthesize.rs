//! `resynthesize`: makes synthetic twins of real pictures.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use spectrafide_trainer::training::pairs::twin_list;
use spectrafide_trainer::twins::config::ResynthesisRun;
use spectrafide_trainer::twins::run::Resynthesis;

use super::devices::Devices;

/// Make synthetic twins of the real training pictures.
///
/// Each picture goes through one of several small auto-encoders, which are trained first, on the
/// same pictures. A twin has the subject, the size and, where the original is a JPEG, the codec of
/// its original: what tells them apart is the trace of the decoder. The folder gets the twins as
/// PNG below `train/synthetic`, a `manifest.csv` that names the original of each, and the
/// auto-encoders. `train --twins` draws both into the same batch.
///
/// What was stopped goes on when the same command is given again.
///
/// Example: `spectrafide-trainer resynthesize trainer/configs/resynthesis/openmix.json
/// --data openmix.zip --out twins`
#[derive(Args)]
pub struct Resynthesize {
    /// The run file.
    config: PathBuf,
    /// A folder or archive of labelled pictures.
    #[arg(long)]
    data: PathBuf,
    /// The folder of the twins.
    #[arg(long)]
    out: PathBuf,
    /// The folder of the auto-encoders, when they were trained before or elsewhere; else
    /// `auto_encoders` in the folder of the twins.
    #[arg(long, value_name = "FOLDER")]
    auto_encoders: Option<PathBuf>,
    /// Make at most so many twins. A later run without it makes the rest.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    device: Devices,
}

impl Resynthesize {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let run = ResynthesisRun::read(&self.config)?;
        let (devices, name) = self.device.open()?;
        println!("device: {name}, {} of it", devices.len());
        let rows = Resynthesis {
            data: &self.data,
            out: &self.out,
            auto_encoders: self.auto_encoders.as_deref(),
            limit: self.limit,
        }
        .run(&run, &devices)?;
        println!(
            "{}: {} twins",
            self.out.join(twin_list::FILE_NAME).display(),
            rows.len()
        );
        Ok(())
    }
}
