//! Makes a detector of a run: weights and a card.

pub mod fitting;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use burn::tensor::Device;
use serde_json::Value;
use spectrafide_models::card::{CARD_VERSION, DetectorCard, OperatingPoint, TrainingSummary};
use spectrafide_models::detector::self_test_logit;
use spectrafide_models::network::ShippedNetwork;
use spectrafide_models::weights;
use spectrafide_networks::arch::TrainableNetwork;
use spectrafide_report::certainty::Certainty;
use spectrafide_report::delivery::Delivery;
use spectrafide_report::score::Label;

use fitting::{
    Judged, Outcome, Sample, choose_thresholds, false_positive_curve, fit_calibration,
    fit_certainty, with_bounds,
};

use crate::data::items::{self, Item, Split, class_counts};
use crate::digest::sha256;
use crate::training::checkpoint::{RunFolder, State};
use crate::training::config::{RunConfig, SecondLookSettings};
use crate::training::finished;
use crate::training::held_out::{self, HeldOut};

/// What a detector is made of.
///
/// Calibration, thresholds and certainty are fitted on the run's validation pictures, in the tiers
/// that the run names, with the weights as they are published. A run that holds nothing out is
/// calibrated by runs of its folds, each on the pictures that it held out. The test split is not
/// read.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// The run folder.
    pub run: &'a Path,
    /// The runs of the folds, for a run that holds nothing out.
    pub held_out: &'a [PathBuf],
    /// The data that the run was trained on, one or several sets.
    pub data: &'a [PathBuf],
    /// The published checkpoint that the run started from, for one that adapts it.
    pub init: Option<&'a Path>,
    /// The folder with the detectors.
    pub zoo: &'a Path,
}

impl Export<'_> {
    /// Makes the detector, computing on `device`: its folder and its card.
    ///
    /// # Errors
    ///
    /// A run that is not finished or no better than chance, held-out runs that are none of its
    /// folds, and files that cannot be read or written.
    pub fn run(&self, device: &Device) -> Result<(PathBuf, DetectorCard)> {
        let whole = Trained::read(self.run, self.init, device)?;
        let folder = RunFolder::create(self.run)?;
        let items = items::read_all(self.data, |split| split != Some(Split::Test))?;
        let items = whole.config.pictures.choose(items)?;
        let Validated {
            train,
            counts,
            how,
            held_out,
        } = self.validated(&whole, &items, device)?;
        let Trained {
            config,
            network,
            bytes,
        } = whole;
        let OperatingPoint {
            calibration,
            thresholds,
            false_positive_curve,
        } = operating_point(&config, held_out.iter())
            .context("the detector is no better than chance on validation")?;
        let by_delivery = if config.by_delivery {
            by_delivery(&config, &held_out)
        } else {
            BTreeMap::new()
        };

        let facts: Value = serde_json::from_slice(&fs::read(folder.file("data.json"))?)?;
        let state: State = serde_json::from_slice(&fs::read(folder.file("checkpoint/state.json"))?)
            .context("the run has no checkpoint")?;
        let mut card = DetectorCard {
            version: CARD_VERSION,
            id: config.id.clone(),
            title: config.title,
            description: config.description,
            limits: config.limits,
            network: config.network.shipped()?.clone(),
            preprocess: config.preprocess,
            calibration,
            thresholds,
            false_positive_curve,
            by_delivery,
            certainty: None,
            scope: config.scope,
            rank: config.rank,
            quick_views: config.quick_views,
            stands_in_for: config.stands_in_for,
            training: TrainingSummary {
                data: config.data,
                data_sha256: facts["sha256"].as_str().unwrap_or_default().to_owned(),
                pictures: train,
                validation_pictures: counts,
                validation: how,
                epochs: [state.epoch, state.best_epoch],
            },
            self_test_logit: 0.0,
            licence: config.licence,
            weights_bytes: bytes.len() as u64,
            weights_sha256: sha256(&bytes),
        };
        if let Some(second_look) = config.second_look {
            card.certainty = certainty(&card, &held_out, second_look);
        }
        card.self_test_logit = pollster::block_on(self_test_logit(&card, &network, device))?;
        let target = self.zoo.join(&config.id);
        fs::create_dir_all(&target)
            .with_context(|| format!("{} cannot be made", target.display()))?;
        fs::write(target.join("weights.bpk"), &bytes)?;
        fs::write(
            target.join("card.json"),
            serde_json::to_string_pretty(&card)? + "\n",
        )?;
        Ok((target, card))
    }

    /// What `whole` says of the pictures that it held out, or the runs of the folds of theirs.
    fn validated(&self, whole: &Trained, items: &[Item], device: &Device) -> Result<Validated> {
        let split = |config: &RunConfig| {
            let items = items.to_vec();
            config.validation.split(items)
        };
        let (train, valid) = split(&whole.config)?;
        ensure!(
            valid.is_empty() != self.held_out.is_empty(),
            "a run that holds nothing out needs `--held-out`, and no other run may have it"
        );
        let train = class_counts(&train);
        if self.held_out.is_empty() {
            let network = || Ok(whole.network.clone());
            let mut held_out =
                held_out::judgements(self.run, &whole.config, &valid, network, device)?;
            held_out::weigh(&mut held_out, whole.config.calibration_balance);
            return Ok(Validated {
                train,
                counts: class_counts(&valid),
                how: whole.config.validation.describe(),
                held_out,
            });
        }
        let mut counts = [0; 2];
        let mut how = vec!["by networks that were trained alike without them".to_owned()];
        let mut held_out = Vec::new();
        for path in self.held_out {
            let fold = RunConfig::read(&path.join("config.json"))?;
            ensure!(
                fold.is_fold_of(&whole.config),
                "{} differs from {} in more than what it holds out",
                path.display(),
                self.run.display()
            );
            let (_, valid) = split(&fold)?;
            let [real, synthetic] = class_counts(&valid);
            counts = [counts[0] + real, counts[1] + synthetic];
            how.push(fold.validation.describe());
            let network = || Ok(Trained::read(path, self.init, device)?.network);
            held_out.extend(held_out::judgements(path, &fold, &valid, network, device)?);
        }
        held_out::weigh(&mut held_out, whole.config.calibration_balance);
        Ok(Validated {
            train,
            counts,
            how: how.join("; "),
            held_out,
        })
    }
}

