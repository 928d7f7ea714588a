//! Batches of prepared views, made on a thread beside the training.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use anyhow::Result;
use image::RgbImage;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use spectrafide_picture::decode::decode;
use spectrafide_picture::preprocess::{Preprocess, Region, ViewData, Views};
use spectrafide_report::score::Label;

use super::pairs::Pairs;
use crate::augmentation::augment::Augmentation;
use crate::data::items::Item;

/// In which proportion training pictures are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Balance {
    /// Every picture once an epoch.
    #[default]
    None,
    /// As many pictures as there are, classes alike, and within a class its folders by the
    /// square root of their sizes, so that a small source counts without being learnt by heart.
    Folders,
    /// The same with a class's folders alike, whatever their sizes: what is common to sources
    /// counts, not what one of them has much of.
    EqualFolders,
}

impl Balance {
    /// How much a folder of `pictures` is drawn beside the others of its class.
    fn weight(self, pictures: usize) -> f64 {
        match self {
            Self::None => pictures as f64,
            Self::Folders => (pictures as f64).sqrt(),
            Self::EqualFolders => 1.0,
        }
    }
}

/// Views of one batch.
pub struct Batch {
    /// What the network is given.
    pub data: ViewData,
    /// 0 for real, 1 for synthetic.
    pub targets: Vec<f32>,
    /// Paths that gave no picture.
    pub unreadable: Vec<String>,
}

impl Batch {
    /// Cuts the batch into at most `count` parts whose sizes differ by one at most, none of them
    /// empty.
    pub fn split(mut self, count: usize) -> Vec<Self> {
        let views = self.targets.len();
        let parts = count.clamp(1, views.max(1));
        let unreadable = std::mem::take(&mut self.unreadable);
        let mut unreadable = Some(unreadable);
        (0..parts)
            .map(|part| {
                let (from, to) = (part * views / parts, (part + 1) * views / parts);
                Self {
                    data: self.data.part(&(from..to)),
                    targets: self.targets[from..to].to_vec(),
                    unreadable: unreadable.take().unwrap_or_default(),
                }
            })
            .collect()
    }
}

/// Everything that decides the batches of a run.
#[derive(Clone)]
pub struct Plan {
    /// The training pictures.
    pub items: Arc<Vec<Item>>,
    /// From pixels to tensors.
    pub preprocess: Preprocess,
    /// What happens to the pixels before.
    pub augmentation: Augmentation,
    /// How pictures are drawn.
    pub balance: Balance,
    /// How often each item is drawn beside the others of its folder; all alike if empty. Without
    /// effect where every picture comes once an epoch.
    pub weights: Arc<Vec<f32>>,
    /// Synthetic twins that are drawn with their originals.
    pub pairs: Option<Arc<Pairs>>,
    /// Views in a batch.
    pub batch_size: usize,
    /// The run's seed.
    pub seed: u64,
}

impl Plan {
    /// The items of `epoch` in order, as indices.
    fn order(&self, epoch: usize) -> Vec<usize> {
        let mut rng = generator(self.seed, epoch, u64::MAX);
        let count = self.items.len();
        let mut order: Vec<usize> = match self.balance {
            Balance::None => (0..count).collect(),
            balance => balanced(&self.items, balance, &self.weights, &mut rng),
        };
        for last in (1..count).rev() {
            order.swap(last, rng.random_range(0..=last));
        }
        order
    }

    /// Number of batches in an epoch; an incomplete last one is left out.
    pub fn steps(&self) -> usize {
        (self.items.len() / self.batch_size).max(1)
    }

    /// Starts making the batches of `epoch` from the step `first` on.
    pub fn start(&self, epoch: usize, first: usize) -> Receiver<Result<Batch>> {
        let (sender, receiver) = sync_channel(4);
        let plan = self.clone();
        thread::spawn(move || {
            let order = plan.order(epoch);
            let mut writer = plan.preprocess.writer();
            for step in first..plan.steps() {
                let from = step * plan.batch_size;
                let batch = &order[from..(from + plan.batch_size).min(order.len())];
                let made = plan.batch(epoch, from, batch, &mut writer);
                // The receiver is gone when the training was stopped.
                if sender.send(made).is_err() {
                    return;
                }
            }
        });
        receiver
    }

