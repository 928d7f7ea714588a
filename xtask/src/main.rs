//! `cargo xtask`: see `cargo xtask --help`.

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::commands::{check, dist, serve, test};
use xtask::project::Project;

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
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    let project = Project::locate()?;
    match cli.command {
        Command::Serve(args) => serve::run(&project, &args),
        Command::Check(args) => check::run(&project, &args),
        Command::Test(args) => test::run(&project, &args),
        Command::Dist(args) => dist::run(&project, &args),
    }
}
