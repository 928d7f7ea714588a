//! What a run has made.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;
use serde_json::Value;
use spectrafide_networks::arch::TrainableNetwork;

use super::checkpoint::RunFolder;
use super::config::RunConfig;
use crate::digest::sha256_of_file;

/// The network of the run in `folder` with its best weights, on `device`; `init` is the published
/// checkpoint that a run which adapts one started from.
///
/// # Errors
///
/// A folder without a finished epoch, another checkpoint than the run started from, and files that
/// cannot be read or do not fit.
pub fn network(
    folder: &Path,
    init: Option<&Path>,
    device: &Device,
) -> Result<(RunConfig, TrainableNetwork)> {
    let config = RunConfig::read(&folder.join("config.json"))?;
    let side = config.preprocess.views.side() as usize;
    let mut start = config.network.init(side, device);
    if let Some(low_rank) = config.low_rank {
        if let Some(init) = init {
            check_start(folder, init)?;
        }
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

/// Refuses another checkpoint than the run in `folder` says that it started from.
fn check_start(folder: &Path, init: &Path) -> Result<()> {
    let facts = fs::read(folder.join("data.json"))
        .with_context(|| format!("{} has no data.json", folder.display()))?;
    let facts: Value = serde_json::from_slice(&facts)
        .with_context(|| format!("data.json in {} is not understood", folder.display()))?;
    let Some(expected) = facts["init_sha256"].as_str() else {
        return Ok(());
    };
    ensure!(
        sha256_of_file(init)? == expected,
        "{} is not the checkpoint that {} started from, whose SHA-256 is {expected}",
        init.display(),
        folder.display()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::sha256;

    #[test]
    fn a_run_is_given_the_checkpoint_that_it_started_from_and_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).expect("written");
            path
        };
        let (own, other) = (file("own", "abc"), file("other", "abd"));
        let missing = check_start(folder.path(), &own).expect_err("no data.json");
        assert!(missing.to_string().contains("data.json"), "{missing}");
        file(
            "data.json",
            &format!("{{\"init_sha256\": \"{}\"}}", sha256(b"abc")),
        );
        check_start(folder.path(), &own).expect("the same");
        let error = check_start(folder.path(), &other).expect_err("another");
        assert!(error.to_string().contains("other is not"), "{error}");
        file("data.json", "{\"init_sha256\": null}");
        check_start(folder.path(), &other).expect("it started from nothing");
    }
}
