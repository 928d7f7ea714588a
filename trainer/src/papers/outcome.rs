//! What a run of an experiment gave, as its result file keeps it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::settings::Settings;
use crate::baseline::forest::StatisticsSummary;
use crate::metrics::Confusion;
use crate::training::checkpoint::EpochLog;
use crate::whole_file;

/// A result file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// What was run.
    pub settings: Settings,
    /// What it was trained on and how.
    pub training: Training,
    /// What was measured, by test set.
    pub tests: BTreeMap<String, Measured>,
}

/// How a run was trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Number of real and of synthetic training pictures.
    pub pictures: [usize; 2],
    /// Number of real and of synthetic validation pictures.
    pub validation_pictures: [usize; 2],
    /// SHA-256 over the paths, labels and contents of both.
    pub data_sha256: String,
    /// SHA-256 of the published checkpoint that it started from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub init_sha256: Option<String>,
    /// Number of parameters; of nodes, for a forest.
    pub parameters: usize,
    /// Where it was computed.
    pub device: String,
    /// How long it took.
    pub minutes: f64,
    /// Its epochs; none for a forest.
    pub epochs: Vec<EpochLog>,
    /// The epoch whose weights were measured, counted from 1.
    pub best_epoch: usize,
    /// The mean squared error of an auto-encoder's last epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconstruction_error: Option<f64>,
    /// The statistics that a forest is trained on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<StatisticsSummary>,
}

impl Training {
    /// The validation loss of the epoch whose weights were measured.
    pub fn best_validation_loss(&self) -> Option<f64> {
        let best = self.best_epoch.checked_sub(1)?;
        self.epochs.get(best).map(|log| log.valid_loss)
    }
}

/// Figures on one test set, at a score of one half.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Decisions.
    pub confusion: Confusion,
    /// Mean binary cross entropy.
    pub loss: f64,
    /// Average precision.
    pub average_precision: Option<f64>,
    /// Area under the ROC curve.
    pub auroc: Option<f64>,
    /// Pictures left out because they occur in the training split.
    pub seen: usize,
    /// Files that gave no picture.
    pub unreadable: usize,
    /// How the Grad-CAM maps spread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saliency: Option<Saliency>,
    /// The ROC curve, thinned: false and true positive rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roc: Vec<[f64; 2]>,
    /// The t-SNE map of some pictures: place, and 1 for synthetic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub embedding: Vec<[f32; 3]>,
}

/// How the Grad-CAM maps of a test set spread over the pictures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saliency {
    /// Number of maps.
    pub maps: usize,
    /// Mean entropy as a share of that of an even map.
    pub entropy: f64,
    /// Mean share of cells above half of the largest value.
    pub area: f64,
}

impl Measured {
    /// Number of pictures.
    pub fn pictures(&self) -> u64 {
        let Confusion {
            true_positive,
            false_positive,
            true_negative,
            false_negative,
        } = self.confusion;
        true_positive + false_positive + true_negative + false_negative
    }
}

/// The folder of result files.
#[derive(Clone, Debug)]
pub struct Results(pub PathBuf);

impl Results {
    /// The folder of all results that the documents are made of.
    pub fn default_folder() -> PathBuf {
        crate::checkout::folder("experiments")
    }

    /// The folder of an experiment.
    pub fn folder(&self, experiment: &str) -> PathBuf {
        self.0.join(experiment)
    }

    fn file(&self, experiment: &str, profile: &str, run: &str) -> PathBuf {
        self.folder(experiment)
            .join(profile)
            .join(format!("{run}.json"))
    }

    /// The result of a run, if it has one.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is not understood.
    pub fn read(&self, experiment: &str, profile: &str, run: &str) -> Result<Option<Outcome>> {
        let path = self.file(experiment, profile, run);
        if !path.exists() {
            return Ok(None);
        }
        let bytes =
            fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        serde_json::from_slice(&bytes)
            .map(Some)
            .with_context(|| format!("the result {} is not understood", path.display()))
    }

    /// The results of those of `runs` that have one, by name.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is not understood.
    pub fn read_all<'a>(
        &self,
        experiment: &str,
        profile: &str,
        runs: impl Iterator<Item = &'a str>,
    ) -> Result<BTreeMap<String, Outcome>> {
        let mut all = BTreeMap::new();
        for run in runs {
            if let Some(outcome) = self.read(experiment, profile, run)? {
                all.insert(run.to_owned(), outcome);
            }
        }
        Ok(all)
    }

    /// Keeps the result of a run; the file appears whole.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn write(
        &self,
        experiment: &str,
        profile: &str,
        run: &str,
        outcome: &Outcome,
    ) -> Result<()> {
        let path = self.file(experiment, profile, run);
        whole_file::write(&path, compact(outcome)?)
    }
}

/// JSON that puts every setting and figure on its own line and long lists of numbers on one.
fn compact(outcome: &Outcome) -> serde_json::Result<String> {
    let text = serde_json::to_string_pretty(outcome)?;
    let mut joined = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find("[\n") {
        joined.push_str(&rest[..=start]);
        rest = &rest[start + 1..];
        let end = rest.find(']').unwrap_or(rest.len());
        // A bracket after which only numbers follow opens a list that is better read on a line.
        if !rest[..end].contains(['[', '{', '"']) {
            let numbers: Vec<&str> = rest[..end].split_whitespace().collect();
            joined.push_str(&numbers.join(" "));
            rest = &rest[end..];
        }
    }
    joined.push_str(rest);
    joined.push('\n');
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_of_numbers_stand_on_one_line_and_nothing_else_changes() {
        let measured = Measured {
            roc: vec![[0.0, 0.5], [1.0, 1.0]],
            ..Measured::default()
        };
        let outcome = Outcome {
            settings: serde_json::from_value(json!({
                "kind": "forest", "trees": 3, "seed": 1
            }))
            .expect("settings"),
            training: Training {
                pictures: [1, 2],
                validation_pictures: [3, 4],
                data_sha256: "ab".to_owned(),
                init_sha256: None,
                parameters: 5,
                device: "cpu".to_owned(),
                minutes: 0.5,
                epochs: vec![],
                best_epoch: 0,
                reconstruction_error: None,
                statistics: None,
            },
            tests: BTreeMap::from([("test".to_owned(), measured)]),
        };
        let text = compact(&outcome).expect("text");
        assert!(text.contains("\"pictures\": [1, 2]"), "{text}");
        assert!(text.contains("[0.0, 0.5]"));
        let back: Outcome = serde_json::from_str(&text).expect("the same");
        assert_eq!(back, outcome);
    }
}
