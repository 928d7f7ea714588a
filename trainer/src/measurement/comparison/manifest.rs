//! What a data set's own list of files says about them.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::data::reader::{self, Members, TooLarge};

/// The name of the list inside a data set.
const NAME: &str = "manifest.csv";

/// A line of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Line {
    /// Path inside the data set.
    pub(super) path: String,
    /// What made the picture, for synthetic ones.
    #[serde(default)]
    pub(super) source_or_generator: String,
    /// The file's name in its source.
    #[serde(default)]
    pub(super) file: String,
}

/// The lines by path; none of a data set without a list.
///
/// # Errors
///
/// A data set that cannot be read, and a list that is not understood.
pub(super) fn read(data: &Path) -> Result<BTreeMap<String, Line>> {
    let mut text = Text::default();
    if data.is_dir() {
        let path = data.join(NAME);
        if path.exists() {
            text.0 = reader::bytes(&path)?;
        }
    } else {
        reader::members(data, "", &mut text)?;
    }
    csv::Reader::from_reader(text.0.as_slice())
        .deserialize()
        .map(|line| {
            let line: Line = line?;
            Ok((line.path.clone(), line))
        })
        .collect::<Result<_>>()
        .with_context(|| format!("the {NAME} of {} is not understood", data.display()))
}

/// The bytes of the list.
#[derive(Default)]
struct Text(Vec<u8>);

impl Members for Text {
    fn wants(&mut self, path: &str) -> Result<bool> {
        Ok(path == NAME)
    }

    fn take(&mut self, _: &str, bytes: Result<Vec<u8>, TooLarge>) -> Result<()> {
        self.0 = bytes?;
        Ok(())
    }
}
