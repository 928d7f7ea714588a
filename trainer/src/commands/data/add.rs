//! `data add`: pictures of other sets into a folder of this project's layout.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use indicatif::ProgressBar;
use serde::Serialize;
use spectrafide_models::score::Label;

use super::Class;
use super::check::Check;
use super::waiting::Waiting;
use crate::data::import::{self, Place, Visitor, name};
use crate::data::layout::{Entry, Layout};
use crate::data::leak::LeakReport;
use crate::data::perceptual::Hash;
use crate::data::record::Contents;
use crate::data::source::Split;
use crate::progress::counter;

/// Add pictures to a folder `train|valid|test / real|synthetic / source`, with a manifest.
///
/// Files are copied byte for byte. Copies of a picture are added once. A picture that is in two
/// splits, byte for byte or nearly, stays in the training split and leaves the others, whichever
/// was added first. The same command goes on where it was stopped: pictures are known by the name
/// of their input and the path inside it, so inputs of one name count as one set. At the end the
/// whole folder is checked as `data check` does.
///
/// Example: `spectrafide-trainer data add genimage/ --to data/wild --limit-per-folder 5000`
#[derive(Args)]
pub(super) struct Add {
    /// Folders, archives and shards.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// The folder to add to; made if it is missing.
    #[arg(long)]
    to: PathBuf,
    /// The class of all pictures, whatever their paths say.
    #[arg(long, value_enum)]
    label: Option<Class>,
    /// What made all synthetic pictures; also the name of their source folder.
    #[arg(long)]
    generator: Option<String>,
    /// Where all real pictures come from; also the name of their source folder.
    #[arg(long)]
    source: Option<String>,
    /// The split of all pictures, whatever their paths say.
    #[arg(long, value_enum)]
    split: Option<Split>,
    /// At most this many pictures in each source folder of a split.
    #[arg(long, value_name = "NUMBER")]
    limit_per_folder: Option<usize>,
    /// Leave out the check at the end, which looks at every picture of the folder: for all but the
    /// last of several parts.
    #[arg(long)]
    no_check: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// What the command prints.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    outcome: Outcome,
    /// What gives classes away in the whole folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    leaks: Option<LeakReport>,
}

/// What became of the pictures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct Outcome {
    /// Number of pictures that were added.
    added: usize,
    /// Number of pictures that an earlier run had added.
    already_there: usize,
    /// Number of pictures of folders that were full.
    over_limit: usize,
    /// Number of copies inside a split and class.
    copies: usize,
    /// Pictures that were left out, or taken out, because the training split has them: their
    /// origin, and that of the training picture.
    in_training: Vec<[String; 2]>,
    /// Pictures that were left out because validation and test would share them.
    in_other_split: Vec<[String; 2]>,
    /// Pictures that were left out because they are there as the other class.
    in_other_class: Vec<[String; 2]>,
    /// Files that gave no picture, and why.
    unreadable: Vec<[String; 2]>,
}

impl Add {
    /// Runs the command.
    pub(super) fn run(self) -> Result<()> {
        ensure!(
            self.limit_per_folder != Some(0),
            "`--limit-per-folder` must be above 0"
        );
        let mut layout = Layout::open(&self.to)?;
        let bar = counter("pictures");
        let mut adding = Adding {
            known: Known::of(&layout),
            layout: &mut layout,
            settings: &self,
            input: String::new(),
            waiting: Waiting::default(),
            outcome: Outcome::default(),
            bar: &bar,
        };
        for input in &self.inputs {
            let name = input
                .canonicalize()
                .with_context(|| format!("{} cannot be found", input.display()))?;
            // Without the folders above: a manifest may be published.
            adding.input = name
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            import::visit(input, &mut adding)?;
            adding.flush()?;
        }
        bar.finish_and_clear();
        let outcome = adding.outcome;
        if !self.json {
            print!("{outcome}");
        }
        let is_empty = outcome.added + outcome.already_there == 0;
        let leaks = if self.no_check || is_empty {
            None
        } else {
            Some(Check::of_folder(&self.to)?)
        };
        if self.json {
            println!("{}", serde_json::to_string(&Told { outcome, leaks })?);
        } else if let Some(leaks) = leaks {
            print!("\n{leaks}");
        }
        Ok(())
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

/// A picture that is there.
struct Present {
    path: String,
    split: Split,
    label: Label,
    origin: String,
    hash: Option<Hash>,
}

/// The pictures that are there, by their contents.
#[derive(Default)]
struct Known(BTreeMap<String, Present>);

impl Known {
    fn of(layout: &Layout) -> Self {
        let mut known = Self::default();
        for entry in layout.entries() {
            known.add(entry);
        }
        known
    }

    fn add(&mut self, entry: &Entry) {
        let present = Present {
            path: entry.path.clone(),
            split: entry.split,
            label: entry.label,
            origin: entry.origin.clone(),
            hash: entry.hash,
        };
        self.0.insert(entry.sha256.clone(), present);
    }

    /// The files of other splits than `split` that show the same.
    fn in_other_splits(&self, split: Split, contents: &Contents) -> Vec<&str> {
        let near = |present: &Present| match (present.hash, contents.hash) {
            (Some(one), Some(other)) => one.is_near(other),
            _ => false,
        };
        self.0
            .iter()
            .filter(|(sha256, present)| {
                present.split != split && (**sha256 == contents.sha256 || near(present))
            })
            .map(|(sha256, _)| sha256.as_str())
            .collect()
    }
}

struct Adding<'a> {
    settings: &'a Add,
    layout: &'a mut Layout,
    known: Known,
    input: String,
    waiting: Waiting<Candidate>,
    outcome: Outcome,
    bar: &'a ProgressBar,
}

impl Adding<'_> {
    /// Decides everything but the contents.
    fn candidate(&self, place: &Place) -> Result<Candidate> {
        let Add {
            label,
            generator,
            source,
            split,
            ..
        } = self.settings;
        let origin = format!("{}:{}", self.input, place.path);
        let label = label.map(Label::from).or(place.label).with_context(|| {
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

    fn take(&mut self, place: Place, bytes: Vec<u8>) -> Result<()> {
        let candidate = self.candidate(&place)?;
        if self.waiting.add(candidate, bytes) {
            self.flush()?;
        }
        Ok(())
    }
}

/// Most lines of a list that are printed.
const PRINTED: usize = 20;

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} pictures added; {} were there, {} are over the limit of their folder, {} are \
             copies",
            self.added, self.already_there, self.over_limit, self.copies
        )?;
        for (title, pairs) in [
            (
                "not in test or validation, because training has them",
                &self.in_training,
            ),
            (
                "left out, because validation and test would share them",
                &self.in_other_split,
            ),
            (
                "left out, because they are there as the other class",
                &self.in_other_class,
            ),
            ("left out, because they cannot be read", &self.unreadable),
        ] {
            if pairs.is_empty() {
                continue;
            }
            writeln!(f, "{} {title}:", pairs.len())?;
            for [one, other] in pairs.iter().take(PRINTED) {
                writeln!(f, "  {one} ({other})")?;
            }
        }
        Ok(())
    }
}
