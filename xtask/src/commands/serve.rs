//! `cargo xtask serve`.

use std::process::Command;

use anyhow::{Context, Result};

use crate::build::Mode;
use crate::project::Project;
use crate::server::Server;
use crate::site::Site;

/// Build the page and serve it on this machine.
///
/// Builds the page and the worker for the browser, writes them with the static files and the
/// detectors of models/zoo to target/web/dev (or target/web/release), and serves that folder at
/// 127.0.0.1 with the headers the page needs. Run it again after a change; the browser then takes
/// the new files. The first run installs the wasm target and wasm-bindgen and takes minutes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Port to listen at; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Open the page in the default browser.
    #[arg(long)]
    open: bool,
    /// Build as `dist` does: slow to build, small to load.
    #[arg(long)]
    release: bool,
}

/// Builds, then serves until the process is ended.
pub fn run(project: &Project, args: &Args) -> Result<()> {
    let mode = if args.release {
        Mode::Release
    } else {
        Mode::Dev
    };
    let folder = Site::stage(project, mode)?;
    let server = Server::start(&folder, args.port)?;
    println!("\nServing {}", folder.display());
    println!("\n    {}\n\nEnd with Ctrl-C.", server.origin());
    if args.open {
        open(&server.origin())?;
    }
    server.wait()
}

fn open(address: &str) -> Result<()> {
    let (program, args): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let status = Command::new(program)
        .args(args)
        .arg(address)
        .status()
        .with_context(|| format!("could not start {program} to open the page"))?;
    if !status.success() {
        eprintln!("warning: {program} could not open the page ({status})");
    }
    Ok(())
}
