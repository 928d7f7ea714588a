//! Lints while building: clippy takes the compiler's place for the crates of the workspace.
//!
//! `cargo clippy` checks every dependency once more, because cargo keeps what it has checked apart
//! from what it has built. Its driver is a whole compiler, though, and here it does for `cargo
//! build` what `cargo clippy` has it do for `cargo check`. That is clippy's own protocol, which may
//! change with the toolchain; `rust-toolchain.toml` pins that. A crate with a violation is not
//! built, so it is reported each time until it is mended.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::project::Project;

/// Any warning of the compiler or of clippy is an error. Clippy splits its arguments at this word.
const ARGUMENTS: &str = "-Dwarnings__CLIPPY_HACKERY__";

/// Makes a command of cargo's lint what it builds.
///
/// # Errors
///
/// Where the toolchain has no clippy.
pub fn natively(project: &Project, cargo: &mut Command) -> Result<()> {
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", driver(project)?)
        .env("CLIPPY_ARGS", ARGUMENTS);
    Ok(())
}

/// The same for code that runs in a browser: the second configuration bans what blocks there.
///
/// # Errors
///
/// Where the toolchain has no clippy.
pub fn for_browser(project: &Project, cargo: &mut Command) -> Result<()> {
    natively(project, cargo)?;
    cargo.env("CLIPPY_CONF_DIR", project.root.join("xtask/clippy_wasm"));
    Ok(())
}

/// The program of the toolchain that cargo uses, not the one of rustup in front of it.
fn driver(project: &Project) -> Result<PathBuf> {
    let sysroot = process::output(&mut project.command("rustc", &["--print=sysroot"]))?;
    let name = format!("clippy-driver{}", std::env::consts::EXE_SUFFIX);
    let driver = Path::new(sysroot.trim()).join("bin").join(name);
    if !driver.is_file() {
        bail!(
            "this Rust toolchain has no clippy: `rustup component add clippy` adds it, or your \
             system's package of that name"
        );
    }
    Ok(driver)
}
