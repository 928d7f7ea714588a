//! Building the page and the worker for the browser.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;
use crate::tools::{self, WASM_TARGET};

/// The two wasm binaries of the root package, each with the cargo feature of the same name.
pub const BINARIES: [&str; 2] = ["page", "worker"];

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

/// The arguments that select one of the [`BINARIES`] in cargo.
pub fn selection(binary: &str) -> [&str; 6] {
    [
        "--package=spectrafide",
        "--no-default-features",
        "--features",
        binary,
        "--target",
        WASM_TARGET,
    ]
}

/// Builds both binaries and writes wasm-bindgen's output to a fresh folder, which it returns.
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

fn compile(project: &Project, mode: Mode, binary: &str) -> Result<PathBuf> {
    let mut cargo = project.cargo(&["build", "--bin", binary, "--profile", mode.cargo_profile()]);
    process::run(cargo.args(selection(binary)))?;
    Ok(Path::new(&project.target)
        .join(WASM_TARGET)
        .join(mode.cargo_folder())
        .join(format!("{binary}.wasm")))
}
