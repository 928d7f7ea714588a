//! `predict`: judges files.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use spectrafide_report::{CopyVerdict, Effort, Reason, RegionScore, Regions, Report, Stability};
use spectrafide_trainer::device::DeviceChoice;
use spectrafide_trainer::dossier::Filer;
use spectrafide_trainer::measurement::judging::{self, Opened};
use spectrafide_trainer::zoo_folder;

use super::files::Files;

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
    /// Look at fewer parts of each picture; the published error rates are of all parts.
    #[arg(long)]
    quick: bool,
    #[command(flatten)]
    beyond: Beyond,
    /// File the reports in a dossier too: `.html` for people, `.jsonl` for programs, `.csv` for tables;
    /// `verify` checks the first two.
    #[arg(long, value_name = "FILE")]
    dossier: Option<PathBuf>,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo_folder::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
    #[command(flatten)]
    files: Files,
}

/// What is looked at beyond the verdict.
#[derive(Args)]
struct Beyond {
    /// Judge copies of each picture too, as people make them, and say whether the verdict holds.
    #[arg(long)]
    stability: bool,
    /// Judge parts all over each picture too, and print their scores as they lie; they are no verdict.
    #[arg(long)]
    regions: bool,
}

impl Predict {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let (device, name) = self.device.open()?;
        let detector = zoo_folder::load(&self.zoo, &self.detector, &device)?;
        let effort = if self.quick {
            Effort::Quick
        } else {
            Effort::Thorough
        };
        let begin = |path: &PathBuf| Filer::begin(path, &detector);
        let mut filer = self.dossier.as_ref().map(begin).transpose()?;
        let mut failed = 0;
        let given = self.files.paired()?;
        for one in &given {
            let opened = Opened::of_file(&one.picture, one.sidecar.as_deref())?;
            let mut report = opened.judge(&detector, effort, name)?.without_location();
            if self.beyond.stability {
                report.stability = judging::stability(&detector, &opened.subject, &report, effort)?;
            }
            if self.beyond.regions {
                report.regions = judging::regions(&detector, &opened.subject)?;
            }
            failed += usize::from(report.error.is_some());
            if let Some(filer) = &mut filer
                && let Err(error) = filer.file(&one.picture, &opened.subject, &report)
            {
                eprintln!("not filed: {error:#}");
            }
            if self.json {
                println!("{}", serde_json::to_string(&report)?);
            } else {
                println!("{}", line(&report));
                let parts = report.regions.iter().flat_map(parts);
                for line in report.stability.iter().flat_map(copies).chain(parts) {
                    println!("  {line}");
                }
            }
        }
        if let Some(filer) = filer {
            eprintln!("{}", filer.finish()?);
        }
        if failed > 0 {
            bail!("{failed} of {} files could not be judged", given.len());
        }
        Ok(())
    }
}

/// Whether the verdict holds, and a line for each copy.
fn copies(stability: &Stability) -> Vec<String> {
    let copy = |copy: &CopyVerdict| {
        let handling = copy.handling.english();
        match (copy.score, copy.objection()) {
            (Some(score), _) => {
                let verdict = copy.verdict.english();
                format!("{handling}: {verdict} (score {:.3})", score.value())
            }
            (None, why) => format!("{handling}: not judged. {}", why.unwrap_or_default()),
        }
    };
    let first = std::iter::once(stability.english());
    first.chain(stability.copies.iter().map(copy)).collect()
}

/// The scores of the parts, in rows as they lie.
fn parts(regions: &Regions) -> Vec<String> {
    let score = |part: &RegionScore| {
        let score = part.score.map(|score| format!("{:.3}", score.value()));
        score.unwrap_or_else(|| "flat ".to_owned())
    };
    let rows = regions.parts.chunks(regions.columns.max(1) as usize);
    rows.map(|row| row.iter().map(score).collect::<Vec<_>>().join(" "))
        .collect()
}

fn line(report: &Report) -> String {
    let path = &report.path;
    if let Some(error) = &report.error {
        return format!("{path}: {error}");
    }
    let score = report.score.map_or(String::new(), |score| {
        format!(" (score {:.3})", score.value())
    });
    let paths = report.paths.map_or(String::new(), |paths| {
        format!(
            " Alone the picture has a score of {:.3} and its spectrum one of {:.3}.",
            paths.image.value(),
            paths.spectrum.value()
        )
    });
    let reasons: Vec<String> = report.reasons.iter().map(Reason::english).collect();
    let verdict = report.verdict.english();
    format!("{path}: {verdict}{score}. {}{paths}", reasons.join(" "))
}
