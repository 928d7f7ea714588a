//! `data check`: what gives the answer away.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use spectrafide_trainer::import::check::check;

use super::Class;

/// Report what would let a detector answer without looking: copies across splits and classes, and
/// how well format, JPEG quality, chroma subsampling, dimensions and size tell the classes apart.
#[derive(Args)]
pub(super) struct Check {
    /// Folders, archives and shards, looked at together.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// The class of pictures whose paths name none.
    #[arg(long, value_enum)]
    label: Option<Class>,
    /// Keep what is found about each picture in this file, and go on from it: what was looked at
    /// before is not looked at again. Delete it when the pictures change.
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Runs the command.
    pub(super) fn run(self) -> Result<()> {
        let label = self.label.map(Into::into);
        let report = check(&self.inputs, label, self.keep.as_deref())?;
        if self.json {
            println!("{}", serde_json::to_string(&report)?);
        } else {
            print!("{report}");
        }
        Ok(())
    }
}
