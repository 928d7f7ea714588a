//! `cargo xtask dist`.

use anyhow::Result;

use crate::process;
use crate::project::Project;

#[cfg(feature = "dist")]
mod budget;
#[cfg(feature = "dist")]
mod compress;
#[cfg(feature = "dist")]
mod folder;
#[cfg(feature = "dist")]
mod sizes;

#[cfg(feature = "dist")]
pub use folder::write;

/// Build the page for hosting, into dist/.
///
/// The folder is static: any web server can serve it. Files of pkg/ and zoo/ carry a hash of
/// their contents in the name, manifest.json maps logical names to them, and compressible files
/// get .br and .gz copies. Prints a table of sizes, also written to dist/sizes.txt, and fails where
/// a program is larger than xtask/wasm-budget.json allows.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Builds and starts the program that does it.
///
/// It is a program of its own because of its compressors: they take longer to build than
/// everything else in this package.
///
/// # Errors
///
/// Where a program does not compile, a file cannot be written, or a program is over its budget.
pub fn run(project: &Project, _args: &Args) -> Result<()> {
    process::run(&mut project.cargo(&[
        "run",
        "--quiet",
        "--package=xtask",
        "--features=dist",
        "--bin=xtask-dist",
    ]))
}
