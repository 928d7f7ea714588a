//! What the worker is started with, and what a picture is called.

use spectrafide_report::served::ServedFiles;

use crate::protocol::DevicePreference;

/// Where the worker's files are and how it should run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address of the page's folder, with a slash at its end.
    pub base: String,
    /// The served files.
    pub files: ServedFiles,
    /// The device that the address asks for.
    pub device: DevicePreference,
}

impl Settings {
    /// The address of the file called `name`.
    pub fn url(&self, name: &str) -> String {
        format!("{}{}", self.base, self.files.path(name))
    }
}

/// The names of a picture and of the manifest store beside it.
#[derive(Clone, Debug)]
pub struct Names {
    /// The picture's.
    pub picture: String,
    /// That of the store, where there is one.
    pub sidecar: Option<String>,
}
