//! Tests inside a browser, through wasm-pack.

use anyhow::Result;

use crate::build::{self, Binary};
use crate::project::Project;
use crate::{browser, lint, process, tools};

/// The root package's browser tests, with the cargo features of one binary: with both at once
/// cargo would build a third variant of Burn.
pub fn run(project: &Project, binary: Binary) -> Result<()> {
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
        .args(build::DEV_OPTIONS)
        .env("PATH", tools::path_with(&[&bindgen, &pack])?)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    lint::for_browser(project, &mut command)?;
    process::run(&mut command)
}
