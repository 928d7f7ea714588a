//! Building the programs for the browser.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;
use crate::tools::{self, WASM_TARGET};

/// A program for the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binary {
    /// Its name in cargo and in `pkg/`.
    pub name: &'static str,
    /// What selects its package and features in cargo.
    selection: &'static [&'static str],
}

/// Draws the interface.
pub const PAGE: Binary = Binary {
    name: "page",
    selection: &[
        "--package=spectrafide",
        "--no-default-features",
        "--features=page",
    ],
};

/// Runs the detectors.
pub const WORKER: Binary = Binary {
    name: "worker",
    selection: &[
        "--package=spectrafide",
        "--no-default-features",
        "--features=worker",
    ],
};

/// Verifies Content Credentials, for the worker, which loads it when a file carries some.
pub const CREDENTIALS: Binary = Binary {
    name: "credentials",
    selection: &["--package=spectrafide-credentials"],
};

/// All programs for the browser.
pub const BINARIES: [Binary; 3] = [PAGE, WORKER, CREDENTIALS];

/// How the browser binaries are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Quick to build, for work on the code and for the tests.
    Dev,
    /// Small to download: cargo's profile `web`.
    Release,
}

impl Mode {
    /// The name of the folder that holds the output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    fn cargo_profile(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "web",
        }
    }

    fn cargo_folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "web",
        }
    }
}

impl Binary {
    /// The arguments that select it in cargo, for the browser.
    pub fn selection(self) -> impl Iterator<Item = &'static str> {
        let target = ["--target", WASM_TARGET];
        self.selection.iter().copied().chain(target)
    }
}

/// Builds all binaries and writes wasm-bindgen's output to a fresh folder, which it returns.
pub fn bundle(project: &Project, mode: Mode) -> Result<PathBuf> {
    tools::ensure_wasm_target(project)?;
    let bindgen = tools::wasm_bindgen(project)?.join("wasm-bindgen");
    let out = project.target.join("web").join("pkg").join(mode.name());
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("could not empty {}", out.display()))?;
    }
    for binary in BINARIES {
        let wasm = compile(project, mode, binary)?;
        let mut command = project.command(&bindgen, &["--target=web", "--no-typescript"]);
        if mode == Mode::Release {
            command.args(["--remove-name-section", "--remove-producers-section"]);
        }
        process::run(command.arg("--out-dir").arg(&out).arg(&wasm))?;
    }
    Ok(out)
}

fn compile(project: &Project, mode: Mode, binary: Binary) -> Result<PathBuf> {
    let profile = mode.cargo_profile();
    let mut cargo = project.cargo(&["build", "--bin", binary.name, "--profile", profile]);
    process::run(cargo.args(binary.selection()))?;
    Ok(Path::new(&project.target)
        .join(WASM_TARGET)
        .join(mode.cargo_folder())
        .join(format!("{}.wasm", binary.name)))
}
