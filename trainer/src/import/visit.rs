//! One picture of a public set after the other.

use std::path::Path;

use crate::digest::sha256;
use anyhow::{Context, Result, bail};
use spectrafide_report::score::Label;

use super::{Place, Visitor, name, shard};
use crate::data::path::split_of_word;
use crate::data::reader::{self, ArchiveKind, Members, TooLarge};

/// Visits the pictures of `input`: a folder with everything below it, a `.zip`, `.tar` or
/// `.tar.xz`, or a `.parquet` shard.
///
/// Folders and zip files are visited in the order of a hash of the names, so that the first
/// pictures of a folder are a fair sample of it; the others in their own order. Archives and
/// shards in a folder come after its pictures.
///
/// # Errors
///
/// An input that cannot be read to its end, and what `visitor` refuses.
pub fn visit(input: &Path, visitor: &mut impl Visitor) -> Result<()> {
    if !input.is_dir() {
        return holder(input, "", visitor);
    }
    let (holders, mut pictures): (Vec<_>, Vec<_>) = reader::files(input)?
        .into_iter()
        .partition(|(path, _)| is_shard(path) || ArchiveKind::of(path).is_some());
    pictures.sort_by_cached_key(|(path, _)| sha256(path.as_bytes()));
    for (path, file) in pictures {
        let Some(place) = name::of_path(&path) else {
            continue;
        };
        if visitor.wants(&place)? {
            let bytes = match reader::bytes(&file) {
                Ok(bytes) => Ok(bytes),
                Err(error) => Err(error.downcast::<TooLarge>()?),
            };
            visitor.take(place, bytes)?;
        }
    }
    for (path, file) in holders {
        holder(&file, &path, visitor)?;
    }
    Ok(())
}

fn is_shard(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".parquet")
}

/// Visits what a file holds; `prefix` is put before the paths inside.
fn holder(input: &Path, prefix: &str, visitor: &mut impl Visitor) -> Result<()> {
    let name = input.file_name().unwrap_or_default().to_string_lossy();
    if is_shard(&name) {
        return rows(input, prefix, visitor)
            .with_context(|| format!("{} cannot be read to its end", input.display()));
    }
    if ArchiveKind::of(&name).is_none() {
        bail!(
            "{} is neither a folder nor a .zip, .tar, .tar.xz or .parquet file",
            input.display()
        );
    }
    reader::members(input, prefix, &mut Pictures(visitor))
}

/// Those members of an archive that are pictures.
struct Pictures<'a, V>(&'a mut V);

impl<V: Visitor> Members for Pictures<'_, V> {
    fn wants(&mut self, path: &str) -> Result<bool> {
        name::of_path(path).map_or(Ok(false), |place| self.0.wants(&place))
    }

    fn take(&mut self, path: &str, bytes: Result<Vec<u8>, TooLarge>) -> Result<()> {
        name::of_path(path).map_or(Ok(()), |place| self.0.take(place, bytes))
    }
}

/// The rows of a Parquet shard. Columns count before what the shard's path says.
fn rows(input: &Path, prefix: &str, visitor: &mut impl Visitor) -> Result<()> {
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
            Some(Label::Real) => source.as_ref().or(generator.as_ref()),
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
            visitor.take(place, Ok(row.bytes))?;
        }
        Ok(())
    })
}
