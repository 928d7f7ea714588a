//! The commands, one file each: they parse, call the library and print.

mod auto_encoder;
mod baseline;
mod bench;
mod data;
mod devices;
mod evaluate;
mod experiment;
mod explain;
mod export;
mod faithfulness;
mod features;
mod files;
mod heads;
mod inspect;
mod list;
mod methods;
mod predict;
mod report;
mod results;
mod resynthesize;
mod splices;
mod tiers;
mod train;
mod verify;
mod views;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Trains, evaluates and exports the spectrafide detectors.
#[derive(Parser)]
#[command(version, about, long_about = LONG_ABOUT)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const LONG_ABOUT: &str = "Trains, evaluates and exports the spectrafide detectors.

Data is a folder, or a .zip, .tar or .tar.xz archive, whose paths contain `real` or `synthetic`
(or `REAL` and `FAKE`) and optionally `train`, `valid` or `test`, such as
`train/real/flickr/0001.jpg`. Files that cannot be read are counted and named; they stop nothing.

A run is described by a JSON file (see trainer/configs), which holds everything that decides the
result. The same file, data and seed give the same detector on the same kind of device.";

#[derive(Subcommand)]
enum Command {
    Train(train::Train),
    AutoEncoder(auto_encoder::AutoEncoder),
    Data(data::Data),
    Export(export::Export),
    Evaluate(evaluate::Evaluate),
    Baseline(baseline::Baseline),
    Report(report::Report),
    Experiment(experiment::Experiment),
    Features(features::Features),
    Heads(heads::Heads),
    Predict(predict::Predict),
    Explain(explain::Explain),
    Faithfulness(faithfulness::Faithfulness),
    Inspect(inspect::Inspect),
    Verify(verify::Verify),
    Views(views::Views),
    Resynthesize(resynthesize::Resynthesize),
    Results(results::Results),
    Splices(splices::Splices),
    List(list::List),
    #[command(hide = true)]
    Bench(bench::Bench),
}

/// Runs the command that the program was called with.
pub fn main() -> ExitCode {
    if let Err(error) = run(Cli::parse().command) {
        // Without a backtrace: the message is for a person at a shell.
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Train(command) => command.run(),
        Command::AutoEncoder(command) => command.run(),
        Command::Data(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Evaluate(command) => command.run(),
        Command::Baseline(command) => command.run(),
        Command::Report(command) => command.run(),
        Command::Experiment(command) => command.run(),
        Command::Features(command) => command.run(),
        Command::Heads(command) => command.run(),
        Command::Predict(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Faithfulness(command) => command.run(),
        Command::Inspect(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Views(command) => command.run(),
        Command::Resynthesize(command) => command.run(),
        Command::Splices(command) => command.run(),
        Command::Results(command) => command.run(),
        Command::List(command) => command.run(),
        Command::Bench(command) => command.run(),
    }
}
