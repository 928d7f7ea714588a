//! What `cargo xtask dist` starts: see `cargo xtask dist --help`.

use std::process::ExitCode;

use anyhow::Result;
use xtask::commands::dist;
use xtask::project::Project;

fn main() -> ExitCode {
    xtask::report(run())
}

fn run() -> Result<()> {
    dist::write(&Project::locate()?)
}
