//! `resynthesize`: makes synthetic twins of real pictures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, thread};

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;
use clap::Args;
use serde::{Deserialize, Serialize};
use spectrafide_models::resynthesis::Resynthesizer;
use spectrafide_models::score::Label;
use spectrafide_models::weights::sha256;

use crate::data::source::{self, Item, Split, fingerprint};
use crate::device::DeviceArgs;
use crate::progress::progress;
use crate::resynthesis::config::ResynthesisRun;
use crate::resynthesis::fit::Fit;
use crate::resynthesis::manifest;
use crate::resynthesis::twins::{Closeness, Made, Maker, plan};
use crate::training::checkpoint::RunFolder;

/// Make synthetic twins of the real training pictures.
///
/// Each picture goes through one of several small auto-encoders, which are trained first, on the
/// same pictures. A twin has the subject, the size and, where the original is a JPEG, the codec of
/// its original: what tells them apart is the trace of the decoder. The folder gets the twins as
/// PNG below `train/synthetic`, a `manifest.csv` that names the original of each, and the
/// auto-encoders. `train --twins` draws both into the same batch.
///
/// What was stopped goes on when the same command is given again.
///
/// Example: `spectrafide-trainer resynthesize trainer/configs/resynthesis/openmix.json
/// --data openmix.zip --out twins`
#[derive(Args)]
pub struct Resynthesize {
    /// The run file.
    config: PathBuf,
    /// A folder or archive of labelled pictures.
    #[arg(long)]
    data: PathBuf,
    /// The folder of the twins.
    #[arg(long)]
    out: PathBuf,
    /// The folder of the auto-encoders, when they were trained before or elsewhere; else
    /// `auto_encoders` in the folder of the twins.
    #[arg(long, value_name = "FOLDER")]
    auto_encoders: Option<PathBuf>,
    /// Make at most so many twins. A later run without it makes the rest.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    device: DeviceArgs,
}

/// What the folder of the twins keeps about how they came to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// The run.
    run: ResynthesisRun,
    /// SHA-256 of the weights of each auto-encoder, in the run's order.
    weights: Vec<String>,
}

impl Resynthesize {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let run = ResynthesisRun::read(&self.config)?;
        fs::create_dir_all(&self.out)
            .with_context(|| format!("{} cannot be made", self.out.display()))?;
        let (devices, name) = self.device.open()?;
        println!("device: {name}, {} of it", devices.len());
        let items = source::read(&self.data, |split| {
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
            .clone()
            .unwrap_or_else(|| self.out.join("auto_encoders"));
        let networks = train(&run, &items, &folder, &devices)?;
        let weights = run
            .designs
            .iter()
            .map(|design| {
                let path = folder.join(&design.name).join("best.bpk");
                let bytes = fs::read(&path)
                    .with_context(|| format!("{} cannot be read", path.display()))?;
                Ok(sha256(&bytes))
            })
            .collect::<Result<Vec<_>>>()?;
        keep(&self.out, &run, &weights)?;
        self.write(&run, &items, &networks, &weights, &devices)
    }

    /// Writes the twins and their list.
    fn write(
        &self,
        run: &ResynthesisRun,
        items: &[Item],
        networks: &[Resynthesizer],
        weights: &[String],
        devices: &[Device],
    ) -> Result<()> {
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
                    out: &self.out,
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
        manifest::write(&self.out, &rows)?;
        println!(
            "{}: {} twins",
            self.out.join(manifest::FILE_NAME).display(),
            rows.len()
        );
        Ok(())
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

/// Does the work of the numbers up to `count`, each on the next device that is free: the results
/// in the order of the numbers. `worker` makes what works on a device.
fn on_devices<'a, T, W>(
    devices: &'a [Device],
    count: usize,
    worker: impl Fn(&'a Device) -> W,
) -> Result<Vec<T>>
where
    T: Send,
    W: FnMut(usize) -> Result<T> + Send,
{
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    let (next, found) = (&next, &results);
    thread::scope(|scope| {
        let workers: Vec<_> = devices
            .iter()
            .map(|device| {
                let mut work = worker(device);
                scope.spawn(move || -> Result<()> {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= count {
                            return Ok(());
                        }
                        let result = work(index).inspect_err(|_| {
                            // The others finish what they are at.
                            next.store(count, Ordering::Relaxed);
                        })?;
                        found
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .insert(index, result);
                    }
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })?;
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(results.into_values().collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_from_any_number_of_devices() {
        let device = Device::flex();
        for count in [1, 3] {
            let devices = vec![device.clone(); count];
            let squares = on_devices(&devices, 20, |_| |index| Ok(index * index));
            let expected: Vec<usize> = (0..20).map(|index| index * index).collect();
            assert_eq!(squares.expect("worked"), expected);
        }
    }

    #[test]
    fn a_failure_ends_the_work() {
        let devices = vec![Device::flex(); 2];
        let result = on_devices(&devices, 1000, |_| {
            |index| {
                ensure!(index != 3, "number {index}");
                Ok(index)
            }
        });
        assert_eq!(result.expect_err("failed").to_string(), "number 3");
    }
}
