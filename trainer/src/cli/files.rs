//! The pictures that a command is given, and the manifest stores that lie beside them.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use spectrafide_trainer::measurement::beside::{Given, paired};

/// Files on the command line.
#[derive(Args)]
pub struct Files {
    /// A manifest store that lies beside the only picture, whatever it is called.
    #[arg(long, value_name = "FILE")]
    sidecar: Option<PathBuf>,
    /// The pictures. A `.c2pa` file among them lies beside the picture of its name, `photo.jpg` for
    /// `photo.c2pa` or `photo.jpg.c2pa`, or beside the only one.
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,
}

impl Files {
    /// The pictures, each with the store beside it.
    ///
    /// # Errors
    ///
    /// As [`paired`].
    pub fn paired(&self) -> Result<Vec<Given>> {
        paired(&self.files, self.sidecar.as_deref())
    }
}
