//! `cargo xtask serve`.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::build::{self, Binary, Mode};
use crate::project::Project;
use crate::server::Server;
use crate::site::Site;
use crate::tools;

/// The programs that the page works without: what their paths start with, and what each does.
const LATER: [(Binary, &str, &str); 2] = [
    (build::JXL, "/pkg/jxl", "decodes JPEG XL"),
    (
        build::CREDENTIALS,
        "/pkg/credentials",
        "verifies Content Credentials",
    ),
];

/// Build the page and serve it on this machine.
///
/// Builds the page and the worker for the browser, writes them with the static files and the
/// detectors of models/zoo to target/web/dev (or target/web/release), and serves that folder at
/// 127.0.0.1 with the headers the page needs. The programs that decode JPEG XL and verify
/// Content Credentials are built while the page already works. Run it again after a change; the browser then takes the new
/// files. The first run installs the wasm target and wasm-bindgen and takes minutes.
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
///
/// # Errors
///
/// Where the page or the worker does not compile, or the port is in use.
pub fn run(project: &Project, args: &Args) -> Result<()> {
    let mode = if args.release {
        Mode::Release
    } else {
        Mode::Dev
    };
    let start = Instant::now();
    let stage = |text: &str| println!("\n==> {:>4} s  {text}", start.elapsed().as_secs());

    stage("1 of 4  Tools: the wasm target and wasm-bindgen, built where they are missing");
    tools::ensure_wasm_target(project)?;
    tools::wasm_bindgen(project)?;
    let pkg = build::output_folder(project, mode)?;
    stage("2 of 4  Page: the interface alone");
    build::bundle(project, mode, build::PAGE, &pkg)?;
    stage("3 of 4  Worker: the detectors with all of Burn, the longest build; then the page works");
    build::bundle(project, mode, build::WORKER, &pkg)?;

    let mut site = Site::gather(project, &pkg)?;
    let folder = site.write_afresh(project, mode)?;
    let server = Server::start(&folder, args.port)?;
    let origin = server.origin();
    for (_, prefix, does) in LATER {
        server.hold(
            prefix,
            &format!("The program that {does} is still being built."),
        );
    }
    println!("\nServing {}", folder.display());
    println!("\n    {origin}\n\nEnd with Ctrl-C.");
    if args.open {
        open(&origin)?;
    }

    stage("4 of 4  What few files need: JPEG XL, Content Credentials; behind the working page");
    let mut missing = Vec::new();
    for (binary, prefix, does) in LATER {
        let built = build::bundle(project, mode, binary, &pkg)
            .and_then(|()| site.add_programs(&pkg, &folder));
        if let Err(error) = built {
            missing.push((prefix, does));
            eprintln!(
                "\nerror: no program that {does}: {error:#}\n\
                 The page works on without it: {origin}"
            );
        }
    }
    server.release();
    for (prefix, does) in &missing {
        server.hold(
            prefix,
            &format!("The program that {does} could not be built."),
        );
    }
    if missing.is_empty() {
        stage(&format!(
            "Everything is served. Reload a page that is open already: {origin}"
        ));
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
