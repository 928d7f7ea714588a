//! The project's own commands, run as `cargo xtask <command>`.
//!
//! The library part exists so that the end-to-end tests serve the page with the same
//! [`server`] and the same headers that `cargo xtask serve` uses.

use std::process::ExitCode;

use anyhow::Result;

pub mod browser;
pub mod build;
pub mod commands;
pub mod cost;
pub mod figures;
pub mod headers;
pub mod lint;
pub mod manifest;
pub mod process;
pub mod project;
pub mod rustdoc;
pub mod server;
pub mod site;
pub mod steps;
pub mod tools;
pub mod zoo;

/// The exit status of a program of this package, with the error printed.
pub fn report(outcome: Result<()>) -> ExitCode {
    if let Err(error) = outcome {
        // Without a backtrace: the message is for a person at a shell.
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
