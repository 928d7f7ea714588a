//! The list of the page's own files, under the names that the server gives them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `manifest.json`: every served file by its logical name, so that a release may put a hash
/// into the names of the files and keep them in caches forever.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedFiles {
    /// Changes when any file does.
    pub version: String,
    /// Logical name, such as `pkg/worker_bg.wasm`, to what is served for it.
    #[serde(default)]
    pub files: BTreeMap<String, ServedFile>,
}

/// One served file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedFile {
    /// Path relative to the page.
    pub path: String,
    /// Size before compression.
    pub bytes: u64,
    /// SHA-256 of the file, in lower-case hex.
    #[serde(default)]
    pub sha256: String,
}

impl ServedFiles {
    /// The address, relative to the page, of the file called `name`; a name that is not listed
    /// is its own address, which is what a plain development server serves.
    pub fn path<'a>(&'a self, name: &'a str) -> &'a str {
        self.files.get(name).map_or(name, |file| file.path.as_str())
    }

    /// The size of the file called `name`, if it is listed.
    pub fn bytes(&self, name: &str) -> Option<u64> {
        self.files.get(name).map(|file| file.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_name_resolves_to_its_hashed_path_and_any_other_to_itself() {
        let text = r#"{"version":"a1","files":{"worker.js":
            {"path":"worker-77.js","bytes":12,"sha256":"00"}}}"#;
        let files: ServedFiles = serde_json::from_str(text).expect("a valid list");
        assert_eq!(files.path("worker.js"), "worker-77.js");
        assert_eq!(files.bytes("worker.js"), Some(12));
        assert_eq!(files.path("zoo/index.json"), "zoo/index.json");
        assert_eq!(files.bytes("zoo/index.json"), None);
    }
}
