//! What was run for an experiment.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::papers::definition::Experiment;
use crate::papers::outcome::Outcome;
use crate::papers::settings::Settings;

/// A run with a result.
#[derive(Serialize)]
pub(super) struct Run<'a> {
    name: &'a str,
    network: String,
    view: String,
    parameters: String,
    /// Real and synthetic ones.
    pictures: [usize; 2],
    validation_pictures: [usize; 2],
    epochs: String,
    validation_loss: Option<f64>,
    minutes: f64,
    device: &'a str,
}

/// Where a run has nothing to say.
const NONE: &str = "–";

impl<'a> Run<'a> {
    /// Those of `experiment` with an outcome, in its order.
    pub(super) fn all(
        experiment: &'a Experiment,
        outcomes: &'a BTreeMap<String, Outcome>,
    ) -> Vec<Self> {
        let runs = experiment.run_names();
        runs.filter_map(|name| Some(Self::of(name, outcomes.get(name)?)))
            .collect()
    }

    fn of(name: &'a str, outcome: &'a Outcome) -> Self {
        let training = &outcome.training;
        let start = if training.init_sha256.is_some() {
            ", from published weights"
        } else {
            ""
        };
        let pixels = |side: u32| format!("{side} px");
        let parameters = training.parameters.to_string();
        let (network, view, parameters) = match &outcome.settings {
            Settings::Network(config) => (
                format!("{}{start}", config.network.name()),
                pixels(config.preprocess.views.side()),
                parameters,
            ),
            Settings::AutoEncoder(settings) => {
                let error = training
                    .reconstruction_error
                    .map_or(NONE.to_owned(), |error| format!("{error:.5}"));
                (
                    format!("auto-encoder, squared error {error}"),
                    pixels(settings.views.side()),
                    parameters,
                )
            }
            Settings::Forest(forest) => (
                format!("forest of {} trees", forest.trees),
                NONE.to_owned(),
                NONE.to_owned(),
            ),
        };
        Self {
            name,
            network,
            view,
            parameters,
            pictures: training.pictures,
            validation_pictures: training.validation_pictures,
            epochs: match training.epochs.len() {
                0 if training.best_epoch > 0 => training.best_epoch.to_string(),
                0 => NONE.to_owned(),
                count => format!("{count} ({})", training.best_epoch),
            },
            validation_loss: training.best_validation_loss(),
            minutes: training.minutes,
            device: &training.device,
        }
    }
}

/// Digits that are shown of a digest.
const SHOWN: usize = 16;

/// The first digits of the digests of the data that runs were trained on, sorted.
pub(super) fn data_sha256(outcomes: &BTreeMap<String, Outcome>) -> Vec<&str> {
    let digests: BTreeSet<&str> = outcomes
        .values()
        .map(|outcome| outcome.training.data_sha256.as_str())
        .collect();
    digests
        .into_iter()
        .map(|digest| digest.get(..SHOWN).unwrap_or(digest))
        .collect()
}
