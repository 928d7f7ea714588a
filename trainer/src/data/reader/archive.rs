//! The members of an archive.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use crate::digest::sha256;
use anyhow::{Context, Result, bail};
use liblzma::read::XzDecoder;

use super::{TooLarge, joined, limited};

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveKind {
    /// `.zip`.
    Zip,
    /// `.tar`.
    Tar,
    /// `.tar.xz`.
    TarXz,
}

impl ArchiveKind {
    /// The kind of a file by its name, in large or small letters.
    pub fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        [
            (".zip", Self::Zip),
            (".tar", Self::Tar),
            (".tar.xz", Self::TarXz),
        ]
        .into_iter()
        .find_map(|(ending, kind)| name.ends_with(ending).then_some(kind))
    }
}

/// What is done with the members of an archive.
pub trait Members {
    /// Whether the member at `path` should be unpacked.
    ///
    /// # Errors
    ///
    /// An error ends the reading.
    fn wants(&mut self, path: &str) -> Result<bool>;

    /// Takes a member that was wanted, or that it is too large.
    ///
    /// # Errors
    ///
    /// An error ends the reading.
    fn take(&mut self, path: &str, bytes: Result<Vec<u8>, TooLarge>) -> Result<()>;
}

/// Reads the files in the archive `file`; `prefix` is put before the paths inside, with a `/`.
///
/// The members of a zip come in the order of a hash of their paths, so that the first ones of a
/// folder are a fair sample of it; those of the others in their own order. Links are left out.
///
/// # Errors
///
/// A file that is no archive or damaged, and what `members` refuses.
pub fn members(file: &Path, prefix: &str, members: &mut impl Members) -> Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let Some(kind) = ArchiveKind::of(&name) else {
        bail!(
            "{} is neither a folder nor a .zip, .tar or .tar.xz",
            file.display()
        );
    };
    let opened =
        File::open(file).with_context(|| format!("{} cannot be opened", file.display()))?;
    let reader = BufReader::new(opened);
    let mut reading = Reading {
        archive: &name,
        prefix,
        members,
    };
    match kind {
        ArchiveKind::Zip => reading.zip(reader),
        ArchiveKind::Tar => reading.tar(reader),
        ArchiveKind::TarXz => reading.tar(XzDecoder::new(reader)),
    }
    .with_context(|| format!("{} cannot be read to its end", file.display()))
}

struct Reading<'a, M> {
    archive: &'a str,
    prefix: &'a str,
    members: &'a mut M,
}

impl<M: Members> Reading<'_, M> {
    fn zip(&mut self, reader: BufReader<File>) -> Result<()> {
        let mut archive = zip::ZipArchive::new(reader)?;
        let mut entries = Vec::new();
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index)?;
            if entry.is_file() {
                let path = joined(self.prefix, &entry.name()?);
                entries.push((sha256(path.as_bytes()), index, path));
            }
        }
        entries.sort_unstable();
        for (_, index, path) in entries {
            if self.members.wants(&path)? {
                self.hand_over(&path, archive.by_index(index)?)?;
            }
        }
        Ok(())
    }

    fn tar(&mut self, reader: impl Read) -> Result<()> {
        let mut archive = tar::Archive::new(reader);
        for entry in archive.entries()? {
            let entry = entry?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let path = joined(self.prefix, &entry.path()?.to_string_lossy());
            if self.members.wants(&path)? {
                self.hand_over(&path, entry)?;
            }
        }
        Ok(())
    }

    fn hand_over(&mut self, path: &str, reader: impl Read) -> Result<()> {
        let bytes = limited(reader).with_context(|| format!("{path} cannot be unpacked"))?;
        let archive = self.archive;
        let bytes = bytes.ok_or_else(|| TooLarge {
            path: format!("{archive}: {path}"),
        });
        self.members.take(path, bytes)
    }
}
