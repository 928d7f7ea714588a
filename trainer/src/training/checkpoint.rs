//! What a run needs to go on after it was stopped.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use burn::module::{Module, ParamGroup};
use burn::optim::{ModuleOptimizer, OptimizerRecord};
use burn::store::ModuleRecord;
use serde::{Deserialize, Serialize};

use crate::whole_file;

/// Where a run stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Complete passes over the data.
    pub epoch: usize,
    /// Complete steps of the pass under way.
    pub step: usize,
    /// Sum of the losses of those steps, for the epoch's mean.
    pub loss_sum: f64,
    /// One entry for each complete epoch.
    pub history: Vec<EpochLog>,
    /// The epoch whose weights are kept, counted from 1.
    pub best_epoch: usize,
    /// Seconds of training so far.
    pub seconds: f64,
}

/// What is known after an epoch; where nothing is held out, the figures on validation pictures are
/// not numbers, and are not written.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochLog {
    /// Counted from 1.
    pub epoch: usize,
    /// Learning rate at its end.
    pub learning_rate: f64,
    /// Mean loss of its steps.
    pub train_loss: f64,
    /// Loss on the validation pictures.
    #[serde(default = "nan", skip_serializing_if = "is_nan")]
    pub valid_loss: f64,
    /// Area under the validation ROC curve.
    #[serde(default = "nan", skip_serializing_if = "is_nan")]
    pub valid_auroc: f64,
    /// Validation accuracy at a score of one half.
    #[serde(default = "nan", skip_serializing_if = "is_nan")]
    pub valid_accuracy: f64,
    /// Training views a second.
    pub views_per_second: f64,
}

fn nan() -> f64 {
    f64::NAN
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_nan(value: &f64) -> bool {
    value.is_nan()
}

/// The files of a run folder.
pub struct RunFolder {
    path: PathBuf,
    /// The parameters that are kept, if not all.
    learnt: Option<ParamGroup>,
}

impl RunFolder {
    /// Opens or makes the folder.
    ///
    /// # Errors
    ///
    /// A folder that cannot be made.
    pub fn create(path: &Path) -> Result<Self> {
        fs::create_dir_all(path)
            .with_context(|| format!("the run folder {} cannot be made", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            learnt: None,
        })
    }

    /// Keeps no other parameters than `learnt`; what is loaded is put into a network that has the
    /// others.
    #[must_use]
    pub fn keeping(self, learnt: Option<ParamGroup>) -> Self {
        Self { learnt, ..self }
    }

    fn record<M: Module>(&self, network: &M) -> ModuleRecord {
        let network = network.clone();
        match &self.learnt {
            Some(learnt) => network.into_record_group(learnt.clone()),
            None => network.into_record(),
        }
    }

    /// A file of the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Whether there is a run to go on with.
    pub fn has_checkpoint(&self) -> bool {
        self.checkpoint().join("state.json").exists()
    }

    fn checkpoint(&self) -> PathBuf {
        self.file("checkpoint")
    }

    /// Saves all that is needed to go on; the last checkpoint is replaced at once and whole.
    ///
    /// # Errors
    ///
    /// Files that cannot be written.
    pub fn save<M: Module>(
        &self,
        network: &M,
        optimizer: &ModuleOptimizer,
        state: &State,
    ) -> Result<()> {
        let fresh = self.file("checkpoint.partial");
        if fresh.exists() {
            fs::remove_dir_all(&fresh)?;
        }
        fs::create_dir_all(&fresh)?;
        self.record(network).save(fresh.join("network.bpk"))?;
        optimizer.save(fresh.join("optimizer.bpk"))?;
        fs::write(
            fresh.join("state.json"),
            serde_json::to_string_pretty(state)?,
        )?;
        let (current, old) = (self.checkpoint(), self.file("checkpoint.old.partial"));
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        if current.exists() {
            fs::rename(&current, &old)?;
        }
        fs::rename(&fresh, &current)?;
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        Ok(())
    }

    /// Keeps the weights of a run that cannot be stopped halfway.
    ///
    /// # Errors
    ///
    /// Files that cannot be written.
    pub fn finish<M: Module>(&self, network: &M, state: &State) -> Result<()> {
        self.save_best(network)?;
        let folder = self.checkpoint();
        fs::create_dir_all(&folder)?;
        let text = serde_json::to_string_pretty(state)?;
        whole_file::write(&folder.join("state.json"), text)
    }

    /// Reads the checkpoint back.
    ///
    /// # Errors
    ///
    /// A checkpoint that is missing, damaged or of another network.
    pub fn load<M: Module>(
        &self,
        network: M,
        optimizer: ModuleOptimizer,
    ) -> Result<(M, ModuleOptimizer, State)> {
        let folder = self.checkpoint();
        let state =
            fs::read_to_string(folder.join("state.json")).context("the checkpoint has no state")?;
        let state = serde_json::from_str(&state).context("the checkpoint's state is damaged")?;
        let record = ModuleRecord::load(folder.join("network.bpk"))?;
        let network = network.try_load_record(record.allow_partial(self.learnt.is_some()))?;
        let optimizer = optimizer.load_record(OptimizerRecord::load(folder.join("optimizer.bpk"))?);
        Ok((network, optimizer, state))
    }

    /// Keeps the weights of the best epoch so far.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn save_best<M: Module>(&self, network: &M) -> Result<()> {
        let partial = self.file("best.partial.bpk");
        self.record(network).save(&partial)?;
        fs::rename(partial, self.best())?;
        Ok(())
    }

    /// The file with the weights of the best epoch.
    pub fn best(&self) -> PathBuf {
        self.file("best.bpk")
    }

    /// Loads the weights of the best epoch into `network`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is of another network.
    pub fn load_best<M: Module>(&self, network: M) -> Result<M> {
        load(network, &self.best(), self.learnt.is_some())
    }
}

/// Loads the weights that a run kept at `path` into `network`.
///
/// # Errors
///
/// A file that cannot be read or is of another network.
pub fn load_weights<M: Module>(network: M, path: &Path) -> Result<M> {
    load(network, path, false)
}

fn load<M: Module>(network: M, path: &Path, partial: bool) -> Result<M> {
    let record =
        ModuleRecord::load(path).with_context(|| format!("{} cannot be read", path.display()))?;
    network
        .try_load_record(record.allow_partial(partial))
        .with_context(|| format!("{} does not fit", path.display()))
}
