//! A run from its settings to its trained weights, in a folder that keeps everything about it.

use std::fs;

use crate::digest::sha256_of_file;
use anyhow::{Context, Result, ensure};
use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::checkpoint::{RunFolder, State};
use super::config::RunConfig;
use super::fit::fit;
use super::given::Given;
use crate::data::items::{Item, class_counts, fingerprint, folder_counts};
use crate::training::pairs::twin_list;

/// What a run was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataFacts {
    /// Number of real and of synthetic training pictures.
    pub pictures: [usize; 2],
    /// Number of real and of synthetic validation pictures.
    pub validation_pictures: [usize; 2],
    /// SHA-256 over the paths, labels and contents of both.
    pub sha256: String,
    /// SHA-256 of the published checkpoint that it started from.
    pub init_sha256: Option<String>,
}

/// The pictures of a run.
#[derive(Debug)]
pub struct Split {
    /// Those that it learns from.
    pub train: Vec<Item>,
    /// Those that it holds out.
    pub valid: Vec<Item>,
    /// What they are.
    pub facts: DataFacts,
}

/// Chooses among `items`, which are those of the training split, what `config` learns from and holds
/// out, and describes the run in its folder. `data` is the data set's name for that.
///
/// # Errors
///
/// Data that the run cannot be split from, and a folder of another run.
pub fn split(
    config: &RunConfig,
    items: Vec<Item>,
    data: &str,
    given: Given<'_>,
    folder: &RunFolder,
) -> Result<Split> {
    let items = config.pictures.choose(items)?;
    let folders = folder_counts(&items);
    let sha256_of_data = fingerprint(&items)?;
    let (train, valid) = config.validation.split(items)?;
    let init_sha256 = given.init.map(sha256_of_file).transpose()?;
    let twins_sha256 = given
        .twins
        .map(|folder| sha256_of_file(&folder.join(twin_list::FILE_NAME)))
        .transpose()?;
    let facts = DataFacts {
        pictures: class_counts(&train),
        validation_pictures: class_counts(&valid),
        sha256: sha256_of_data,
        init_sha256,
    };
    println!(
        "{} training pictures, {} for validation ({})",
        train.len(),
        valid.len(),
        config.validation.describe()
    );
    let kept = folder.file("config.json");
    if folder.has_checkpoint() {
        ensure!(
            RunConfig::read(&kept)? == *config,
            "{} holds another run; give another folder",
            kept.parent().unwrap_or(&kept).display()
        );
    }
    fs::write(&kept, serde_json::to_string_pretty(config)?)
        .context("the run folder cannot be written")?;
    fs::write(
        folder.file("data.json"),
        serde_json::to_string_pretty(&json!({
            "path": data,
            "sha256": facts.sha256,
            "train": facts.pictures,
            "valid": facts.validation_pictures,
            "folders": folders,
            "init_sha256": facts.init_sha256,
            // Of their list, which has the SHA-256 of each.
            "twins_sha256": twins_sha256,
        }))?,
    )?;
    Ok(Split {
        train,
        valid,
        facts,
    })
}

/// Trains as `config` says on `items`, going on where the folder's run was stopped.
///
/// `items` are those of the training split; the configuration chooses among them. `data` is the
/// data set's name for the folder's description.
///
/// # Errors
///
/// What [`split`] and [`fit`] refuse.
pub fn train(
    config: &RunConfig,
    items: Vec<Item>,
    data: &str,
    given: Given<'_>,
    folder: &RunFolder,
    devices: &[Device],
) -> Result<(State, DataFacts)> {
    let Split {
        train,
        valid,
        facts,
    } = split(config, items, data, given, folder)?;
    let state = fit(config, given, train, &valid, folder, devices)?;
    println!(
        "{} epochs in {:.0} minutes; the best is epoch {}",
        state.epoch,
        state.seconds / 60.0,
        state.best_epoch
    );
    Ok((state, facts))
}
