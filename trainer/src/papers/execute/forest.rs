//! Runs that grow a forest.

use std::time::Instant;

use anyhow::Result;

use super::{Needs, Runner};
use crate::baseline::forest::{Forest, ForestSettings, StatisticsTable};
use crate::data::items::{Split, class_counts, fingerprint};
use crate::metrics::Scored;
use crate::papers::definition::RunSpec;
use crate::papers::outcome::{Outcome, Training};
use crate::papers::scoring::{measure, vote_loss};
use crate::papers::settings::Settings;
use crate::papers::summary;

impl Runner<'_> {
    pub(super) fn forest(
        &self,
        run: &RunSpec,
        settings: &ForestSettings,
        earlier: Option<Outcome>,
    ) -> Result<Outcome> {
        let started = Instant::now();
        let items = self.data.split(&self.experiment.train_on, Split::Train)?;
        let items = settings.pictures.choose(items)?;
        let table = StatisticsTable::of(&items)?;
        let forest = Forest::grow(settings, &table)?;
        let training = Training {
            pictures: class_counts(&items),
            validation_pictures: [0, 0],
            data_sha256: fingerprint(&items)?,
            init_sha256: None,
            parameters: 0,
            device: "cpu".to_owned(),
            minutes: (started.elapsed().as_secs_f64() / 6.0).round() / 10.0,
            epochs: vec![],
            best_epoch: 0,
            reconstruction_error: None,
            statistics: Some(table.summary()),
        };
        let mut tests = earlier.map(|earlier| earlier.tests).unwrap_or_default();
        for test in self.tests() {
            if tests.contains_key(&test.name) {
                continue;
            }
            let (items, seen) = self.data.pictures(test)?;
            let table = StatisticsTable::of(&items)?;
            let scored: Vec<Scored> = forest
                .scores(&table.rows)
                .into_iter()
                .zip(&table.labels)
                .map(|(score, &label)| Scored {
                    score,
                    label,
                    group: 0,
                })
                .collect();
            let needs = Needs::of(self.experiment, &run.name, &test.name);
            let mut measured = measure(&scored, vote_loss(&scored, settings.trees), needs.roc);
            measured.unreadable = table.unreadable.len();
            measured.seen = seen;
            println!("  {}", summary(&test.name, &measured));
            tests.insert(test.name.clone(), measured);
        }
        Ok(Outcome {
            settings: Settings::Forest(settings.clone()),
            training,
            tests,
        })
    }
}
