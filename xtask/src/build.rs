//! Building the programs for the browser.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::tools::{self, WASM_TARGET};
use crate::{lint, process};

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

/// Decodes JPEG XL, for the worker, which loads it when such a file comes.
pub const JXL: Binary = Binary {
    name: "jxl",
    selection: &["--package=spectrafide-jxl", "--features=read"],
};

/// All programs for the browser.
pub const BINARIES: [Binary; 4] = [PAGE, WORKER, CREDENTIALS, JXL];

/// How the browser binaries are compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Quick to build, for work on the code.
    Dev,
    /// As `Dev`, and with lints, for the tests.
    Test,
    /// Small to download: cargo's profile `web`.
    Release,
}

impl Mode {
    /// The name of the folder that holds the output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Test => "test",
            Self::Release => "release",
        }
    }

    fn cargo_profile(self) -> &'static str {
        match self {
            Self::Dev | Self::Test => "dev",
            Self::Release => "web",
        }
    }

    fn cargo_folder(self) -> &'static str {
        match self {
            Self::Dev | Self::Test => "debug",
            Self::Release => "web",
        }
    }
}

/// What differs from a native build in the dev profile: burn-flex as small as the released page has
/// it, which takes half as long to compile. It computes where there is no GPU.
pub const DEV_OPTIONS: [&str; 2] = ["--config", "profile.dev.package.burn-flex.opt-level='s'"];

impl Binary {
    /// The arguments that select it in cargo, for the browser.
    fn selection(self) -> impl Iterator<Item = &'static str> {
        let target = ["--target", WASM_TARGET];
        self.selection.iter().copied().chain(target)
    }
}

/// An empty folder for the output of [`bundle`].
///
/// # Errors
///
/// Where it cannot be emptied.
pub fn output_folder(project: &Project, mode: Mode) -> Result<PathBuf> {
    let out = project.target.join("web").join("pkg").join(mode.name());
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("could not empty {}", out.display()))?;
    }
    Ok(out)
}

/// Builds a binary and writes wasm-bindgen's output for it to a folder.
///
/// # Errors
///
/// Where the program does not compile, or a tool cannot be installed.
pub fn bundle(project: &Project, mode: Mode, binary: Binary, out: &Path) -> Result<()> {
    let wasm = compile(project, mode, binary)?;
    let bindgen = tools::wasm_bindgen(project)?.join("wasm-bindgen");
    let mut command = project.command(&bindgen, &["--target=web", "--no-typescript"]);
    if mode == Mode::Release {
        command.args(["--remove-name-section", "--remove-producers-section"]);
    }
    process::run(command.arg("--out-dir").arg(out).arg(&wasm))
}

/// Builds a binary and returns its path.
///
/// # Errors
///
/// Where the program does not compile, and in [`Mode::Test`] where a lint finds something.
pub fn compile(project: &Project, mode: Mode, binary: Binary) -> Result<PathBuf> {
    tools::ensure_wasm_target(project)?;
    let profile = mode.cargo_profile();
    let mut cargo = project.cargo(&["build", "--bin", binary.name, "--profile", profile]);
    cargo.args(binary.selection());
    if mode != Mode::Release {
        cargo.args(DEV_OPTIONS);
    }
    if mode == Mode::Test {
        lint::for_browser(project, &mut cargo)?;
    }
    process::run(&mut cargo)?;
    Ok(project
        .target
        .join(WASM_TARGET)
        .join(mode.cargo_folder())
        .join(format!("{}.wasm", binary.name)))
}
