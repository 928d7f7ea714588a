//! `cargo xtask bench`.

use anyhow::Result;
use clap::Subcommand;

use crate::project::Project;

pub mod training;

/// Measure how fast the project is on this machine.
///
/// Figures are comparable within one run only: other work on the machine, its temperature and its
/// kind decide as much as the code. What is compared is therefore measured in turns.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Debug, Subcommand)]
enum Subject {
    Training(training::Args),
}

/// Runs the chosen measurement.
///
/// # Errors
///
/// Where a program cannot be built or run.
pub fn run(project: &Project, args: &Args) -> Result<()> {
    match &args.subject {
        Subject::Training(args) => training::run(project, args),
    }
}
