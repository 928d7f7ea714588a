//! The experiments of the papers: what is trained, what is measured on, and how the figures are
//! laid beside the papers' own.
//!
//! An [`Experiment`] is a JSON file. Each of its runs becomes one result
//! file, and everything that people read (tables, charts, the page with all results) is made of
//! the result files alone.

pub mod data_sets;
pub mod definition;
pub mod execute;
pub mod insight;
pub mod measure;
pub mod outcome;
pub mod plan;
mod scoring;
pub mod settings;
pub mod sheet;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::checkout;
use definition::Experiment;

/// The folder with the experiments' definitions.
pub fn default_folder() -> PathBuf {
    checkout::folder("trainer/experiments")
}

/// The names of all experiments, sorted.
///
/// # Errors
///
/// A folder that cannot be listed.
pub fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("there are no experiments at {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            names.extend(
                path.file_stem()
                    .map(|stem| stem.to_string_lossy().into_owned()),
            );
        }
    }
    names.sort();
    Ok(names)
}

/// Reads the experiment `name`.
///
/// # Errors
///
/// An unknown experiment, and one that is not understood or cannot work.
pub fn find(folder: &Path, name: &str) -> Result<Experiment> {
    let known = names(folder)?;
    if !known.iter().any(|known| known == name) {
        bail!(
            "there is no experiment `{name}`; known are: {}",
            known.join(", ")
        );
    }
    let path = folder.join(format!("{name}.json"));
    let experiment = Experiment::read(&path)?;
    plan::check(&experiment)
        .with_context(|| format!("the experiment {} cannot work", path.display()))?;
    Ok(experiment)
}

/// A line about what was measured.
fn summary(test: &str, measured: &outcome::Measured) -> String {
    use measure::Measure;
    let figure = |measure: Measure| {
        measure
            .of(measured)
            .map_or("–".to_owned(), |value| format!("{value:.4}"))
    };
    format!(
        "{test}: {} pictures, accuracy {}, AUROC {}",
        measured.pictures(),
        figure(Measure::Accuracy),
        figure(Measure::Auroc)
    )
}
