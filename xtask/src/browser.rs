//! Finding, or on Debian installing, the browser that the tests drive.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::process;
use crate::project::Project;

const INSTALL: &str = "apt-get update && apt-get install -y chromium chromium-driver";

const CHROMIUM: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Path of chromedriver, with a Chromium beside it.
///
/// `CHROMEDRIVER` overrides the search on `PATH`. On Debian-like systems root gets both from apt.
///
/// # Errors
///
/// Says what to install where one of them is missing.
pub fn chromedriver(project: &Project) -> Result<PathBuf> {
    if let Some(driver) = installed() {
        return Ok(driver);
    }
    if is_root() && Path::new("/etc/debian_version").is_file() {
        println!("Installing Chromium and chromedriver (once)");
        process::run(&mut project.command("sh", &["-c", INSTALL]))?;
        if let Some(driver) = installed() {
            return Ok(driver);
        }
    }
    bail!(
        "the browser tests need Chromium (or Chrome) and chromedriver of the same version on PATH. \
         On Debian and Ubuntu:\n    sudo sh -c '{INSTALL}'\nor leave these tests out with \
         --skip-browser"
    )
}

fn installed() -> Option<PathBuf> {
    let driver = env::var_os("CHROMEDRIVER")
        .map(PathBuf::from)
        .filter(|path| path.is_file())
        .or_else(|| on_path("chromedriver"))?;
    // Where macOS keeps applications, chromedriver looks by itself.
    let has_browser =
        cfg!(target_os = "macos") || CHROMIUM.iter().any(|name| on_path(name).is_some());
    has_browser.then_some(driver)
}

fn on_path(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

fn is_root() -> bool {
    process::output(std::process::Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
