//! The training loop.

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::tensor::Device;
use spectrafide_models::arch::{Network, NetworkConfig};
use spectrafide_models::preprocess::Preprocess;
use spectrafide_models::published;
use spectrafide_models::verdict::Thresholds;

use super::checkpoint::{EpochLog, RunFolder, State, load_weights};
use super::config::RunConfig;
use super::given::Given;
use super::reconstruction::Reconstruction;
use super::step::{Step, optimizer};
use crate::data::items::Item;
use crate::data::kind;
use crate::measurement::evaluation::{Looks, judge};
use crate::metrics::{self, Bootstrap, Scored};
use crate::plots::{Series, curves_svg};
use crate::progress::progress;
use crate::training::loader::Plan;
use crate::training::pairs::Pairs;

/// Seconds between checkpoints inside an epoch.
const CHECKPOINT_SECONDS: f64 = 180.0;

/// Trains a network as `config` says, going on from the folder's checkpoint if there is one, and
/// else starting from what is `given`. With several `devices` each batch is spread over them; the
/// first has the network.
pub fn fit(
    config: &RunConfig,
    given: Given<'_>,
    train: Vec<Item>,
    valid: &[Item],
    folder: &RunFolder,
    devices: &[Device],
) -> Result<State> {
    let device = devices.first().context("no device was chosen")?;
    let replicas: Vec<Device> = devices
        .iter()
        .map(|device| device.clone().autodiff())
        .collect();
    let training = &replicas[0];
    for (index, device) in replicas.iter().enumerate() {
        device.seed(config.seed.wrapping_add(index as u64));
    }
    let side = config.preprocess.views.side() as usize;
    let mut network = config.network.init(side, training);
    let mut optimizer = optimizer(config.optimizer);
    let mut state = State::default();
    if folder.has_checkpoint() {
        (network, optimizer, state) = folder.load(network, optimizer)?;
        println!(
            "going on after epoch {} and step {}",
            state.epoch, state.step
        );
    } else {
        network = start(network, config, given)?;
    }
    println!("{} parameters", network.num_params());
    let pairs = Pairs::of(config.pairs, given.twins, &train)?;
    if let Some(pairs) = &pairs {
        println!("{} real training pictures have a twin", pairs.count());
    }
    let weights = kind::weights(&train, config.hard_real)?;
    let plan = Plan {
        items: Arc::new(train),
        preprocess: config.preprocess,
        augmentation: config.augmentation.clone(),
        balance: config.balance,
        weights: Arc::new(weights),
        pairs: pairs.map(Arc::new),
        batch_size: config.batch_size,
        seed: config.seed,
    };
    let pass = Pass {
        config,
        plan: &plan,
        reconstruction: Reconstruction::of(config, given, device)?,
        folder,
        devices: &replicas,
    };
    while state.epoch < config.epochs && !stalled(config, &state) {
        let started = Instant::now();
        let resumed_at = state.step;
        network = pass.run(network, &mut optimizer, &mut state)?;
        let views = (plan.steps() - resumed_at) * plan.batch_size;
        let views_per_second = views as f64 / started.elapsed().as_secs_f64();
        let epoch = state.epoch + 1;
        let looks = epoch == config.epochs || epoch.is_multiple_of(config.validation_interval);
        let log = validate(
            config,
            &plan,
            &network,
            &state,
            if looks { valid } else { &[] },
            device,
            views_per_second,
        )?;
        state.history.push(log);
        state.epoch += 1;
        (state.step, state.loss_sum) = (0, 0.0);
        let lowest = state
            .history
            .iter()
            .map(|log| log.valid_loss)
            .fold(f64::INFINITY, f64::min);
        if config.keep_last || valid.is_empty() || log.valid_loss <= lowest {
            state.best_epoch = state.epoch;
            folder.save_best(&network)?;
        }
        folder.save(&network, &optimizer, &state)?;
        report(&log, folder, &state)?;
    }
    Ok(state)
}

/// Gives a new network the weights that it starts from.
fn start(mut network: Network, config: &RunConfig, given: Given<'_>) -> Result<Network> {
    if let Some(file) = given.init {
        network = published::initialise(network, &config.network, file)?;
        println!("starting from {}", file.display());
    }
    if let (NetworkConfig::Isitcap(isitcap), Network::Isitcap(detector)) =
        (&config.network, network.clone())
    {
        let file = given
            .auto_encoder
            .context("this network needs `--auto-encoder`")?;
        let device = network.devices().into_iter().next().unwrap_or_default();
        let auto_encoder = load_weights(isitcap.auto_encoder.init(&device), file)?;
        network = Network::Isitcap(detector.with_auto_encoder(auto_encoder));
    }
    Ok(network)
}

fn stalled(config: &RunConfig, state: &State) -> bool {
    config
        .early_stopping_epochs
        .is_some_and(|patience| state.epoch >= state.best_epoch + patience)
}

