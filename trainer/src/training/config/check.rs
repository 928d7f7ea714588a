//! What of a run file cannot work.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use spectrafide_models::layers::mobile_stages::STAGES;
use spectrafide_models::network::ShippedNetworkConfig;
use spectrafide_models::network::astrospy::{AstroSpyConfig, PathBackboneConfig};
use spectrafide_models::network::efficientnet_lite::EfficientNetLiteTrunkConfig;
use spectrafide_models::network::vit::VitTrunkConfig;
use spectrafide_networks::arch::NetworkConfig;

use super::{Optimizer, RunConfig, SecondLookSettings, is_one};
use crate::augmentation::augment::Augmentation;
use crate::data::validation::Validation;
use crate::training::distillation::Distillation;
use crate::training::loader::Balance;
use crate::training::low_rank::LowRank;
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

    fn check_low_rank(&self, low_rank: LowRank) -> Result<()> {
        use ShippedNetworkConfig::{AstroSpy, EfficientNetLite, Vit};
        ensure!(
            low_rank.from_block > 0,
            "`low_rank.from_block` is counted from 1"
        );
        let is_convolutional = match &self.network {
            NetworkConfig::Shipped(Vit(_)) => false,
            NetworkConfig::Shipped(EfficientNetLite(_)) => true,
            NetworkConfig::Shipped(AstroSpy(config)) => [&config.image, &config.spectrum]
                .into_iter()
                .any(|path| matches!(path, PathBackboneConfig::EfficientNetLite(_))),
            other => bail!(
                "`low_rank` is for pretrained networks, not for `{}`",
                other.name()
            ),
        };
        ensure!(
            !is_convolutional || low_rank.rank == 0,
            "`low_rank.rank` must be 0 for a network of convolutions: its weights stay as they are"
        );
        Ok(())
    }

    /// Refuses networks that cannot be made for the views.
    fn check_network(&self) -> Result<()> {
        let side = self.preprocess.views.side() as usize;
        match &self.network {
            NetworkConfig::Shipped(ShippedNetworkConfig::AstroSpy(config)) => {
                check_astrospy(config, side)?;
            }
            NetworkConfig::Shipped(ShippedNetworkConfig::Vit(vit)) => {
                check_vit("network", &vit.trunk, &vit.read, side)?;
            }
            NetworkConfig::Shipped(ShippedNetworkConfig::EfficientNetLite(lite)) => {
                check_lite("network.trunk", &lite.trunk)?;
                let earlier = &lite.earlier;
                ensure!(
                    earlier.is_sorted_by(|a, b| a < b)
                        && earlier
                            .iter()
                            .all(|stage| (1..lite.trunk.stages).contains(stage)),
                    "`network.earlier` must name stages before the last, {}, by rising number",
                    lite.trunk.stages
                );
            }
            _ => {}
        }
        Ok(())
    }

    /// A linear head that is fitted at once is given no steps, draws or changed pictures.
    fn check_linear_head(&self) -> Result<()> {
        let Optimizer::LBfgs {
            strength,
            consistency,
            views,
            ..
        } = self.optimizer
        else {
            return Ok(());
        };
        ensure!(
            strength > 0.0 && consistency >= 0.0,
            "`optimizer.strength` must be above 0 and `optimizer.consistency` at least 0"
        );
        ensure!(views > 0, "`optimizer.views` must be above 0");
        ensure!(
            self.low_rank.is_some_and(|low_rank| low_rank.rank == 0),
            "`optimizer: l_bfgs` fits the head of a frozen trunk: it needs `low_rank.rank` 0"
        );
        ensure!(
            self.epochs == 1 && self.schedule == Schedule::Constant && self.keep_last,
            "`optimizer: l_bfgs` ends by itself: it needs `epochs` 1, `schedule: constant` and \
             `keep_last`"
        );
        ensure!(
            self.augmentation == Augmentation::default()
                && self.pairs.is_none()
                && self.frozen.is_empty()
                && self.label_smoothing == 0.0
                && self.reconstruction_probability == 0.0,
            "`optimizer: l_bfgs` fits pictures as the tiers deliver them: it has no `augmentation`, \
             `pairs`, `frozen`, `label_smoothing` or `reconstruction_probability`"
        );
        let similar = |taught: Distillation| taught.similarities > 0.0;
        ensure!(
            !self.distillation.is_some_and(similar),
            "`optimizer: l_bfgs` learns a teacher's scores: it has no `distillation.similarities`"
        );
        Ok(())
    }

    /// Refuses what would only fail later.
    pub(super) fn check(&self) -> Result<()> {
        let name = self.network.name();
        ensure!(
            self.id
                .split_once('.')
                .is_some_and(|(first, tag)| first == name && !tag.is_empty()),
            "`id` must be `{name}.<tag>`, not `{}`",
            self.id
        );
        self.augmentation
            .check()
            .context("`augmentation` cannot work")?;
        ensure!(self.batch_size > 0, "`batch_size` must be above 0");
        ensure!(
            (0.0..=1.0).contains(&self.label_smoothing),
            "`label_smoothing` must be between 0 and 1"
        );
        ensure!(
            (1.0..=100.0).contains(&self.hard_real),
            "`hard_real` must be between 1 and 100"
        );
        ensure!(
            is_one(&self.hard_real) || self.balance != Balance::None,
            "`hard_real` needs a `balance`: otherwise every picture comes once"
        );
        if let Some(pairs) = &self.pairs {
            pairs.check()?;
        }
        self.check_network()?;
        if let Some(low_rank) = self.low_rank {
            self.check_low_rank(low_rank)?;
        }
        self.frozen()?;
        self.check_linear_head()?;
        if let Some(distillation) = &self.distillation {
            distillation.check()?;
            ensure!(
                self.pairs.is_none() && self.reconstruction_probability == 0.0,
                "`distillation` is for pictures as they are, without `pairs` and reconstructions"
            );
        }
        if let Some(SecondLookSettings {
            coverage,
            copy_views,
        }) = self.second_look
        {
            ensure!(
                copy_views != Some(0),
                "`second_look.copy_views` must be above 0"
            );
            ensure!(
                coverage > 0.0 && coverage <= 1.0,
                "`second_look.coverage` must be above 0 and at most 1"
            );
        }
        ensure!(
            self.validation_interval == 1 || (self.validation_interval > 1 && self.keep_last),
            "`validation_interval` must be 1, or more with `keep_last`"
        );
        ensure!(
            !self.validation_tiers.is_empty(),
            "`validation_tiers` is empty"
        );
        self.network.needs().check(&self.preprocess)?;
        ensure!(
            self.network.needs().spectrum || self.preprocess.spectrum.is_none(),
            "the network has no spectral path for `preprocess.spectrum`"
        );
        let has_losses = self.validation_interval == 1
            && !matches!(
                self.validation,
                Validation::Folds { .. } | Validation::Nothing
            );
        ensure!(
            has_losses || !matches!(self.schedule, Schedule::ReduceOnPlateau { .. }),
            "`schedule: reduce_on_plateau` follows the validation loss of every epoch: it needs \
             `validation` pictures of its own and no `validation_interval`"
        );
        ensure!(
            (has_losses && !self.keep_last) || self.early_stopping_epochs.is_none(),
            "`early_stopping_epochs` counts from the epoch with the lowest validation loss: it \
             needs `validation` pictures of its own and no `keep_last`"
        );
        ensure!(
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

/// Refuses paths that cannot be made for views of `side` pixels, or not joined.
fn check_astrospy(config: &AstroSpyConfig, side: usize) -> Result<()> {
    for (place, path) in [
        ("network.image", &config.image),
        ("network.spectrum", &config.spectrum),
    ] {
        match path {
            PathBackboneConfig::EfficientNetLite(trunk) => check_lite(place, trunk)?,
            PathBackboneConfig::Vit(vit) => check_vit(place, &vit.trunk, &vit.read, side)?,
        }
    }
    let (image, spectrum) = (config.image.embedding(), config.spectrum.embedding());
    ensure!(
        config.joins(),
        "`network.joint: add` needs embeddings of one length; that of `network.image` has {image} \
         elements, that of `network.spectrum` {spectrum}"
    );
    Ok(())
}

/// Refuses a trunk, whose settings are at `place`, with stages that there are not.
fn check_lite(place: &str, trunk: &EfficientNetLiteTrunkConfig) -> Result<()> {
    ensure!(
        (1..=STAGES.len()).contains(&trunk.stages),
        "`{place}.stages` must be from 1 to {}",
        STAGES.len()
    );
    Ok(())
}

/// Refuses a transformer, whose settings are at `place`, that cannot be made for views of `side`
/// pixels.
fn check_vit(place: &str, trunk: &VitTrunkConfig, read: &[usize], side: usize) -> Result<()> {
    ensure!(
        trunk.patch > 0 && side >= trunk.patch && side.is_multiple_of(trunk.patch),
        "`{place}.trunk.patch` must divide the side of the views, {side} px"
    );
    ensure!(
        trunk.heads > 0 && trunk.width > 0 && trunk.width.is_multiple_of(trunk.heads),
        "`{place}.trunk.heads` must divide `{place}.trunk.width`"
    );
    ensure!(trunk.units > 0, "`{place}.trunk.units` must be above 0");
    ensure!(
        read.first().is_some_and(|&block| block > 0)
            && read.is_sorted_by(|a, b| a < b)
            && read.last() == Some(&trunk.blocks),
        "`{place}.read` must name blocks from 1 to {} by rising number, the last one among them",
        trunk.blocks
    );
    Ok(())
}
