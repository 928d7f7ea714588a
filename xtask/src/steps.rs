//! The steps of `check` and `test`, and running a list of them.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::build::{self, Binary, Mode};
use crate::project::Project;
use crate::site::Site;
use crate::{browser, process, tools};

/// One thing that can fail by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Formatting of all crates; lists files that `cargo fmt` would change.
    Fmt,
    /// Lints of all crates and their tests, natively.
    Clippy,
    /// Lints of the page for the browser.
    ClippyPage,
    /// Lints of the worker for the browser.
    ClippyWorker,
    /// Lints of the program that verifies Content Credentials, for the browser.
    ClippyCredentials,
    /// Unit, integration and documentation tests, natively.
    Unit,
    /// The page's browser tests, in headless Chromium.
    BrowserPage,
    /// The worker's browser tests, in headless Chromium.
    BrowserWorker,
    /// The whole page driven in headless Chromium.
    E2e,
}

impl Step {
    /// The quick ones.
    pub const CHECK: [Self; 6] = [
        Self::Fmt,
        Self::Clippy,
        Self::ClippyPage,
        Self::ClippyWorker,
        Self::ClippyCredentials,
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
            Self::Clippy => process::run(&mut project.cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-Dwarnings",
            ])),
            Self::ClippyPage => clippy_wasm(project, build::PAGE),
            Self::ClippyWorker => clippy_wasm(project, build::WORKER),
            Self::ClippyCredentials => clippy_wasm(project, build::CREDENTIALS),
            // All of them: one that fails says nothing about the others.
            Self::Unit => {
                process::run(&mut project.cargo(&["test", "--workspace", "--no-fail-fast"]))
            }
            Self::BrowserPage => browser_tests(project, build::PAGE),
            Self::BrowserWorker => browser_tests(project, build::WORKER),
            Self::E2e => end_to_end(project),
        }
    }
}

/// Runs the steps in order, all of them even when one fails, and sums them up.
pub fn run(project: &Project, steps: &[Step]) -> Result<()> {
    let start = Instant::now();
    let mut outcomes = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        println!("\n==> {} ({} of {})", step.name(), index + 1, steps.len());
        let step_start = Instant::now();
        let result = step.run(project);
        if let Err(error) = &result {
            println!("==> {} FAILED: {error:#}", step.name());
        }
        outcomes.push((step.name(), result.is_ok(), step_start.elapsed()));
    }
    println!("\n{}", summary(&outcomes, start.elapsed()));
    let failed: Vec<&str> = outcomes
        .iter()
        .filter(|(_, passed, _)| !passed)
        .map(|(name, ..)| name.as_str())
        .collect();
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

fn summary(outcomes: &[(String, bool, Duration)], total: Duration) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("Summary\n");
    for (name, passed, time) in outcomes {
        let verdict = if *passed { "ok    " } else { "FAILED" };
        writeln!(
            text,
            "  {verdict}  {name:<15} {:>8.1} s",
            time.as_secs_f64()
        )
        .expect("writing to a String cannot fail");
    }
    write!(text, "  total   {:<15} {:>8.1} s", "", total.as_secs_f64())
        .expect("writing to a String cannot fail");
    text
}

/// Lints one browser binary, with the second clippy configuration that bans what blocks there.
fn clippy_wasm(project: &Project, binary: Binary) -> Result<()> {
    tools::ensure_wasm_target(project)?;
    let mut cargo = project.cargo(&["clippy", "--lib", "--bin", binary.name]);
    cargo
        .args(binary.selection())
        .args(["--", "-Dwarnings"])
        .env("CLIPPY_CONF_DIR", project.root.join("xtask/clippy_wasm"));
    process::run(&mut cargo)
}

/// The root package's browser tests, with the cargo features of one binary: with both at once
/// cargo would build a third variant of Burn.
fn browser_tests(project: &Project, binary: Binary) -> Result<()> {
    tools::ensure_wasm_target(project)?;
    let driver = browser::chromedriver(project)?;
    let bindgen = tools::wasm_bindgen(project)?;
    let pack = tools::wasm_pack(project)?;
    let mut command = project.command(
        pack.join("wasm-pack"),
        &[
            "--log-level=warn",
            "test",
            "--headless",
            "--chrome",
            "--mode=no-install",
        ],
    );
    command
        .arg("--chromedriver")
        .arg(&driver)
        // What follows the path goes to cargo; after `--` it would go to the tests.
        .args([".", "--no-default-features", "--features", binary.name])
        .env("PATH", tools::path_with(&[&bindgen, &pack])?)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    process::run(&mut command)
}

fn end_to_end(project: &Project) -> Result<()> {
    let driver = browser::chromedriver(project)?;
    let site = Site::stage(project, Mode::Dev)?;
    run_end_to_end(project, &driver, &site)
}

/// Runs the end-to-end tests against a folder that holds the built page.
fn run_end_to_end(project: &Project, driver: &Path, site: &Path) -> Result<()> {
    let mut cargo = project.cargo(&["test", "--package=spectrafide-e2e", "--"]);
    cargo
        .args(["--ignored", "--test-threads=1"])
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

    #[test]
    fn the_summary_has_one_line_per_step_and_the_total() {
        let outcomes = [
            ("fmt".to_owned(), true, Duration::from_millis(1500)),
            ("unit".to_owned(), false, Duration::from_secs(90)),
        ];
        let text = summary(&outcomes, Duration::from_secs(92));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[1].contains("ok") && lines[1].contains("fmt") && lines[1].contains("1.5 s"));
        assert!(lines[2].contains("FAILED") && lines[2].contains("unit"));
        assert!(lines[3].contains("total") && lines[3].contains("92.0 s"));
    }
}