/// What every pass over the training pictures has in common.
struct Pass<'a> {
    config: &'a RunConfig,
    plan: &'a Plan,
    reconstruction: Option<Reconstruction>,
    folder: &'a RunFolder,
    devices: &'a [Device],
}

impl Pass<'_> {
    /// Goes over the training pictures from the step that `state` is at.
    fn run(
        &self,
        mut network: Network,
        optimizer: &mut ModuleOptimizer,
        state: &mut State,
    ) -> Result<Network> {
        let steps = self.plan.steps();
        let name = format!("epoch {}/{}", state.epoch + 1, self.config.epochs);
        let bar = progress(steps as u64, &name);
        bar.set_position(state.step as u64);
        let step = Step {
            side: self.plan.preprocess.views.side() as usize,
            label_smoothing: self.config.label_smoothing,
            reconstruction: self.reconstruction.as_ref(),
            devices: self.devices,
        };
        let mut saved = Instant::now();
        let mut clock = Instant::now();
        for batch in self.plan.start(state.epoch, state.step) {
            let batch = batch?;
            for path in &batch.unreadable {
                bar.suspend(|| eprintln!("left out, not readable: {path}"));
            }
            let seed = step_seed(self.config.seed, state);
            // Dropout then draws the same after a resume as it would have without a stop.
            for (index, device) in self.devices.iter().enumerate() {
                device.seed(seed.wrapping_add(index as u64));
            }
            let rate = learning_rate(self.config, state, state.step as f64 / steps as f64);
            let loss;
            (network, loss) = step.run(network, optimizer, rate, batch, seed)?;
            anyhow::ensure!(
                loss.is_finite(),
                "the loss is no longer a number; lower the learning rate"
            );
            state.loss_sum += loss;
            state.step += 1;
            state.seconds += clock.elapsed().as_secs_f64();
            clock = Instant::now();
            bar.set_message(format!("loss {:.4}", state.loss_sum / state.step as f64));
            bar.inc(1);
            if saved.elapsed().as_secs_f64() > CHECKPOINT_SECONDS && state.step < steps {
                self.folder.save(&network, optimizer, state)?;
                saved = Instant::now();
            }
        }
        bar.finish_and_clear();
        Ok(network)
    }
}

/// A seed for the step under way, far from those of its neighbours.
fn step_seed(seed: u64, state: &State) -> u64 {
    let place = ((state.epoch as u64) << 32) | state.step as u64;
    // The multiplier is that of splitmix64's sequence.
    seed.wrapping_add(place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn learning_rate(config: &RunConfig, state: &State, fraction: f64) -> f64 {
    let history: Vec<f64> = state.history.iter().map(|log| log.valid_loss).collect();
    let factor = config
        .schedule
        .factor(state.epoch as f64 + fraction, config.epochs, &history);
    config.optimizer.learning_rate() * factor
}

/// Judges the middle view of the validation pictures in every tier of the run: enough to compare
/// epochs, at a fraction of the cost of all views.
fn validate(
    config: &RunConfig,
    plan: &Plan,
    network: &Network,
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
        let judged = judge(
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
            let score = spectrafide_models::calibration::sigmoid(logit);
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

/// Prints an epoch, appends it to the log and redraws the curves.
fn report(log: &EpochLog, folder: &RunFolder, state: &State) -> Result<()> {
    let EpochLog {
        epoch,
        train_loss,
        views_per_second,
        ..
    } = log;
    let valid = if log.valid_loss.is_nan() {
        String::new()
    } else {
        format!(
            "  valid loss {:.4}  AUROC {:.4}  accuracy {:.4}",
            log.valid_loss, log.valid_auroc, log.valid_accuracy
        )
    };
    let kept = if state.best_epoch == log.epoch {
        "  kept"
    } else {
        ""
    };
    println!("epoch {epoch:3}  loss {train_loss:.4}{valid}  {views_per_second:.0} views/s{kept}");
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.file("log.jsonl"))
        .context("the run's log cannot be written")?;
    writeln!(file, "{}", serde_json::to_string(log)?)?;
    let series = |name: &str, value: fn(&EpochLog) -> f64| Series {
        name: name.to_owned(),
        points: state
            .history
            .iter()
            .map(|log| (log.epoch as f64, value(log)))
            .filter(|(_, value)| value.is_finite())
            .collect(),
    };
    let loss = curves_svg(
        "Loss",
        "epoch",
        &[
            series("training", |log| log.train_loss),
            series("validation", |log| log.valid_loss),
        ],
    )?;
    let accuracy = curves_svg(
        "Validation",
        "epoch",
        &[
            series("accuracy", |log| log.valid_accuracy),
            series("AUROC", |log| log.valid_auroc),
        ],
    )?;
    for (name, chart) in [("loss.svg", loss), ("accuracy.svg", accuracy)] {
        let path = folder.file(name);
        std::fs::write(&path, chart)
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}
