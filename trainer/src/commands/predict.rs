//! `predict`: judges files.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;
use spectrafide_models::decode::decode;
use spectrafide_models::delivery::Delivery;
use spectrafide_models::detector::{AnalyzeError, AnalyzeOptions, Detector};
use spectrafide_models::report::Report;
use spectrafide_models::verdict::Verdict;

use crate::device::DeviceChoice;
use crate::provenance;
use crate::zoo;

/// Judge files with a detector of the zoo.
///
/// Prints a line for each file, or with `--json` one JSON report a line. A file that cannot be
/// judged gets a report with an `error`, and the others are judged all the same; the exit status
/// is then 1.
#[derive(Args)]
pub struct Predict {
    /// The detector, `architecture.tag`.
    #[arg(long)]
    detector: String,
    /// Print one JSON report a line.
    #[arg(long)]
    json: bool,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
    /// The pictures.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Predict {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let (device, name) = self.device.open()?;
        let detector = zoo::load(&self.zoo, &self.detector, &device)?;
        let mut failed = 0;
        for file in &self.files {
            let report = report(&detector, file, name);
            failed += usize::from(report.error.is_some());
            if self.json {
                println!("{}", serde_json::to_string(&report)?);
            } else {
                println!("{}", line(&report));
            }
        }
        if failed > 0 {
            bail!("{failed} of {} files could not be judged", self.files.len());
        }
        Ok(())
    }
}

fn report(detector: &Detector, file: &Path, device_name: &str) -> Report {
    let path = file.to_string_lossy();
    let started = Instant::now();
    let id = &detector.card().id;
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => return Report::failed(&path, id, &error),
    };
    let decoded = decode(&bytes);
    let pixels = decoded.as_ref().ok().map(|picture| &picture.pixels);
    let says = provenance::read(&bytes, pixels).without_location();
    let options = AnalyzeOptions {
        explain: false,
        budget_millis: None,
        delivery: Delivery::of(&says),
        device_name,
        now_millis: &|| started.elapsed().as_secs_f64() * 1000.0,
        progress: &|_| {},
    };
    let decode_millis = (options.now_millis)();
    let judged = decoded.map_err(AnalyzeError::from).and_then(|picture| {
        pollster::block_on(detector.analyze_picture(&path, &picture, &options))
    });
    let mut report = match judged {
        Ok(analysis) => analysis.report,
        Err(error) => Report::failed(&path, id, &error),
    };
    report.timings.decode_millis = decode_millis;
    report.hear(says);
    report
}

fn line(report: &Report) -> String {
    let path = &report.path;
    if let Some(error) = &report.error {
        return format!("{path}: {error}");
    }
    let verdict = match report.verdict {
        Verdict::LikelySynthetic => "likely synthetic",
        Verdict::LikelyReal => "likely real",
        Verdict::CannotTell => "cannot tell",
    };
    let score = report.score.map_or(String::new(), |score| {
        format!(" (score {:.3})", score.value())
    });
    format!("{path}: {verdict}{score}. {}", report.reasons.join(" "))
}
