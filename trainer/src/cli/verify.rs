//! `verify`: checks a dossier.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use spectrafide_trainer::dossier;

/// Check whether a dossier that `predict --dossier` or the page wrote is as it was exported.
///
/// Reads `.html` and `.jsonl`. It says nothing about who made it; compare the last link with the one that
/// you were given in another way. The exit status is 1 where something does not fit.
#[derive(Args)]
pub struct Verify {
    /// The dossier.
    file: PathBuf,
}

impl Verify {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        for sentence in dossier::checked(&self.file)? {
            println!("{sentence}");
        }
        Ok(())
    }
}
