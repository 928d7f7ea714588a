//! Adding to a cache.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::tensor::f16;

use super::index::{Entry, FILE_NAME, Index, Stored, shard_file};
use super::key::Key;
use super::layout::Layout;

/// A shard that has grown over this many bytes gets no more.
const SHARD_BYTES: usize = 256 << 20;

/// Adds to the cache of a key. Whatever was written to its end is there for good; what a stop cut
/// off is dropped when the cache is opened again.
pub struct Writer {
    folder: PathBuf,
    layout: Layout,
    pub(super) index: Index,
    lines: File,
    shard: File,
}

impl Writer {
    /// Opens the cache of `key` below `folder`, or makes it.
    ///
    /// # Errors
    ///
    /// A folder that cannot be written, one that is being written by another program, and a
    /// damaged list.
    pub fn open(folder: &Path, key: &Key) -> Result<Self> {
        let folder = folder.join(key.name()?);
        let context = || format!("{} cannot be written", folder.display());
        fs::create_dir_all(&folder).with_context(context)?;
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        let lines = options.open(folder.join(FILE_NAME)).with_context(context)?;
        ensure!(
            lines.try_lock().is_ok(),
            "{} is being written by another program",
            folder.display()
        );
        fs::write(folder.join(super::cache::KEY_FILE), key.text()?).with_context(context)?;
        let layout = key.layout();
        let (mut index, whole) = Index::read(&folder, layout)?;
        lines.set_len(whole as u64).with_context(context)?;
        if index.shards.is_empty() {
            index.shards.push(0);
        }
        let last = index.shards.len() - 1;
        let shard = options
            .open(shard_file(&folder, last))
            .with_context(context)?;
        let kept = index.shards[last] * layout.bytes();
        shard.set_len(kept as u64).with_context(context)?;
        Ok(Self {
            folder,
            layout,
            index,
            lines,
            shard,
        })
    }

    /// The folder of the key.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds lines without views.
    pub(super) fn note(&mut self, entry: Entry) -> Result<()> {
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        let context = || format!("{} cannot be written", self.folder.display());
        self.lines.write_all(&line).with_context(context)?;
        self.index.take(entry)
    }

    /// Adds the views of several pictures: `numbers` are those of all of them, one view after the
    /// other, and `of` says for each its SHA-256, its tier and how many views it has.
    ///
    /// # Errors
    ///
    /// A disk that is full.
    ///
    /// # Panics
    ///
    /// If there are not as many numbers as the views have.
    pub fn add(
        &mut self,
        of: impl IntoIterator<Item = (String, crate::augmentation::tier::Tier, usize)>,
        numbers: &[f32],
    ) -> Result<()> {
        let mut number = self.index.shards.len() - 1;
        if self.index.shards[number] * self.layout.bytes() >= SHARD_BYTES {
            number += 1;
            self.index.shards.push(0);
            self.shard = OpenOptions::new()
                .create(true)
                .append(true)
                .open(shard_file(&self.folder, number))
                .with_context(|| format!("{} cannot be written", self.folder.display()))?;
            self.shard.set_len(0)?;
        }
        let bytes: Vec<u8> = numbers
            .iter()
            .flat_map(|&number| f16::from_f32(number).to_le_bytes())
            .collect();
        // The numbers come before the lines that say that they are there.
        self.shard
            .write_all(&bytes)
            .with_context(|| format!("{} cannot be written", self.folder.display()))?;
        let (mut lines, mut entries) = (Vec::new(), Vec::new());
        let mut place = self.index.shards[number];
        for (sha256, tier, views) in of {
            let stored = Stored {
                shard: number,
                place,
                views,
            };
            place += views;
            let entry = Entry::Views {
                sha256,
                tier,
                stored,
            };
            serde_json::to_writer(&mut lines, &entry)?;
            lines.push(b'\n');
            entries.push(entry);
        }
        let views = place - self.index.shards[number];
        assert_eq!(views * self.layout.numbers(), numbers.len(), "all views");
        self.lines
            .write_all(&lines)
            .with_context(|| format!("{} cannot be written", self.folder.display()))?;
        entries
            .into_iter()
            .try_for_each(|entry| self.index.take(entry))
    }
}
