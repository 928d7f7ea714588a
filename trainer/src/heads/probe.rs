//! A linear head on a frozen trunk, from a run file to weights.
//!
//! A *linear probe* in the words of the field (Alain and Bengio,
//! <https://arxiv.org/abs/1610.01644>): what the trunk says is computed once and kept, and logistic
//! regression on it is fitted to its end.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use burn::tensor::{Device, Tensor};
use rayon::prelude::*;
use spectrafide_models::layers::linear_head::LinearHead;
use spectrafide_models::network::{ShippedNetwork, ShippedNetworkConfig};
use spectrafide_networks::arch::TrainableNetwork;
use spectrafide_networks::published;
use spectrafide_report::{Delivery, Label};

use super::descent;
use super::figures::Figures;
use super::loss::Targets;
use super::network::Head;
use super::numbers::{Numbers, Shape};
use super::plan::{Body, Pooling};
use super::readout::values;
use super::table::{self, Picture};
use super::teaching;
use crate::augmentation::tier::Tier;
use crate::data::items::{Item, digests};
use crate::device::Precision;
use crate::digest::sha256_of_file;
use crate::features::cache::{Cache, Stored};
use crate::features::extract::Extraction;
use crate::features::key::Key;
use crate::features::writer::Writer;
use crate::features::{Column, Summary, Trunk, config_of};
use crate::measurement::logits::{PictureLogits, delivery};
use crate::progress::progress;
use crate::training::checkpoint::{EpochLog, RunFolder, State};
use crate::training::config::{Optimizer, RunConfig};
use crate::training::given::Given;
use crate::training::held_out;
use crate::training::session::{self, Split};

/// Fits the head of `config`, whose optimiser is L-BFGS, to what its trunk says of `items`, none of
/// which is of the test split. What the trunk says is kept below `cache`, for other runs; `data` is
/// the data set's name. A run that is finished is left as it is.
///
/// # Errors
///
/// A run with another optimiser, no published checkpoint, data that the run cannot be split from, a
/// folder of another run, and a device that fails.
pub fn train(
    config: &RunConfig,
    items: Vec<Item>,
    data: &str,
    given: Given<'_>,
    cache: &Path,
    folder: &RunFolder,
    device: &Device,
) -> Result<()> {
    let Some(probe) = Probe::of(config) else {
        bail!("the optimiser of this run is not `l_bfgs`");
    };
    let init = given
        .init
        .context("this run reads a pretrained network, which `--init` gives")?;
    let offered = items.clone();
    let Split { train, valid, .. } = session::split(config, items, data, given, folder)?;
    if folder.has_checkpoint() {
        println!("the run is finished");
        return Ok(());
    }
    let started = Instant::now();
    let features = probe.features(init, &train, &valid, cache, device)?;
    let (train, learnt) = table::pictures(train, &features, &config.validation_tiers)?;
    let targets = teaching::targets(config, given.teachers, &offered, &train, &valid)?;
    let pictures: Vec<&Picture> = learnt.iter().collect();
    let weights = table::weights(&pictures, config.balance, f64::from(config.hard_real));
    let learnt = probe.numbers(&features, &learnt, device)?;
    let [views, _] = learnt.values.dims();
    let fitted = probe.fit(&learnt, targets, &weights)?;
    drop(learnt);
    let mut log = EpochLog {
        epoch: 1,
        learning_rate: config.optimizer.learning_rate(),
        train_loss: fitted.loss,
        valid_loss: f64::NAN,
        valid_auroc: f64::NAN,
        valid_accuracy: f64::NAN,
        views_per_second: views as f64 / started.elapsed().as_secs_f64(),
    };
    let network = probe.network(init, &fitted.head, device)?;
    folder.save_best(&network)?;
    if !valid.is_empty() {
        let answers = probe.answers(&features, &valid, &fitted.head, device)?;
        let answers = held_out::keep(folder, config, &valid, answers)?;
        let judged: Vec<(f32, Label)> = (answers.iter().flatten())
            .map(|picture| (picture.logit(), valid[picture.index].label))
            .collect();
        log.valid_auroc = Figures::of(&judged).auroc.unwrap_or(f64::NAN);
        println!("held out: AUROC {:.4}", log.valid_auroc);
    }
    let state = State {
        epoch: 1,
        best_epoch: 1,
        history: vec![log],
        seconds: started.elapsed().as_secs_f64(),
        ..State::default()
    };
    folder.finish(&network, &state)
}

/// What of a run decides its probe.
pub(super) struct Probe<'a> {
    config: &'a RunConfig,
    strength: f64,
    consistency: f64,
    views: u32,
    precision: Precision,
}

/// What was fitted.
pub(super) struct Fitted {
    pub head: LinearHead,
    /// The mean log loss of the pictures, without the penalty.
    pub loss: f64,
}

