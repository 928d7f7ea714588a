//! Trains, evaluates and exports the detectors that the page runs.

mod augment;
mod baseline;
mod codec;
mod commands;
mod data;
mod delivery;
mod device;
mod evaluation;
mod experiment;
mod forest;
mod general;
mod metrics;
mod mixing;
mod plots;
mod progress;
mod provenance;
mod resynthesis;
mod statistics;
mod tier;
mod training;
mod webp;
mod zoo;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tensors of some hundred kilobytes come and go thousands of times a second; the system
/// allocator returns each to the kernel and nearly halves the training speed.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    Train(commands::train::Train),
    AutoEncoder(commands::auto_encoder::AutoEncoder),
    Data(commands::data::Data),
    Export(commands::export::Export),
    Evaluate(commands::evaluate::Evaluate),
    Baseline(commands::baseline::Baseline),
    Report(commands::report::Report),
    Experiment(commands::experiment::Experiment),
    Predict(commands::predict::Predict),
    Inspect(commands::inspect::Inspect),
    Resynthesize(commands::resynthesize::Resynthesize),
    Results(commands::results::Results),
    List(commands::list::List),
    #[command(hide = true)]
    Bench(commands::bench::Bench),
}

fn main() -> ExitCode {
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
        Command::Predict(command) => command.run(),
        Command::Inspect(command) => command.run(),
        Command::Resynthesize(command) => command.run(),
        Command::Results(command) => command.run(),
        Command::List(command) => command.run(),
        Command::Bench(command) => command.run(),
    }
}
