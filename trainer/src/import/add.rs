//! Adds pictures of other sets to a folder of this project's layout.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use indicatif::ProgressBar;
use spectrafide_report::score::Label;

use super::added::Added;
use super::known::Known;
use super::name;
use super::waiting::Waiting;
use super::{Place, Visitor, visit};
use crate::data::items::Split;
use crate::data::layout::{Entry, Layout};
use crate::data::reader::TooLarge;
use crate::data::record::Contents;
use crate::progress::counter;

/// What is said of all pictures that are added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addition {
    /// Their class, whatever their paths say.
    pub label: Option<Label>,
    /// What made the synthetic ones; also the name of their source folder.
    pub generator: Option<String>,
    /// Where the real ones come from; also the name of their source folder.
    pub source: Option<String>,
    /// Their split, whatever their paths say.
    pub split: Option<Split>,
    /// At most this many pictures in each source folder of a split.
    pub limit_per_folder: Option<usize>,
}

impl Addition {
    /// Adds the pictures of `inputs` (folders, archives and shards) to the folder `to`, which is
    /// made if it is missing.
    ///
    /// Files are copied byte for byte. Copies of a picture are added once. A picture that is in
    /// two splits, byte for byte or nearly, stays in the training split and leaves the others,
    /// whichever was added first.
    ///
    /// # Errors
    ///
    /// Inputs that cannot be read to their end, pictures whose class or split nothing says, and a
    /// folder `to` that is not of this layout or cannot be written.
    pub fn run(&self, inputs: &[PathBuf], to: &Path) -> Result<Added> {
        ensure!(
            self.limit_per_folder != Some(0),
            "`--limit-per-folder` must be above 0"
        );
        let mut layout = Layout::open(to)?;
        let bar = counter("pictures");
        let mut adding = Adding {
            known: Known::of(&layout),
            layout: &mut layout,
            settings: self,
            input: String::new(),
            waiting: Waiting::default(),
            outcome: Added::default(),
            bar: &bar,
        };
        for input in inputs {
            let name = input
                .canonicalize()
                .with_context(|| format!("{} cannot be found", input.display()))?;
            // Without the folders above: a manifest may be published.
            adding.input = name
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            visit(input, &mut adding)?;
            adding.flush()?;
        }
        bar.finish_and_clear();
        Ok(adding.outcome)
    }
}

/// A picture with everything decided about it but its contents.
struct Candidate {
    split: Split,
    label: Label,
    folder: String,
    source: String,
    generator: String,
    origin: String,
}

struct Adding<'a> {
    settings: &'a Addition,
    layout: &'a mut Layout,
    known: Known,
    input: String,
    waiting: Waiting<Candidate>,
    outcome: Added,
    bar: &'a ProgressBar,
}

