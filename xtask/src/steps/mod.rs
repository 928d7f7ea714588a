//! The steps of `check` and `test`, and running a list of them.

use anyhow::{Result, bail};
use clap::ValueEnum;

use self::outcome::{Outcome, summary};
use crate::build::{self, Mode};
use crate::cost::Meter;
use crate::project::Project;
use crate::site::Site;
use crate::{lint, process, rustdoc};

mod browser_tests;
mod outcome;

/// All crates, with all of their code: one choice of cargo features, so that no dependency is
/// built a second time for another one.
const WORKSPACE: [&str; 2] = ["--workspace", "--features=xtask/dist"];

/// One thing that can fail by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Formatting of all crates; lists files that `cargo fmt` would change.
    Fmt,
    /// Builds all crates and their tests natively, with lints.
    Clippy,
    /// Builds the page for the browser, with lints.
    ClippyPage,
    /// Builds the worker for the browser, with lints.
    ClippyWorker,
    /// Builds the program that verifies Content Credentials, for the browser, with lints.
    ClippyCredentials,
    /// Builds the program that decodes JPEG XL, for the browser, with lints.
    ClippyJxl,
    /// Unit, integration and documentation tests, natively.
    Unit,
    /// Documentation of all libraries; a link that leads nowhere is an error.
    Doc,
    /// Whether the fuzz targets compile.
    FuzzCheck,
    /// The page's browser tests, in headless Chromium.
    BrowserPage,
    /// The worker's browser tests, in headless Chromium.
    BrowserWorker,
    /// The whole page driven in headless Chromium.
    E2e,
}

impl Step {
    /// The quick ones.
    pub const CHECK: [Self; 7] = [
        Self::Fmt,
        Self::Clippy,
        Self::ClippyPage,
        Self::ClippyWorker,
        Self::ClippyCredentials,
        Self::ClippyJxl,
        Self::Unit,
    ];

    /// Whether it needs Chromium.
    pub fn needs_browser(self) -> bool {
        matches!(self, Self::BrowserPage | Self::BrowserWorker | Self::E2e)
    }

    fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn run(self, project: &Project) -> Result<()> {
        match self {
            Self::Fmt => process::run(&mut project.cargo(&["fmt", "--all", "--", "--check", "-l"])),
            Self::Clippy => native(project, "build", &["--all-targets"]),
            Self::ClippyPage => build::compile(project, Mode::Test, build::PAGE).map(drop),
            Self::ClippyWorker => build::compile(project, Mode::Test, build::WORKER).map(drop),
            Self::ClippyCredentials => {
                build::compile(project, Mode::Test, build::CREDENTIALS).map(drop)
            }
            Self::ClippyJxl => build::compile(project, Mode::Test, build::JXL).map(drop),
            // All of them: one that fails says nothing about the others.
            Self::Unit => native(project, "test", &["--no-fail-fast"]),
            Self::Doc => {
                let mut cargo = native_command(project, "test", &["--doc", "--no-fail-fast"])?;
                rustdoc::instead_of_tests(project, &mut cargo)?;
                process::run(&mut cargo)
            }
            Self::FuzzCheck => fuzz_check(project),
            Self::BrowserPage => browser_tests::run(project, build::PAGE),
            Self::BrowserWorker => browser_tests::run(project, build::WORKER),
            Self::E2e => end_to_end(project),
        }
    }
}

/// Runs the steps in order, all of them even when one fails, and sums them up.
///
/// # Errors
///
/// With the names of the steps that failed.
pub fn run(project: &Project, steps: &[Step]) -> Result<()> {
    let meter = Meter::start();
    let mut outcomes = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        println!("\n==> {} ({} of {})", step.name(), index + 1, steps.len());
        let meter = Meter::start();
        let result = step.run(project);
        let cost = meter.cost();
        match &result {
            Ok(()) => println!("==> {}: {cost}", step.name()),
            Err(error) => println!("==> {} FAILED: {error:#}", step.name()),
        }
        outcomes.push(Outcome {
            name: step.name(),
            passed: result.is_ok(),
            cost,
        });
    }
    println!("\n{}", summary(&outcomes, meter.cost()));
    let failed: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| !outcome.passed)
        .map(|outcome| outcome.name.as_str())
        .collect();
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

/// Runs a command of cargo's for all crates, natively and with lints.
fn native(project: &Project, command: &str, args: &[&str]) -> Result<()> {
    process::run(&mut native_command(project, command, args)?)
}

fn native_command(
    project: &Project,
    command: &str,
    args: &[&str],
) -> Result<std::process::Command> {
    let mut cargo = project.cargo(&[command]);
    cargo.args(WORKSPACE).args(args);
    lint::natively(project, &mut cargo)?;
    Ok(cargo)
}

/// Checks the fuzz targets, which are a workspace of their own, with the stable compiler. The fuzzer
/// itself is C++ and is not built: nothing is linked here, so any path will do for it.
fn fuzz_check(project: &Project) -> Result<()> {
    let manifest = project.root.join("fuzz/Cargo.toml");
    let mut cargo = project.cargo(&["check", "--locked", "--manifest-path"]);
    cargo
        .arg(&manifest)
        .arg("--target-dir")
        .arg(&project.target)
        .env("CUSTOM_LIBFUZZER_PATH", &manifest);
    process::run(&mut cargo)
}

/// Runs the end-to-end tests against the page, in the feature set of all crates.
fn end_to_end(project: &Project) -> Result<()> {
    let driver = crate::browser::chromedriver(project)?;
    let site = Site::stage(project, Mode::Test)?;
    let args = ["--test=site", "--", "--ignored", "--test-threads=1"];
    let mut cargo = native_command(project, "test", &args)?;
    cargo
        .env("SPECTRAFIDE_SITE", site)
        .env("CHROMEDRIVER", driver);
    process::run(&mut cargo)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_steps_need_no_browser() {
        assert!(Step::CHECK.iter().all(|step| !step.needs_browser()));
    }
}
