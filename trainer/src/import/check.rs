//! What gives the answer away in sets of pictures.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use indicatif::ProgressBar;
use spectrafide_report::score::Label;

use super::kept::Kept;
use super::leak::LeakReport;
use super::waiting::Waiting;
use super::{Place, Visitor, visit};
use crate::data::reader::TooLarge;
use crate::data::record::Record;
use crate::progress::{counter, progress};

/// Looks at the pictures of `inputs` together and reports what would let a detector answer
/// without looking.
///
/// `label` is the class of pictures whose paths name none. What is found about each picture is
/// kept in the file `keep`, and not looked for again.
///
/// # Errors
///
/// Inputs that cannot be read to their end or have no picture with a class, and a file `keep` that
/// is not understood or cannot be written.
pub fn check(inputs: &[PathBuf], label: Option<Label>, keep: Option<&Path>) -> Result<LeakReport> {
    let bar = counter("pictures");
    let mut kept = match keep {
        Some(path) => Kept::open(path)?,
        None => Kept::default(),
    };
    let mut looking = Looking {
        input: String::new(),
        label,
        kept: &mut kept,
        waiting: Waiting::default(),
        records: Vec::new(),
        unreadable: Vec::new(),
        unlabelled: 0,
        bar: &bar,
    };
    for input in inputs {
        looking.input = input.to_string_lossy().into_owned();
        visit(input, &mut looking)?;
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

/// Looks at one picture after the other.
struct Looking<'a> {
    input: String,
    label: Option<Label>,
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

    fn take(&mut self, mut place: Place, bytes: Result<Vec<u8>, TooLarge>) -> Result<()> {
        let Ok(bytes) = bytes else {
            self.unreadable.push(self.origin(&place));
            return Ok(());
        };
        place.label = place.label.or(self.label);
        if self.waiting.add(place, bytes) {
            self.flush()?;
        }
        Ok(())
    }
}
