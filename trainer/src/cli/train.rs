//! `train`: fits a network.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use super::devices::Devices;
use spectrafide_trainer::data::items::{self, Split};
use spectrafide_trainer::heads::probe;
use spectrafide_trainer::training::checkpoint::RunFolder;
use spectrafide_trainer::training::config::{Optimizer, RunConfig};
use spectrafide_trainer::training::given::Given;
use spectrafide_trainer::training::session;

/// Fit a network as a run file says.
///
/// The run folder gets the run file, a description of the data, a log line for each epoch, curves
/// and checkpoints. A run that was stopped goes on where it was when the same command is given
/// again.
///
/// Example: `spectrafide-trainer train trainer/configs/cifake_cnn.paper.json
/// --data cifake.tar.xz --out runs/cifake_cnn.paper`
#[derive(Args)]
pub struct Train {
    /// The run file.
    config: PathBuf,
    /// A folder or archive of labelled pictures; given several times, all of them together.
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    /// The run folder.
    #[arg(long)]
    out: PathBuf,
    /// Hold out this one of the run file's folds, counted from 0; without it such a run learns
    /// from all, and `export --held-out` calibrates it. Given several times, all of these: what such
    /// a run says of one of them can teach a run that holds out the other.
    #[arg(long, value_name = "N")]
    fold: Vec<usize>,
    /// A published checkpoint that the backbone starts from: safetensors, `PyTorch` (.pth) or ONNX,
    /// with the names of torchvision or timm, for CLIP also of `OpenAI` or Hugging Face. A run that
    /// goes on has its own weights, but for those that `low_rank` leaves as they were.
    #[arg(long, value_name = "FILE")]
    init: Option<PathBuf>,
    /// The weights of an auto-encoder that `auto-encoder` trained (its `best.bpk`), for runs that
    /// reconstruct pictures.
    #[arg(long, value_name = "FILE")]
    auto_encoder: Option<PathBuf>,
    /// The folder of synthetic twins that `resynthesize` wrote from the same data, for runs with
    /// `pairs`.
    #[arg(long, value_name = "FOLDER")]
    twins: Option<PathBuf>,
    /// The run folder of a network that this one learns from, for runs with `distillation`; it must
    /// hold out the same pictures. A linear probe learns from what its teachers say of pictures that
    /// they held out: these must hold out what it holds out, and each picture that it learns from is
    /// held out by one of them at least.
    #[arg(long, value_name = "RUN")]
    teacher: Vec<PathBuf>,
    /// The published checkpoint that the teacher started from, for one that adapts it.
    #[arg(long, value_name = "FILE")]
    teacher_init: Option<PathBuf>,
    /// A folder in which views are kept, so that runs of folds, and of other networks on views of
    /// the same size, need not make them again. It grows by 150 KB for each view of 224 pixels.
    #[arg(long, value_name = "FOLDER")]
    views: Option<PathBuf>,
    /// A folder in which is kept what a frozen trunk says, for runs whose optimiser is `l_bfgs`; see
    /// `features`.
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    #[command(flatten)]
    device: Devices,
}

impl Train {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let mut config = RunConfig::read(&self.config)?;
        config.validation = config.validation.of_run(&self.fold)?;
        let folder = RunFolder::create(&self.out)?.keeping(config.learnt());
        let (devices, name) = self.device.open()?;
        println!("device: {name}, {} of it", devices.len());
        let items = items::read_all(&self.data, |split| split != Some(Split::Test))?;
        let name = items::names(&self.data);
        let given = Given {
            init: self.init.as_deref(),
            auto_encoder: self.auto_encoder.as_deref(),
            twins: self.twins.as_deref(),
            teachers: &self.teacher,
            teacher_init: self.teacher_init.as_deref(),
            views: self.views.as_deref(),
        };
        if let Optimizer::LBfgs { .. } = config.optimizer {
            let cache = self
                .cache
                .context("this run keeps what its trunk says, `--cache` says where")?;
            let device = &devices[0];
            return probe::train(&config, items, &name, given, &cache, &folder, device);
        }
        session::train(&config, items, &name, given, &folder, &devices)?;
        Ok(())
    }
}
