//! Copies of pictures.

use std::collections::BTreeMap;

use indicatif::ProgressBar;
use rayon::prelude::*;
use serde::Serialize;

use crate::data::record::Record;

/// Most pairs that are listed; all are counted.
const LISTED: usize = 100;

/// Pairs of pictures that are copies of each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Copies {
    /// Number of pairs in one split and class.
    pub inside: usize,
    /// Number of pairs in two splits.
    pub across_splits: usize,
    /// Number of pairs with two classes.
    pub across_classes: usize,
    /// The first pairs in two splits, as origins.
    pub in_two_splits: Vec<[String; 2]>,
    /// The first pairs with two classes, as origins.
    pub in_two_classes: Vec<[String; 2]>,
}

impl Copies {
    /// Copies byte for byte. Of each split and class the first of equal pictures stands for the
    /// others in the pairs across.
    pub(super) fn exact(records: &[Record]) -> Self {
        let mut same: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        for record in records {
            same.entry(&record.sha256).or_default().push(record);
        }
        let mut found = Self::default();
        for group in same.values() {
            let mut first: Vec<&Record> = Vec::new();
            for record in group {
                let known = first
                    .iter()
                    .any(|other| other.split == record.split && other.label == record.label);
                if known {
                    found.inside += 1;
                } else {
                    first.push(record);
                }
            }
            for (place, one) in first.iter().enumerate() {
                for other in &first[place + 1..] {
                    found.count(one, other);
                }
            }
        }
        found
    }

    /// Pictures whose hashes are near and whose bytes differ. Every pair is compared.
    pub(super) fn near(records: &[Record], progress: &ProgressBar) -> Self {
        progress.set_length(records.len() as u64);
        let hashed: Vec<(&Record, _)> = records
            .iter()
            .filter_map(|record| Some((record, record.hash?)))
            .collect();
        // Parts in the order of the pictures, whatever thread makes them.
        let parts: Vec<Self> = (0..hashed.len())
            .into_par_iter()
            .map(|place| {
                let (one, hash) = hashed[place];
                let mut found = Self::default();
                for &(other, other_hash) in &hashed[place + 1..] {
                    if hash.is_near(other_hash) && one.sha256 != other.sha256 {
                        found.count(one, other);
                    }
                }
                progress.inc(1);
                found
            })
            .collect();
        parts.into_iter().fold(Self::default(), Self::and)
    }

    /// Number of pairs.
    pub fn pairs(&self) -> usize {
        self.inside + self.across_splits + self.across_classes
    }

    /// Counts a pair; one in two splits and with two classes counts for both.
    fn count(&mut self, one: &Record, other: &Record) {
        let pair = || [one.origin.clone(), other.origin.clone()];
        let splits = one.split.is_some() && other.split.is_some() && one.split != other.split;
        let classes = one.label != other.label;
        if splits {
            self.across_splits += 1;
            if self.in_two_splits.len() < LISTED {
                self.in_two_splits.push(pair());
            }
        }
        if classes {
            self.across_classes += 1;
            if self.in_two_classes.len() < LISTED {
                self.in_two_classes.push(pair());
            }
        }
        if !splits && !classes {
            self.inside += 1;
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.inside += other.inside;
        self.across_splits += other.across_splits;
        self.across_classes += other.across_classes;
        self.in_two_splits.extend(other.in_two_splits);
        self.in_two_splits.truncate(LISTED);
        self.in_two_classes.extend(other.in_two_classes);
        self.in_two_classes.truncate(LISTED);
        self
    }
}
