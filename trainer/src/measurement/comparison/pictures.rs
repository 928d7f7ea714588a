//! The list of test pictures that every judge is asked about.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use spectrafide_picture::decode::decode;
use spectrafide_report::Label;

use super::answers::write_whole;
use super::{groups, manifest};
use crate::data::items::{self, Item, Split};
use crate::data::kind::Kind;
use crate::data::path::source_name;

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pictures {
    /// Names of the data sets.
    pub data: Vec<String>,
    /// SHA-256 over the paths, labels and contents of the pictures: what tells this list from others.
    pub sha256: String,
    /// The pictures that could be read, data set by data set, sorted by path.
    pub pictures: Vec<AskedPicture>,
    /// Paths of those that could not.
    pub unreadable: Vec<String>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Row", into = "Row")]
pub struct AskedPicture {
    /// The index of its data set.
    pub set: usize,
    /// Its path in the data.
    pub path: String,
    /// Its class.
    pub label: Label,
    /// Its folder.
    pub folder: String,
    /// The family of what made it, of synthetic ones.
    pub generator: Option<String>,
    /// What it is like.
    pub kinds: BTreeSet<Kind>,
}

/// A picture on one line.
type Row = (usize, String, Label, String, Option<String>, BTreeSet<Kind>);

impl From<Row> for AskedPicture {
    fn from((set, path, label, folder, generator, kinds): Row) -> Self {
        Self {
            set,
            path,
            label,
            folder,
            generator,
            kinds,
        }
    }
}

impl From<AskedPicture> for Row {
    fn from(picture: AskedPicture) -> Self {
        let AskedPicture {
            set,
            path,
            label,
            folder,
            generator,
            kinds,
        } = picture;
        (set, path, label, folder, generator, kinds)
    }
}

impl AskedPicture {
    /// Class and folder.
    pub fn source(&self) -> String {
        source_name(self.label, &self.folder)
    }
}

/// A list with the pictures' files, and the training pictures of the same data sets.
#[derive(Clone, Debug)]
pub struct Material {
    /// The list.
    pub list: Pictures,
    /// The files of its pictures, in its order.
    pub items: Vec<Item>,
    /// The data sets.
    data: Vec<PathBuf>,
}

impl Material {
    /// Reads the test pictures of the data sets at `paths`.
    ///
    /// # Errors
    ///
    /// Data without a test split, and files that cannot be read.
    pub fn read(paths: &[PathBuf]) -> Result<Self> {
        let mut list = Pictures {
            data: paths.iter().map(|path| items::name(path)).collect(),
            sha256: String::new(),
            pictures: Vec::new(),
            unreadable: Vec::new(),
        };
        let mut files = Vec::new();
        for (set, path) in paths.iter().enumerate() {
            let found = items::read(path, |split| split == Some(Split::Test))
                .context("the report needs a test split")?;
            let lines = manifest::read(path)?;
            let kinds: Vec<Option<BTreeSet<Kind>>> =
                found.par_iter().map(kinds).collect::<Result<_>>()?;
            for (item, kinds) in found.into_iter().zip(kinds) {
                let Some(kinds) = kinds else {
                    list.unreadable.push(item.path);
                    continue;
                };
                let line = lines.get(&item.path);
                let generator = groups::generator(item.label, &item.folder, line);
                list.pictures.push(AskedPicture {
                    set,
                    path: item.path.clone(),
                    label: item.label,
                    folder: item.folder.clone(),
                    generator: generator.map(str::to_owned),
                    kinds,
                });
                files.push(item);
            }
        }
        list.sha256 = items::fingerprint(&files)?;
        Ok(Self {
            list,
            items: files,
            data: paths.to_vec(),
        })
    }

    /// The training pictures of the data sets.
    ///
    /// # Errors
    ///
    /// Data without a training split.
    pub fn train(&self) -> Result<Vec<Item>> {
        items::read_all(&self.data, |split| split == Some(Split::Train))
            .context("the baselines need a training split")
    }
}

/// None for a file that gives no picture.
fn kinds(item: &Item) -> Result<Option<BTreeSet<Kind>>> {
    let bytes = item.bytes()?;
    let Ok(picture) = decode(&bytes) else {
        return Ok(None);
    };
    Ok(Some(Kind::of_decoded(&bytes, &picture.pixels)))
}

impl Pictures {
    /// The list's file in the folder of the report.
    pub(super) fn file(folder: &Path) -> PathBuf {
        folder.join("pictures.json")
    }

    /// Reads the list in `folder`; none if there is none yet.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is not understood.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let path = Self::file(folder);
        if !path.exists() {
            return Ok(None);
        }
        let read = || -> Result<Self> { Ok(serde_json::from_slice(&fs::read(&path)?)?) };
        let list = read().with_context(|| format!("{} is not understood", path.display()))?;
        ensure!(
            list.pictures
                .iter()
                .all(|picture| picture.set < list.data.len()),
            "{} has a picture of a data set that it does not name",
            path.display()
        );
        Ok(Some(list))
    }

    /// Writes the list into `folder`, unless it is there; another list there is replaced, and what
    /// judges said of its pictures is no longer read.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        write_whole(&Self::file(folder), &serde_json::to_string(self)?)
    }
}
