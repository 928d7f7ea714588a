//! The project's own commands, run as `cargo xtask <command>`.
//!
//! The library part exists so that the end-to-end tests serve the page with the same
//! [`server`] and the same headers that `cargo xtask serve` uses.

pub mod browser;
pub mod build;
pub mod commands;
pub mod compress;
pub mod figures;
pub mod headers;
pub mod manifest;
pub mod process;
pub mod project;
pub mod server;
pub mod site;
pub mod steps;
pub mod tools;
pub mod zoo;
