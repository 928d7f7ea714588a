//! Makes the synthetic twins of a data set's real training pictures.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::digest::sha256_of_file;
use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use spectrafide_networks::resynthesis::Resynthesizer;
use spectrafide_report::score::Label;

use super::config::ResynthesisRun;
use super::devices::on_devices;
use super::fit::Fit;
use super::making::{Closeness, Made, Maker, plan};
use crate::data::items::{self, Item, Split, fingerprint};
use crate::progress::progress;
use crate::training::checkpoint::RunFolder;
use crate::training::pairs::twin_list::{self, Row};

/// Where twins are made from and where they go.
#[derive(Clone, Copy, Debug)]
pub struct Resynthesis<'a> {
    /// A folder or archive of labelled pictures.
    pub data: &'a Path,
    /// The folder of the twins.
    pub out: &'a Path,
    /// The folder of the auto-encoders; else `auto_encoders` in the folder of the twins.
    pub auto_encoders: Option<&'a Path>,
    /// At most so many twins are made.
    pub limit: Option<usize>,
}

/// What the folder of the twins keeps about how they came to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// The run.
    run: ResynthesisRun,
    /// SHA-256 of the weights of each auto-encoder, in the run's order.
    weights: Vec<String>,
}

impl Resynthesis<'_> {
    /// Trains the auto-encoders that are not there and makes the twins that are not there: their
    /// list.
    ///
    /// # Errors
    ///
    /// Data without real training pictures, a folder with twins of another run, and files that
    /// cannot be read or written.
    pub fn run(&self, run: &ResynthesisRun, devices: &[Device]) -> Result<Vec<Row>> {
        fs::create_dir_all(self.out)
            .with_context(|| format!("{} cannot be made", self.out.display()))?;
        let items = items::read(self.data, |split| {
            // Data without splits is all for training.
            split.is_none_or(|split| split == Split::Train)
        })?;
        let mut items = run.pictures.choose(items)?;
        items.retain(|item| item.label == Label::Real);
        ensure!(
            !items.is_empty(),
            "{} holds no real training picture of those that the run chooses",
            self.data.display()
        );
        println!("{} real training pictures", items.len());
        let items = Arc::new(items);
        let folder = self
            .auto_encoders
            .map_or_else(|| self.out.join("auto_encoders"), Path::to_owned);
        let networks = train(run, &items, &folder, devices)?;
        let weights = run
            .designs
            .iter()
            .map(|design| sha256_of_file(&folder.join(&design.name).join("best.bpk")))
            .collect::<Result<Vec<_>>>()?;
        keep(self.out, run, &weights)?;
        self.write(run, &items, &networks, &weights, devices)
    }

    /// Writes the twins and their list.
    fn write(
        &self,
        run: &ResynthesisRun,
        items: &[Item],
        networks: &[Resynthesizer],
        weights: &[String],
        devices: &[Device],
    ) -> Result<Vec<Row>> {
        let planned = plan(run, items, self.limit);
        let bar = progress(planned.len() as u64, "twins");
        let made = on_devices(devices, planned.len(), |device| {
            let networks: Vec<Resynthesizer> = networks
                .iter()
                .map(|network| network.clone().fork(device))
                .collect();
            let (planned, bar) = (&planned, &bar);
            move |index: usize| {
                let maker = Maker {
                    run,
                    networks: &networks,
                    weights,
                    device,
                    out: self.out,
                };
                let twin = &planned[index];
                let made = maker.make(twin, &items[twin.item])?;
                if made.is_none() {
                    let path = &items[twin.item].path;
                    bar.suspend(|| eprintln!("left out, not readable: {path}"));
                }
                bar.inc(1);
                Ok(made)
            }
        })?;
        bar.finish_and_clear();
        let made: Vec<Made> = made.into_iter().flatten().collect();
        summarise(&made);
        let mut rows: Vec<_> = made.into_iter().map(|made| made.row).collect();
        rows.sort_by(|a, b| a.path.cmp(&b.path));
        twin_list::write(self.out, &rows)?;
        Ok(rows)
    }
}

/// Trains the auto-encoders, each on one of the devices, or loads what is trained: in the order of
/// the run, without gradients.
fn train(
    run: &ResynthesisRun,
    items: &Arc<Vec<Item>>,
    folder: &Path,
    devices: &[Device],
) -> Result<Vec<Resynthesizer>> {
    let data_sha256 = fingerprint(items)?;
    let bar = progress((run.designs.len() * run.steps) as u64, "auto-encoders");
    let networks = on_devices(devices, run.designs.len(), |device| {
        let (bar, data_sha256) = (&bar, data_sha256.as_str());
        move |index: usize| {
            let design = &run.designs[index];
            let folder = RunFolder::create(&folder.join(&design.name))?;
            let fit = Fit {
                run,
                design,
                items,
                data_sha256,
                device,
                bar,
            };
            fit.finish(&folder)
        }
    })?;
    bar.finish_and_clear();
    Ok(networks)
}

/// Writes how the twins are made, or refuses a folder that has others.
fn keep(out: &Path, run: &ResynthesisRun, weights: &[String]) -> Result<()> {
    let path = out.join("run.json");
    let kept = Kept {
        run: run.clone(),
        weights: weights.to_vec(),
    };
    if path.exists() {
        let found: Kept = serde_json::from_slice(&fs::read(&path)?)
            .with_context(|| format!("{} is not understood", path.display()))?;
        ensure!(
            found == kept,
            "{} is of twins from another run or other auto-encoders; give another folder",
            path.display()
        );
    }
    fs::write(&path, serde_json::to_string_pretty(&kept)?)
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// Prints how alike twins and originals are, for each auto-encoder.
fn summarise(made: &[Made]) {
    let mut designs: BTreeMap<&str, Vec<Closeness>> = BTreeMap::new();
    for made in made {
        if let Some(closeness) = made.closeness {
            designs.entry(&made.row.folder).or_default().push(closeness);
        }
    }
    for (folder, all) in designs {
        let mean =
            |value: fn(&Closeness) -> f64| all.iter().map(value).sum::<f64>() / all.len() as f64;
        println!(
            "{folder}: {} new twins, mean difference {:.2} levels, sharpness {:.3} of the originals'",
            all.len(),
            mean(|c| c.difference),
            mean(|c| c.sharpness)
        );
    }
}
