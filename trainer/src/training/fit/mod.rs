//! The training loop.

mod log;
mod validation;

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::tensor::Device;
use spectrafide_networks::arch::{NetworkConfig, StudyNetworkConfig, TrainableNetwork};
use spectrafide_networks::published;

use super::checkpoint::{RunFolder, State, load_weights};
use super::config::RunConfig;
use super::distillation::Teacher;
use super::given::Given;
use super::loader::{KeptViews, Plan};
use super::pairs::Pairs;
use super::reconstruction::Reconstruction;
use super::step::{TrainingStep, optimizer};
use crate::data::items::Item;
use crate::data::kind;
use crate::progress::progress;
use validation::validate;

/// Seconds between checkpoints inside an epoch.
const CHECKPOINT_SECONDS: f64 = 180.0;

/// Trains a network as `config` says, going on from the folder's checkpoint if there is one, and
/// else starting from what is `given`. With several `devices` each batch is spread over them; the
/// first has the network.
///
/// # Errors
///
/// No device, a checkpoint or twins that do not fit, files that cannot be read or written, and a
/// loss that is no number.
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
    let mut optimizer = optimizer(config.optimizer)?;
    let mut state = State::default();
    if let Some(low_rank) = config.low_rank {
        network = low_rank.start(network, &config.network, given.init)?;
    }
    if folder.has_checkpoint() {
        (network, optimizer, state) = folder.load(network, optimizer)?;
        println!(
            "going on after epoch {} and step {}",
            state.epoch, state.step
        );
    } else if config.low_rank.is_none() {
        network = start(network, config, given)?;
    }
    if let Some(frozen) = config.frozen()? {
        network = network.freeze_group(frozen);
    }
    println!("{} parameters", network.num_params());
    let teacher = Teacher::of(config, given.teachers, given.teacher_init, device)?;
    anyhow::ensure!(
        teacher.is_none() || devices.len() == 1,
        "`distillation` works on one device"
    );
    let pairs = Pairs::of(config.pairs, given.twins, &train)?;
    if let Some(pairs) = &pairs {
        println!("{} real training pictures have a twin", pairs.count());
    }
    let weights = kind::weights(&train, config.hard_real)?;
    let mut plan = Plan {
        items: Arc::new(train),
        preprocess: config.preprocess,
        augmentation: config.augmentation.clone(),
        balance: config.balance,
        weights: Arc::new(weights),
        pairs: pairs.map(Arc::new),
        batch_size: config.batch_size,
        seed: config.seed,
        kept: None,
    };
    if let Some(root) = given.views {
        plan.kept = Some(Arc::new(KeptViews::open(root, &plan)?));
    }
    let pass = Pass {
        config,
        plan: &plan,
        reconstruction: Reconstruction::of(config, given, device)?,
        teacher,
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
        let epoch_log = validate(
            config,
            &plan,
            &network,
            &state,
            if looks { valid } else { &[] },
            device,
            views_per_second,
        )?;
        state.history.push(epoch_log);
        state.epoch += 1;
        (state.step, state.loss_sum) = (0, 0.0);
        let lowest = state
            .history
            .iter()
            .map(|log| log.valid_loss)
            .fold(f64::INFINITY, f64::min);
        if config.keep_last || valid.is_empty() || epoch_log.valid_loss <= lowest {
            state.best_epoch = state.epoch;
            folder.save_best(&network)?;
        }
        folder.save(&network, &optimizer, &state)?;
        log::write(&epoch_log, folder, &state)?;
    }
    Ok(state)
}

/// Gives a new network the weights that it starts from.
fn start(
    mut network: TrainableNetwork,
    config: &RunConfig,
    given: Given<'_>,
) -> Result<TrainableNetwork> {
    if let Some(file) = given.init {
        network = published::initialise(network, &config.network, file)?;
        println!("starting from {}", file.display());
    }
    if let (
        NetworkConfig::Study(StudyNetworkConfig::Isitcap(isitcap)),
        TrainableNetwork::Isitcap(detector),
    ) = (&config.network, network.clone())
    {
        let file = given
            .auto_encoder
            .context("this network needs `--auto-encoder`")?;
        let device = network.devices().into_iter().next().unwrap_or_default();
        let auto_encoder = load_weights(isitcap.auto_encoder.init(&device), file)?;
        network = TrainableNetwork::Isitcap(detector.with_auto_encoder(auto_encoder));
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
    teacher: Option<Teacher>,
    folder: &'a RunFolder,
    devices: &'a [Device],
}

impl Pass<'_> {
    /// Goes over the training pictures from the step that `state` is at.
    fn run(
        &self,
        mut network: TrainableNetwork,
        optimizer: &mut ModuleOptimizer,
        state: &mut State,
    ) -> Result<TrainableNetwork> {
        let steps = self.plan.steps();
        let name = format!("epoch {}/{}", state.epoch + 1, self.config.epochs);
        let bar = progress(steps as u64, &name);
        bar.set_position(state.step as u64);
        let step = TrainingStep {
            side: self.plan.preprocess.views.side() as usize,
            label_smoothing: self.config.label_smoothing,
            reconstruction: self.reconstruction.as_ref(),
            teacher: self.teacher.as_ref(),
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
