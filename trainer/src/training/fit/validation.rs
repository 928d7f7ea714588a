//! What is known of a network after an epoch.

use anyhow::Result;
use burn::module::Module;
use burn::tensor::Device;
use spectrafide_networks::arch::TrainableNetwork;
use spectrafide_picture::preprocess::Preprocess;
use spectrafide_report::calibration::sigmoid;
use spectrafide_report::verdict::Thresholds;

use super::learning_rate;
use crate::data::items::Item;
use crate::measurement::logits::{Looks, logits};
use crate::metrics::{self, Bootstrap, Scored};
use crate::progress::progress;
use crate::training::checkpoint::{EpochLog, State};
use crate::training::config::RunConfig;
use crate::training::loader::Plan;

/// Judges the middle view of the validation pictures in every tier of the run: enough to compare
/// epochs, at a fraction of the cost of all views.
pub(super) fn validate(
    config: &RunConfig,
    plan: &Plan,
    network: &TrainableNetwork,
    state: &State,
    valid: &[Item],
    device: &Device,
    views_per_second: f64,
) -> Result<EpochLog> {
    let mut log = EpochLog {
        epoch: state.epoch + 1,
        learning_rate: learning_rate(config, state, 1.0),
        train_loss: state.loss_sum / plan.steps() as f64,
        valid_loss: f64::NAN,
        valid_auroc: f64::NAN,
        valid_accuracy: f64::NAN,
        views_per_second,
    };
    if valid.is_empty() {
        return Ok(log);
    }
    let network = network.valid();
    let preprocess = Preprocess {
        views: config.preprocess.views.middle(),
        ..config.preprocess
    };
    let bar = progress(
        (valid.len() * config.validation_tiers.len()) as u64,
        "validation",
    );
    let mut scored = Vec::new();
    let mut loss = 0.0;
    for &tier in &config.validation_tiers {
        let judged = logits(
            &network,
            &preprocess,
            valid,
            tier,
            Looks::default(),
            device,
            &bar,
        )?;
        for picture in judged.pictures {
            let (logit, label) = (picture.logit(), valid[picture.index].label);
            loss += metrics::log_loss(logit, label);
            let score = sigmoid(logit);
            scored.push(Scored {
                score,
                label,
                group: 0,
            });
        }
    }
    bar.finish_and_clear();
    let none = Bootstrap {
        resamples: 0,
        seed: 0,
        clustered: false,
    };
    let metrics = metrics::compute(&scored, &Thresholds::default(), &none);
    log.valid_loss = loss / scored.len().max(1) as f64;
    log.valid_auroc = metrics.auroc.unwrap_or(f64::NAN);
    log.valid_accuracy = metrics.accuracy_at_half.unwrap_or(f64::NAN);
    Ok(log)
}
