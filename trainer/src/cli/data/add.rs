//! `data add`: pictures of other sets into a folder of this project's layout.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use spectrafide_trainer::data::items::Split;
use spectrafide_trainer::import::Added;
use spectrafide_trainer::import::add::Addition;
use spectrafide_trainer::import::check::check;
use spectrafide_trainer::import::leak::LeakReport;

use super::Class;

/// Add pictures to a folder `train|valid|test / real|synthetic / source`, with a manifest.
///
/// Files are copied byte for byte. Copies of a picture are added once. A picture that is in two
/// splits, byte for byte or nearly, stays in the training split and leaves the others, whichever
/// was added first. The same command goes on where it was stopped: pictures are known by the name
/// of their input and the path inside it, so inputs of one name count as one set. At the end the
/// whole folder is checked as `data check` does.
///
/// Example: `spectrafide-trainer data add genimage/ --to data/wild --limit-per-folder 5000`
#[derive(Args)]
pub(super) struct Add {
    /// Folders, archives and shards.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// The folder to add to; made if it is missing.
    #[arg(long)]
    to: PathBuf,
    /// The class of all pictures, whatever their paths say.
    #[arg(long, value_enum)]
    label: Option<Class>,
    /// What made all synthetic pictures; also the name of their source folder.
    #[arg(long)]
    generator: Option<String>,
    /// Where all real pictures come from; also the name of their source folder.
    #[arg(long)]
    source: Option<String>,
    /// The split of all pictures, whatever their paths say.
    #[arg(long, value_enum)]
    split: Option<Split>,
    /// At most this many pictures in each source folder of a split.
    #[arg(long, value_name = "NUMBER")]
    limit_per_folder: Option<usize>,
    /// Leave out the check at the end, which looks at every picture of the folder: for all but the
    /// last of several parts.
    #[arg(long)]
    no_check: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// What the command prints.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    outcome: Added,
    /// What gives classes away in the whole folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    leaks: Option<LeakReport>,
}

impl Add {
    /// Runs the command.
    pub(super) fn run(self) -> Result<()> {
        let addition = Addition {
            label: self.label.map(Into::into),
            generator: self.generator,
            source: self.source,
            split: self.split,
            limit_per_folder: self.limit_per_folder,
        };
        let outcome = addition.run(&self.inputs, &self.to)?;
        if !self.json {
            print!("{outcome}");
        }
        let is_empty = outcome.added + outcome.already_there == 0;
        let leaks = if self.no_check || is_empty {
            None
        } else {
            Some(check(&[self.to], None, None)?)
        };
        if self.json {
            println!("{}", serde_json::to_string(&Told { outcome, leaks })?);
        } else if let Some(leaks) = leaks {
            print!("\n{leaks}");
        }
        Ok(())
    }
}
