//! Everything that decides a run.

use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use spectrafide_models::arch::NetworkConfig;
use spectrafide_models::preprocess::Preprocess;
use spectrafide_models::scope::Scope;

use super::schedule::Schedule;
use crate::augment::Augmentation;
use crate::data::loader::Balance;
use crate::data::pairs::PairSettings;
use crate::data::selection::Selection;
use crate::data::split::Validation;
use crate::tier::Tier;

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
    /// The delivery tiers on which epochs are compared and the calibration is fitted.
    pub validation_tiers: Vec<Tier>,
    /// Decides every random draw.
    pub seed: u64,
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
}

impl Optimizer {
    /// The peak learning rate.
    pub fn learning_rate(&self) -> f64 {
        match *self {
            Self::Adam { learning_rate }
            | Self::RmsProp { learning_rate }
            | Self::AdamW { learning_rate, .. } => learning_rate,
        }
    }
}

impl RunConfig {
    /// Reads a run from `path`.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the run {} cannot be read", path.display()))?;
        serde_json::from_str(&text)
            .map_err(anyhow::Error::from)
            .and_then(|value| Self::from_value(&value))
            .with_context(|| format!("the run {} cannot work", path.display()))
    }

    /// Understands a run's settings, and refuses what is unknown or would only fail later.
    pub fn from_value(given: &Value) -> Result<Self> {
        let config = Self::deserialize(given)?;
        if let Some(key) = unknown_key(given, &serde_json::to_value(&config)?) {
            anyhow::bail!("there is an unknown setting `{key}`");
        }
        config.check()?;
        Ok(config)
    }

    /// Refuses what would only fail later.
    fn check(&self) -> Result<()> {
        let name = self.network.name();
        anyhow::ensure!(
            self.id
                .split_once('.')
                .is_some_and(|(first, tag)| first == name && !tag.is_empty()),
            "`id` must be `{name}.<tag>`, not `{}`",
            self.id
        );
        self.augmentation
            .check()
            .context("`augmentation` cannot work")?;
        anyhow::ensure!(self.batch_size > 0, "`batch_size` must be above 0");
        anyhow::ensure!(
            (1.0..=100.0).contains(&self.hard_real),
            "`hard_real` must be between 1 and 100"
        );
        anyhow::ensure!(
            is_one(&self.hard_real) || self.balance == Balance::Folders,
            "`hard_real` needs `balance` to be `folders`: otherwise every picture comes once"
        );
        if let Some(pairs) = &self.pairs {
            pairs.check()?;
        }
        if let Some(SecondLookSettings { coverage }) = self.second_look {
            anyhow::ensure!(
                coverage > 0.0 && coverage <= 1.0,
                "`second_look.coverage` must be above 0 and at most 1"
            );
        }
        anyhow::ensure!(
            !self.validation_tiers.is_empty(),
            "`validation_tiers` is empty"
        );
        anyhow::ensure!(
            self.network.needs_spectrum() == self.preprocess.spectrum.is_some(),
            "`preprocess.spectrum` must be given exactly when the network has a spectral path"
        );
        anyhow::ensure!(
            self.network.needs_statistics() == self.preprocess.statistics,
            "`preprocess.statistics` must be true exactly when the network has a path for them"
        );
        anyhow::ensure!(
            !self.needs_auto_encoder()
                || (self.preprocess.mean == [0.0; 3] && self.preprocess.std == [1.0; 3]),
            "an auto-encoder is given colours in [0, 1]: `preprocess` needs a mean of 0 and a \
             standard deviation of 1"
        );
        Ok(())
    }

    /// Whether this run differs from `whole` in what it holds out alone.
    pub fn is_fold_of(&self, whole: &Self) -> bool {
        let alike = Self {
            validation: whole.validation.clone(),
            ..self.clone()
        };
        alike == *whole
    }

    /// Whether the weights of a trained auto-encoder must be given.
    pub fn needs_auto_encoder(&self) -> bool {
        self.reconstruction_probability > 0.0 || matches!(self.network, NetworkConfig::Isitcap(_))
    }
}

fn one() -> f32 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_one(value: &f32) -> bool {
    *value == 1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_zero(value: &f32) -> bool {
    *value == 0.0
}

/// The path of a setting that was given and not understood. An enum with a tag cannot refuse
/// unknown settings by itself, and a mistyped one must not count as its default.
fn unknown_key(given: &Value, understood: &Value) -> Option<String> {
    let (Value::Object(given), Value::Object(understood)) = (given, understood) else {
        return None;
    };
    given
        .iter()
        .find_map(|(key, value)| match understood.get(key) {
            None => Some(key.clone()),
            Some(other) => unknown_key(value, other).map(|below| format!("{key}.{below}")),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_mistyped_setting_is_named_with_its_place() {
        let understood = json!({ "network": { "stem": 32 }, "seed": 1 });
        let given = json!({ "network": { "stem": 32, "stem_kernal": 5 }, "seed": 1 });
        assert_eq!(
            unknown_key(&given, &understood),
            Some("network.stem_kernal".to_owned())
        );
        assert_eq!(unknown_key(&understood, &understood), None);
    }

    #[test]
    fn the_run_files_of_the_published_detectors_are_understood() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).expect("the run files") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                continue;
            }
            RunConfig::read(&path).expect("a run file that works");
            count += 1;
        }
        assert!(count >= 3);
    }
}
