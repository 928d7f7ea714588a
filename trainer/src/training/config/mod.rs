//! Everything that decides a run.

mod check;

use std::path::Path;

use anyhow::{Context, Result};
use burn::module::ParamGroup;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use spectrafide_models::weights::Storage;
use spectrafide_networks::arch::{NetworkConfig, StudyNetworkConfig};
use spectrafide_picture::preprocess::Preprocess;
use spectrafide_report::scope::Scope;

use super::distillation::Distillation;
use super::low_rank::LowRank;
use super::schedule::Schedule;
use crate::augmentation::augment::Augmentation;
use crate::augmentation::tier::Tier;
use crate::data::selection::Selection;
use crate::data::validation::Validation;
use crate::device::Precision;
use crate::training::loader::Balance;
use crate::training::pairs::PairSettings;

/// A run, as its JSON file describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    /// Registry name of the detector, `architecture.tag`.
    pub id: String,
    /// A short name for people.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// What it cannot do, each a sentence.
    pub limits: Vec<String>,
    /// Licence of the weights, as an SPDX expression.
    pub licence: String,
    /// Name of the data set, for the card.
    pub data: String,
    /// The network.
    pub network: NetworkConfig,
    /// From pixels to tensors.
    pub preprocess: Preprocess,
    /// Which pictures may be judged.
    pub scope: Scope,
    /// Its place among the detectors of the same scope, for the card; the lowest judges.
    #[serde(default = "last_rank")]
    pub rank: u32,
    /// Parts that a quick look judges, for the card.
    #[serde(default = "one_view")]
    pub quick_views: u32,
    /// The thorough detector that this one, which is quick, stands in for, for the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_in_for: Option<String>,
    /// What happens to training pictures.
    #[serde(default)]
    pub augmentation: Augmentation,
    /// Which pictures of the training split are used, for training and validation.
    #[serde(default, skip_serializing_if = "Selection::is_all")]
    pub pictures: Selection,
    /// Share of the training pictures that are replaced by what an auto-encoder makes of them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reconstruction_probability: f32,
    /// In which proportion training pictures are drawn.
    #[serde(default)]
    pub balance: Balance,
    /// How many times as often as others of its folder a real picture is drawn that is dark,
    /// grey, blurred or strongly compressed; needs `balance`.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub hard_real: f32,
    /// How synthetic twins of the real training pictures are used, which `--twins` gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs: Option<PairSettings>,
    /// Which pictures are held out.
    pub validation: Validation,
    /// Whether the weights of the last epoch are kept, and not those with the lowest loss on the
    /// validation pictures. Without such pictures they are in any case.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_last: bool,
    /// Epochs from one look at the validation pictures to the next; the last epoch is always
    /// looked at. Above 1 only with `keep_last`.
    #[serde(default = "every_epoch", skip_serializing_if = "is_every_epoch")]
    pub validation_interval: usize,
    /// The delivery tiers on which epochs are compared and the calibration is fitted, and which a
    /// linear head is fitted on.
    pub validation_tiers: Vec<Tier>,
    /// Decides every random draw.
    pub seed: u64,
    /// In how many bits the detector keeps its weights.
    #[serde(default, skip_serializing_if = "Storage::is_half")]
    pub storage: Storage,
    /// How the network's pretrained part is adapted; without it every parameter is trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_rank: Option<LowRank>,
    /// Paths of parameters that stay as they were at the start, as regular expressions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frozen: Vec<String>,
    /// How the network follows another one, which `--teacher` gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distillation: Option<Distillation>,
    /// At most this many passes over the data.
    pub epochs: usize,
    /// Views in a step.
    pub batch_size: usize,
    /// The optimiser.
    pub optimizer: Optimizer,
    /// The learning rate over time.
    pub schedule: Schedule,
    /// Epochs without a better validation loss before the run ends.
    #[serde(default)]
    pub early_stopping_epochs: Option<usize>,
    /// How far targets are moved towards one half.
    #[serde(default)]
    pub label_smoothing: f32,
    /// How much the held-out pictures of a source count in calibration, thresholds and certainty. A
    /// picture that somebody brings is of another source than all of them: where these count alike,
    /// rates are those of a source that nobody has seen.
    #[serde(default, skip_serializing_if = "Balance::is_none")]
    pub calibration_balance: Balance,
    /// The false-positive rate that the verdict's upper threshold is chosen for.
    pub false_positive_rate: f32,
    /// The false-negative rate that the verdict's lower threshold is chosen for.
    pub false_negative_rate: f32,
    /// Whether calibration and thresholds are fitted for each delivery apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_delivery: bool,
    /// Whether the detector looks at a copy of each picture, too, before it gives a verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_look: Option<SecondLookSettings>,
}

