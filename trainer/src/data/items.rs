//! Reads the labelled pictures of a folder or an archive.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use spectrafide_report::score::Label;

pub use super::split::Split;

use super::path::{self, Folders};
use super::reader::{self, MAX_FILE_BYTES, Members, TooLarge};
use crate::digest::{Hasher, sha256};
use crate::progress::progress;

/// One labelled picture.
#[derive(Clone, Debug)]
pub struct Item {
    /// Path inside the data set, with `/`.
    pub path: String,
    /// Its class.
    pub label: Label,
    /// Its split, if the path names one.
    pub split: Option<Split>,
    /// The folder below the class folder, or the class folder itself: the picture's source.
    pub folder: String,
    store: Store,
}

#[derive(Clone, Debug)]
enum Store {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

impl Item {
    /// The file's bytes.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn bytes(&self) -> Result<Arc<[u8]>> {
        match &self.store {
            Store::Memory(bytes) => Ok(bytes.clone()),
            Store::File(path) => Ok(reader::bytes(path)?.into()),
        }
    }

    /// Class and folder, such as `real/flickr`.
    pub fn source(&self) -> String {
        path::source_name(self.label, &self.folder)
    }

    /// Interprets `path`; none without a class in it.
    fn new(path: &str, store: Store) -> Option<Self> {
        let Folders {
            names,
            class,
            split,
        } = path::folders(path)?;
        let (place, label) = class?;
        let folder = match &names[place + 1..] {
            [] => names[place].to_owned(),
            below => below.join("/"),
        };
        Some(Self {
            path: path.to_owned(),
            label,
            split: split.map(|(_, split)| split),
            folder,
            store,
        })
    }
}

/// The name of a data set: that of its file or folder.
pub fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Reads the labelled pictures of `path`, a folder or archive, sorted by path; `keep` says which
/// splits are wanted.
///
/// Files that are too large for a picture are left out and named on the standard error.
///
/// # Errors
///
/// A folder or archive that cannot be read, and one without a picture of a wanted split.
pub fn read(path: &Path, keep: impl Fn(Option<Split>) -> bool) -> Result<Vec<Item>> {
    let mut found = Found {
        items: Vec::new(),
        keep,
    };
    if path.is_dir() {
        for (inside, file) in reader::files(path)? {
            found.file(&inside, file)?;
        }
    } else {
        reader::members(path, "", &mut found)?;
    }
    let mut items = found.items;
    items.sort_by(|a, b| a.path.cmp(&b.path));
    if items.is_empty() {
        bail!(
            "{} holds no picture of this split whose path contains `real` or `synthetic` (or \
             `REAL` or `FAKE`)",
            path.display()
        );
    }
    Ok(items)
}

/// Reads the pictures of several data sets as one, see [`read`].
///
/// # Errors
///
/// Those of the data sets.
pub fn read_all(paths: &[PathBuf], keep: impl Fn(Option<Split>) -> bool) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for path in paths {
        items.extend(read(path, &keep)?);
    }
    items.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(items)
}

/// The names of several data sets, with `+` between them.
pub fn names(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| name(path)).collect();
    names.join("+")
}

/// Labelled pictures of the wanted splits.
struct Found<K> {
    items: Vec<Item>,
    keep: K,
}

impl<K: Fn(Option<Split>) -> bool> Found<K> {
    /// Takes a file of a folder, which is read when its picture is.
    fn file(&mut self, inside: &str, file: PathBuf) -> Result<()> {
        if !self.wants(inside)? {
            return Ok(());
        }
        let size = std::fs::metadata(&file)
            .with_context(|| format!("{} cannot be read", file.display()))?
            .len();
        if size > MAX_FILE_BYTES {
            let path = file.display().to_string();
            eprintln!("left out: {}", TooLarge { path });
        } else {
            self.items.extend(Item::new(inside, Store::File(file)));
        }
        Ok(())
    }
}

impl<K: Fn(Option<Split>) -> bool> Members for Found<K> {
    fn wants(&mut self, path: &str) -> Result<bool> {
        let item = Item::new(path, Store::File(PathBuf::new()));
        Ok(item.is_some_and(|item| (self.keep)(item.split)))
    }

