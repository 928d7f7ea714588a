//! `evaluate`: measures a detector.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use spectrafide_trainer::augmentation::tier::Tier;
use spectrafide_trainer::data::items::Split;
use spectrafide_trainer::device::DeviceChoice;
use spectrafide_trainer::measurement::comparison::book::Book;
use spectrafide_trainer::measurement::evaluate::{Evaluation, keep};
use spectrafide_trainer::metrics::{Bootstrap, roc_curve};
use spectrafide_trainer::plots::roc_svg;
use spectrafide_trainer::zoo_folder;

/// Measure a detector of the zoo on labelled pictures.
///
/// Accuracy, precision, recall and the error rates are at the card's threshold for "synthetic";
/// `accuracy_at_half` is at a score of one half, as papers report it; coverage and
/// `error_among_answered` count "cannot tell". Intervals are 95 % bootstrap intervals.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct Evaluate {
    /// The detector, `architecture.tag`.
    #[arg(long)]
    detector: String,
    /// A folder or archive of labelled pictures; given several times, all of them together.
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    /// Which pictures of it.
    #[arg(long, value_enum, default_value = "test")]
    split: Split,
    /// How the pictures are delivered: clean, web, hard, crop, screenshot, or with a number, such
    /// as jpeg-70, webp-75, scale-50 or thumbnail-32.
    #[arg(long, default_value = "clean")]
    tier: Tier,
    /// Ask about one in so many pictures only; such figures are kept but not shown.
    #[arg(long, value_name = "N", default_value_t = 1)]
    every: usize,
    /// Leave out pictures that occur, byte for byte, in the data's training split.
    #[arg(long)]
    exclude_seen: bool,
    /// Resample whole source folders for the intervals, instead of pictures.
    #[arg(long)]
    cluster: bool,
    /// Note that the detector was trained on none of the sources of these pictures, though the
    /// data is the one that it was trained on.
    #[arg(long)]
    unseen_sources: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Keep the figures in the detector's `metrics.json` under this name.
    #[arg(long)]
    save: Option<String>,
    /// Take what `report` kept in this folder, instead of asking about every picture again; its scores
    /// have four digits.
    #[arg(long, value_name = "FOLDER")]
    answers: Option<PathBuf>,
    /// Draw the ROC curve into this SVG file.
    #[arg(long)]
    roc: Option<PathBuf>,
    /// Bootstrap resamples for the intervals.
    #[arg(long, default_value_t = 1000)]
    resamples: usize,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo_folder::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

impl Evaluate {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let (device, _) = self.device.open()?;
        let detector = zoo_folder::load(&self.zoo, &self.detector, &device)?;
        let answers = self
            .answers
            .as_deref()
            .map(|folder| {
                Book::read(folder)?.with_context(|| format!("{} has no answers", folder.display()))
            })
            .transpose()?;
        let evaluation = Evaluation {
            data: &self.data,
            split: self.split,
            tier: self.tier,
            every: self.every,
            exclude_seen: self.exclude_seen,
            unseen_sources: self.unseen_sources,
            bootstrap: Bootstrap {
                resamples: self.resamples,
                seed: 1,
                clustered: self.cluster,
            },
            answers: answers.as_ref(),
        };
        let evaluated = evaluation.run(&detector)?;
        for path in &evaluated.unreadable {
            eprintln!("left out, not readable: {path}");
        }
        if let Some(path) = &self.roc {
            let curve = roc_curve(&evaluated.scored);
            let chart = roc_svg(&self.detector, &[(&self.tier.name(), &curve)])?;
            fs::write(path, chart)
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        let measurement = &evaluated.measurement;
        if let Some(name) = &self.save {
            let folder = zoo_folder::folder(&self.zoo, &self.detector)?;
            keep(measurement, &folder.join("metrics.json"), name)?;
        }
        if self.json {
            println!("{}", serde_json::to_string(measurement)?);
        } else {
            println!("{}", serde_json::to_string_pretty(measurement)?);
        }
        Ok(())
    }
}
