//! `explain`: shows what verdicts rest on.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use spectrafide_report::Effort;
use spectrafide_trainer::device::DeviceChoice;
use spectrafide_trainer::explanations::drawing::Drawing;
use spectrafide_trainer::explanations::measuring::Measure;
use spectrafide_trainer::zoo_folder;

use super::methods::Methods;

/// Explain what a detector of the zoo says of files.
///
/// Writes a PNG for each picture and method, the picture as bright as the map is strong, and
/// `explain.json` with scores and with the areas under the deletion and the insertion curve of each map
/// and of maps that know nothing: random ones and a blob in the middle. A file that cannot be judged is
/// named with the reason, and the others are explained all the same; the exit status is then 1.
///
/// Example: `spectrafide-trainer explain --detector vit.thorough --method grad-cam,attention-gradient
/// --out maps --sheet photo.jpg`
#[derive(Args)]
pub struct Explain {
    /// The detector, `architecture.tag`.
    #[arg(long)]
    detector: String,
    #[command(flatten)]
    methods: Methods,
    /// The folder for what is written.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Print what `explain.json` has.
    #[arg(long)]
    json: bool,
    /// Draw one figure, too, `sheet.svg`: a row for each picture, a column for each method.
    #[arg(long)]
    sheet: bool,
    /// Look at fewer parts of each picture.
    #[arg(long)]
    quick: bool,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo_folder::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
    /// The pictures.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Explain {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let (device, _) = self.device.open()?;
        let detector = zoo_folder::load(&self.zoo, &self.detector, &device)?;
        let drawing = Drawing {
            detector: &detector,
            methods: self.methods.chosen(),
            settings: self.methods.settings(),
            effort: if self.quick {
                Effort::Quick
            } else {
                Effort::Thorough
            },
            measure: Measure {
                steps: self.methods.steps,
                seed: self.methods.seed,
            },
            sheet: self.sheet,
        };
        let explained = drawing.run(&self.files, &self.out)?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&explained)?);
        } else {
            for picture in &explained {
                println!("{}", picture.line());
            }
        }
        let failed = explained
            .iter()
            .filter(|picture| picture.error.is_some())
            .count();
        if failed > 0 {
            bail!(
                "{failed} of {} files could not be explained",
                self.files.len()
            );
        }
        Ok(())
    }
}
