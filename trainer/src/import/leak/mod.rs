//! Whether a set of pictures gives answers away: copies across splits and classes, and classes
//! that file formats separate.

mod copies;
mod printed;
mod separation;

use std::collections::BTreeMap;

use anyhow::Result;
use indicatif::ProgressBar;
use serde::Serialize;

use crate::data::path::{label_name, split_name};
use crate::data::record::Record;

pub use copies::Copies;
pub use separation::{Separation, Separator};

/// What is found about a set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeakReport {
    /// Number of pictures.
    pub pictures: usize,
    /// The same by split, class and folder.
    pub folders: BTreeMap<String, usize>,
    /// Paths that gave no picture.
    pub unreadable: Vec<String>,
    /// Number of pictures whose class is not known.
    pub unlabelled: usize,
    /// Copies byte for byte.
    pub copies: Copies,
    /// Versions of one picture that differ in their bytes.
    pub near_copies: Copies,
    /// How well the container's facts separate the classes.
    pub separation: Separation,
}

impl LeakReport {
    /// Looks at `records`.
    ///
    /// # Errors
    ///
    /// A forest that cannot be grown.
    pub fn of(records: &[Record], progress: &ProgressBar) -> Result<Self> {
        let mut folders = BTreeMap::new();
        for record in records {
            let split = record.split.map_or("no split", split_name);
            let label = label_name(record.label);
            let name = format!("{split}/{label}/{}", record.folder);
            *folders.entry(name).or_insert(0) += 1;
        }
        Ok(Self {
            pictures: records.len(),
            folders,
            unreadable: Vec::new(),
            unlabelled: 0,
            copies: Copies::exact(records),
            near_copies: Copies::near(records, progress),
            separation: Separation::of(records)?,
        })
    }
}

#[cfg(test)]
mod tests;
