//! Writes the measured figures into the documents.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use spectrafide_models::card::DetectorCard;

use super::{experiment, general_detector};
use spectrafide_report::measurement::Measurement;
use crate::measurement::report::scores::Scores;
use crate::metrics::Metrics;
use crate::papers::{self, outcome};
use crate::zoo_folder;

const BEGIN: &str = "<!-- metrics:begin -->";
const END: &str = "<!-- metrics:end -->";

/// The documents that are functions of measured figures, and where those are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documents {
    /// The folder with the detectors.
    pub zoo: PathBuf,
    /// The document with the markers for the table of all detectors.
    pub readme: PathBuf,
    /// The folder with the experiments' definitions.
    pub experiments: PathBuf,
    /// The folder with their results.
    pub measured: PathBuf,
    /// What the general detector said of the test pictures.
    pub scores: PathBuf,
    /// The document on the general detector.
    pub general: PathBuf,
    /// The document with the headline tables of all experiments.
    pub overview: PathBuf,
}

/// The experiment that compares what a small detector can be given.
const INGREDIENTS: &str = "forensic_inputs";

impl Documents {
    /// Writes all documents, or with `check` compares them with what would be written.
    ///
    /// # Errors
    ///
    /// Results that are not understood, documents that cannot be written and, with `check`, a
    /// document that differs.
    pub fn write(&self, check: bool) -> Result<()> {
        let mut rows = String::from(TABLE_HEAD);
        for id in zoo_folder::ids(&self.zoo)? {
            let folder = self.zoo.join(id);
            let (card, measurements) = read(&folder)?;
            for (name, measurement) in &measurements {
                rows.push_str(&row(&format!("`{}`", card.id), name, measurement));
            }
            let path = folder.join("README.md");
            experiment::put_file(&path, &model_card(&card, &measurements), check)?;
        }
        let document = fs::read_to_string(&self.readme)
            .with_context(|| format!("{} cannot be read", self.readme.display()))?;
        let replaced = replace(&document, &rows)
            .with_context(|| format!("{} lacks the markers", self.readme.display()))?;
        experiment::put_file(&self.readme, &replaced, check)?;
        self.papers(check)?;
        match Scores::read(&self.scores)? {
            Some(scores) => {
                let text = general_detector::page(&scores, &self.ingredients()?);
                experiment::put_file(&self.general, &text, check)
            }
            None => Ok(()),
        }
    }

    /// The headline tables of the experiment on what the general detector should be given.
    fn ingredients(&self) -> Result<String> {
        let definition = papers::find(&self.experiments, INGREDIENTS)?;
        let results = outcome::Results(self.measured.clone());
        let mut text = String::new();
        for name in definition.profiles.keys() {
            let outcomes = results.read_all(&definition.name, name, definition.run_names())?;
            text.push_str(&experiment::headline(&definition, &outcomes, 3));
        }
        Ok(text)
    }

    fn papers(&self, check: bool) -> Result<()> {
        let results = outcome::Results(self.measured.clone());
        let mut all = Vec::new();
        for name in papers::names(&self.experiments)? {
            let definition = papers::find(&self.experiments, &name)?;
            let folder = results.folder(&name);
            for (name, text) in experiment::files(&definition, &results)? {
                experiment::put_file(&folder.join(name), &text, check)?;
            }
            all.push(definition);
        }
        let overview = experiment::overview(&all, &results)?;
        experiment::put_file(&self.overview, &overview, check)
    }
}

fn read(folder: &Path) -> Result<(DetectorCard, BTreeMap<String, Measurement>)> {
    let card = serde_json::from_slice(&fs::read(folder.join("card.json"))?)
        .with_context(|| format!("the card in {} is not understood", folder.display()))?;
    let path = folder.join("metrics.json");
    let bytes = fs::read(&path).with_context(|| format!("{} is missing", path.display()))?;
    let measurements = serde_json::from_slice(&bytes)
        .with_context(|| format!("{} is not understood", path.display()))?;
    Ok((card, measurements))
}

const TABLE_HEAD: &str = "\
| Detector | Measured on | Pictures | Accuracy at ½ | AUROC | Real pictures flagged | Synthetic \
pictures flagged | Answered | Wrong among answered | ECE |\n\
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";

fn row(detector: &str, name: &str, measurement: &Measurement) -> String {
    let m: &Metrics = &measurement.metrics;
    let share = |value: Option<f64>| {
        value.map_or("–".to_owned(), |value| format!("{:.1} %", value * 100.0))
    };
    let with_interval = |value: Option<f64>, key: &str, scale: f64, digits: usize| {
        let Some(value) = value else {
            return "–".to_owned();
        };
        let mut text = format!("{:.digits$}", value * scale);
        if let Some([low, high]) = m.intervals.get(key) {
            // Writing to a string cannot fail.
            let _infallible = write!(
                text,
                " ({:.digits$} to {:.digits$})",
                low * scale,
                high * scale
            );
        }
        text
    };
    format!(
        "| {detector} | {name} | {} | {} % | {} | {} | {} | {} | {} | {} |\n",
        m.n,
        with_interval(m.accuracy_at_half, "accuracy_at_half", 100.0, 2),
        with_interval(m.auroc, "auroc", 1.0, 3),
        share(m.fpr),
        share(m.recall),
        share(m.coverage),
        share(m.error_among_answered),
        m.ece.map_or("–".to_owned(), |ece| format!("{ece:.3}")),
    )
}

fn model_card(card: &DetectorCard, measurements: &BTreeMap<String, Measurement>) -> String {
    let limits: String = card
        .limits
        .iter()
        .flat_map(|limit| ["- ", limit, "\n"])
        .collect();
    let rows: String = measurements
        .iter()
        .map(|(name, measurement)| row(&format!("`{}`", card.id), name, measurement))
        .collect();
    let training = &card.training;
    let intro = format!("# {} (`{}`)\n\n{}\n", card.title, card.id, card.description);
    let trained = format!(
        "{}: {} real and {} synthetic pictures; validation on {} real and {} synthetic pictures \
         ({}). {} epochs, the weights of epoch {}.",
        training.data,
        training.pictures[0],
        training.pictures[1],
        training.validation_pictures[0],
        training.validation_pictures[1],
        training.validation,
        training.epochs[0],
        training.epochs[1],
    );
    let verdicts = format!(
        "Synthetic from a score of {:.3}, which {:.1} % of the real validation pictures reach; \
         real up to {:.3}, which {:.1} % of the synthetic ones stay under; otherwise no answer.",
        card.thresholds.synthetic,
        card.thresholds.false_positive_rate * 100.0,
        card.thresholds.real,
        card.thresholds.false_negative_rate * 100.0,
    );
    let weights = format!(
        "{} bytes in half precision, SHA-256 `{}`, licence {}.",
        card.weights_bytes, card.weights_sha256, card.licence
    );
    format!(
        "{intro}\n## Limits\n\n{limits}\n## Training\n\n{trained}\n\n## Verdicts\n\n{verdicts}\n\n\
         ## Figures\n\n95 % bootstrap intervals in brackets.\n\n{TABLE_HEAD}{rows}\n\
         ## Weights\n\n{weights}\n"
    )
}

/// Replaces what stands between the markers.
fn replace(document: &str, table: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_changes() {
        let document = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        let replaced = replace(&document, "| new |\n").expect("markers");
        assert_eq!(replaced, format!("a\n{BEGIN}\n| new |\n{END}\nb\n"));
        assert!(replace("no markers", "x").is_none());
    }
}
