//! Starting chromedriver and Chromium, and ending them whatever a test does.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use xtask::server::Server;

use crate::page::Page;
use crate::pair;

/// Which kind of browser a test needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flags {
    /// As people have it on a machine without a usable GPU.
    Plain,
    /// With WebGPU on a software adapter.
    SoftwareGpu,
}

/// What keeps Chromium from most requests of its own; [`OWN_HOSTS`] has the rest.
const QUIET: [&str; 12] = [
    "--headless=new",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-extensions",
    "--no-pings",
    "--disable-features=AutofillServerCommunication,MediaRouter,NetworkTimeServiceQuerying,\
     OptimizationHints,Translate",
];

/// Hosts that Chromium and Debian's build of it ask by themselves, whatever page is open. Whole
/// names: a page that loaded a font from `fonts.googleapis.com` would be noticed.
pub const OWN_HOSTS: [&str; 11] = [
    "accounts.google.com",
    "android.clients.google.com",
    "clients2.google.com",
    "clientservices.googleapis.com",
    "content-autofill.googleapis.com",
    "mtalk.google.com",
    "optimizationguide-pa.googleapis.com",
    "safebrowsingohttpgateway.googleapis.com",
    "start.duckduckgo.com",
    "update.googleapis.com",
    "www.google.com",
];

/// The container's and root's needs; the browser only ever loads the page under test.
const SANDBOX: [&str; 2] = ["--no-sandbox", "--disable-dev-shm-usage"];

const SOFTWARE_GPU: [&str; 2] = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/// Runs a test with a page that is not open yet; on failure prints what the browser shows.
///
/// # Errors
///
/// Whatever the test returns, or why no browser could be started.
pub fn with_page(flags: Flags, test: impl AsyncFnOnce(&Page) -> Result<()>) -> Result<()> {
    with_site(site()?, flags, test)
}

/// As [`with_page`], of a zoo in which a small detector stands in for the thorough one.
///
/// # Errors
///
/// Whatever the test returns, or why no browser could be started.
pub fn with_pair(flags: Flags, test: impl AsyncFnOnce(&Page) -> Result<()>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    pair::stage(&site()?, folder.path())?;
    with_site(folder.path().to_owned(), flags, test)
}

fn site() -> Result<PathBuf> {
    env::var_os("SPECTRAFIDE_SITE").map(PathBuf::from).context(
        "SPECTRAFIDE_SITE names no built page: run these tests with `cargo xtask test --only e2e`",
    )
}

fn with_site(
    site: PathBuf,
    flags: Flags,
    test: impl AsyncFnOnce(&Page) -> Result<()>,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let server = Server::watching(site)?;
        let driver = Driver::start()?;
        let profile = tempfile::tempdir()?;
        let client = connect(&driver, &server, profile.path(), flags).await?;
        let page = Page::new(client.clone(), server);
        let outcome = AssertUnwindSafe(test(&page)).catch_unwind().await;
        if !matches!(outcome, Ok(Ok(()))) {
            eprintln!("{}", page.describe().await);
        }
        let closed = client.close().await;
        match outcome {
            Ok(result) => result.and_then(|()| closed.context("could not close the browser")),
            Err(panic) => resume_unwind(panic),
        }
    })
}

async fn connect(driver: &Driver, server: &Server, profile: &Path, flags: Flags) -> Result<Client> {
    let mut args: Vec<String> = QUIET
        .iter()
        .chain(&SANDBOX)
        .map(|&flag| flag.into())
        .collect();
    if flags == Flags::SoftwareGpu {
        args.extend(SOFTWARE_GPU.map(String::from));
    }
    args.push(format!("--user-data-dir={}", profile.display()));
    args.push(format!("--proxy-server={}", server.origin()));
    // Chromium leaves out the proxy for 127.0.0.1 unless told otherwise.
    args.push("--proxy-bypass-list=<-loopback>".to_owned());
    let mut chrome_options = json!({ "args": args });
    if let Some(binary) = env::var("CHROME").ok().filter(|path| !path.is_empty()) {
        chrome_options["binary"] = binary.into();
    }
    let mut capabilities = Capabilities::new();
    capabilities.insert("goog:chromeOptions".to_owned(), chrome_options);
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    // A hidden file input behind a styled label is as good as a visible one.
    capabilities.insert("strictFileInteractability".to_owned(), Value::Bool(false));
    ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
        .capabilities(capabilities)
        .connect(&driver.address)
        .await
        .context("chromedriver could not start Chromium")
}

/// A running chromedriver.
struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    fn start() -> Result<Self> {
        let program = env::var("CHROMEDRIVER").unwrap_or_else(|_unset| "chromedriver".to_owned());
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start {program}"))?;
        let output = process
            .stdout
            .take()
            .context("chromedriver has no output")?;
        for line in BufReader::new(output).lines() {
            // "ChromeDriver was started successfully on port 38263."
            if let Some((_, port)) = line?.split_once("started successfully on port ") {
                let address = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
                return Ok(Self { process, address });
            }
        }
        bail!("{program} ended before it listened")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Both fail only for a process that has ended already.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
