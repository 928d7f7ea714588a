//! Public sets of pictures: adding them to a folder of one's own, and checking what gives their
//! classes away.
//!
//! They are read as they are published: folders, archives and Parquet shards.
//!
//! Pictures are handed over one at a time, so that a set may be larger than the memory.

pub mod add;
mod added;
pub mod check;
mod kept;
mod known;
pub mod leak;
pub mod name;
mod shard;
mod visit;
mod waiting;

use anyhow::Result;
use spectrafide_report::score::Label;

use crate::data::items::Split;
use crate::data::reader::TooLarge;

pub use added::Added;
pub use visit::visit;

/// Where a picture was found, and what is known about it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Path inside the input, with `/`; for a row of a shard `shard.parquet#row`.
    pub path: String,
    /// Its class, if a folder or a column says so.
    pub label: Option<Label>,
    /// Its split, if a folder, a column or the name of the shard says so.
    pub split: Option<Split>,
    /// Name of its source folder, without characters that a file system might mind.
    pub folder: Option<String>,
    /// What made a synthetic picture, as the input writes it.
    pub generator: Option<String>,
    /// Where a real picture comes from, as the input writes it.
    pub source: Option<String>,
}

/// What is done with the pictures of an input.
pub trait Visitor {
    /// Whether a picture should be read. Rows of a shard have been read already.
    ///
    /// # Errors
    ///
    /// An error ends the visit.
    fn wants(&mut self, place: &Place) -> Result<bool>;

    /// Takes a picture's file, or that it is too large.
    ///
    /// # Errors
    ///
    /// An error ends the visit.
    fn take(&mut self, place: Place, bytes: Result<Vec<u8>, TooLarge>) -> Result<()>;
}

#[cfg(test)]
mod tests;
