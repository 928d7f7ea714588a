//! `faithfulness`: measures what explanations are worth.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Args;
use spectrafide_report::Effort;
use spectrafide_trainer::data::items::{self, Split};
use spectrafide_trainer::device::DeviceChoice;
use spectrafide_trainer::explanations::measuring::Measure;
use spectrafide_trainer::explanations::outcome::Asked;
use spectrafide_trainer::explanations::study::{Study, evenly};
use spectrafide_trainer::zoo_folder;

use super::methods::Methods;

/// Measure what the maps of a detector of the zoo are worth, over labelled pictures.
///
/// The outcome is written after each picture, and a command that was stopped goes on when it is given
/// again. With further methods, those alone are computed. `results` makes the page of the outcomes in
/// `experiments/explanations`.
///
/// Example: `spectrafide-trainer faithfulness --detector vit.thorough --method
/// grad-cam,attention-gradient --data openmix.zip --out experiments/explanations/vit.thorough.json`
#[derive(Args)]
pub struct Faithfulness {
    /// The detector, `architecture.tag`.
    #[arg(long)]
    detector: String,
    #[command(flatten)]
    methods: Methods,
    /// A folder or archive of labelled pictures; given several times, all of them together.
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    /// Which pictures of it.
    #[arg(long, value_enum, default_value = "test")]
    split: Split,
    /// How many of them, of both classes alike and evenly along their paths.
    #[arg(long, value_name = "N", default_value_t = 200)]
    pictures: usize,
    /// Where the outcome goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Look at fewer parts of each picture.
    #[arg(long)]
    quick: bool,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo_folder::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

impl Faithfulness {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        ensure!(self.pictures > 0, "of no picture nothing can be measured");
        let (device, name) = self.device.open()?;
        println!("device: {name}");
        let detector = zoo_folder::load(&self.zoo, &self.detector, &device)?;
        let items = items::read_all(&self.data, |split| {
            split.is_none_or(|split| split == self.split)
        })?;
        let items = evenly(items, self.pictures);
        let study = Study {
            detector: &detector,
            methods: &self.methods.chosen(),
            settings: self.methods.settings(),
            asked: Asked {
                detector: detector.card().id.clone(),
                weights_sha256: detector.card().weights_sha256.clone(),
                data: items::names(&self.data),
                pictures: items.len(),
                effort: if self.quick {
                    Effort::Quick
                } else {
                    Effort::Thorough
                },
                measure: Measure {
                    steps: self.methods.steps,
                    seed: self.methods.seed,
                },
                device: name.to_owned(),
            },
        };
        let outcome = study.run(&items, &self.out)?;
        for (path, why) in &outcome.left_out {
            eprintln!("left out: {path}: {why}");
        }
        println!("{}", self.out.display());
        Ok(())
    }
}