    fn batch(
        &self,
        epoch: usize,
        from: usize,
        indices: &[usize],
        writer: &mut spectrafide_picture::preprocess::ViewWriter,
    ) -> Result<Batch> {
        let mut batch = Batch {
            data: ViewData::default(),
            targets: vec![],
            unreadable: vec![],
        };
        for draw in self.draws(epoch, from, indices) {
            let pixels = match self.pixels(epoch, draw)? {
                Ok(pixels) => pixels,
                Err(path) => {
                    batch.unreadable.push(path);
                    continue;
                }
            };
            // By place and not by item: a picture drawn twice in an epoch differs each time. A
            // twin has the place of its original, and with it everything that is drawn here.
            let mut rng = generator(self.seed, epoch, draw.place);
            let side = self.preprocess.views.side();
            let view = match self.preprocess.views {
                Views::Crops { .. } => {
                    let pixels = self.augmentation.apply(&pixels, side, &mut rng)?;
                    self.preprocess
                        .view(&pixels, random_region(pixels.dimensions(), side, &mut rng))
                }
                Views::Resize { .. } => {
                    let region = self.preprocess.regions(&pixels)[0];
                    let pixels = self.preprocess.view(&pixels, region);
                    let pixels = self.augmentation.apply(&pixels, side, &mut rng)?;
                    let size = pixels.dimensions();
                    self.preprocess
                        .view(&pixels, random_region(size, side, &mut rng))
                }
            };
            writer.append(&view, &mut batch.data);
            let label = match draw.twin {
                Some(twin) => twin.label,
                None => self.items[draw.item].label,
            };
            batch.targets.push(label.target());
        }
        Ok(batch)
    }

    /// What is drawn for the places of a batch, of which `from` is the first in its epoch: the
    /// items `indices`, with twins of real ones in the place of synthetic ones.
    fn draws(&self, epoch: usize, from: usize, indices: &[usize]) -> Vec<Draw<'_>> {
        let mut draws: Vec<Draw<'_>> = indices
            .iter()
            .enumerate()
            .map(|(place, &item)| Draw {
                item,
                place: (from + place) as u64,
                twin: None,
            })
            .collect();
        let Some(pairs) = &self.pairs else {
            return draws;
        };
        let is_synthetic = |draw: &Draw<'_>| self.items[draw.item].label == Label::Synthetic;
        let mut free = (0..draws.len())
            .filter(|&place| is_synthetic(&draws[place]))
            .collect::<Vec<_>>()
            .into_iter();
        for original in 0..draws.len() {
            let draw = draws[original];
            let (None, Some(twin)) = (draw.twin, pairs.twin(draw.item)) else {
                continue;
            };
            let mut rng = pair_generator(self.seed, epoch, draw.place);
            if rng.random::<f32>() >= pairs.settings.probability {
                continue;
            }
            let Some(place) = free.next() else {
                break;
            };
            draws[place] = Draw {
                twin: Some(twin),
                ..draw
            };
        }
        draws
    }

    /// The pixels of what was drawn, or the path of the file that gave none.
    fn pixels(
        &self,
        epoch: usize,
        draw: Draw<'_>,
    ) -> Result<std::result::Result<RgbImage, String>> {
        let item = &self.items[draw.item];
        let read = |item: &Item| -> Result<Option<RgbImage>> {
            Ok(decode(&item.bytes()?).ok().map(|picture| picture.pixels))
        };
        let (Some(twin), Some(pairs)) = (draw.twin, &self.pairs) else {
            return Ok(read(item)?.ok_or_else(|| item.path.clone()));
        };
        let Some(twin_pixels) = read(twin)? else {
            return Ok(Err(twin.path.clone()));
        };
        let Some(original) = read(item)? else {
            return Ok(Err(item.path.clone()));
        };
        let size = original.dimensions();
        if size != twin_pixels.dimensions() {
            return Ok(Err(format!(
                "{}, of another size than its original",
                twin.path
            )));
        }
        let mut rng = pair_generator(self.seed, epoch, draw.place);
        let _chosen: f32 = rng.random();
        let view = match self.preprocess.views {
            Views::Crops { side, .. } => side.min(size.0).min(size.1),
            Views::Resize { .. } => size.0.min(size.1),
        };
        let mix = pairs.settings.mixing.draw(view, &mut rng);
        Ok(Ok(mix.apply(&original, twin_pixels)))
    }
}

