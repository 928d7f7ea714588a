//! Everything that decides a run.

use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use spectrafide_models::arch::NetworkConfig;
use spectrafide_models::preprocess::Preprocess;
use spectrafide_models::scope::Scope;

use super::schedule::Schedule;
use crate::augmentation::augment::Augmentation;
use crate::augmentation::tier::Tier;
use crate::data::selection::Selection;
use crate::data::validation::Validation;
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

    /// An unknown setting of the network or the preprocessing, whose types are those of detector
    /// cards and do not refuse it themselves. They write every setting that they know.
    fn unknown_in_parts(&self, given: &Value) -> Result<Option<String>> {
        let mut understood = serde_json::to_value(self)?;
        // But for this one, which is not written where there are none, and refuses for itself.
        if let Some(statistics) = given.pointer("/preprocess/statistics") {
            understood["preprocess"]["statistics"] = statistics.clone();
        }
        Ok(["network", "preprocess", "scope"]
            .into_iter()
            .find_map(|part| {
                Some(format!(
                    "{part}.{}",
                    absent(&given[part], &understood[part])?
                ))
            }))
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
            (0.0..=1.0).contains(&self.label_smoothing),
            "`label_smoothing` must be between 0 and 1"
        );
        anyhow::ensure!(
            (1.0..=100.0).contains(&self.hard_real),
            "`hard_real` must be between 1 and 100"
        );
        anyhow::ensure!(
            is_one(&self.hard_real) || self.balance != Balance::None,
            "`hard_real` needs a `balance`: otherwise every picture comes once"
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
            self.validation_interval == 1 || (self.validation_interval > 1 && self.keep_last),
            "`validation_interval` must be 1, or more with `keep_last`"
        );
        anyhow::ensure!(
            !self.validation_tiers.is_empty(),
            "`validation_tiers` is empty"
        );
        self.network.check_inputs(&self.preprocess)?;
        anyhow::ensure!(
            self.network.needs_spectrum() || self.preprocess.spectrum.is_none(),
            "the network has no spectral path for `preprocess.spectrum`"
        );
        let has_losses = self.validation_interval == 1
            && !matches!(
                self.validation,
                Validation::Folds { .. } | Validation::Nothing
            );
        anyhow::ensure!(
            has_losses || !matches!(self.schedule, Schedule::ReduceOnPlateau { .. }),
            "`schedule: reduce_on_plateau` follows the validation loss of every epoch: it needs \
             `validation` pictures of its own and no `validation_interval`"
        );
        anyhow::ensure!(
            (has_losses && !self.keep_last) || self.early_stopping_epochs.is_none(),
            "`early_stopping_epochs` counts from the epoch with the lowest validation loss: it \
             needs `validation` pictures of its own and no `keep_last`"
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

/// The path of a key of `given` that `understood` lacks.
fn absent(given: &Value, understood: &Value) -> Option<String> {
    given.as_object()?.iter().find_map(|(key, value)| {
        let Some(other) = understood.get(key) else {
            return Some(key.clone());
        };
        Some(format!("{key}.{}", absent(value, other)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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

    /// The settings of the general detector with one of them changed.
    fn changed(pointer: &str, value: Value) -> Result<RunConfig> {
        let text = include_str!("../../configs/dual_small.general.json");
        let mut run: Value = serde_json::from_str(text).expect("a run file");
        let (object, key) = pointer.rsplit_once('/').expect("a path");
        run.pointer_mut(object).expect("an object")[key] = value;
        RunConfig::from_value(&run)
    }

    #[test]
    fn a_mistyped_setting_is_named_and_a_default_may_be_said() {
        let text = include_str!("../../configs/dual_small.general.json");
        let given: Value = serde_json::from_str(text).expect("a run file");
        let with = |pointer: &str, key: &str, value: Value| {
            let mut given = given.clone();
            given.pointer_mut(pointer).expect("a setting")[key] = value;
            RunConfig::from_value(&given).map_err(|error| error.to_string())
        };
        for (pointer, key, named) in [
            ("", "epoch", "epoch"),
            ("/network", "stem_kernal", "network.stem_kernal"),
            ("/validation", "fold", "fold"),
            ("/optimizer", "momentum", "momentum"),
            ("/preprocess", "widths", "preprocess.widths"),
            ("/preprocess/views", "sides", "preprocess.views.sides"),
            ("/preprocess/statistics", "profile", "profile"),
            ("/scope", "min_side", "scope.min_side"),
        ] {
            let error = with(pointer, key, json!(5)).expect_err(named);
            assert!(error.contains(&format!("`{named}`")), "{error}");
        }
        for (pointer, key, default) in [
            ("", "pairs", Value::Null),
            ("", "early_stopping_epochs", Value::Null),
            ("/preprocess/statistics", "radial_profile", json!(false)),
        ] {
            assert!(with(pointer, key, default).is_ok(), "{key}");
        }
    }

    #[test]
    fn settings_that_do_not_fit_together_are_refused_with_their_names() {
        let plateau = json!({ "kind": "reduce_on_plateau", "factor": 0.5, "patience_epochs": 2 });
        for (pointer, value, named) in [
            ("/schedule", plateau, "reduce_on_plateau"),
            ("/early_stopping_epochs", json!(3), "early_stopping_epochs"),
            ("/keep_last", json!(false), "validation_interval"),
            ("/validation_interval", json!(0), "validation_interval"),
            ("/network/statistics/inputs", json!(297), "297 statistics"),
            (
                "/preprocess/statistics/autocorrelation",
                json!(false),
                "gives 234",
            ),
            (
                "/preprocess/statistics",
                json!({ "radial_profile": true }),
                "radial_profile",
            ),
            ("/balance", json!("none"), "hard_real"),
            ("/label_smoothing", json!(1.5), "label_smoothing"),
        ] {
            let error = changed(pointer, value).expect_err(pointer).to_string();
            assert!(error.contains(named), "{pointer}: {error}");
        }
        assert!(changed("/validation_interval", json!(1)).is_ok());
    }
}
