//! Computing what the cache lacks.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicUsize;
use std::thread;

use anyhow::{Result, ensure};
use burn::tensor::Tensor;
use spectrafide_picture::preprocess::{Preprocess, ViewData};

use super::index::Entry;
use super::preparing::{self, Message, Wanted};
use super::trunk::Trunk;
use super::writer::Writer;
use crate::augmentation::tier::Tier;
use crate::data::items::{Item, digests};
use crate::progress::progress;

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// Deliveries that are new in the cache.
    pub deliveries: usize,
    /// Views of them.
    pub views: usize,
    /// Deliveries that were there already.
    pub present: usize,
    /// Paths that gave no picture.
    pub unreadable: Vec<String>,
}

/// How features are computed.
#[derive(Debug)]
pub struct Extraction<'a> {
    /// What computes them.
    pub trunk: &'a Trunk,
    /// From pixels to views.
    pub preprocess: &'a Preprocess,
    /// How the pictures are delivered.
    pub tiers: &'a [Tier],
    /// Views that the device is given at once, at least.
    pub batch: usize,
}

impl Extraction<'_> {
    /// Adds to the cache what it lacks of `items`.
    ///
    /// # Errors
    ///
    /// Files that cannot be read or delivered, a device that fails, and a disk that is full.
    pub fn run(&self, items: &[Item], cache: &mut Writer) -> Result<Extracted> {
        let mut extracted = Extracted::default();
        let wanted = self.wanted(items, cache, &mut extracted)?;
        let missing: usize = wanted.iter().map(|picture| picture.tiers.len()).sum();
        let bar = progress(missing as u64, "features");
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            let messages = preparing::start(scope, &wanted, self.preprocess, &next);
            let (mut group, mut waiting) = (Group::default(), None);
            for message in messages {
                match message? {
                    Message::Unreadable { of } => {
                        let picture = &wanted[of];
                        extracted.unreadable.push(picture.item.path.clone());
                        bar.inc(picture.tiers.len() as u64);
                        cache.note(Entry::Unreadable(picture.sha256.clone()))?;
                    }
                    Message::Kinds { of, kinds } => {
                        let sha256 = wanted[of].sha256.clone();
                        cache.note(Entry::Picture { sha256, kinds })?;
                    }
                    Message::Views { of, tier, data } => {
                        group.of.push((wanted[of].sha256.clone(), tier, data.views));
                        group.data.append(data);
                    }
                }
                if group.data.views >= self.batch {
                    let started = self.start(std::mem::take(&mut group))?;
                    // The device computes these while those before them are written.
                    if let Some(before) = waiting.replace(started) {
                        bar.inc(finish(before, cache, &mut extracted)?);
                    }
                }
            }
            let rest = (!group.of.is_empty())
                .then(|| self.start(group))
                .transpose()?;
            for last in waiting.into_iter().chain(rest) {
                bar.inc(finish(last, cache, &mut extracted)?);
            }
            bar.finish_and_clear();
            Ok(extracted)
        })
    }

    /// What the cache lacks; copies of a picture are asked for once.
    fn wanted<'a>(
        &self,
        items: &'a [Item],
        cache: &Writer,
        extracted: &mut Extracted,
    ) -> Result<Vec<Wanted<'a>>> {
        ensure!(!self.tiers.is_empty(), "no tier is asked for");
        let digests = digests(items)?;
        let mut seen = BTreeSet::new();
        let mut wanted = Vec::new();
        for (item, sha256) in items.iter().zip(digests) {
            if !seen.insert(sha256.clone()) {
                continue;
            }
            if cache.index.unreadable.contains(&sha256) {
                extracted.unreadable.push(item.path.clone());
                continue;
            }
            let mut tiers = self.tiers.to_vec();
            tiers.retain(|&tier| !cache.index.views.contains_key(&(sha256.clone(), tier)));
            extracted.present += self.tiers.len() - tiers.len();
            if !tiers.is_empty() {
                wanted.push(Wanted {
                    item,
                    kinds: !cache.index.kinds.contains_key(&sha256),
                    sha256,
                    tiers,
                });
            }
        }
        Ok(wanted)
    }

    fn start(&self, group: Group) -> Result<Started> {
        Ok(Started {
            of: group.of,
            numbers: self.trunk.start(group.data)?,
        })
    }
}

/// Views of several deliveries, of each its SHA-256, its tier and how many views it has.
#[derive(Default)]
struct Group {
    of: Vec<(String, Tier, usize)>,
    data: ViewData,
}

/// What the device computes.
struct Started {
    of: Vec<(String, Tier, usize)>,
    numbers: Tensor<2>,
}

/// Waits for `started`, writes it down, and says how many deliveries it has.
fn finish(started: Started, cache: &mut Writer, extracted: &mut Extracted) -> Result<u64> {
    let numbers = Trunk::finish(started.numbers)?;
    let deliveries = started.of.len();
    extracted.deliveries += deliveries;
    extracted.views += started.of.iter().map(|(.., views)| views).sum::<usize>();
    cache.add(started.of, &numbers)?;
    Ok(deliveries as u64)
}
