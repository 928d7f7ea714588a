//! A folder of pictures with splits, classes and a manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use spectrafide_report::score::Label;

use super::items::Split;
use super::path::{label_name, split_name};
use super::perceptual::Hash;

/// The name of the list of pictures.
const MANIFEST: &str = "manifest.csv";

/// A line of the manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Path inside the folder, with `/`.
    pub path: String,
    /// Its split.
    pub split: Split,
    /// Its class.
    pub label: Label,
    /// Its source folder.
    pub folder: String,
    /// Where it comes from, for a real picture.
    pub source: String,
    /// What made it, for a synthetic picture.
    pub generator: String,
    /// Input and path inside it.
    pub origin: String,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Hash of what is to be seen, empty for a picture without much to be
    /// seen.
    pub hash: Option<Hash>,
}

impl Entry {
    /// The path of a picture: its name is the start of its hash, so that the same picture gets
    /// the same name again.
    ///
    /// # Panics
    ///
    /// If `sha256` has fewer than 24 digits.
    pub fn path_of(split: Split, label: Label, folder: &str, sha256: &str, ending: &str) -> String {
        let above = folder_name(split, label, folder);
        format!("{above}/{}.{ending}", &sha256[..24])
    }
}

/// The folder.
pub struct Layout {
    root: PathBuf,
    manifest: File,
    entries: BTreeMap<String, Entry>,
    origins: BTreeSet<String>,
    /// Number of pictures by the folder of their files.
    counts: BTreeMap<String, usize>,
}

impl Layout {
    /// Opens the folder at `root`, which is made if it is missing.
    ///
    /// # Errors
    ///
    /// A manifest that is not understood is named with the line, and a folder that holds other
    /// things than a manifest's pictures is refused.
    pub fn open(root: &Path) -> Result<Self> {
        fs::create_dir_all(root).with_context(|| format!("{} cannot be made", root.display()))?;
        let path = root.join(MANIFEST);
        let entries = if path.exists() {
            read(&path)?
        } else {
            ensure!(
                fs::read_dir(root)?.next().is_none(),
                "{} is not empty and has no {MANIFEST}; give another folder",
                root.display()
            );
            Vec::new()
        };
        // Written again as it was understood: a line that was cut off would hide the next one.
        let manifest = write(&path, entries.iter())?;
        let mut counts = BTreeMap::new();
        for entry in &entries {
            *counts.entry(folder_of(&entry.path).to_owned()).or_insert(0) += 1;
        }
        Ok(Self {
            root: root.to_owned(),
            manifest,
            counts,
            origins: entries.iter().map(|entry| entry.origin.clone()).collect(),
            entries: entries
                .into_iter()
                .map(|entry| (entry.path.clone(), entry))
                .collect(),
        })
    }

    /// Its pictures, by path.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Whether a picture of this origin is there.
    pub fn has_origin(&self, origin: &str) -> bool {
        self.origins.contains(origin)
    }

    /// Number of pictures of a split and class in a folder.
    pub fn count(&self, split: Split, label: Label, folder: &str) -> usize {
        let name = folder_name(split, label, folder);
        self.counts.get(&name).copied().unwrap_or(0)
    }

    /// Adds a picture: first the file, then the line, so that every line has its file.
    ///
    /// # Errors
    ///
    /// Files that cannot be written.
    pub fn add(&mut self, entry: Entry, bytes: &[u8]) -> Result<()> {
        let path = self.root.join(&entry.path);
        let context = || format!("{} cannot be written", path.display());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(context)?;
        }
        let part = path.with_extension("part");
        fs::write(&part, bytes).with_context(context)?;
        fs::rename(&part, &path).with_context(context)?;
        self.manifest
            .write_all(&line(Some(&entry))?)
            .context("the manifest cannot be written")?;
        *self
            .counts
            .entry(folder_of(&entry.path).to_owned())
            .or_insert(0) += 1;
        self.origins.insert(entry.origin.clone());
        self.entries.insert(entry.path.clone(), entry);
        Ok(())
    }

    /// Removes pictures by path: first the lines, then the files.
    ///
    /// # Errors
    ///
    /// Files that cannot be written or removed.
    pub fn remove(&mut self, paths: &[String]) -> Result<()> {
        for path in paths {
            if let Some(entry) = self.entries.remove(path) {
                self.origins.remove(&entry.origin);
                if let Some(count) = self.counts.get_mut(folder_of(path)) {
                    *count -= 1;
                }
            }
        }
        self.manifest = write(&self.root.join(MANIFEST), self.entries.values())?;
        for path in paths {
            let path = self.root.join(path);
            fs::remove_file(&path)
                .with_context(|| format!("{} cannot be removed", path.display()))?;
        }
        Ok(())
    }
}

