//! Trains one auto-encoder.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, ensure};
use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData};
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use spectrafide_models::resynthesis::Resynthesizer;
use spectrafide_models::resynthesis::critic::{PatchCritic, hinge};
use spectrafide_models::resynthesis::loss::reconstruction_loss;

use super::config::{Design, ResynthesisRun};
use super::crops::{CropBatch, Crops};
use crate::data::source::Item;
use crate::training::checkpoint::{RunFolder, State};
use crate::training::schedule::Schedule;

/// Seconds between checkpoints.
const CHECKPOINT_SECONDS: f64 = 180.0;

/// The random numbers of a device are those of all its threads: one network at a time is drawn.
static INITIALISATION: Mutex<()> = Mutex::new(());

/// What an auto-encoder's folder keeps about how it came to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// The run, with this auto-encoder alone.
    run: ResynthesisRun,
    /// SHA-256 over the paths, labels and contents of the pictures.
    data_sha256: String,
}

/// An auto-encoder with what it is trained against.
#[derive(Module, Debug)]
struct Pair {
    resynthesizer: Resynthesizer,
    critic: Option<PatchCritic>,
}

/// Trains `design` on `items`, whose fingerprint is `data_sha256`, or goes on where the folder's
/// run was stopped, or loads what is finished: the auto-encoder, on `device` and without
/// gradients. `bar` is moved by every step of the run.
pub fn fit(
    run: &ResynthesisRun,
    design: &Design,
    items: &Arc<Vec<Item>>,
    data_sha256: &str,
    folder: &RunFolder,
    device: &Device,
    bar: &ProgressBar,
) -> Result<Resynthesizer> {
    let kept = Kept {
        run: run.of_design(design),
        data_sha256: data_sha256.to_owned(),
    };
    keep(&kept, folder)?;
    let training = device.clone().autodiff();
    let mut pair = {
        let _one_at_a_time = INITIALISATION
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        training.seed(run.seed);
        // The values of parameters are drawn when they are first needed.
        Pair {
            resynthesizer: design.auto_encoder.init(&training),
            critic: design
                .critic
                .as_ref()
                .map(|critic| PatchCritic::new(critic.width, &training)),
        }
        .fork(&training)
    };
    let mut optimizer = AdamConfig::new().with_beta_1(0.5).init();
    let mut state = State::default();
    if folder.has_checkpoint() {
        (pair, optimizer, state) = folder.load(pair, optimizer)?;
    }
    bar.inc(state.step as u64);
    let crops = Crops {
        items: items.clone(),
        side_px: run.crop_px,
        batch_size: run.batch_size,
        seed: run.seed,
    };
    let mut saved = Instant::now();
    let mut clock = Instant::now();
    for batch in crops.start(state.step, run.steps) {
        let batch = batch?;
        for path in &batch.unreadable {
            bar.suspend(|| eprintln!("left out, not readable: {path}"));
        }
        let loss = step(run, design, &mut pair, &mut optimizer, &state, batch)?;
        ensure!(
            loss.is_finite(),
            "`{}`: the loss is no longer a number; lower the learning rate",
            design.name
        );
        state.loss_sum += loss;
        state.step += 1;
        state.seconds += clock.elapsed().as_secs_f64();
        clock = Instant::now();
        bar.set_message(format!(
            "{} loss {:.4}",
            design.name,
            state.loss_sum / state.step as f64
        ));
        bar.inc(1);
        if saved.elapsed().as_secs_f64() > CHECKPOINT_SECONDS || state.step == run.steps {
            folder.save(&pair, &optimizer, &state)?;
            saved = Instant::now();
        }
    }
    if !folder.best().exists() {
        folder.save_best(&pair.resynthesizer)?;
        bar.suspend(|| {
            println!(
                "{}: {} steps in {:.0} minutes, mean loss {:.4}",
                design.name,
                state.step,
                state.seconds / 60.0,
                state.loss_sum / state.step as f64
            );
        });
    }
    folder.load_best(design.auto_encoder.init(device))
}

/// Writes how the auto-encoder is made, or refuses a folder that has another one.
fn keep(kept: &Kept, folder: &RunFolder) -> Result<()> {
    let path = folder.file("config.json");
    if path.exists() {
        let found: Kept = serde_json::from_slice(&std::fs::read(&path)?)
            .with_context(|| format!("{} is not understood", path.display()))?;
        ensure!(
            found == *kept,
            "{} is of another run or of other pictures; give another folder",
            path.display()
        );
    }
    std::fs::write(&path, serde_json::to_string_pretty(kept)?)
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// Changes the weights by the gradients on `batch`: the auto-encoder's loss without the critic's
/// part in it.
fn step(
    run: &ResynthesisRun,
    design: &Design,
    pair: &mut Pair,
    optimizer: &mut ModuleOptimizer,
    state: &State,
    batch: CropBatch,
) -> Result<f64> {
    let done = state.step as f64 / run.steps as f64;
    let factor = Schedule::Cosine { warmup_epochs: 0.0 }.factor(done, 1, &[]);
    let rate = run.learning_rate * factor;
    let device = pair.devices().into_iter().next().unwrap_or_default();
    let shape = [batch.places.len(), 3, batch.side, batch.side];
    let images = Tensor::<4>::from_data(TensorData::new(batch.image, shape), &device);
    let made = pair.resynthesizer.forward(images.clone(), &batch.places);
    let error = reconstruction_loss(made.images.clone(), images.clone(), run.loss);
    let mut loss = error.clone();
    if let Some(codebook_loss) = made.codebook_loss {
        loss = loss + codebook_loss;
    }
    let mut resynthesizer = pair.resynthesizer.clone();
    if let (Some(settings), Some(critic)) = (&design.critic, &pair.critic)
        && state.step >= settings.from_step
    {
        loss = loss - critic.forward(made.images.clone()).mean() * settings.weight;
        let judged = hinge(
            critic.forward(images),
            critic.forward(made.images.detach()),
        );
        let gradients = GradientsParams::from_grads(judged.backward(), critic);
        let critic = optimizer.step(rate, critic.clone(), gradients);
        pair.critic = Some(critic);
    }
    let gradients = GradientsParams::from_grads(loss.backward(), &resynthesizer);
    resynthesizer = optimizer.step(rate, resynthesizer, gradients);
    pair.resynthesizer = resynthesizer;
    let error = error
        .try_into_data()
        .map_err(|error| anyhow!("the device failed: {error}"))?;
    Ok(error.iter::<f64>().sum())
}
