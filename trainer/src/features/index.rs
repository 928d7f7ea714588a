//! The list of what a cache has: a line of JSON for each entry, only ever added to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::layout::Layout;
use crate::augmentation::tier::Tier;
use crate::data::kind::Kind;

/// The name of the list.
pub(super) const FILE_NAME: &str = "index.jsonl";

/// A line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Entry {
    /// A file that gives no picture, by its SHA-256.
    Unreadable(String),
    /// A picture of these kinds, as it is.
    Picture {
        sha256: String,
        kinds: BTreeSet<Kind>,
    },
    /// The views of a picture in a tier.
    Views {
        sha256: String,
        tier: Tier,
        #[serde(flatten)]
        stored: Stored,
    },
}

/// Where views are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The number of the shard.
    pub shard: usize,
    /// How many views there are before them in it.
    pub place: usize,
    /// How many they are.
    pub views: usize,
}

impl Stored {
    fn end(self) -> usize {
        self.place + self.views
    }
}

/// What a cache has.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Files that give no picture.
    pub unreadable: BTreeSet<String>,
    /// The kinds of each picture.
    pub kinds: BTreeMap<String, BTreeSet<Kind>>,
    /// Where the views of each picture are in each tier.
    pub views: BTreeMap<(String, Tier), Stored>,
    /// How many views of each shard are listed.
    pub shards: Vec<usize>,
}

/// The shard with this number.
pub(super) fn shard_file(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("{number:04}.f16"))
}

impl Index {
    /// Reads the list of `folder` up to the first entry that was not written to its end, and how
    /// many bytes it takes up to there.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and a damaged line before the last.
    pub fn read(folder: &Path, layout: Layout) -> Result<(Self, usize)> {
        let file = folder.join(FILE_NAME);
        let context = || format!("{} cannot be read", file.display());
        let bytes = if file.exists() {
            fs::read(&file).with_context(context)?
        } else {
            Vec::new()
        };
        let mut index = Self::default();
        let mut lengths = Vec::new();
        let mut whole = 0;
        for (number, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
            if !line.ends_with(b"\n") {
                break;
            }
            let entry: Entry = serde_json::from_slice(line)
                .with_context(|| format!("{}, line {}, is damaged", file.display(), number + 1))?;
            if let Entry::Views { stored, .. } = &entry {
                while lengths.len() <= stored.shard {
                    let shard = shard_file(folder, lengths.len());
                    lengths.push(fs::metadata(&shard).map_or(0, |data| data.len() as usize));
                }
                // A machine that lost power may have kept the line and not the numbers.
                if stored.end() * layout.bytes() > lengths[stored.shard] {
                    break;
                }
            }
            whole += line.len();
            index.take(entry)?;
        }
        Ok((index, whole))
    }

    /// Adds an entry.
    ///
    /// # Errors
    ///
    /// Views that overlap others.
    pub fn take(&mut self, entry: Entry) -> Result<()> {
        match entry {
            Entry::Unreadable(sha256) => {
                self.unreadable.insert(sha256);
            }
            Entry::Picture { sha256, kinds } => {
                self.kinds.insert(sha256, kinds);
            }
            Entry::Views {
                sha256,
                tier,
                stored,
            } => {
                if self.shards.len() <= stored.shard {
                    self.shards.resize(stored.shard + 1, 0);
                }
                if stored.place != self.shards[stored.shard] {
                    bail!("the views of {sha256} in {tier} do not follow those before them");
                }
                self.shards[stored.shard] = stored.end();
                self.views.insert((sha256, tier), stored);
            }
        }
        Ok(())
    }
}
