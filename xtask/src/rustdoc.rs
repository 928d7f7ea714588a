//! Documentation from what the tests have built.
//!
//! `cargo doc` checks every dependency once more, as `cargo clippy` does. Testing the examples in
//! the documentation needs no such pass: cargo hands rustdoc the libraries that it has built. So
//! the documentation is written by `cargo test --doc`, with this program in rustdoc's place, which
//! passes everything on but what asks for the tests.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;

/// Where the documentation goes; that it is set tells this program that it is rustdoc now.
const OUT: &str = "SPECTRAFIDE_DOC";

/// The status with which tests fail; any other one cargo explains at length.
const TEST_FAILED: u8 = 101;

/// Makes `cargo test --doc` write documentation, in which no link may be broken.
///
/// # Errors
///
/// Where the path of this program is unknown.
pub fn instead_of_tests(project: &Project, cargo: &mut Command) -> Result<()> {
    let mut this = std::env::current_exe().context("where is this program?")?;
    if !this.is_file() {
        // The build with lints has put another one in its place, of the same code.
        let name = format!("xtask{}", std::env::consts::EXE_SUFFIX);
        this = project.target.join("debug").join(name);
    }
    cargo
        .env("RUSTDOC", this)
        .env(OUT, project.target.join("doc"));
    Ok(())
}

/// Runs rustdoc where cargo has started this program as such.
pub fn run_in_its_place() -> Option<ExitCode> {
    let out = PathBuf::from(std::env::var_os(OUT)?);
    let arguments = documenting(std::env::args_os().skip(1));
    let mut rustdoc = Command::new("rustdoc");
    rustdoc.args(arguments).arg("-Dwarnings").arg("-o").arg(out);
    let failed = ExitCode::from(TEST_FAILED);
    match rustdoc.status() {
        Ok(status) if status.success() => Some(ExitCode::SUCCESS),
        Ok(_said_why) => Some(failed),
        Err(error) => {
            eprintln!(
                "error: could not start `{}`: {error}",
                process::describe(&rustdoc)
            );
            Some(failed)
        }
    }
}

/// Arguments of a run of tests without those that only such a run has.
fn documenting(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut kept = Vec::new();
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        if argument == "--test" {
            continue;
        }
        if is_about_running(&argument) {
            arguments.next();
            continue;
        }
        kept.push(argument);
    }
    kept
}

/// Whether an argument is about running tests, and takes the next one as its value.
fn is_about_running(argument: &OsStr) -> bool {
    ["--test-run-directory", "--test-args", "--test-runtool"]
        .iter()
        .any(|name| argument == *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_about_tests_is_left_out() {
        let given = [
            "--edition=2024",
            "--crate-name",
            "a",
            "--test",
            "src/lib.rs",
            "--test-run-directory",
            "/somewhere",
            "--extern",
            "b=libb.rlib",
        ];
        let kept = documenting(given.map(OsString::from).into_iter());
        let expected = [
            "--edition=2024",
            "--crate-name",
            "a",
            "src/lib.rs",
            "--extern",
            "b=libb.rlib",
        ];
        assert_eq!(kept, expected);
    }
}
