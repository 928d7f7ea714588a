//! Batches of prepared views, made beside the training.

mod balance;
mod kept;
mod random;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use anyhow::Result;
use image::RgbImage;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use spectrafide_picture::decode::decode;
use spectrafide_picture::preprocess::{Preprocess, Region, ViewData, ViewWriter, Views};
use spectrafide_report::score::Label;

use super::pairs::Pairs;
use crate::augmentation::augment::Augmentation;
use crate::data::items::Item;
use balance::balanced;
use random::pair_generator;

pub use balance::Balance;
pub(crate) use balance::Counted;
pub use kept::KeptViews;
pub use random::generator;

/// A view and its target, or the path of a file that gave none.
type Made = std::result::Result<(ViewData, f32), String>;

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
    /// Where views are kept for other runs that draw the same.
    pub kept: Option<Arc<KeptViews>>,
}

/// A picture as it is drawn in an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn {
    /// Its index.
    item: usize,
    /// How many times it was drawn in this epoch before.
    turn: u64,
}

impl Plan {
    /// The items of `epoch` in order.
    fn order(&self, epoch: usize) -> Vec<Turn> {
        let mut rng = generator(self.seed, epoch, u64::MAX);
        let count = self.items.len();
        let mut order: Vec<usize> = match self.balance {
            Balance::None => (0..count).collect(),
            balance => balanced(&self.items, balance, &self.weights, &mut rng),
        };
        for last in (1..count).rev() {
            order.swap(last, rng.random_range(0..=last));
        }
        let mut turns = vec![0; count];
        let turn = |item: usize| {
            turns[item] += 1;
            let turn = turns[item] - 1;
            Turn { item, turn }
        };
        order.into_iter().map(turn).collect()
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
            // Their tables and FFT plans are made once.
            let mut writers: Vec<ViewWriter> = (0..rayon::current_num_threads())
                .map(|_| plan.preprocess.writer())
                .collect();
            for step in first..plan.steps() {
                let from = step * plan.batch_size;
                let batch = &order[from..(from + plan.batch_size).min(order.len())];
                let made = plan.batch(epoch, from, batch, &mut writers);
                // The receiver is gone when the training was stopped.
                if sender.send(made).is_err() {
                    return;
                }
            }
        });
        receiver
    }

    /// One batch, its views made on as many threads as there are `writers`: what each is depends on
    /// its place alone.
    fn batch(
        &self,
        epoch: usize,
        from: usize,
        turns: &[Turn],
        writers: &mut [ViewWriter],
    ) -> Result<Batch> {
        let mut batch = Batch {
            data: ViewData::default(),
            targets: vec![],
            unreadable: vec![],
        };
        let draws = self.draws(epoch, from, turns);
        let share = draws.len().div_ceil(writers.len()).max(1);
        let made: Vec<Vec<Made>> = draws
            .par_chunks(share)
            .zip(writers)
            .map(|(draws, writer)| {
                draws
                    .iter()
                    .map(|&draw| self.make(epoch, draw, writer))
                    .collect()
            })
            .collect::<Result<_>>()?;
        for made in made.into_iter().flatten() {
            match made {
                Ok((data, target)) => {
                    batch.data.append(data);
                    batch.targets.push(target);
                }
                Err(path) => batch.unreadable.push(path),
            }
        }
        Ok(batch)
    }

    /// The view of what was drawn, with its target.
    fn make(&self, epoch: usize, draw: Draw<'_>, writer: &mut ViewWriter) -> Result<Made> {
        let bytes = self.items[draw.turn.item].bytes()?;
        // By content and not by place: runs that hold out different pictures make the same views of
        // the others. A twin has the turn of its original, and with it everything that is drawn
        // here.
        let place = random::place(&bytes, draw.turn.turn);
        let view = match self.kept.as_ref().and_then(|kept| kept.get(epoch, place)) {
            Some(view) => view,
            None => match self.view(epoch, draw, &bytes, place)? {
                Ok(view) => view,
                Err(path) => return Ok(Err(path)),
            },
        };
        let mut data = ViewData::default();
        writer.append(&view, &mut data);
        let label = match draw.twin {
            Some(twin) => twin.label,
            None => self.items[draw.turn.item].label,
        };
        Ok(Ok((data, label.target())))
    }

    /// The pixels of a view, or the path of the file that gave none.
    fn view(
        &self,
        epoch: usize,
        draw: Draw<'_>,
        bytes: &[u8],
        place: u64,
    ) -> Result<std::result::Result<RgbImage, String>> {
        let pixels = match self.pixels(epoch, draw, bytes)? {
            Ok(pixels) => pixels,
            Err(path) => return Ok(Err(path)),
        };
        let mut rng = generator(self.seed, epoch, place);
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
        if let Some(kept) = &self.kept {
            kept.put(epoch, place, &view)?;
        }
        Ok(Ok(view))
    }

    /// What is drawn for the places of a batch, of which `from` is the first in its epoch: the
    /// items of `turns`, with twins of real ones in the place of synthetic ones.
    fn draws(&self, epoch: usize, from: usize, turns: &[Turn]) -> Vec<Draw<'_>> {
        let mut draws: Vec<Draw<'_>> = turns
            .iter()
            .enumerate()
            .map(|(place, &turn)| Draw {
                turn,
                place: (from + place) as u64,
                twin: None,
            })
            .collect();
        let Some(pairs) = &self.pairs else {
            return draws;
        };
        let is_synthetic = |draw: &Draw<'_>| self.items[draw.turn.item].label == Label::Synthetic;
        let mut free = (0..draws.len())
            .filter(|&place| is_synthetic(&draws[place]))
            .collect::<Vec<_>>()
            .into_iter();
        for original in 0..draws.len() {
            let draw = draws[original];
            let (None, Some(twin)) = (draw.twin, pairs.twin(draw.turn.item)) else {
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

    /// The pixels of what was drawn, of whose file these are the `bytes`, or the path of the file
    /// that gave none.
    fn pixels(
        &self,
        epoch: usize,
        draw: Draw<'_>,
        bytes: &[u8],
    ) -> Result<std::result::Result<RgbImage, String>> {
        let item = &self.items[draw.turn.item];
        let read = |bytes: &[u8]| decode(bytes).ok().map(|picture| picture.pixels);
        let (Some(twin), Some(pairs)) = (draw.twin, &self.pairs) else {
            return Ok(read(bytes).ok_or_else(|| item.path.clone()));
        };
        let Some(twin_pixels) = read(&twin.bytes()?) else {
            return Ok(Err(twin.path.clone()));
        };
        let Some(original) = read(bytes) else {
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
    /// The picture.
    turn: Turn,
    /// The place in the epoch, which decides whether a twin is drawn.
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

#[cfg(test)]
mod balance_tests;
#[cfg(test)]
mod journey_tests;
#[cfg(test)]
mod pair_tests;
