//! `cargo xtask check`.

use anyhow::Result;

use crate::project::Project;
use crate::steps::{self, Step};

/// Quick checks while working: formatting, lints, native tests.
///
/// Lints run while the code is built, four times: natively for all crates, and for the browser for
/// each of the three programs, where `xtask/clippy_wasm/clippy.toml` also bans calls that block or
/// do not exist there. No browser is needed. `cargo xtask test` runs everything, and builds nothing
/// again that was built here.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the quick steps.
///
/// # Errors
///
/// With the names of the steps that failed.
pub fn run(project: &Project, _args: &Args) -> Result<()> {
    steps::run(project, &Step::CHECK)
}