impl<'a> Probe<'a> {
    pub fn of(config: &'a RunConfig) -> Option<Self> {
        match config.optimizer {
            Optimizer::LBfgs {
                strength,
                consistency,
                views,
                precision,
            } => Some(Self {
                config,
                strength,
                consistency,
                views,
                precision,
            }),
            _ => None,
        }
    }

    fn shipped(&self) -> Result<&ShippedNetworkConfig> {
        Ok(self.config.network.shipped()?)
    }

    fn side(&self) -> usize {
        self.config.preprocess.views.side() as usize
    }

    /// What the trunk says of all pictures, and of copies of those that are held out, computed where
    /// it is not there yet.
    fn features(
        &self,
        init: &Path,
        train: &[Item],
        valid: &[Item],
        folder: &Path,
        device: &Device,
    ) -> Result<Cache> {
        let network = config_of(&self.config.network, None)?;
        let preprocess = self.config.preprocess.with_views(self.views);
        let storage = self.config.storage;
        let weights = sha256_of_file(init)?;
        let key = Key::new(weights, &network, storage, self.precision, &preprocess);
        let trunk = Trunk::published(&network, self.side(), init, storage, self.precision, device)?;
        let mut writer = Writer::open(folder, &key)?;
        let mut extract = |items: &[Item], tiers: &[Tier]| {
            let extraction = Extraction {
                trunk: &trunk,
                preprocess: &preprocess,
                tiers,
                batch: self.config.batch_size,
            };
            let done = extraction.run(items, &mut writer)?;
            for path in &done.unreadable {
                eprintln!("left out, not readable: {path}");
            }
            anyhow::Ok(())
        };
        extract(train, &self.config.validation_tiers)?;
        extract(valid, &self.config.validation_tiers)?;
        for (copied, items) in self.copies(valid) {
            extract(&items, &[copied])?;
        }
        let folder = writer.folder().to_owned();
        drop(writer);
        Cache::open(&folder)
    }

    /// Whose copies are looked at in which tier, for the certainty of a detector that looks twice: beside
    /// those of clean pictures, which are there as another tier, those of every fourth picture in one
    /// of the other tiers, in turn. A few numbers are fitted to them.
    fn copies(&self, valid: &[Item]) -> Vec<(Tier, Vec<Item>)> {
        if self.config.second_look.is_none() {
            return Vec::new();
        }
        let tiers = self.config.validation_tiers.iter();
        let copied: Vec<Tier> = tiers
            .filter(|&&tier| tier != Tier::Clean)
            .filter_map(|tier| tier.copied())
            .collect();
        let each = 4 * copied.len();
        (copied.into_iter().enumerate())
            .map(|(place, tier)| {
                let items = valid.iter().skip(4 * place).step_by(each);
                (tier, items.cloned().collect())
            })
            .collect()
    }

    /// What of the features is the network's embedding, in its order.
    fn columns(&self) -> Result<Vec<Column>> {
        let ShippedNetworkConfig::Vit(vit) = self.shipped()? else {
            return Ok(vec![Column {
                summary: Summary::Embedding,
                block: 1,
            }]);
        };
        let blocks = |summary| vit.read.iter().map(move |&block| Column { summary, block });
        Ok(blocks(Summary::Class)
            .chain(blocks(Summary::Mean))
            .collect())
    }

    pub fn numbers(&self, cache: &Cache, pictures: &[Picture], device: &Device) -> Result<Numbers> {
        Numbers::read(
            cache,
            pictures,
            self.views as usize,
            &self.columns()?,
            device,
        )
    }

    /// Fits the head to all pictures in all tiers, which are synthetic to the degrees `targets`.
    pub fn fit(&self, numbers: &Numbers, targets: Vec<f32>, weights: &[f64]) -> Result<Fitted> {
        ensure!(!weights.is_empty(), "there is no picture to learn from");
        let given = &numbers.values;
        let mean = given.clone().mean_dim(0);
        let variance = (given.clone() - mean.clone()).square().mean_dim(0);
        let moments = [mean, variance].map(values);
        let [mean, variance] = moments;
        let (mean, variance) = (mean?, variance?);
        let joint = self.joint(numbers, &mean, &variance)?;
        let device = joint.device().autodiff();
        let [rows, width] = joint.dims();
        let shape = Shape {
            tokens: 1,
            width,
            ..numbers.shape
        };
        let joint = joint.reshape([rows / shape.views, shape.views, width]);
        let joint = Tensor::from_inner(joint);
        let targets = Targets::taught(targets, weights, &device);
        let head = Head::new(Body::Nothing, Pooling::Mean, shape, &device);
        let head = descent::fit(head, &joint, &targets, self.consistency, self.strength);
        let loss = super::loss::loss(&head, joint, &targets, 0.0);
        let bias = head.output.bias.as_ref().context("a head has a bias")?;
        Ok(Fitted {
            loss: loss.into_scalar::<f64>(),
            head: LinearHead {
                weights: values(head.output.weight.val().inner())?,
                bias: values(bias.val().inner().unsqueeze::<2>())?[0],
                mean,
                variance,
            },
        })
    }