    fn take(&mut self, path: &str, bytes: Result<Vec<u8>, TooLarge>) -> Result<()> {
        match bytes {
            Ok(bytes) => {
                let item = Item::new(path, Store::Memory(bytes.into()));
                self.items.extend(item);
            }
            Err(error) => eprintln!("left out: {error}"),
        }
        Ok(())
    }
}

/// Numbers of real and synthetic items.
pub fn class_counts(items: &[Item]) -> [usize; 2] {
    let synthetic = items
        .iter()
        .filter(|item| item.label == Label::Synthetic)
        .count();
    [items.len() - synthetic, synthetic]
}

/// Numbers of items by class and folder, sorted.
pub fn folder_counts(items: &[Item]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(item.source()).or_insert(0) += 1;
    }
    counts
}

/// SHA-256 of each file, in the order of `items`.
///
/// # Errors
///
/// A file that cannot be read.
pub fn digests(items: &[Item]) -> Result<Vec<String>> {
    let bar = progress(items.len() as u64, "pictures that are there");
    let digests = items.par_iter().map(|item| {
        bar.inc(1);
        Ok(sha256(item.bytes()?))
    });
    let digests = digests.collect();
    bar.finish_and_clear();
    digests
}

/// SHA-256 over the sorted paths, labels and contents.
///
/// # Errors
///
/// A file that cannot be read.
pub fn fingerprint(items: &[Item]) -> Result<String> {
    let mut hasher = Hasher::default();
    for item in items {
        hasher.update(item.path.as_bytes());
        hasher.update([item.label as u8]);
        hasher.update(sha256(&item.bytes()?).as_bytes());
    }
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    fn item(path: &str) -> Option<Item> {
        Item::new(path, Store::File(PathBuf::new()))
    }

    #[test]
    fn class_split_and_folder_come_from_the_path() {
        let found = item("openmix/train/real/bsds500/1.jpg").expect("labelled");
        assert_eq!(found.label, Label::Real);
        assert_eq!(found.split, Some(Split::Train));
        assert_eq!(found.folder, "bsds500");
        let found = item("cifake/test/FAKE/7 (3).jpg").expect("labelled");
        assert_eq!(found.label, Label::Synthetic);
        assert_eq!(found.folder, "FAKE");
    }

    #[test]
    fn files_without_a_class_or_a_picture_name_are_left_out() {
        assert!(item("train/other/1.jpg").is_none());
        assert!(item("train/real/manifest.csv").is_none());
        assert!(item("__MACOSX/real/._1.jpg").is_none());
    }

    #[test]
    fn the_class_nearest_to_the_file_counts() {
        assert_eq!(
            item("real-or-not/real/fake/1.png").map(|i| i.label),
            Some(Label::Synthetic)
        );
    }

    #[test]
    fn a_folder_and_an_archive_of_it_give_the_same_items() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("train/real/a");
        std::fs::create_dir_all(&file).expect("created");
        std::fs::write(file.join("1.png"), b"bytes").expect("written");
        let archive = folder.path().join("set.tar");
        let mut builder = tar::Builder::new(File::create(&archive).expect("created"));
        builder
            .append_dir_all("train", folder.path().join("train"))
            .expect("appended");
        builder.finish().expect("finished");
        let from_folder = read(&folder.path().join("train"), |_| true).expect("read");
        let from_archive = read(&archive, |split| split == Some(Split::Train)).expect("read");
        assert_eq!(from_folder.len(), 1);
        assert_eq!(from_archive[0].path, "train/real/a/1.png");
        assert_eq!(&*from_archive[0].bytes().expect("read"), b"bytes");
    }

    #[test]
    fn a_file_that_is_too_large_for_a_picture_is_left_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let real = folder.path().join("real");
        std::fs::create_dir_all(&real).expect("made");
        std::fs::write(real.join("1.png"), b"bytes").expect("written");
        // A hole in a file takes no room on the disk.
        let large = File::create(real.join("2.png")).expect("made");
        large.set_len(MAX_FILE_BYTES + 1).expect("set");
        let items = read(folder.path(), |_| true).expect("read");
        let paths: Vec<&str> = items.iter().map(|item| item.path.as_str()).collect();
        assert_eq!(paths, ["real/1.png"]);
    }
}