impl Adding<'_> {
    /// Decides everything but the contents.
    fn candidate(&self, place: &Place) -> Result<Candidate> {
        let Addition {
            label,
            generator,
            source,
            split,
            ..
        } = self.settings;
        let origin = format!("{}:{}", self.input, place.path);
        let label = label.or(place.label).with_context(|| {
            format!("nothing says whether {origin} is real or synthetic; give `--label`")
        })?;
        let split = split
            .or(place.split)
            .with_context(|| format!("nothing says the split of {origin}; give `--split`"))?;
        let given = match label {
            Label::Real => source,
            Label::Synthetic => generator,
        };
        let stem = self.input.split('.').next().unwrap_or_default();
        let folder = given
            .as_deref()
            .map(name::plain)
            .or_else(|| place.folder.clone())
            .unwrap_or_else(|| name::plain(stem));
        let named = |found: &Option<String>| {
            given
                .clone()
                .or_else(|| found.clone())
                .unwrap_or_else(|| folder.clone())
        };
        let (source, generator) = match label {
            Label::Real => (named(&place.source), String::new()),
            Label::Synthetic => (
                place.source.clone().unwrap_or_default(),
                named(&place.generator),
            ),
        };
        Ok(Candidate {
            split,
            label,
            folder,
            source,
            generator,
            origin,
        })
    }

    fn is_full(&self, candidate: &Candidate) -> bool {
        self.settings.limit_per_folder.is_some_and(|limit| {
            self.layout
                .count(candidate.split, candidate.label, &candidate.folder)
                >= limit
        })
    }

    fn flush(&mut self) -> Result<()> {
        for seen in self.waiting.look() {
            self.bar.inc(1);
            match seen.contents {
                Ok(contents) => self.put(seen.known, &contents, &seen.bytes)?,
                Err(reason) => self.outcome.unreadable.push([seen.known.origin, reason]),
            }
        }
        Ok(())
    }

    fn put(&mut self, candidate: Candidate, contents: &Contents, bytes: &[u8]) -> Result<()> {
        if self.is_full(&candidate) {
            self.outcome.over_limit += 1;
            return Ok(());
        }
        if let Some(present) = self.known.0.get(&contents.sha256) {
            if present.label != candidate.label {
                let pair = [candidate.origin, present.origin.clone()];
                self.outcome.in_other_class.push(pair);
                return Ok(());
            }
            if present.split == candidate.split {
                self.outcome.copies += 1;
                return Ok(());
            }
        }
        let others = self.known.in_other_splits(candidate.split, contents);
        if candidate.split == Split::Train {
            let others: Vec<String> = others.into_iter().map(str::to_owned).collect();
            self.take_out(&others, &candidate.origin)?;
        } else if let Some(&first) = others
            .iter()
            .find(|sha256| self.known.0[**sha256].split == Split::Train)
            .or(others.first())
        {
            let present = &self.known.0[first];
            let pair = [candidate.origin, present.origin.clone()];
            if present.split == Split::Train {
                self.outcome.in_training.push(pair);
            } else {
                self.outcome.in_other_split.push(pair);
            }
            return Ok(());
        }
        let Candidate {
            split,
            label,
            folder,
            source,
            generator,
            origin,
        } = candidate;
        let entry = Entry {
            path: Entry::path_of(split, label, &folder, &contents.sha256, &contents.ending),
            split,
            label,
            folder,
            source,
            generator,
            origin,
            bytes: bytes.len() as u64,
            sha256: contents.sha256.clone(),
            hash: contents.hash,
        };
        self.known.add(&entry);
        self.layout.add(entry, bytes)?;
        self.outcome.added += 1;
        Ok(())
    }

    /// Takes pictures out of validation and test that the training split gets.
    fn take_out(&mut self, others: &[String], origin: &str) -> Result<()> {
        if others.is_empty() {
            return Ok(());
        }
        let mut paths = Vec::new();
        for sha256 in others {
            if let Some(present) = self.known.0.remove(sha256) {
                let pair = [present.origin, origin.to_owned()];
                self.outcome.in_training.push(pair);
                paths.push(present.path);
            }
        }
        self.layout.remove(&paths)
    }
}

impl Visitor for Adding<'_> {
    fn wants(&mut self, place: &Place) -> Result<bool> {
        let candidate = self.candidate(place)?;
        if self.layout.has_origin(&candidate.origin) {
            self.outcome.already_there += 1;
            return Ok(false);
        }
        if self.is_full(&candidate) {
            self.outcome.over_limit += 1;
            return Ok(false);
        }
        Ok(true)
    }

    fn take(&mut self, place: Place, bytes: Result<Vec<u8>, TooLarge>) -> Result<()> {
        let candidate = self.candidate(&place)?;
        match bytes {
            Ok(bytes) => {
                if self.waiting.add(candidate, bytes) {
                    self.flush()?;
                }
            }
            Err(error) => {
                let reason = error.to_string();
                self.outcome.unreadable.push([candidate.origin, reason]);
            }
        }
        Ok(())
    }
}
