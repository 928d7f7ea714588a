//! Runs that train a network.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use spectrafide_networks::arch::TrainableNetwork;
use spectrafide_report::calibration::sigmoid;
use spectrafide_report::score::Label;

use super::{Needs, Runner};
use crate::augmentation::tier::Tier;
use crate::data::items::Item;
use crate::measurement::logits::{Looks, logits};
use crate::metrics::{Scored, log_loss};
use crate::papers::definition::{RunSpec, TestSet};
use crate::papers::outcome::{Measured, Outcome, Training};
use crate::papers::scoring::measure;
use crate::papers::settings::Settings;
use crate::papers::{insight, summary};
use crate::progress::progress;
use crate::training::config::RunConfig;
use crate::training::given::Given;
use crate::training::session;

impl Runner<'_> {
    pub(super) fn network(
        &self,
        run: &RunSpec,
        config: &RunConfig,
        earlier: Option<Outcome>,
    ) -> Result<Outcome> {
        let folder = self.folder(&run.name)?;
        let auto_encoder = match &run.auto_encoder {
            Some(name) => {
                let file = self.folder(name)?.best();
                ensure!(
                    file.exists(),
                    "`{}` needs the auto-encoder of `{name}`: run that first",
                    run.name
                );
                Some(file)
            }
            None => None,
        };
        let twins = match (&config.pairs, &self.experiment.twins) {
            (Some(_), Some(twins)) => Some(self.data.path(twins)?),
            _ => None,
        };
        let (state, facts) = session::train(
            config,
            self.data.items(&self.experiment.train_on, false)?,
            &self.experiment.train_on,
            Given {
                init: self.init.get(&run.name).map(std::path::PathBuf::as_path),
                auto_encoder: auto_encoder.as_deref(),
                twins,
                ..Given::default()
            },
            &folder,
            &self.devices,
        )?;
        let side = config.preprocess.views.side() as usize;
        let network = folder.load_best(config.network.init(side, self.device()))?;
        let training = Training {
            pictures: facts.pictures,
            validation_pictures: facts.validation_pictures,
            data_sha256: facts.sha256,
            init_sha256: facts.init_sha256,
            parameters: network.num_params(),
            device: self.device_name.to_owned(),
            minutes: (state.seconds / 6.0).round() / 10.0,
            epochs: state.history,
            best_epoch: state.best_epoch,
            reconstruction_error: None,
            statistics: None,
        };
        let mut tests = earlier.map(|earlier| earlier.tests).unwrap_or_default();
        let mut known = Logits::default();
        for test in self.tests() {
            if !tests.contains_key(&test.name) {
                let (items, seen) = self.data.pictures(test)?;
                let measured =
                    self.measure_network(run, config, &network, test, &items, &mut known)?;
                tests.insert(test.name.clone(), Measured { seen, ..measured });
            }
        }
        self.sheets(run, config, &network)?;
        Ok(Outcome {
            settings: Settings::Network(Box::new(config.clone())),
            training,
            tests,
        })
    }

    /// Draws the sheets that a finished run lacks, if its weights are still there.
    pub(super) fn missing_sheets(&self, run: &RunSpec, config: &RunConfig) -> Result<()> {
        let folder = self.folder(&run.name)?;
        let mut sheets = self.experiment.sheets.iter();
        let lacks = sheets.any(|sheet| {
            let given = self.tests().any(|test| test.name == sheet.test);
            sheet.run == run.name && given && !folder.file(&sheet.file()).exists()
        });
        if !lacks || !folder.best().exists() {
            return Ok(());
        }
        let side = config.preprocess.views.side() as usize;
        let network = folder.load_best(config.network.init(side, self.device()))?;
        self.sheets(run, config, &network)
    }

    /// Draws the sheets of a run beside its weights.
    fn sheets(&self, run: &RunSpec, config: &RunConfig, network: &TrainableNetwork) -> Result<()> {
        let sheets = self.experiment.sheets.iter();
        for sheet in sheets.filter(|sheet| sheet.run == run.name) {
            let Some(test) = self.tests().find(|test| test.name == sheet.test) else {
                continue;
            };
            let (items, _) = self.data.pictures(test)?;
            let drawn = sheet.draw(network, &config.preprocess, &items, self.device())?;
            let path = self.folder(&run.name)?.file(&sheet.file());
            std::fs::write(&path, drawn)
                .with_context(|| format!("{} cannot be written", path.display()))?;
            println!("  {}", path.display());
        }
        Ok(())
    }

    fn measure_network(
        &self,
        run: &RunSpec,
        config: &RunConfig,
        network: &TrainableNetwork,
        test: &TestSet,
        items: &[Item],
        known: &mut Logits,
    ) -> Result<Measured> {
        let fresh: Vec<Item> = items
            .iter()
            .filter(|item| !known.contains_key(&key(test, item)))
            .cloned()
            .collect();
        let bar = progress(fresh.len() as u64, &test.name);
        let judged = logits(
            network,
            &config.preprocess,
            &fresh,
            test.tier,
            Looks::default(),
            self.device(),
            &bar,
        )?;
        bar.finish_and_clear();
        for path in &judged.unreadable {
            eprintln!("left out, not readable: {path}");
        }
        known.extend(fresh.iter().map(|item| (key(test, item), None)));
        for picture in judged.pictures {
            known.insert(key(test, &fresh[picture.index]), Some(picture.logit()));
        }
        let logits: Vec<(f32, Label)> = items
            .iter()
            .filter_map(|item| {
                let logit = known.get(&key(test, item)).copied().flatten()?;
                Some((logit, item.label))
            })
            .collect();
        let loss = logits
            .iter()
            .map(|&(logit, label)| log_loss(logit, label))
            .sum::<f64>()
            / logits.len().max(1) as f64;
        let scored: Vec<Scored> = logits
            .iter()
            .map(|&(logit, label)| Scored {
                score: sigmoid(logit),
                label,
                group: 0,
            })
            .collect();
        let needs = Needs::of(self.experiment, &run.name, &test.name);
        let mut measured = measure(&scored, loss, needs.roc);
        measured.unreadable = items.len() - logits.len();
        if needs.saliency {
            measured.saliency = Some(insight::saliency(
                network,
                &config.preprocess,
                items,
                self.device(),
            )?);
        }
        if needs.embedding {
            measured.embedding =
                insight::embedding(network, &config.preprocess, items, self.device())?;
        }
        println!("  {}", summary(&test.name, &measured));
        Ok(measured)
    }
}

/// The logits of the pictures that a network has judged, by data set, tier and path; none for a
/// file that gave no picture. Test sets overlap, and judging is what costs the time.
type Logits = BTreeMap<(String, Tier, String), Option<f32>>;

fn key(test: &TestSet, item: &Item) -> (String, Tier, String) {
    (test.data.clone(), test.tier, item.path.clone())
}
