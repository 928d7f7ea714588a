//! `heads`: compares heads on what a frozen trunk said.

use anyhow::Result;
use clap::Args;

/// Compare.
#[derive(Args)]
pub struct Heads {}

impl Heads {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        Ok(())
    }
}