fn folder_name(split: Split, label: Label, folder: &str) -> String {
    format!("{}/{}/{folder}", split_name(split), label_name(label))
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Reads a manifest; a last line without its end was cut off and is left out.
fn read(path: &Path) -> Result<Vec<Entry>> {
    let context = || format!("{} cannot be read", path.display());
    let text = fs::read_to_string(path).with_context(context)?;
    let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
    let mut entries = Vec::new();
    for entry in csv::Reader::from_reader(whole.as_bytes()).deserialize() {
        let entry: Entry =
            entry.with_context(|| format!("{} is not understood", path.display()))?;
        let outside = |part: &str| matches!(part, "" | "." | "..");
        ensure!(
            !entry.path.split('/').any(outside),
            "{} names `{}`, which is not inside the folder",
            path.display(),
            entry.path
        );
        entries.push(entry);
    }
    Ok(entries)
}

/// Writes a manifest anew, and opens it for more lines.
fn write<'a>(path: &Path, entries: impl Iterator<Item = &'a Entry>) -> Result<File> {
    let context = || format!("{} cannot be written", path.display());
    let mut text = line(None)?;
    for entry in entries {
        text.extend(line(Some(entry))?);
    }
    let part = path.with_extension("part");
    fs::write(&part, text).with_context(context)?;
    fs::rename(&part, path).with_context(context)?;
    OpenOptions::new()
        .append(true)
        .open(path)
        .with_context(context)
}

/// A line with its end; the names of the columns without an entry.
fn line(entry: Option<&Entry>) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    match entry {
        Some(entry) => writer.serialize(entry)?,
        None => writer.write_record([
            "path",
            "split",
            "label",
            "folder",
            "source",
            "generator",
            "origin",
            "bytes",
            "sha256",
            "hash",
        ])?,
    }
    Ok(writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Entry {
        let sha256 = crate::digest::sha256(name.as_bytes());
        Entry {
            path: Entry::path_of(Split::Train, Label::Real, "a", &sha256, "png"),
            split: Split::Train,
            label: Label::Real,
            folder: "a".into(),
            source: "a, with a \"comma\"".into(),
            generator: String::new(),
            origin: format!("set:{name}"),
            bytes: 3,
            sha256,
            hash: None,
        }
    }

    #[test]
    fn what_is_added_is_there_again_and_what_is_removed_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut layout = Layout::open(folder.path()).expect("opened");
        let (one, two) = (entry("one"), entry("two"));
        layout.add(one.clone(), b"1").expect("added");
        layout.add(two.clone(), b"2").expect("added");
        drop(layout);
        let mut layout = Layout::open(folder.path()).expect("opened again");
        assert!(layout.has_origin("set:one") && !layout.has_origin("set:three"));
        assert_eq!(layout.count(Split::Train, Label::Real, "a"), 2);
        assert_eq!(layout.count(Split::Test, Label::Real, "a"), 0);
        layout
            .remove(std::slice::from_ref(&one.path))
            .expect("removed");
        assert!(!folder.path().join(&one.path).exists());
        drop(layout);
        let layout = Layout::open(folder.path()).expect("opened again");
        let left: Vec<&Entry> = layout.entries().collect();
        assert_eq!(left, [&two]);
    }

    #[test]
    fn a_line_that_was_cut_off_is_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut layout = Layout::open(folder.path()).expect("opened");
        layout.add(entry("one"), b"1").expect("added");
        layout.add(entry("two"), b"2").expect("added");
        drop(layout);
        let manifest = folder.path().join(MANIFEST);
        let text = fs::read_to_string(&manifest).expect("read");
        fs::write(&manifest, &text[..text.len() - 5]).expect("cut off");
        let layout = Layout::open(folder.path()).expect("opened again");
        assert!(layout.has_origin("set:one") && !layout.has_origin("set:two"));
    }

    #[test]
    fn a_foreign_folder_and_a_manifest_that_points_outside_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("diary.txt"), "dear").expect("written");
        let error = Layout::open(folder.path()).err().expect("refused");
        assert!(error.to_string().contains("is not empty"), "{error}");
        let mut outside = entry("one");
        outside.path = "../one.png".into();
        let text = [line(None), line(Some(&outside))].map(|line| line.expect("a line"));
        fs::write(folder.path().join(MANIFEST), text.concat()).expect("written");
        let error = Layout::open(folder.path()).err().expect("refused");
        assert!(error.to_string().contains("`../one.png`"), "{error}");
    }
}
