//! Where the project's sources and its build outputs lie.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process;

/// The folders that every command works with.
#[derive(Debug, Clone, Deserialize)]
pub struct Project {
    /// The repository root.
    #[serde(rename = "workspace_root")]
    pub root: PathBuf,
    /// Cargo's target folder; `CARGO_TARGET_DIR` and cargo's configuration decide it.
    #[serde(rename = "target_directory")]
    pub target: PathBuf,
}

impl Project {
    /// Asks cargo where the workspace around the current folder is.
    ///
    /// # Errors
    ///
    /// Where cargo finds no workspace.
    pub fn locate() -> Result<Self> {
        let metadata = process::output(Command::new("cargo").args([
            "metadata",
            "--no-deps",
            "--format-version=1",
        ]))?;
        serde_json::from_str(&metadata).context("cargo metadata printed something unexpected")
    }

    /// A cargo command that runs in the repository root.
    pub fn cargo(&self, args: &[&str]) -> Command {
        self.command("cargo", args)
    }

    /// A command that runs in the repository root.
    ///
    /// It does not see what `cargo run` tells this program about its own package: build scripts
    /// that ask for those variables (ring's does) would run again, and everything behind them,
    /// each time that a build by hand follows one from here.
    pub fn command(&self, program: impl AsRef<Path>, args: &[&str]) -> Command {
        let mut command = Command::new(program.as_ref());
        command.args(args).current_dir(&self.root);
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(describes_a_package) {
                command.env_remove(name);
            }
        }
        command
    }

    /// Where pinned tools are installed.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }
}

/// Whether cargo sets the variable `name` for the package that it runs.
fn describes_a_package(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_not_told_that_it_runs_for_this_package() {
        // Cargo sets this for tests, too.
        assert!(std::env::var_os("CARGO_PKG_NAME").is_some());
        let project = Project {
            root: PathBuf::from("."),
            target: PathBuf::from("target"),
        };
        let command = project.cargo(&["build"]);
        let removed: Vec<_> = command
            .get_envs()
            .filter(|(_, value)| value.is_none())
            .filter_map(|(name, _)| name.to_str())
            .collect();
        assert!(removed.contains(&"CARGO_PKG_NAME"), "{removed:?}");
        assert!(removed.contains(&"CARGO_MANIFEST_DIR"), "{removed:?}");
    }
}
