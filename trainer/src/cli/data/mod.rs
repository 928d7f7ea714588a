//! `data`: sets of pictures.

mod add;
mod check;

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use spectrafide_report::score::Label;

/// Check sets of pictures, and add public sets to a folder of your own.
///
/// Inputs are folders, .zip, .tar and .tar.xz archives, and Parquet shards. Classes are read from
/// folders named `real`, `synthetic`, `fake`, `0_real`, `1_fake`, `nature` or `ai`, or from a
/// column `label`; splits from folders or columns; generators from the folder beside them, or a
/// column `model`. Shards need a trainer with the cargo feature `parquet`.
#[derive(Args)]
pub struct Data {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Check),
    Add(add::Add),
}

impl Data {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        match self.command {
            Command::Check(command) => command.run(),
            Command::Add(command) => command.run(),
        }
    }
}

/// A class on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Class {
    /// Taken by a camera or drawn by hand.
    Real,
    /// Made by a generator.
    Synthetic,
}

impl From<Class> for Label {
    fn from(class: Class) -> Self {
        match class {
            Class::Real => Self::Real,
            Class::Synthetic => Self::Synthetic,
        }
    }
}
