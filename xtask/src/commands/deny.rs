//! `cargo xtask deny`.

use anyhow::{Result, bail};

use crate::project::Project;
use crate::{process, tools};

/// Check what the project depends on: licences, sources, banned crates, known vulnerabilities.
///
/// deny.toml holds the rules. Installs cargo-deny below the target folder. The list of
/// vulnerabilities comes from the network; where it cannot be reached the command says so, and
/// checks the rest.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the checks.
///
/// # Errors
///
/// Where a dependency breaks a rule, or cargo-deny cannot be installed.
pub fn run(project: &Project, _args: &Args) -> Result<()> {
    let program = tools::cargo_deny(project)?.join("cargo-deny");
    let deny = |args: &[&str]| {
        let mut command = project.command(&program, &["--workspace", "--all-features"]);
        command.args(args);
        command
    };
    let rules = process::run(&mut deny(&["check", "bans", "licenses", "sources"]));
    let advisories = match process::run(&mut deny(&["fetch", "db"])) {
        Ok(()) => process::run(&mut deny(&["check", "--disable-fetch", "advisories"])),
        Err(error) => {
            println!(
                "warning: vulnerabilities were NOT checked, their list is out of reach: {error:#}"
            );
            Ok(())
        }
    };
    match (rules, advisories) {
        (Ok(()), Ok(())) => Ok(()),
        (Err(error), Ok(())) | (Ok(()), Err(error)) => Err(error),
        (Err(rules), Err(advisories)) => bail!("{rules:#}\n{advisories:#}"),
    }
}
