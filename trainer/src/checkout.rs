//! Where the repository's own folders are.

use std::path::{Path, PathBuf};

/// The folder `path` of the repository: below the working directory, as documented, or, from
/// elsewhere, of the checkout that the program was built in.
pub fn folder(path: &str) -> PathBuf {
    let here = PathBuf::from(path);
    if here.is_dir() {
        return here;
    }
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
