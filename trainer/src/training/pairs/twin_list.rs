//! The list of twins: which picture each was made from.

use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// Name of the file, in the folder of the twins.
pub const FILE_NAME: &str = "manifest.csv";

/// One twin: a line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its path in the folder, with `/`.
    pub path: String,
    /// Its split, always `train`.
    pub split: String,
    /// Its class, always `synthetic`.
    pub label: String,
    /// Its folder below the class.
    pub folder: String,
    /// The auto-encoder.
    pub source_or_generator: String,
    /// How it was made.
    pub origin: String,
    /// Path of the real picture in its own data set.
    pub original: String,
    /// SHA-256 of the twin's file.
    pub sha256: String,
}

/// Writes `rows` to the list of `folder`, whole or not at all.
///
/// # Errors
///
/// A file that cannot be written.
pub fn write(folder: &Path, rows: &[Row]) -> Result<()> {
    let (path, partial) = (folder.join(FILE_NAME), folder.join("manifest.partial.csv"));
    let written = || -> Result<()> {
        let mut writer = csv::Writer::from_path(&partial)?;
        for row in rows {
            writer.serialize(row)?;
        }
        writer.flush()?;
        std::fs::rename(&partial, &path)?;
        Ok(())
    };
    written().with_context(|| format!("{} cannot be written", path.display()))
}

/// Reads the list of `folder`.
///
/// # Errors
///
/// A file that cannot be read or is not understood.
pub fn read(folder: &Path) -> Result<Vec<Row>> {
    let path = folder.join(FILE_NAME);
    let mut reader = csv::Reader::from_path(&path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    reader
        .deserialize()
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} is not understood", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back_with_any_names_and_a_damaged_one_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let row = Row {
            path: "train/synthetic/a/1, \"one\".png".into(),
            split: "train".into(),
            label: "synthetic".into(),
            folder: "a".into(),
            source_or_generator: "x".into(),
            origin: "y".into(),
            original: "train/real/ä b/1.jpg".into(),
            sha256: "00".into(),
        };
        write(folder.path(), std::slice::from_ref(&row)).expect("written");
        assert_eq!(read(folder.path()).expect("read"), [row]);
        std::fs::write(folder.path().join(FILE_NAME), "path,split\n1,2\n").expect("written");
        let error = format!("{:#}", read(folder.path()).expect_err("damaged"));
        assert!(
            error.contains("manifest.csv") && error.contains("label"),
            "{error}"
        );
    }
}
