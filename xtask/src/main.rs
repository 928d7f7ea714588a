//! `cargo xtask`: see `cargo xtask --help`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::commands::{bench, check, deny, dist, fuzz, serve, test};
use xtask::project::Project;
use xtask::rustdoc;

/// Commands for working on spectrafide.
///
/// They need Rust with rustup; `test` also needs Chromium and chromedriver. Everything else they
/// need (the wasm target, wasm-bindgen, wasm-pack) they install themselves, in pinned versions,
/// below the cargo target folder.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Args),
    Check(check::Args),
    Test(test::Args),
    Dist(dist::Args),
    Deny(deny::Args),
    Bench(bench::Args),
    Fuzz(fuzz::Args),
}

fn main() -> ExitCode {
    if let Some(code) = rustdoc::run_in_its_place() {
        return code;
    }
    xtask::report(run(Cli::parse().command))
}

fn run(command: Command) -> Result<()> {
    let project = Project::locate()?;
    match command {
        Command::Serve(args) => serve::run(&project, &args),
        Command::Check(args) => check::run(&project, &args),
        Command::Test(args) => test::run(&project, &args),
        Command::Dist(args) => dist::run(&project, &args),
        Command::Deny(args) => deny::run(&project, &args),
        Command::Bench(args) => bench::run(&project, &args),
        Command::Fuzz(args) => fuzz::run(&project, &args),
    }
}