/// What is known of a run from pictures that it, or a run of its folds, did not learn from.
struct Validated {
    /// Real and synthetic pictures that the run learnt from.
    train: [usize; 2],
    /// Those that were held out.
    counts: [usize; 2],
    /// How they were.
    how: String,
    held_out: Vec<HeldOut>,
}

/// A run with its weights as they are published.
struct Trained {
    config: RunConfig,
    network: ShippedNetwork,
    /// The weights' file.
    bytes: Vec<u8>,
}

impl Trained {
    fn read(run: &Path, init: Option<&Path>, device: &Device) -> Result<Self> {
        let (config, trained) = finished::network(run, init, device)?;
        let side = config.preprocess.views.side() as usize;
        let shipped = config.network.shipped()?;
        let TrainableNetwork::Shipped(trained) = trained else {
            bail!("{} holds a study's network", run.display());
        };
        let bytes = weights::to_bytes(trained, config.storage)?;
        let network = weights::load(shipped.init(side, device), bytes.clone())?;
        Ok(Self {
            config,
            network,
            bytes,
        })
    }
}

/// Fewest held-out pictures of each class that a delivery's own calibration is fitted on.
const LEAST_PICTURES: usize = 50;

/// The operating points of the deliveries of which there are enough pictures.
fn by_delivery(config: &RunConfig, held_out: &[HeldOut]) -> BTreeMap<Delivery, OperatingPoint> {
    let mut points = BTreeMap::new();
    for delivery in Delivery::ALL {
        let own = || {
            held_out
                .iter()
                .filter(move |held_out| held_out.picture.delivery == delivery)
        };
        let count = |label: Label| own().filter(|held_out| held_out.label == label).count();
        let enough = [Label::Real, Label::Synthetic]
            .into_iter()
            .all(|label| count(label) >= LEAST_PICTURES);
        if let Some(point) = enough.then(|| operating_point(config, own())).flatten() {
            points.insert(delivery, point);
        }
    }
    points
}

/// Calibration and cuts; none where a higher logit does not mean a synthetic picture.
fn operating_point<'a>(
    config: &RunConfig,
    held_out: impl Iterator<Item = &'a HeldOut>,
) -> Option<OperatingPoint> {
    let judged: Vec<Judged> = held_out
        .map(|held_out| Judged {
            logit: held_out.picture.logit(),
            synthetic: held_out.label == Label::Synthetic,
            weight: held_out.weight,
        })
        .collect();
    let calibration = fit_calibration(&judged);
    if calibration.scale <= 0.0 {
        return None;
    }
    let scores = |synthetic: bool| -> Vec<Sample> {
        judged
            .iter()
            .filter(|judged| judged.synthetic == synthetic)
            .map(|judged| Sample {
                value: calibration.score(judged.logit).value(),
                weight: judged.weight,
            })
            .collect()
    };
    let (real, synthetic) = (scores(false), scores(true));
    let thresholds = choose_thresholds(
        &real,
        &synthetic,
        config.false_positive_rate,
        config.false_negative_rate,
    );
    Some(OperatingPoint {
        calibration,
        thresholds: with_bounds(thresholds, &real, STRICT_RATE),
        false_positive_curve: false_positive_curve(&real),
    })
}

/// The false-positive rate of the strict cut.
const STRICT_RATE: f32 = 0.01;

/// Which judgements of `held_out` were on the right side of even, learnt from what a second look
/// shows; none where that cannot be learnt.
fn certainty(
    card: &DetectorCard,
    held_out: &[HeldOut],
    second_look: SecondLookSettings,
) -> Option<Certainty> {
    let judged: Vec<Outcome> = held_out
        .iter()
        .filter(|held_out| !held_out.picture.copy.is_empty())
        .map(|held_out| {
            let picture = &held_out.picture;
            let score = card
                .calibration_for(picture.delivery)
                .score(picture.logit());
            Outcome {
                signs: card.signs(picture.delivery, &picture.views, &picture.copy),
                right: score.label_at(0.5) == held_out.label,
                weight: held_out.weight,
            }
        })
        .collect();
    let fitted = fit_certainty(&judged, second_look.coverage)?;
    Some(Certainty {
        copy_views: second_look.copy_views,
        ..fitted
    })
}
