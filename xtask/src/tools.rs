//! Tools in pinned versions, installed with cargo below the target folder.
//!
//! Nothing here takes a tool that happens to be on `PATH`: wasm-bindgen's command line must be of
//! exactly the crate's version, and wasm-pack would otherwise download its own copies.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::project::Project;

/// The target of the programs for the browser.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

const WASM_PACK_VERSION: &str = "0.15.1";
const CARGO_FUZZ_VERSION: &str = "0.13.2";
const CARGO_DENY_VERSION: &str = "0.20.2";

/// Cargo's options for a tool that runs for seconds at most: what optimising all of it would save
/// there costs many times over in building it.
const QUICK: &[&str] = &[
    "--profile=release",
    "--config=profile.release.opt-level=0",
    "--config=profile.release.lto=false",
    "--config=profile.release.codegen-units=16",
];

/// What wasm-bindgen's time is spent in: reading, changing and writing megabytes of WebAssembly.
const OPTIMISED: &[&str] = &[
    "--config=profile.release.package.gimli.opt-level=1",
    "--config=profile.release.package.hashbrown.opt-level=1",
    "--config=profile.release.package.indexmap.opt-level=1",
    "--config=profile.release.package.walrus.opt-level=1",
    "--config=profile.release.package.wasm-bindgen-cli-support.opt-level=1",
    "--config=profile.release.package.wasm-encoder.opt-level=1",
    "--config=profile.release.package.wasmparser.opt-level=1",
];

/// Without the TLS library that wasm-bindgen's tests elsewhere and wasm-pack's downloads need.
const NO_TLS: &[&str] = &["--no-default-features"];

/// Adds the wasm target to the toolchain where it is missing.
///
/// # Errors
///
/// Where the toolchain is not one of rustup's.
pub fn ensure_wasm_target(project: &Project) -> Result<()> {
    let libraries = process::output(
        &mut project.command("rustc", &["--print=target-libdir", "--target", WASM_TARGET]),
    )?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    let rustup_works = Command::new("rustup")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !rustup_works {
        bail!(
            "this Rust toolchain lacks the target {WASM_TARGET} and there is no rustup to add it: \
             install Rust from https://rustup.rs, or your system's package with that target"
        );
    }
    process::run(&mut project.command("rustup", &["target", "add", WASM_TARGET]))
}

/// The folder with `wasm-bindgen` and `wasm-bindgen-test-runner`.
///
/// # Errors
///
/// Where cargo cannot build it.
pub fn wasm_bindgen(project: &Project) -> Result<PathBuf> {
    let lock_path = project.root.join("Cargo.lock");
    let lock = fs::read_to_string(&lock_path)
        .with_context(|| format!("could not read {}", lock_path.display()))?;
    let version = locked_version(&lock, "wasm-bindgen")
        .context("Cargo.lock names no wasm-bindgen: does the root package depend on it?")?;
    install(
        project,
        &Tool {
            package: "wasm-bindgen-cli",
            version,
            program: "wasm-bindgen",
            options: [NO_TLS, OPTIMISED],
        },
    )
}

/// The folder with `wasm-pack`.
///
/// # Errors
///
/// Where cargo cannot build it.
pub fn wasm_pack(project: &Project) -> Result<PathBuf> {
    install(
        project,
        &Tool {
            package: "wasm-pack",
            version: WASM_PACK_VERSION,
            program: "wasm-pack",
            options: [NO_TLS, &[]],
        },
    )
}

/// The folder with `cargo-fuzz`.
///
/// # Errors
///
/// Where cargo cannot build it.
pub fn cargo_fuzz(project: &Project) -> Result<PathBuf> {
    install(
        project,
        &Tool {
            package: "cargo-fuzz",
            version: CARGO_FUZZ_VERSION,
            program: "cargo-fuzz",
            options: [&[], &[]],
        },
    )
}

/// The folder with `cargo-deny`.
///
/// # Errors
///
/// Where cargo cannot build it.
pub fn cargo_deny(project: &Project) -> Result<PathBuf> {
    install(
        project,
        &Tool {
            package: "cargo-deny",
            version: CARGO_DENY_VERSION,
            program: "cargo-deny",
            options: [&[], &[]],
        },
    )
}

/// Says what to do where there is no nightly Rust, which sanitizers need.
///
/// # Errors
///
/// Where there is none.
pub fn ensure_nightly(project: &Project) -> Result<()> {
    let works = project
        .command("rustup", &["run", "nightly", "rustc", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !works {
        bail!(
            "fuzzing needs a nightly Rust beside the stable one: \
             `rustup toolchain install nightly --profile minimal` installs it"
        );
    }
    Ok(())
}

/// `PATH` with the given folders in front.
///
/// # Errors
///
/// Where a folder's name cannot be part of `PATH`.
pub fn path_with(folders: &[&Path]) -> Result<OsString> {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = folders.iter().map(|folder| folder.to_path_buf());
    std::env::join_paths(folders.chain(std::env::split_paths(&inherited)))
        .context("a folder of PATH contains the separator")
}

/// A program that cargo can build from its registry.
struct Tool<'a> {
    package: &'a str,
    version: &'a str,
    /// One of the programs in the package.
    program: &'a str,
    /// Cargo's options that choose its features, and what of it is optimised.
    options: [&'a [&'a str]; 2],
}

/// Returns the folder with the tool's programs, after building them where that is still to do.
fn install(project: &Project, tool: &Tool) -> Result<PathBuf> {
    let name = format!("{}-{}", tool.package, tool.version);
    let root = project.tools().join(&name);
    let folder = root.join("bin");
    let file = format!("{}{}", tool.program, std::env::consts::EXE_SUFFIX);
    if folder.join(file).is_file() {
        return Ok(folder);
    }
    println!("Installing {name} (once; this takes a minute or two)");
    let build = project.tools().join("build");
    let mut cargo = project.cargo(&["install", tool.package, "--version", tool.version]);
    cargo
        .args(QUICK)
        .args(tool.options.concat())
        .arg("--root")
        .arg(&root)
        .arg("--target-dir")
        .arg(&build);
    process::run(&mut cargo).with_context(|| format!("could not install {name} with cargo"))?;
    if build.is_dir() {
        fs::remove_dir_all(&build)
            .with_context(|| format!("could not remove {}", build.display()))?;
    }
    Ok(folder)
}

/// The version of a package in the text of a `Cargo.lock`.
fn locked_version<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_exact_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "burn"), None);
    }

    #[test]
    fn pinned_tools_come_before_those_already_on_the_path() {
        let path = path_with(&[Path::new("/first"), Path::new("/second")]).unwrap();
        let mut folders = std::env::split_paths(&path);
        assert_eq!(folders.next().as_deref(), Some(Path::new("/first")));
        assert_eq!(folders.next().as_deref(), Some(Path::new("/second")));
    }
}
