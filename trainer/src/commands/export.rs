//! `export`: makes a detector of a run.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::Value;
use spectrafide_models::calibration::Calibration;
use spectrafide_models::card::{
    CARD_VERSION, CurvePoint, DetectorCard, TrainingSummary, false_positive_curve,
};
use spectrafide_models::detector::self_test_logit;
use spectrafide_models::score::Label;
use spectrafide_models::verdict::Thresholds;
use spectrafide_models::weights;

use crate::data::source::{self, Split, class_counts};
use crate::device::DeviceChoice;
use crate::evaluation::judge;
use crate::progress::progress;
use crate::training::checkpoint::{RunFolder, State};
use crate::training::config::RunConfig;
use crate::zoo;

/// Make a detector of a run: weights in half precision and a card.
///
/// Calibration and thresholds are fitted on the run's validation pictures, in the tiers that the
/// run names, with the weights as they are published. The test split is not read.
#[derive(Args)]
pub struct Export {
    /// The run folder.
    run: PathBuf,
    /// The data that the run was trained on.
    #[arg(long)]
    data: PathBuf,
    /// The folder with the detectors.
    #[arg(long, default_value_os_t = zoo::default_folder())]
    zoo: PathBuf,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "auto")]
    device: DeviceChoice,
}

impl Export {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let config = RunConfig::read(&self.run.join("config.json"))?;
        let folder = RunFolder::create(&self.run)?;
        let (device, _) = self.device.open()?;
        let side = config.preprocess.views.side() as usize;
        let trained = folder.load_best(config.network.init(side, &device))?;
        let bytes = weights::to_half_bytes(trained)?;
        let network = weights::load(config.network.init(side, &device), bytes.clone())?;

        let items = source::read(&self.data, |split| split != Some(Split::Test))?;
        let items = config.pictures.choose(items)?;
        let (train, valid) = config.validation.split(items)?;
        let bar = progress(
            (valid.len() * config.validation_tiers.len()) as u64,
            "calibration",
        );
        let mut pairs = Vec::new();
        for &tier in &config.validation_tiers {
            let judged = judge(&network, &config.preprocess, &valid, tier, &device, &bar)?;
            pairs.extend(
                judged
                    .logits
                    .iter()
                    .map(|&(index, logit)| (logit, valid[index].label.target())),
            );
        }
        bar.finish_and_clear();
        let calibration = Calibration::fit(&pairs);
        ensure!(
            calibration.scale > 0.0,
            "the detector is no better than chance on validation"
        );
        let (thresholds, curve) = operating_points(&config, &pairs, calibration);

        let facts: Value = serde_json::from_slice(&fs::read(folder.file("data.json"))?)?;
        let state: State = serde_json::from_slice(&fs::read(folder.file("checkpoint/state.json"))?)
            .context("the run has no checkpoint")?;
        let mut card = DetectorCard {
            version: CARD_VERSION,
            id: config.id.clone(),
            title: config.title,
            description: config.description,
            limits: config.limits,
            network: config.network,
            preprocess: config.preprocess,
            calibration,
            thresholds,
            false_positive_curve: curve,
            scope: config.scope,
            training: TrainingSummary {
                data: config.data,
                data_sha256: facts["sha256"].as_str().unwrap_or_default().to_owned(),
                pictures: class_counts(&train),
                validation_pictures: class_counts(&valid),
                validation: config.validation.describe(),
                epochs: [state.epoch, state.best_epoch],
            },
            self_test_logit: 0.0,
            licence: config.licence,
            weights_bytes: bytes.len() as u64,
            weights_sha256: weights::sha256(&bytes),
        };
        card.self_test_logit = pollster::block_on(self_test_logit(&card, &network, &device))?;
        let target = self.zoo.join(&config.id);
        fs::create_dir_all(&target)
            .with_context(|| format!("{} cannot be made", target.display()))?;
        fs::write(target.join("weights.bpk"), &bytes)?;
        fs::write(
            target.join("card.json"),
            serde_json::to_string_pretty(&card)? + "\n",
        )?;
        println!(
            "{}: {} bytes of weights; synthetic from a score of {:.3} ({:.1} % of real validation \
             pictures), real up to {:.3} ({:.1} % of synthetic ones)",
            target.display(),
            bytes.len(),
            thresholds.synthetic,
            thresholds.false_positive_rate * 100.0,
            thresholds.real,
            thresholds.false_negative_rate * 100.0
        );
        Ok(())
    }
}

fn operating_points(
    config: &RunConfig,
    pairs: &[(f32, f32)],
    calibration: Calibration,
) -> (Thresholds, Vec<CurvePoint>) {
    let scores = |label: Label| -> Vec<f32> {
        pairs
            .iter()
            .filter(|pair| pair.1 == label.target())
            .map(|pair| calibration.score(pair.0).value())
            .collect()
    };
    let (real, synthetic) = (scores(Label::Real), scores(Label::Synthetic));
    let thresholds = Thresholds::choose(
        &real,
        &synthetic,
        config.false_positive_rate,
        config.false_negative_rate,
    );
    (thresholds, false_positive_curve(&real))
}
