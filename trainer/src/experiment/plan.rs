//! The settings of each run of an experiment.

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::definition::{Experiment, Profile, RunKind, RunSpec};
use crate::data::selection::Selection;
use crate::training::config::RunConfig;
use crate::training::reconstruction::AutoEncoderSettings;

/// Everything that decides what a run of an experiment gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Settings {
    /// A network is trained.
    Network(Box<RunConfig>),
    /// A random forest is grown.
    Forest(ForestSettings),
    /// An auto-encoder is trained.
    AutoEncoder(AutoEncoderSettings),
}

/// Everything that decides a forest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForestSettings {
    /// Which training pictures.
    #[serde(default, skip_serializing_if = "Selection::is_all")]
    pub pictures: Selection,
    /// Number of trees.
    pub trees: usize,
    /// Largest depth of a tree; none for trees that are grown until their leaves are pure.
    #[serde(default)]
    pub max_depth: Option<usize>,
    /// Decides every random draw.
    pub seed: u64,
}

/// The settings of `run` in `profile`.
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
                config.needs_auto_encoder() == run.auto_encoder.is_some(),
                "`auto_encoder` names a run exactly where the settings reconstruct pictures"
            );
            Ok(Settings::Network(Box::new(config)))
        }
    }
}

/// Changes `target` by `patch` as RFC 7396 says: objects are merged, `null` removes, and anything
/// else replaces.
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        // A missing patch changes nothing; the patches here are objects.
        if !patch.is_null() {
            *target = patch.clone();
        }
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    if let Value::Object(target) = target {
        for (key, value) in patch {
            if value.is_null() {
                target.remove(key);
            } else {
                merge(target.entry(key).or_insert(Value::Null), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the RFC's appendix that concern objects.
    #[test]
    fn patches_follow_the_rfc() {
        for (target, patch, expected) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (
                json!({"a": "b"}),
                json!({"b": "c"}),
                json!({"a": "b", "b": "c"}),
            ),
            (
                json!({"a": "b", "b": "c"}),
                json!({"a": null}),
                json!({"b": "c"}),
            ),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (
                json!({"a": {"b": "c"}}),
                json!({"a": {"b": "d", "c": null}}),
                json!({"a": {"b": "d"}}),
            ),
            (
                json!({}),
                json!({"a": {"bb": {"ccc": null}}}),
                json!({"a": {"bb": {}}}),
            ),
        ] {
            let mut merged = target;
            merge(&mut merged, &patch);
            assert_eq!(merged, expected);
        }
    }
}
