//! Trains one auto-encoder.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData};
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use spectrafide_networks::resynthesis::Resynthesizer;
use spectrafide_networks::resynthesis::critic::{PatchCritic, hinge};
use spectrafide_networks::resynthesis::loss::reconstruction_loss;

use super::config::{Design, ResynthesisRun};
use super::crops::{CropBatch, Crops};
use crate::data::items::Item;
use crate::device::read;
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

/// Draws the first values of parameters, which else are drawn when they are first needed.
struct Draw;

impl ModuleVisitor for Draw {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        drop(param.val());
    }
}

/// One auto-encoder's training.
pub struct Fit<'a> {
    /// The run.
    pub run: &'a ResynthesisRun,
    /// The auto-encoder.
    pub design: &'a Design,
    /// The pictures.
    pub items: &'a Arc<Vec<Item>>,
    /// Their fingerprint.
    pub data_sha256: &'a str,
    /// Where to compute.
    pub device: &'a Device,
    /// Moved by every step.
    pub bar: &'a ProgressBar,
}

impl Fit<'_> {
    /// Trains, or goes on where the run of `folder` was stopped, or loads what is finished: the
    /// auto-encoder, without gradients.
    ///
    /// # Errors
    ///
    /// A folder of another run, pictures and weights that cannot be read, and a loss that is no number.
    pub fn finish(&self, folder: &RunFolder) -> Result<Resynthesizer> {
        let (pair, state) = self.train(folder, self.run.steps)?;
        if !folder.best().exists() {
            folder.save_best(&pair.resynthesizer)?;
            self.bar.suspend(|| {
                println!(
                    "{}: {} steps in {:.0} minutes, mean loss {:.4}",
                    self.design.name,
                    state.step,
                    state.seconds / 60.0,
                    state.loss_sum / state.step as f64
                );
            });
        }
        folder.load_best(self.design.auto_encoder.init(self.device))
    }

    /// Trains up to the step `last`, where it leaves a checkpoint.
    fn train(&self, folder: &RunFolder, last: usize) -> Result<(Pair, State)> {
        self.keep(folder)?;
        let mut pair = self.start();
        let mut optimizer = AdamConfig::new().with_beta_1(0.5).init();
        let mut state = State::default();
        if folder.has_checkpoint() {
            (pair, optimizer, state) = folder.load(pair, optimizer)?;
        }
        self.bar.inc(state.step as u64);
        let crops = Crops {
            items: self.items.clone(),
            side_px: self.run.crop_px,
            batch_size: self.run.batch_size,
            seed: self.run.seed,
        };
        let mut saved = Instant::now();
        let mut clock = Instant::now();
        for batch in crops.start(state.step, last) {
            let batch = batch?;
            for path in &batch.unreadable {
                self.bar
                    .suspend(|| eprintln!("left out, not readable: {path}"));
            }
            let error = self.step(&mut pair, &mut optimizer, &state, batch)?;
            ensure!(
                error.is_finite(),
                "`{}`: the loss is no longer a number; lower the learning rate",
                self.design.name
            );
            state.loss_sum += error;
            state.step += 1;
            state.seconds += clock.elapsed().as_secs_f64();
            clock = Instant::now();
            let mean = state.loss_sum / state.step as f64;
            self.bar
                .set_message(format!("{} loss {mean:.4}", self.design.name));
            self.bar.inc(1);
            if saved.elapsed().as_secs_f64() > CHECKPOINT_SECONDS || state.step == last {
                folder.save(&pair, &optimizer, &state)?;
                saved = Instant::now();
            }
        }
        Ok((pair, state))
    }

    /// The networks with their first weights.
    fn start(&self) -> Pair {
        let device = self.device.clone().autodiff();
        let _one_at_a_time = INITIALISATION
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        device.seed(self.run.seed);
        let pair = Pair {
            resynthesizer: self.design.auto_encoder.init(&device),
            critic: self
                .design
                .critic
                .as_ref()
                .map(|critic| PatchCritic::new(critic.width, &device)),
        };
        pair.visit(&mut Draw);
        pair
    }

    /// Writes how the auto-encoder is made, or refuses a folder that has another one.
    fn keep(&self, folder: &RunFolder) -> Result<()> {
        let kept = Kept {
            run: self.run.of_design(self.design),
            data_sha256: self.data_sha256.to_owned(),
        };
        let path = folder.file("config.json");
        if path.exists() {
            let found: Kept = serde_json::from_slice(&std::fs::read(&path)?)
                .with_context(|| format!("{} is not understood", path.display()))?;
            ensure!(
                found == kept,
                "{} is of another run or of other pictures; give another folder",
                path.display()
            );
        }
        std::fs::write(&path, serde_json::to_string_pretty(&kept)?)
            .with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Changes the weights by the gradients on `batch`: the auto-encoder's loss without the
    /// parts of the critic and the codebook.
    fn step(
        &self,
        pair: &mut Pair,
        optimizer: &mut ModuleOptimizer,
        state: &State,
        batch: CropBatch,
    ) -> Result<f64> {
        let done = state.step as f64 / self.run.steps as f64;
        let factor = Schedule::Cosine { warmup_epochs: 0.0 }.factor(done, 1, &[]);
        let rate = self.run.learning_rate * factor;
        let device = self.device.clone().autodiff();
        let shape = [batch.places.len(), 3, batch.side, batch.side];
        let images = Tensor::<4>::from_data(TensorData::new(batch.image, shape), &device);
        let made = pair.resynthesizer.forward(images.clone(), &batch.places);
        let error = reconstruction_loss(&made.images, &images, self.run.loss);
        let mut loss = error.clone();
        if let Some(codebook_loss) = made.codebook_loss {
            loss = loss + codebook_loss;
        }
        if let (Some(settings), Some(critic)) = (&self.design.critic, pair.critic.clone())
            && state.step >= settings.from_step
        {
            loss = loss - critic.forward(made.images.clone()).mean() * settings.weight;
            let judged = hinge(critic.forward(images), critic.forward(made.images.detach()));
            let gradients = GradientsParams::from_grads(judged.backward(), &critic);
            pair.critic = Some(optimizer.step(rate, critic, gradients));
        }
        // Of the critic's weights no gradient is taken here.
        let gradients = GradientsParams::from_grads(loss.backward(), &pair.resynthesizer);
        pair.resynthesizer = optimizer.step(rate, pair.resynthesizer.clone(), gradients);
        Ok(read(error)?.iter::<f64>().sum())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use image::{Rgb, RgbImage};
    use spectrafide_networks::resynthesis::noise::Place;

    use super::*;
    use crate::data::items;
    use crate::twins::config::CriticSettings;

    /// A run whose first design is small and has a codebook and a critic, and some pictures.
    fn run(steps: usize) -> (ResynthesisRun, Arc<Vec<Item>>, tempfile::TempDir) {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/configs/resynthesis/openmix.json"
        );
        let mut run = ResynthesisRun::read(Path::new(path)).expect("a run file that works");
        let design = &mut run.designs[0];
        design.auto_encoder.width = 4;
        design.auto_encoder.codebook = Some(8);
        design.critic = Some(CriticSettings {
            width: 4,
            weight: 0.1,
            from_step: 1,
        });
        run.crop_px = [16, 24];
        (run.batch_size, run.steps) = (2, steps);
        let folder = tempfile::tempdir().expect("a folder");
        let real = folder.path().join("real");
        std::fs::create_dir_all(&real).expect("made");
        for index in 0..3_u8 {
            RgbImage::from_fn(30, 30, |x, y| {
                Rgb([(x * 8) as u8, (y * 8) as u8, 60 * index])
            })
            .save(real.join(format!("{index}.png")))
            .expect("saved");
        }
        let items = items::read(folder.path(), |_| true).expect("items");
        (run, Arc::new(items), folder)
    }

    fn made(network: &Resynthesizer) -> Vec<f32> {
        let images = Tensor::<4>::full([1, 3, 16, 16], 0.3, &Device::flex());
        let made = network.forward(images, &[Place::default()]);
        made.images.into_data().iter::<f32>().collect()
    }

    /// Tests share the device's generator of random numbers, so this one has a process of its own.
    #[test]
    fn a_run_that_was_stopped_ends_where_another_one_does() {
        let name = "twins::fit::tests::alone_a_stopped_run_ends_where_another_one_does";
        let program = std::env::current_exe().expect("this program");
        let output = std::process::Command::new(program)
            .args(["--exact", name, "--ignored"])
            .output()
            .expect("started");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{said}"
        );
    }

    #[test]
    #[ignore = "run by the test above"]
    fn alone_a_stopped_run_ends_where_another_one_does() {
        let (run, items, _data) = run(6);
        let (device, bar) = (Device::flex(), ProgressBar::hidden());
        let fit = Fit {
            run: &run,
            design: &run.designs[0],
            items: &items,
            data_sha256: "",
            device: &device,
            bar: &bar,
        };
        let folders = [0, 1].map(|_| tempfile::tempdir().expect("a folder"));
        let [whole, parts] = folders
            .each_ref()
            .map(|folder| RunFolder::create(folder.path()).expect("made"));
        let whole = fit.finish(&whole).expect("trained");
        let (_, state) = fit.train(&parts, 2).expect("begun");
        assert_eq!(state.step, 2);
        let parts = fit.finish(&parts).expect("trained");
        for (whole, parts) in made(&whole).iter().zip(made(&parts)) {
            assert!((whole - parts).abs() < 1e-4, "{whole} {parts}");
        }
        let longer = ResynthesisRun {
            steps: 7,
            ..run.clone()
        };
        let folder = RunFolder::create(folders[0].path()).expect("there");
        let other = Fit {
            run: &longer,
            ..fit
        };
        assert!(other.finish(&folder).is_err(), "of another run");
    }
}