/// What is drawn for a place of a batch.
#[derive(Clone, Copy)]
struct Draw<'a> {
    /// Index of the picture.
    item: usize,
    /// The place in the epoch that decides what happens to it.
    place: u64,
    /// The twin of the picture that is drawn in its stead.
    twin: Option<&'a Item>,
}

fn random_region((width, height): (u32, u32), side: u32, rng: &mut ChaCha8Rng) -> Region {
    let (width_px, height_px) = (side.min(width), side.min(height));
    Region {
        x_px: rng.random_range(0..=width - width_px),
        y_px: rng.random_range(0..=height - height_px),
        width_px,
        height_px,
    }
}

/// A generator of its own for each item of each epoch.
pub fn generator(seed: u64, epoch: usize, place: u64) -> ChaCha8Rng {
    keyed([seed, epoch as u64, place, 0])
}

/// Another one, for whether a twin is drawn and how it is mixed: a twin must get the same numbers
/// from the first one as its original.
fn pair_generator(seed: u64, epoch: usize, place: u64) -> ChaCha8Rng {
    keyed([seed, epoch as u64, place, 1])
}

fn keyed(numbers: [u64; 4]) -> ChaCha8Rng {
    let mut key = [0; 32];
    for (bytes, number) in key.as_chunks_mut().0.iter_mut().zip(numbers) {
        *bytes = number.to_le_bytes();
    }
    ChaCha8Rng::from_seed(key)
}

/// Draws as many items as there are; `item_weights` is one for each, or empty.
fn balanced(
    items: &[Item],
    balance: Balance,
    item_weights: &[f32],
    rng: &mut ChaCha8Rng,
) -> Vec<usize> {
    let mut folders: [BTreeMap<&str, Vec<usize>>; 2] = Default::default();
    for (index, item) in items.iter().enumerate() {
        folders[item.label as usize]
            .entry(&item.folder)
            .or_default()
            .push(index);
    }
    let weights = folders.each_ref().map(|class| {
        class
            .values()
            .map(|members| balance.weight(members.len()))
            .collect::<Vec<_>>()
    });
    (0..items.len())
        .map(|draw| {
            let class = draw % 2;
            let total: f64 = weights[class].iter().sum();
            let mut rest = rng.random::<f64>() * total;
            let mut chosen = None;
            for (members, weight) in folders[class].values().zip(&weights[class]) {
                chosen = Some(members);
                rest -= weight;
                if rest < 0.0 {
                    break;
                }
            }
            // Both classes are present: the split was refused otherwise.
            chosen.map_or(0, |members| drawn(members, item_weights, rng))
        })
        .collect()
}

/// One of `members`, in proportion to their weights.
fn drawn(members: &[usize], weights: &[f32], rng: &mut ChaCha8Rng) -> usize {
    if weights.is_empty() {
        return members[rng.random_range(0..members.len())];
    }
    let total: f32 = members.iter().map(|&member| weights[member]).sum();
    let mut rest = rng.random::<f32>() * total;
    for &member in members {
        rest -= weights[member];
        if rest < 0.0 {
            return member;
        }
    }
    // Rounding may leave a little over.
    members[members.len() - 1]
}

#[cfg(test)]
mod balance_tests;
#[cfg(test)]
mod delivery_tests;
#[cfg(test)]
mod pair_tests;
