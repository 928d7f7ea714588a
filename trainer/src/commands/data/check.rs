//! `data check`: what gives the answer away.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use indicatif::ProgressBar;

use super::Class;
use super::waiting::Waiting;
use crate::data::import::{self, Place, Visitor};
use crate::data::leak::LeakReport;
use crate::data::record::Record;
use crate::progress::{counter, progress};

/// Report what would let a detector answer without looking: copies across splits and classes, and
/// how well format, JPEG quality, chroma subsampling, dimensions and size tell the classes apart.
#[derive(Args)]
pub(super) struct Check {
    /// Folders, archives and shards, looked at together.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// The class of pictures whose paths name none.
    #[arg(long, value_enum)]
    label: Option<Class>,
    /// Keep what is found about each picture in this file, and go on from it: what was looked at
    /// before is not looked at again. Delete it when the pictures change.
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Runs the command.
    pub(super) fn run(self) -> Result<()> {
        let report = self.report()?;
        if self.json {
            println!("{}", serde_json::to_string(&report)?);
        } else {
            print!("{report}");
        }
        Ok(())
    }

    /// What the command says of one folder.
    pub(super) fn of_folder(folder: &Path) -> Result<LeakReport> {
        let check = Self {
            inputs: vec![folder.to_owned()],
            label: None,
            keep: None,
            json: false,
        };
        check.report()
    }

    fn report(&self) -> Result<LeakReport> {
        let bar = counter("pictures");
        let mut kept = match &self.keep {
            Some(path) => Kept::open(path)?,
            None => Kept::default(),
        };
        let mut looking = Looking {
            input: String::new(),
            label: self.label,
            kept: &mut kept,
            waiting: Waiting::default(),
            records: Vec::new(),
            unreadable: Vec::new(),
            unlabelled: 0,
            bar: &bar,
        };
        for input in &self.inputs {
            looking.input = input.to_string_lossy().into_owned();
            import::visit(input, &mut looking)?;
            looking.flush()?;
        }
        bar.finish_and_clear();
        let Looking {
            mut records,
            unreadable,
            unlabelled,
            ..
        } = looking;
        ensure!(
            !records.is_empty(),
            "no picture with a class was found; `--label` gives one to those without"
        );
        // Folders come in the order of a hash, and kept ones before new ones.
        records.sort_by(|a, b| a.origin.cmp(&b.origin));
        let bar = progress(0, "comparing");
        let mut report = LeakReport::of(&records, &bar)?;
        bar.finish_and_clear();
        report.unreadable = unreadable;
        report.unlabelled = unlabelled;
        Ok(report)
    }
}

/// What is known about pictures from an earlier check.
#[derive(Default)]
struct Kept {
    file: Option<File>,
    records: BTreeMap<String, Record>,
}

impl Kept {
    /// Reads the lines of `path`; a last one that was cut off is left out.
    fn open(path: &Path) -> Result<Self> {
        let context = || format!("{} cannot be used", path.display());
        let text = match std::fs::read_to_string(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            read => read.with_context(context)?,
        };
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        let mut records = BTreeMap::new();
        for (number, line) in whole.lines().enumerate() {
            let record: Record = serde_json::from_str(line).with_context(|| {
                format!(
                    "line {} of {} is not understood",
                    number + 1,
                    path.display()
                )
            })?;
            records.insert(record.origin.clone(), record);
        }
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .with_context(context)?;
        file.set_len(whole.len() as u64).with_context(context)?;
        drop(file);
        let file = OpenOptions::new()
            .append(true)
            .open(path)
            .with_context(context)?;
        Ok(Self {
            file: Some(file),
            records,
        })
    }

    fn add(&mut self, record: &Record) -> Result<()> {
        if let Some(file) = &mut self.file {
            writeln!(file, "{}", serde_json::to_string(record)?)
                .context("what was found cannot be kept")?;
        }
        Ok(())
    }
}

/// Looks at one picture after the other.
struct Looking<'a> {
    input: String,
    label: Option<Class>,
    kept: &'a mut Kept,
    waiting: Waiting<Place>,
    records: Vec<Record>,
    unreadable: Vec<String>,
    unlabelled: usize,
    bar: &'a ProgressBar,
}

impl Looking<'_> {
    fn origin(&self, place: &Place) -> String {
        format!("{}:{}", self.input, place.path)
    }

    fn flush(&mut self) -> Result<()> {
        for seen in self.waiting.look() {
            self.bar.inc(1);
            let place = seen.known;
            let origin = self.origin(&place);
            let (Ok(contents), Some(label)) = (seen.contents, place.label) else {
                self.unreadable.push(origin);
                continue;
            };
            let record = Record {
                origin,
                label,
                split: place.split,
                folder: place.folder.unwrap_or_else(|| "unnamed".to_owned()),
                sha256: contents.sha256,
                hash: contents.hash,
                facts: contents.facts,
            };
            self.kept.add(&record)?;
            self.records.push(record);
        }
        Ok(())
    }
}

impl Visitor for Looking<'_> {
    fn wants(&mut self, place: &Place) -> Result<bool> {
        if place.label.is_none() && self.label.is_none() {
            self.unlabelled += 1;
            return Ok(false);
        }
        if let Some(record) = self.kept.records.get(&self.origin(place)) {
            self.records.push(record.clone());
            self.bar.inc(1);
            return Ok(false);
        }
        Ok(true)
    }

    fn take(&mut self, mut place: Place, bytes: Vec<u8>) -> Result<()> {
        place.label = place.label.or(self.label.map(Into::into));
        if self.waiting.add(place, bytes) {
            self.flush()?;
        }
        Ok(())
    }
}
