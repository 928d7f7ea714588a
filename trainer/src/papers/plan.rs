//! The settings of each run of an experiment.

use anyhow::{Context, Result, ensure};
use json_patch::merge;
use serde_json::json;

use super::definition::{Experiment, Profile, RunKind, RunSpec};
use super::settings::Settings;
use crate::training::config::RunConfig;

/// Refuses settings that would only fail when their run is reached.
///
/// # Errors
///
/// The run and its profile are named.
pub fn check(experiment: &Experiment) -> Result<()> {
    for (name, profile) in &experiment.profiles {
        for run in &experiment.runs {
            settings(experiment, profile, run)
                .with_context(|| format!("the run `{}` in the profile `{name}`", run.name))?;
        }
    }
    Ok(())
}

/// The settings of `run` in `profile`.
///
/// # Errors
///
/// Settings that are unknown or cannot work.
pub fn settings(experiment: &Experiment, profile: &Profile, run: &RunSpec) -> Result<Settings> {
    let mut merged = match run.kind {
        RunKind::Network => experiment.base.clone(),
        RunKind::Forest | RunKind::AutoEncoder => json!({}),
    };
    merge(&mut merged, &run.set);
    if run.kind == RunKind::Network {
        merge(&mut merged, &profile.set);
    }
    if let Some(own) = profile.runs.get(&run.name) {
        merge(&mut merged, own);
    }
    match run.kind {
        RunKind::Forest => Ok(Settings::Forest(
            serde_json::from_value(merged).context("the forest's settings are not understood")?,
        )),
        RunKind::AutoEncoder => Ok(Settings::AutoEncoder(
            serde_json::from_value(merged)
                .context("the auto-encoder's settings are not understood")?,
        )),
        RunKind::Network => {
            let network = match merged["network"]["architecture"].as_str() {
                Some("classifier") => merged["network"]["backbone"]["architecture"].as_str(),
                other => other,
            }
            .unwrap_or_default()
            .to_owned();
            let names = json!({
                "id": format!("{network}.{}", run.name),
                "title": run.name,
                "description": format!("A run of the experiment {}.", experiment.name),
                "limits": ["Trained for an experiment and not for use."],
                "licence": "MIT OR Apache-2.0",
                "data": experiment.train_on,
            });
            merge(&mut merged, &names);
            let config = RunConfig::from_value(&merged)?;
            ensure!(
                config.pairs.is_none() || experiment.twins.is_some(),
                "a run with `pairs` needs an experiment with `twins`"
            );
            ensure!(
                config.needs_auto_encoder() == run.auto_encoder.is_some(),
                "`auto_encoder` names a run exactly where the settings reconstruct pictures"
            );
            Ok(Settings::Network(Box::new(config)))
        }
    }
}