/// How certain a detector that looks twice must be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondLookSettings {
    /// Share of the validation judgements, the most certain ones, that may get a verdict.
    pub coverage: f64,
    /// How many parts of the copy are judged at most; as many as of the picture without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_views: Option<u32>,
}

/// An optimiser with its settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Optimizer {
    /// Adam (<https://arxiv.org/abs/1412.6980>).
    Adam {
        /// Peak learning rate.
        learning_rate: f64,
    },
    /// `RMSprop` (Hinton's lecture 6e), with the decay of 0.9 and the epsilon of 1e-7 of Keras.
    RmsProp {
        /// Peak learning rate.
        learning_rate: f64,
    },
    /// Adam with decoupled weight decay (<https://arxiv.org/abs/1711.05101>).
    AdamW {
        /// Peak learning rate.
        learning_rate: f64,
        /// Weight decay.
        weight_decay: f32,
    },
    /// Limited-memory BFGS (<https://doi.org/10.1007/BF01589116>) on all pictures in all
    /// `validation_tiers` at once, for the linear head of a frozen trunk.
    #[serde(rename = "l_bfgs")]
    LBfgs {
        /// Half of it times the sum of the squared weights is added to the mean loss.
        strength: f64,
        /// What the variance of a picture's logits over the tiers costs.
        #[serde(default)]
        consistency: f64,
        /// How many views of a picture are learnt from, at most.
        views: u32,
        /// In what the trunk computes what is learnt from.
        #[serde(default)]
        precision: Precision,
    },
}

impl Optimizer {
    /// The peak learning rate.
    pub fn learning_rate(&self) -> f64 {
        match *self {
            Self::Adam { learning_rate }
            | Self::RmsProp { learning_rate }
            | Self::AdamW { learning_rate, .. } => learning_rate,
            // The line search finds the length of each step.
            Self::LBfgs { .. } => 1.0,
        }
    }
}

fn last_rank() -> u32 {
    100
}

fn one_view() -> u32 {
    1
}

impl RunConfig {
    /// Reads a run from `path`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and settings that are unknown or cannot work, by name.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the run {} cannot be read", path.display()))?;
        serde_json::from_str(&text)
            .map_err(anyhow::Error::from)
            .and_then(|value| Self::from_value(&value))
            .with_context(|| format!("the run {} cannot work", path.display()))
    }

    /// Understands a run's settings, and refuses what is unknown or would only fail later.
    ///
    /// # Errors
    ///
    /// The setting is named.
    pub fn from_value(given: &Value) -> Result<Self> {
        let config = Self::deserialize(given)?;
        if let Some(path) = config.unknown_in_parts(given)? {
            anyhow::bail!("there is an unknown setting `{path}`");
        }
        config.check()?;
        Ok(config)
    }

    /// Whether this run differs from `whole` in what it holds out alone.
    pub fn is_fold_of(&self, whole: &Self) -> bool {
        let alike = Self {
            validation: whole.validation.clone(),
            ..self.clone()
        };
        alike == *whole
    }

    /// The parameters that a run keeps, where the others are those of a published checkpoint.
    pub fn learnt(&self) -> Option<ParamGroup> {
        self.low_rank.map(|_| LowRank::learnt())
    }

    /// The parameters that are not trained beside those of `low_rank`.
    ///
    /// # Errors
    ///
    /// A pattern that is no regular expression.
    pub fn frozen(&self) -> Result<Option<ParamGroup>> {
        if self.frozen.is_empty() {
            return Ok(None);
        }
        let patterns = self.frozen.iter().map(String::as_str).collect::<Vec<_>>();
        ParamGroup::from_any_regexes(patterns)
            .map(Some)
            .map_err(|error| anyhow::anyhow!("`frozen` cannot be understood: {error:?}"))
    }

    /// Whether the weights of a trained auto-encoder must be given.
    pub fn needs_auto_encoder(&self) -> bool {
        self.reconstruction_probability > 0.0
            || matches!(
                self.network,
                NetworkConfig::Study(StudyNetworkConfig::Isitcap(_))
            )
    }
}

fn one() -> f32 {
    1.0
}

fn every_epoch() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_every_epoch(value: &usize) -> bool {
    *value == every_epoch()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_one(value: &f32) -> bool {
    *value == 1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_zero(value: &f32) -> bool {
    *value == 0.0
}

#[cfg(test)]
mod tests;
