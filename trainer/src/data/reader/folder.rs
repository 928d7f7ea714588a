//! The files below a folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::joined;

/// The files below `root`, as paths inside it with `/` and where each lies, sorted by path.
///
/// Links are followed to files and folders below `root`, but not to a folder that they lie in. One
/// that leads elsewhere is left out and named on the standard error.
///
/// # Errors
///
/// A folder that cannot be listed is named.
pub fn files(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let real = root
        .canonicalize()
        .with_context(|| format!("{} cannot be found", root.display()))?;
    let mut walk = Walk {
        above: vec![real.clone()],
        root: real,
        files: Vec::new(),
    };
    walk.folder(root, "")?;
    walk.files.sort_unstable();
    Ok(walk.files)
}

struct Walk {
    /// The folder, without links.
    root: PathBuf,
    /// The folders that are being listed, without links: the root and what leads to the last one.
    above: Vec<PathBuf>,
    files: Vec<(String, PathBuf)>,
}

impl Walk {
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        let context = || format!("{} cannot be listed", folder.display());
        for entry in fs::read_dir(folder).with_context(context)? {
            let entry = entry.with_context(context)?;
            let kind = entry.file_type().with_context(context)?;
            let inside = joined(prefix, &entry.file_name().to_string_lossy());
            let path = entry.path();
            if kind.is_symlink() {
                self.link(&path, &inside)?;
            } else if kind.is_dir() {
                let real = path.canonicalize().with_context(context)?;
                self.below(&path, real, &inside)?;
            } else {
                self.files.push((inside, path));
            }
        }
        Ok(())
    }

    fn link(&mut self, path: &Path, inside: &str) -> Result<()> {
        match path.canonicalize() {
            Ok(real) if real.starts_with(&self.root) => {
                if !real.is_dir() {
                    self.files.push((inside.to_owned(), path.to_owned()));
                } else if !self.above.contains(&real) {
                    self.below(path, real, inside)?;
                }
            }
            Ok(_) => eprintln!(
                "left out: {} is a link that leads out of the folder",
                path.display()
            ),
            Err(_) => eprintln!("left out: {} is a link to nothing", path.display()),
        }
        Ok(())
    }

    fn below(&mut self, folder: &Path, real: PathBuf, inside: &str) -> Result<()> {
        self.above.push(real);
        self.folder(folder, inside)?;
        self.above.pop();
        Ok(())
    }
}
