//! `splices`: measures whether scores by place find the synthetic half of a picture.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use spectrafide_trainer::device::DeviceChoice;
use spectrafide_trainer::measurement::comparison::pictures::Material;
use spectrafide_trainer::measurement::splices::{Spliced, measure};
use spectrafide_trainer::papers::outcome;
use spectrafide_trainer::zoo_folder;

use super::tiers::Tiers;

/// Set halves of real and of synthetic test pictures beside each other, and measure whether a
/// detector's scores of parts lie where they should, for `docs/regions.md`, which `results` writes.
///
/// Example: `spectrafide-trainer splices --detector vit.thorough --data openmix.zip --data openmix2.zip`
#[derive(Args)]
pub struct Splices {
    /// The detector, `architecture.tag`.
    #[arg(long)]
    detector: String,
    /// A folder or archive of labelled pictures with a test split; may be given several times.
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    /// Make at most so many splices.
    #[arg(long, default_value_t = 200, value_name = "N")]
    count: usize,
    /// Tiers, separated by commas: what happens to the whole picture afterwards.
    #[arg(long, default_value = "clean,web")]
    tiers: Tiers,
    /// The folder for the figures.
    #[arg(long, default_value_os_t = outcome::Results::default_folder().join(Spliced::FOLDER))]
    out: PathBuf,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo_folder::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

impl Splices {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let (device, _) = self.device.open()?;
        let detector = zoo_folder::load(&self.zoo, &self.detector, &device)?;
        let material = Material::read(&self.data)?;
        let data = material.list.data.clone();
        let measured = measure(&detector, data, &material.items, self.count, &self.tiers.0)?;
        for (tier, figures) in &measured.tiers {
            println!(
                "{tier}: {} splices, AUROC of parts {:.3}, synthetic side higher in {:.1} %",
                figures.splices,
                figures.parts.auroc.unwrap_or(f64::NAN),
                figures.ordered * 100.0
            );
        }
        println!("{}", measured.write(&self.out)?.display());
        Ok(())
    }
}
