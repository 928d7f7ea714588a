//! `inspect`: says what files say about themselves.

mod sentences;

use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;
use spectrafide_provenance::Provenance;
use spectrafide_provenance::finding::Summary;

use spectrafide_trainer::measurement::judging::{Opened, Sidecar, read_file};

use super::files::Files;

/// Say what files say about themselves.
///
/// Prints generators' records, labels, camera data, history and how each file was last saved, or
/// with `--json` one JSON object a line with `path`, `summary`, which has the codes that other programs
/// ask for, and `provenance`. Anyone can write most of it
/// into any file, and a file without any of it proves nothing. A file that cannot be read gets an
/// `error`, and the others are read all the same; the exit status is then 1.
#[derive(Args)]
pub struct Inspect {
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
    /// Show where pictures were taken.
    #[arg(long)]
    show_location: bool,
    #[command(flatten)]
    files: Files,
}

/// A line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<&'a Provenance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Inspect {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let mut failed = 0;
        let given = self.files.paired()?;
        for one in &given {
            let path = one.picture.to_string_lossy();
            let sidecar = one.sidecar.as_deref().map(Sidecar::read).transpose()?;
            let provenance = read_file(&one.picture).map(|bytes| {
                let says = Opened::of(&path, &bytes, sidecar.as_ref()).says();
                if self.show_location {
                    says
                } else {
                    says.without_location()
                }
            });
            failed += usize::from(provenance.is_err());
            if self.json {
                let line = Line {
                    path: &path,
                    summary: provenance.as_ref().ok().map(Provenance::summary),
                    provenance: provenance.as_ref().ok(),
                    error: provenance.as_ref().err().map(|error| format!("{error:#}")),
                };
                println!("{}", serde_json::to_string(&line)?);
            } else {
                match &provenance {
                    Ok(provenance) => print!("{}", sentences::describe(&path, provenance)),
                    Err(error) => println!("{path}: {error:#}"),
                }
            }
        }
        if failed > 0 {
            bail!("{failed} of {} files could not be read", given.len());
        }
        Ok(())
    }
}