    /// Each view's standardised numbers, the embeddings that the network adds added up: `[views,
    /// numbers]`.
    fn joint(&self, numbers: &Numbers, mean: &[f32], variance: &[f32]) -> Result<Tensor<2>> {
        /// That of the network's normalisation.
        const EPSILON: f64 = 1e-5;
        let device = numbers.values.device();
        let row = |moment: &[f32]| Tensor::<1>::from_floats(moment, &device).unsqueeze::<2>();
        let deviation = (row(variance) + EPSILON).sqrt();
        let scaled = (numbers.values.clone() - row(mean)) / deviation;
        let summands = self.shipped()?.summands();
        let length = mean.len() / summands;
        let parts = (0..summands).map(|part| scaled.clone().narrow(1, part * length, length));
        parts
            .reduce(|sum, part| sum + part)
            .context("there is no embedding")
    }

    /// The logits of all views of these deliveries.
    pub fn logits(
        &self,
        cache: &Cache,
        deliveries: &[Stored],
        head: &LinearHead,
        device: &Device,
    ) -> Result<Vec<Vec<f32>>> {
        let views = self.views as usize;
        let mut logits = Vec::with_capacity(deliveries.len());
        for deliveries in deliveries.chunks(ASKED_AT_ONCE) {
            let columns = self.columns()?;
            let numbers = Numbers::of(cache, deliveries, views, &columns, device)?;
            let joint = self.joint(&numbers, &head.mean, &head.variance)?;
            let weights = Tensor::<1>::from_floats(&*head.weights, device);
            let of_views = joint.matmul(weights.unsqueeze_dim::<2>(1)) + head.bias;
            let of_views = values(of_views)?;
            for (stored, of_views) in deliveries.iter().zip(of_views.chunks(views)) {
                logits.push(of_views[..stored.views.min(views)].to_vec());
            }
        }
        Ok(logits)
    }

    /// What the head says of `items` in every tier of the run.
    fn answers(
        &self,
        cache: &Cache,
        items: &[Item],
        head: &LinearHead,
        device: &Device,
    ) -> Result<Vec<Vec<PictureLogits>>> {
        let digests = digests(items)?;
        let tiers = &self.config.validation_tiers;
        let looks_twice = self.config.second_look.is_some();
        let bar = progress((items.len() * tiers.len()) as u64, "held out");
        let answers = tiers.iter().map(|&tier| {
            let stored = |tier: Option<Tier>| -> Vec<(usize, Stored)> {
                let found =
                    |(index, sha256): (usize, &String)| Some((index, cache.stored(sha256, tier?)?));
                digests.iter().enumerate().filter_map(found).collect()
            };
            let ask = |found: Vec<(usize, Stored)>| {
                let deliveries: Vec<Stored> = found.iter().map(|found| found.1).collect();
                let logits = self.logits(cache, &deliveries, head, device)?;
                let indices = found.into_iter().map(|found| found.0);
                anyhow::Ok(indices.zip(logits).collect::<Vec<_>>())
            };
            let views = ask(stored(Some(tier)))?;
            let copies = stored(tier.copied().filter(|_| looks_twice));
            let mut copies: BTreeMap<usize, Vec<f32>> = ask(copies)?.into_iter().collect();
            let of_picture = |(index, views): (usize, Vec<f32>)| {
                let mut copy = copies.remove(&index).unwrap_or_default();
                copy.truncate(views.len());
                PictureLogits {
                    index,
                    views,
                    copy,
                    delivery: Delivery::default(),
                }
            };
            let mut pictures: Vec<PictureLogits> = views.into_iter().map(of_picture).collect();
            if self.config.by_delivery {
                pictures.par_iter_mut().try_for_each(|picture| {
                    let delivery = delivery(&items[picture.index], tier)?;
                    picture.delivery = delivery.unwrap_or_default();
                    bar.inc(1);
                    anyhow::Ok(())
                })?;
            }
            Ok(pictures)
        });
        let answers = answers.collect::<Result<_>>();
        bar.finish_and_clear();
        answers
    }

    /// The published network with the head.
    fn network(&self, init: &Path, head: &LinearHead, device: &Device) -> Result<TrainableNetwork> {
        let network = self.config.network.init(self.side(), device);
        let network = published::initialise(network, &self.config.network, init)?;
        let TrainableNetwork::Shipped(network) = network else {
            bail!("a study's network has no linear head");
        };
        let network: ShippedNetwork = network.with_linear_head(head)?;
        Ok(TrainableNetwork::Shipped(network))
    }
}

/// Deliveries that are asked about at once.
const ASKED_AT_ONCE: usize = 4096;
