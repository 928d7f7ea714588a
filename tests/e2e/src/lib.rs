//! The page, driven in headless Chromium as a person would: choosing files, reading the verdict,
//! losing the network.
//!
//! `cargo xtask test --only e2e` builds the page, names its folder in `SPECTRAFIDE_SITE`, and runs
//! the tests. Each test has a browser with an empty profile, and a server of its own that is also
//! the browser's only way to any network, so it sees every request.

#![expect(
    clippy::missing_errors_doc,
    reason = "a test ends with whatever goes wrong: the browser, the page or the server"
)]

pub mod browser;
pub mod commands;
pub mod page;
mod pair;
pub mod pictures;

pub use browser::{Flags, with_page, with_pair};
pub use page::{Outcome, Page};
