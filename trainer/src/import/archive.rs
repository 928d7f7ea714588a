//! Folders, archives and shards, one picture after the other.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use spectrafide_models::decode::MAX_FILE_BYTES;
use spectrafide_models::weights::sha256;

use super::shard;
use super::{Place, Visitor, name};
use crate::data::path::split_of_word;

/// What holds several pictures.
pub(super) enum Kind {
    Zip,
    Tar,
    TarXz,
    Shard,
}

/// The kind of a file by its name in small letters.
pub(super) fn kind(name: &str) -> Option<Kind> {
    let ends = |ending: &str| name.ends_with(ending);
    if ends(".zip") {
        Some(Kind::Zip)
    } else if ends(".tar.xz") {
        Some(Kind::TarXz)
    } else if ends(".tar") {
        Some(Kind::Tar)
    } else if ends(".parquet") {
        Some(Kind::Shard)
    } else {
        None
    }
}

/// Everything below a folder: its pictures, then the archives and shards in it.
pub(super) fn folder(root: &Path, visitor: &mut impl Visitor) -> Result<()> {
    let mut files = Vec::new();
    list(root, "", &mut files)?;
    files.sort_by_cached_key(|(path, _)| sha256(path.as_bytes()));
    let mut holders: Vec<(String, PathBuf)> = Vec::new();
    for (path, file) in files {
        if kind(&path.to_ascii_lowercase()).is_some() {
            holders.push((path, file));
            continue;
        }
        let Some(place) = name::of_path(&path) else {
            continue;
        };
        if visitor.wants(&place)? {
            let opened = File::open(&file)
                .with_context(|| format!("{} cannot be opened", file.display()))?;
            let bytes =
                limited(opened).with_context(|| format!("{} cannot be read", file.display()))?;
            visitor.take(place, bytes)?;
        }
    }
    holders.sort_unstable();
    for (path, file) in holders {
        super::file(&file, &path, visitor)?;
    }
    Ok(())
}

fn list(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> Result<()> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("{} cannot be listed", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = joined(prefix, &entry.file_name().to_string_lossy());
        // A link to a folder above would have no end.
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &path, files)?;
        } else {
            files.push((path, entry.path()));
        }
    }
    Ok(())
}

pub(super) fn zip(input: &Path, prefix: &str, visitor: &mut impl Visitor) -> Result<()> {
    let mut archive = zip::ZipArchive::new(BufReader::new(open(input)?))?;
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        if entry.is_file() {
            let path = joined(prefix, &entry.name()?);
            entries.push((sha256(path.as_bytes()), index, path));
        }
    }
    entries.sort_unstable();
    for (_, index, path) in entries {
        let Some(place) = name::of_path(&path) else {
            continue;
        };
        if visitor.wants(&place)? {
            visitor.take(place, limited(archive.by_index(index)?)?)?;
        }
    }
    Ok(())
}

pub(super) fn tar(input: &Path, prefix: &str, visitor: &mut impl Visitor) -> Result<()> {
    from_tar(BufReader::new(open(input)?), prefix, visitor)
}

pub(super) fn tar_xz(input: &Path, prefix: &str, visitor: &mut impl Visitor) -> Result<()> {
    let reader = liblzma::read::XzDecoder::new(BufReader::new(open(input)?));
    from_tar(reader, prefix, visitor)
}

fn from_tar(reader: impl Read, prefix: &str, visitor: &mut impl Visitor) -> Result<()> {
    let mut archive = ::tar::Archive::new(reader);
    for entry in archive.entries()? {
        let entry = entry?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = joined(prefix, &entry.path()?.to_string_lossy());
        let Some(place) = name::of_path(&path) else {
            continue;
        };
        if visitor.wants(&place)? {
            visitor.take(place, limited(entry)?)?;
        }
    }
    Ok(())
}

/// The rows of a Parquet shard. Columns count before what the shard's path says.
pub(super) fn shard(input: &Path, prefix: &str, visitor: &mut impl Visitor) -> Result<()> {
    let shard_name = input.file_name().unwrap_or_default().to_string_lossy();
    let path = if prefix.is_empty() {
        &shard_name
    } else {
        prefix
    };
    shard::rows(input, &mut |row| {
        let label = row.label.as_deref().and_then(name::class_of_word);
        let known = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let (generator, source) = (known(row.generator), known(row.source));
        let folder = match label {
            Some(spectrafide_models::score::Label::Real) => source.as_ref().or(generator.as_ref()),
            _ => generator.as_ref().or(source.as_ref()),
        };
        let place = Place {
            path: format!("{path}#{}", row.index),
            label,
            split: row
                .split
                .as_deref()
                .and_then(split_of_word)
                .or_else(|| name::split_of_path(path)),
            folder: folder.map(|name| name::plain(name)),
            generator,
            source,
        };
        if visitor.wants(&place)? {
            visitor.take(place, row.bytes)?;
        }
        Ok(())
    })
}

fn open(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("{} cannot be opened", path.display()))
}

/// One byte more than a readable file may have is enough to see that it has too many.
fn limited(reader: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn joined(prefix: &str, path: &str) -> String {
    let path = path.trim_start_matches("./");
    if prefix.is_empty() {
        path.to_owned()
    } else {
        format!("{prefix}/{path}")
    }
}
