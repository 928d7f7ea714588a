//! What a run has made.

use std::path::Path;

use anyhow::{Context, Result};
use burn::module::Module;
use burn::tensor::Device;
use spectrafide_networks::arch::TrainableNetwork;

use super::checkpoint::RunFolder;
use super::config::RunConfig;

/// The network of the run in `folder` with its best weights, on `device`; `init` is the published
/// checkpoint that a run which adapts one started from.
///
/// # Errors
///
/// A folder without a finished epoch, and files that cannot be read or do not fit.
pub fn network(
    folder: &Path,
    init: Option<&Path>,
    device: &Device,
) -> Result<(RunConfig, TrainableNetwork)> {
    let config = RunConfig::read(&folder.join("config.json"))?;
    let side = config.preprocess.views.side() as usize;
    let mut start = config.network.init(side, device);
    if let Some(low_rank) = config.low_rank {
        start = low_rank
            .start(start, &config.network, init)
            .with_context(|| folder.display().to_string())?;
    }
    let network = RunFolder::create(folder)?
        .keeping(config.learnt())
        .load_best(start)?
        .materialize();
    Ok((config, network))
}
