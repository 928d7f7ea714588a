//! What an earlier check found about each picture, a JSON object a line.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use crate::data::record::Record;

/// What is known about pictures from an earlier check.
#[derive(Default)]
pub(super) struct Kept {
    file: Option<File>,
    pub records: BTreeMap<String, Record>,
}

impl Kept {
    /// Reads the lines of `path`; a last one that was cut off is left out.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let context = || format!("{} cannot be used", path.display());
        let text = match std::fs::read_to_string(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            read => read.with_context(context)?,
        };
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        let mut records = BTreeMap::new();
        for (number, line) in whole.lines().enumerate() {
            let record: Record = serde_json::from_str(line).with_context(|| {
                format!(
                    "line {} of {} is not understood",
                    number + 1,
                    path.display()
                )
            })?;
            records.insert(record.origin.clone(), record);
        }
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .with_context(context)?;
        file.set_len(whole.len() as u64).with_context(context)?;
        drop(file);
        let file = OpenOptions::new()
            .append(true)
            .open(path)
            .with_context(context)?;
        Ok(Self {
            file: Some(file),
            records,
        })
    }

    pub(super) fn add(&mut self, record: &Record) -> Result<()> {
        if let Some(file) = &mut self.file {
            writeln!(file, "{}", serde_json::to_string(record)?)
                .context("what was found cannot be kept")?;
        }
        Ok(())
    }
}
