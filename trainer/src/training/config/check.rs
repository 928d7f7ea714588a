//! What of a run file cannot work.

use anyhow::{Context, Result};
use serde_json::Value;

use super::{RunConfig, SecondLookSettings, is_one};
use crate::data::validation::Validation;
use crate::training::loader::Balance;
use crate::training::schedule::Schedule;

impl RunConfig {
    /// An unknown setting of the network or the preprocessing, whose types are those of detector
    /// cards and do not refuse it themselves. They write every setting that they know.
    pub(super) fn unknown_in_parts(&self, given: &Value) -> Result<Option<String>> {
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
    pub(super) fn check(&self) -> Result<()> {
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
        self.network.needs().check(&self.preprocess)?;
        anyhow::ensure!(
            self.network.needs().spectrum || self.preprocess.spectrum.is_none(),
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
