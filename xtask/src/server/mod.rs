//! A small HTTP server for the page.
//!
//! It is also an HTTP proxy that forwards nothing: a browser whose proxy it is sends it every
//! request, so a test can see all of them, also those of workers and service workers. Requests
//! for the server's own origin are answered from the folder, all others with 502.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use anyhow::{Result, anyhow, bail};
use tiny_http::{Header, Method, Request, StatusCode};

use self::reply::{Reply, Target};
use self::slow::Slow;

mod reply;
mod slow;

/// Browsers open up to six connections to one origin.
const THREADS: usize = 6;

/// One request that the server saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// `GET`, `POST`, `CONNECT`, …
    pub method: String,
    /// The path at the server's own origin, or the whole address elsewhere.
    pub target: String,
    /// Whether the request was for another origin.
    pub foreign: bool,
}

/// A running server; it ends when dropped.
pub struct Server {
    http: Arc<tiny_http::Server>,
    state: Arc<State>,
    threads: Vec<JoinHandle<()>>,
}

struct State {
    root: PathBuf,
    address: SocketAddr,
    offline: AtomicBool,
    held: Mutex<Vec<Held>>,
    /// Bytes a second of files that are slow; 0 where they are not.
    pace: Arc<AtomicU64>,
    /// None where requests are not recorded.
    seen: Option<Mutex<Vec<Seen>>>,
}

/// Files that are not there yet, or come slowly.
struct Held {
    /// What their paths start with.
    prefix: String,
    /// Why they are not there; `None` where they are slow.
    reason: Option<String>,
}

impl Server {
    /// Serves a folder at 127.0.0.1; port 0 takes any free one.
    ///
    /// # Errors
    ///
    /// Where the folder holds no page, or the port is in use.
    pub fn start(root: impl Into<PathBuf>, port: u16) -> Result<Self> {
        Self::start_with(root.into(), port, None)
    }

    /// Serves a folder at any free port and records every request.
    ///
    /// # Errors
    ///
    /// Where the folder holds no page.
    pub fn watching(root: impl Into<PathBuf>) -> Result<Self> {
        Self::start_with(root.into(), 0, Some(Mutex::default()))
    }

    fn start_with(root: PathBuf, port: u16, seen: Option<Mutex<Vec<Seen>>>) -> Result<Self> {
        if !root.join("index.html").is_file() {
            bail!("{} holds no index.html to serve", root.display());
        }
        let http = tiny_http::Server::http((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
            let in_use = error
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::AddrInUse);
            if in_use {
                anyhow!("port {port} is in use by another program: choose another with --port")
            } else {
                anyhow!("could not listen at 127.0.0.1:{port}: {error}")
            }
        })?;
        let http = Arc::new(http);
        let Some(address) = http.server_addr().to_ip() else {
            bail!("the server has no IP address");
        };
        let offline = AtomicBool::new(false);
        let state = Arc::new(State {
            root,
            address,
            offline,
            held: Mutex::default(),
            pace: Arc::default(),
            seen,
        });
        let threads = (0..THREADS)
            .map(|_| {
                let (http, state) = (Arc::clone(&http), Arc::clone(&state));
                std::thread::spawn(move || {
                    while let Ok(request) = http.recv() {
                        state.handle(request);
                    }
                })
            })
            .collect();
        Ok(Self {
            http,
            state,
            threads,
        })
    }

    /// The origin, such as `http://127.0.0.1:8080`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.state.address)
    }

    /// Waits until the server ends, which it does not do by itself.
    ///
    /// # Errors
    ///
    /// Where one of its threads panicked.
    pub fn wait(mut self) -> Result<()> {
        for thread in std::mem::take(&mut self.threads) {
            thread
                .join()
                .map_err(|_panic| anyhow!("a thread of the server panicked"))?;
        }
        Ok(())
    }

    /// From now on every request fails (or works again) as it does without a network.
    pub fn set_offline(&self, offline: bool) {
        self.state.offline.store(offline, Ordering::SeqCst);
    }

    /// Answers requests for paths that start with `prefix` with 503 and the reason, until
    /// [`Server::release`].
    pub fn hold(&self, prefix: &str, reason: &str) {
        self.state.take_hold(Held {
            prefix: prefix.to_owned(),
            reason: Some(reason.to_owned()),
        });
    }

    /// Sends files whose paths start with `prefix` at this many bytes a second, until
    /// [`Server::release`], which also speeds up those that are on their way.
    pub fn slow_down(&self, prefix: &str, bytes_per_second: u64) {
        self.state.pace.store(bytes_per_second, Ordering::SeqCst);
        self.state.take_hold(Held {
            prefix: prefix.to_owned(),
            reason: None,
        });
    }

    /// Answers all requests from the folder again.
    pub fn release(&self) {
        self.state.pace.store(0, Ordering::SeqCst);
        self.state.held().clear();
    }

    /// The requests since the start or the last [`Server::forget`], where they are recorded.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.log().map(|log| log.clone()).unwrap_or_default()
    }

    /// Forgets the requests recorded so far.
    pub fn forget(&self) {
        if let Some(mut log) = self.state.log() {
            log.clear();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Each call ends the `recv` of one thread.
        for _ in &self.threads {
            self.http.unblock();
        }
    }
}

