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
    pub fn command(&self, program: impl AsRef<Path>, args: &[&str]) -> Command {
        let mut command = Command::new(program.as_ref());
        command.args(args).current_dir(&self.root);
        command
    }

    /// Where pinned tools are installed.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }
}
