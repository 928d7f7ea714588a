//! The pictures that an experiment trains and measures on.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::digest::sha256;
use anyhow::{Context, Result, bail};

use super::definition::TestSet;
use crate::data::items::{self, Item, Split};

/// The labelled pictures that the data sets of an experiment hold.
pub struct DataSets {
    paths: BTreeMap<String, PathBuf>,
    /// What was read, since several runs and test sets share it.
    items: RefCell<BTreeMap<(String, bool), Vec<Item>>>,
}

impl DataSets {
    /// The data sets at `paths`, by name.
    pub fn new(paths: BTreeMap<String, PathBuf>) -> Self {
        Self {
            paths,
            items: RefCell::default(),
        }
    }

    /// Whether a data set is given.
    pub fn has(&self, name: &str) -> bool {
        self.paths.contains_key(name)
    }

    /// Where a data set is.
    ///
    /// # Errors
    ///
    /// A data set that is not given.
    pub fn path(&self, name: &str) -> Result<&Path> {
        self.paths
            .get(name)
            .map(PathBuf::as_path)
            .with_context(|| format!("the data set `{name}` is needed: give `--data {name}=PATH`"))
    }

    /// The pictures of a data set that are for testing, or those that are not.
    ///
    /// # Errors
    ///
    /// A data set that is not given or cannot be read.
    pub fn items(&self, name: &str, test: bool) -> Result<Vec<Item>> {
        let key = (name.to_owned(), test);
        if let Some(items) = self.items.borrow().get(&key) {
            return Ok(items.clone());
        }
        let path = self.path(name)?;
        println!(
            "reading {} of {}",
            if test { "test" } else { "train" },
            path.display()
        );
        // Data without splits is all of the split that is asked for.
        let items = items::read(path, |split| {
            split.is_none_or(|split| (split == Split::Test) == test)
        })?;
        self.items.borrow_mut().insert(key, items.clone());
        Ok(items)
    }

    /// The pictures of a split.
    ///
    /// # Errors
    ///
    /// A data set that is not given or cannot be read.
    pub fn split(&self, name: &str, split: Split) -> Result<Vec<Item>> {
        let mut items = self.items(name, split == Split::Test)?;
        items.retain(|item| item.split.is_none_or(|own| own == split));
        Ok(items)
    }

    /// The pictures of a test set, and how many were left out because training has them too.
    ///
    /// # Errors
    ///
    /// A data set that is not given or cannot be read, and a test set without pictures.
    pub fn pictures(&self, test: &TestSet) -> Result<(Vec<Item>, usize)> {
        let items = self.split(&test.data, test.split)?;
        let mut items = test
            .pictures
            .choose(items)
            .with_context(|| format!("the test set `{}`", test.name))?;
        if items.is_empty() {
            bail!("the test set `{}` has no pictures", test.name);
        }
        let before = items.len();
        if test.without_seen {
            let mut seen = BTreeSet::new();
            for item in self.items(&test.data, false)? {
                seen.insert(sha256(&item.bytes()?));
            }
            let mut fresh = Vec::with_capacity(before);
            for item in items {
                if !seen.contains(&sha256(&item.bytes()?)) {
                    fresh.push(item);
                }
            }
            items = fresh;
        }
        let left_out = before - items.len();
        Ok((items, left_out))
    }
}
