//! `bench`: how fast a network trains here.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use spectrafide_networks::arch::NetworkConfig;
use spectrafide_trainer::training::bench;

use super::devices::Devices;

/// Time the steps of the training on random data in memory, and print JSON.
///
/// A step is that of `train` with Adam: from a batch in memory to changed weights and the loss
/// read back. Decoding and augmentation, which `train` does on a thread beside it, are left out.
/// How many threads compute is for the environment to say: `RAYON_NUM_THREADS` for the device
/// `cpu`, `OMP_NUM_THREADS` for `libtorch`. `cargo xtask bench training` compares the figures with
/// those of `PyTorch` (trainer/bench/pytorch.py), which prints the same JSON.
#[derive(Args)]
pub struct Bench {
    /// A file with the settings of a network, as `list --config NAME` prints them.
    #[arg(long)]
    network: PathBuf,
    /// Side of the views, in pixels.
    #[arg(long, default_value_t = 32)]
    side: usize,
    /// Views in a step.
    #[arg(long, default_value_t = 64)]
    batch: usize,
    /// Steps that are timed.
    #[arg(long, default_value_t = 20)]
    steps: usize,
    /// Steps before them, which are not.
    #[arg(long, default_value_t = 3)]
    warm_up: usize,
    #[command(flatten)]
    device: Devices,
}

impl Bench {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let path = self.network.display();
        let text = fs::read_to_string(&self.network)
            .with_context(|| format!("the network {path} cannot be read"))?;
        let config: NetworkConfig = serde_json::from_str(&text)
            .with_context(|| format!("the network {path} is not understood"))?;
        let (devices, name) = self.device.open()?;
        let bench = bench::Bench {
            side: self.side,
            batch: self.batch,
            steps: self.steps,
            warm_up: self.warm_up,
        };
        println!(
            "{}",
            serde_json::to_string(&bench.run(&config, devices, name)?)?
        );
        Ok(())
    }
}
