//! Public sets of pictures: adding them to a folder of one's own, and checking what gives their
//! classes away.
//!
//! They are read as they are published: folders, archives and Parquet shards.
//!
//! Pictures are handed over one at a time, so that a set may be larger than the memory.

pub mod add;
mod added;
mod archive;
pub mod check;
mod kept;
mod known;
pub mod leak;
pub mod name;
mod shard;
mod waiting;

use std::path::Path;

use anyhow::{Context, Result, bail};
use spectrafide_models::score::Label;

use crate::data::items::Split;

pub use added::Added;

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

    /// Takes a picture's file. What is longer than a readable file may be is cut off.
    ///
    /// # Errors
    ///
    /// An error ends the visit.
    fn take(&mut self, place: Place, bytes: Vec<u8>) -> Result<()>;
}

/// Visits the pictures of `input`: a folder with everything below it, a `.zip`, `.tar` or
/// `.tar.xz`, or a `.parquet` shard.
///
/// Folders and zip files are visited in the order of a hash of the names, so that the first
/// pictures of a folder are a fair sample of it; the others in their own order.
pub fn visit(input: &Path, visitor: &mut impl Visitor) -> Result<()> {
    if input.is_dir() {
        return archive::folder(input, visitor);
    }
    file(input, "", visitor)
}

/// Visits what a file holds; `prefix` is put before the paths inside.
fn file(input: &Path, prefix: &str, visitor: &mut impl Visitor) -> Result<()> {
    let name = input
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let read = match archive::kind(&name) {
        Some(archive::Kind::Zip) => archive::zip(input, prefix, visitor),
        Some(archive::Kind::Tar) => archive::tar(input, prefix, visitor),
        Some(archive::Kind::TarXz) => archive::tar_xz(input, prefix, visitor),
        Some(archive::Kind::Shard) => archive::shard(input, prefix, visitor),
        None => bail!(
            "{} is neither a folder nor a .zip, .tar, .tar.xz or .parquet file",
            input.display()
        ),
    };
    read.with_context(|| format!("{} cannot be read to its end", input.display()))
}

#[cfg(test)]
mod tests;