impl State {
    fn held(&self) -> MutexGuard<'_, Vec<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Of one prefix the last word counts.
    fn take_hold(&self, new: Held) {
        let mut held = self.held();
        held.retain(|held| held.prefix != new.prefix);
        held.push(new);
    }

    fn own(&self, path: &str, known_tag: Option<&str>) -> Reply {
        let reason = self.is_held(path, |held| held.reason.clone()).flatten();
        match reason {
            Some(reason) => Reply::text(503, &reason),
            None => Reply::file(&self.root, path, known_tag),
        }
    }

    /// What `ask` tells of the hold that a path is under.
    fn is_held<T>(&self, path: &str, ask: impl FnOnce(&Held) -> T) -> Option<T> {
        let held = self.held();
        let found = held.iter().find(|held| path.starts_with(&held.prefix));
        found.map(ask)
    }

    fn log(&self) -> Option<MutexGuard<'_, Vec<Seen>>> {
        let log = self.seen.as_ref()?;
        Some(log.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn handle(&self, request: Request) {
        let target = Target::parse(request.url(), request.method(), self.address);
        if let Some(mut log) = self.log() {
            log.push(Seen {
                method: request.method().to_string(),
                target: target.name().to_owned(),
                foreign: matches!(target, Target::Foreign(_)),
            });
        }
        let outcome = if self.offline.load(Ordering::SeqCst) {
            fail_like_no_network(request)
        } else {
            let known_tag = request
                .headers()
                .iter()
                .find(|header| header.field.equiv("If-None-Match"))
                .map(|header| header.value.as_str());
            let reply = match (&target, request.method()) {
                (Target::Foreign(_), _) => Reply::status(502),
                (Target::Own(path), Method::Get | Method::Head) => self.own(path, known_tag),
                (Target::Own(_), _) => Reply::status(405),
            };
            let is_slow = self.is_held(target.name(), |held| held.reason.is_none());
            let pace = is_slow.unwrap_or(false).then(|| Arc::clone(&self.pace));
            send(request, reply, pace.unwrap_or_default())
        };
        // The browser went away: nobody is left to be told.
        drop(outcome);
    }
}

fn send(request: Request, reply: Reply, pace: Arc<AtomicU64>) -> std::io::Result<()> {
    let headers = reply
        .headers
        .iter()
        .filter_map(|(name, value)| Header::from_bytes(name.as_bytes(), value.as_bytes()).ok())
        .collect();
    let length = reply.body.len();
    let body = Slow::new(reply.body, pace);
    let response =
        tiny_http::Response::new(StatusCode(reply.status), headers, body, Some(length), None);
    // With a length instead of chunks the page can show progress.
    request.respond(response.with_chunked_threshold(usize::MAX))
}

/// tiny-http cannot close a connection without an answer. Two different lengths make Chromium
/// report a network error, not a response, which is what `fetch` gives without a network.
fn fail_like_no_network(request: Request) -> std::io::Result<()> {
    let mut writer = request.into_writer();
    writer.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")?;
    writer.flush()
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    use super::*;

    fn answer(server: &Server, path: &str) -> String {
        let mut stream = TcpStream::connect(server.state.address).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn files_that_are_held_back_are_answered_with_the_reason_until_they_are_released() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("index.html"), "page").unwrap();
        std::fs::write(root.path().join("late.js"), "half of a program").unwrap();
        let server = Server::start(root.path(), 0).unwrap();

        server.hold("/later", "another one");
        server.hold("/late", "not yet");
        server.hold("/late", "being built");
        let other = answer(&server, "/later.js");
        assert!(other.ends_with("another one\n"), "{other}");
        let held = answer(&server, "/late.js");
        assert!(held.starts_with("HTTP/1.1 503"), "{held}");
        assert!(held.ends_with("being built\n"), "{held}");
        assert!(answer(&server, "/").starts_with("HTTP/1.1 200"));

        server.release();
        let released = answer(&server, "/late.js");
        assert!(released.starts_with("HTTP/1.1 200"), "{released}");
    }
}
