//! `report`: asks detectors, and what is set beside them, about the same test pictures.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use spectrafide_trainer::baseline::Evidence;
use spectrafide_trainer::device::DeviceChoice;
use spectrafide_trainer::measurement::comparison::book::Book;
use spectrafide_trainer::measurement::comparison::pictures::{Material, Pictures};
use spectrafide_trainer::zoo_folder;

use super::tiers::Tiers;

/// Ask detectors about every test picture in every tier, and keep what they say, for
/// `docs/detectors.md`, which `results` writes.
///
/// The folder of the report has the list of pictures and a file for each judge: detectors
/// (`--detector`), the forests of the baselines (`--forest`), and programs of others, which are
/// handed the pictures (`--hand-out`) and write their own file. Tiers that are there already are not
/// judged again, so the command can be stopped and given again; other weights or other pictures
/// start anew.
///
/// Example: `spectrafide-trainer report --detector vit.thorough --data openmix.zip --data openmix2.zip`
#[derive(Args)]
pub struct Report {
    /// A detector, `architecture.tag`; may be given several times.
    #[arg(long)]
    detector: Vec<String>,
    /// A forest, by what it sees; may be given several times.
    #[arg(long, value_enum)]
    forest: Vec<Evidence>,
    /// Write the pictures of each tier into this folder, for programs of others.
    #[arg(long, value_name = "FOLDER")]
    hand_out: Option<PathBuf>,
    /// A folder or archive of labelled pictures with a test split, and for `--forest` with a training
    /// split; may be given several times.
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    /// Tiers, separated by commas, with the names of `evaluate --tier`; `sweep` for all deliveries,
    /// `stability` for the copies that people make.
    #[arg(long, default_value = "clean,web,hard")]
    tiers: Tiers,
    /// The folder to keep what they say in.
    #[arg(long, default_value_os_t = Book::default_folder())]
    out: PathBuf,
    /// Draw the clean pictures with a wrong verdict of each detector into this folder.
    #[arg(long, value_name = "FOLDER")]
    sheets: Option<PathBuf>,
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
        let Self { tiers, out, .. } = &self;
        ensure!(
            !self.detector.is_empty() || !self.forest.is_empty() || self.hand_out.is_some(),
            "name a `--detector`, a `--forest` or a folder to `--hand-out` the pictures to"
        );
        let material = Material::read(&self.data)?;
        // A list that is not understood is another list.
        if Pictures::read(out).ok().flatten().as_ref() != Some(&material.list) {
            material.list.write(out)?;
        }
        if !self.detector.is_empty() {
            let (device, _) = self.device.open()?;
            for id in &self.detector {
                let detector = zoo_folder::load(&self.zoo, id, &device)?;
                material.ask(&detector, &tiers.0, out)?;
                if let Some(folder) = &self.sheets {
                    write(folder, &format!("{id}.svg"), &material.sheet(id, out)?)?;
                }
            }
        }
        for &evidence in &self.forest {
            material.ask_forest(evidence, &tiers.0, out)?;
        }
        if let Some(folder) = &self.hand_out {
            material.hand_out(&tiers.0, folder)?;
        }
        println!("{}", out.display());
        Ok(())
    }
}

fn write(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&path, text))
        .with_context(|| format!("{} cannot be written", path.display()))
}
