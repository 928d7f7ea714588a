//! Reading what a trunk said.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use burn::tensor::f16;
use rayon::prelude::*;

pub use super::index::Stored;
use super::index::{Index, shard_file};
use super::key::Key;
use super::layout::{Column, NUMBER_BYTES};
use crate::augmentation::tier::Tier;
use crate::data::kind::Kind;

/// The name of the file with the key.
pub(super) const KEY_FILE: &str = "key.json";

/// The features of one key. Numbers are read from the disk when they are asked for.
#[derive(Debug)]
pub struct Cache {
    /// Of which trunk and which pixels they are.
    pub key: Key,
    folder: PathBuf,
    index: Index,
}

impl Cache {
    /// Opens the cache of one key, a folder below the one that `features` was given.
    ///
    /// # Errors
    ///
    /// A folder without a key, and a damaged list.
    pub fn open(folder: &Path) -> Result<Self> {
        let file = folder.join(KEY_FILE);
        let text = fs::read_to_string(&file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        let key: Key = serde_json::from_str(&text)
            .with_context(|| format!("{} is no key of this version", file.display()))?;
        let (index, _) = Index::read(folder, key.layout())?;
        Ok(Self {
            key,
            folder: folder.to_owned(),
            index,
        })
    }

    /// Opens the only cache below `folder` whose key is `wanted`.
    ///
    /// # Errors
    ///
    /// None and several such caches; the keys that are there are named.
    pub fn find(folder: &Path, wanted: impl Fn(&Key) -> bool) -> Result<Self> {
        let mut names = Vec::new();
        let mut found = Vec::new();
        let entries =
            fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        for entry in entries {
            let below = entry?.path();
            if !below.join(KEY_FILE).is_file() {
                continue;
            }
            names.push(below.display().to_string());
            if let Ok(cache) = Self::open(&below)
                && wanted(&cache.key)
            {
                found.push(cache);
            }
        }
        names.sort();
        ensure!(
            found.len() < 2,
            "several of the caches fit, name the folder of one: {}",
            names.join(", ")
        );
        found.pop().with_context(|| {
            format!(
                "{} has no features that fit; it has: {}",
                folder.display(),
                if names.is_empty() {
                    "nothing".to_owned()
                } else {
                    names.join(", ")
                }
            )
        })
    }

    /// Whether the file with this SHA-256 gives no picture.
    pub fn is_unreadable(&self, sha256: &str) -> bool {
        self.index.unreadable.contains(sha256)
    }

    /// The kinds of a picture.
    pub fn kinds(&self, sha256: &str) -> Option<&BTreeSet<Kind>> {
        self.index.kinds.get(sha256)
    }

    /// Where the views of a picture are.
    pub fn stored(&self, sha256: &str, tier: Tier) -> Option<Stored> {
        self.index.views.get(&(sha256.to_owned(), tier)).copied()
    }

    /// The `columns` of the views of all of `deliveries`, `views` of each; where there are fewer
    /// they are repeated in turn.
    ///
    /// # Shapes
    ///
    /// - output: `[deliveries, views, columns, width]`
    ///
    /// # Errors
    ///
    /// A block that the trunk lacks, and files that cannot be read.
    pub fn read(
        &self,
        deliveries: &[Stored],
        views: usize,
        columns: &[Column],
    ) -> Result<Vec<f32>> {
        let layout = self.key.layout();
        let places: Vec<usize> = columns
            .iter()
            .map(|&column| {
                layout.place(column).with_context(|| {
                    format!(
                        "there is no {:?} after block {}; the features are of {} blocks, {:?}",
                        column.summary, column.block, layout.blocks, layout.summaries
                    )
                })
            })
            .collect::<Result<_>>()?;
        let (Some(first), Some(last)) = (places.iter().min(), places.iter().max()) else {
            bail!("no block is asked for");
        };
        let span = *first..last + layout.width;
        let mut numbers = vec![0.0; deliveries.len() * views * columns.len() * layout.width];
        numbers
            .par_chunks_mut((views * columns.len() * layout.width).max(1))
            .zip(deliveries)
            .try_for_each_init(
                || Shards {
                    folder: &self.folder,
                    open: Vec::new(),
                    bytes: vec![0; span.len() * NUMBER_BYTES],
                },
                |shards, (into, stored)| {
                    for (view, into) in into.chunks_mut(columns.len() * layout.width).enumerate() {
                        let place = stored.place + view % stored.views.max(1);
                        let start = place * layout.bytes() + span.start * NUMBER_BYTES;
                        let bytes = shards.read(stored.shard, start as u64)?;
                        for (into, place) in into.chunks_mut(layout.width).zip(&places) {
                            let from = &bytes[(place - span.start) * NUMBER_BYTES..];
                            for (number, bytes) in into.iter_mut().zip(from.as_chunks().0) {
                                *number = f16::from_le_bytes(*bytes).to_f32();
                            }
                        }
                    }
                    anyhow::Ok(())
                },
            )?;
        Ok(numbers)
    }
}

/// The files that one thread reads.
struct Shards<'a> {
    folder: &'a Path,
    open: Vec<Option<File>>,
    bytes: Vec<u8>,
}

impl Shards<'_> {
    /// As many bytes as fit, from `start` on.
    fn read(&mut self, shard: usize, start: u64) -> Result<&[u8]> {
        let path = shard_file(self.folder, shard);
        let context = || format!("{} cannot be read", path.display());
        if self.open.len() <= shard {
            self.open.resize_with(shard + 1, || None);
        }
        let file = match &mut self.open[shard] {
            Some(file) => file,
            empty => empty.insert(File::open(&path).with_context(context)?),
        };
        file.seek(SeekFrom::Start(start)).with_context(context)?;
        file.read_exact(&mut self.bytes).with_context(context)?;
        Ok(&self.bytes)
    }
}
