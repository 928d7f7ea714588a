//! The squares that an auto-encoder is trained on.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use anyhow::{Result, bail};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use spectrafide_networks::resynthesis::noise::Place;
use spectrafide_picture::decode::decode;
use spectrafide_picture::preprocess::{Preprocess, Region, ViewData, Views};

use crate::augmentation::augment::Augmentation;
use crate::data::items::Item;
use crate::training::loader::generator;

/// So many files in a row may give no picture.
const TRIES: usize = 32;

/// Everything that decides the squares.
#[derive(Clone)]
pub struct Crops {
    /// The pictures.
    pub items: Arc<Vec<Item>>,
    /// Smallest and largest side, in pixels.
    pub side_px: [u32; 2],
    /// Squares in a step.
    pub batch_size: usize,
    /// The run's seed.
    pub seed: u64,
}

/// The squares of a step.
#[derive(Debug, PartialEq)]
pub struct CropBatch {
    /// `[batch, 3, side, side]`, values in `[0, 1]`.
    pub image: Vec<f32>,
    /// Side of all of them, in pixels.
    pub side: usize,
    /// What decides their noise.
    pub places: Vec<Place>,
    /// Paths that gave no picture.
    pub unreadable: BTreeSet<String>,
}

impl Crops {
    /// Makes the batches of the steps from `first` up to `steps` on a thread beside the training.
    pub fn start(&self, first: usize, steps: usize) -> Receiver<Result<CropBatch>> {
        let (sender, receiver) = sync_channel(4);
        let crops = self.clone();
        thread::spawn(move || {
            for step in first..steps {
                // The receiver is gone when the training was stopped.
                if sender.send(crops.batch(step)).is_err() {
                    return;
                }
            }
        });
        receiver
    }

    /// The squares of `step`, whatever was drawn before.
    ///
    /// # Errors
    ///
    /// Files that cannot be read, and too many in a row that give no picture.
    pub fn batch(&self, step: usize) -> Result<CropBatch> {
        let mut rng = generator(self.seed, 0, step as u64);
        let [low, high] = self.side_px;
        let side = rng.random_range(low..=high);
        let preprocess = Preprocess::of_colours(Views::crop(side));
        let mut writer = preprocess.writer();
        let mut batch = CropBatch {
            image: Vec::new(),
            side: side as usize,
            places: Vec::new(),
            unreadable: BTreeSet::new(),
        };
        let mut data = ViewData::default();
        for _ in 0..self.batch_size {
            let pixels = self.square(side, &mut rng, &mut batch.unreadable)?;
            let whole = Region {
                x_px: 0,
                y_px: 0,
                width_px: pixels.width(),
                height_px: pixels.height(),
            };
            let view = preprocess.view(&pixels, whole);
            writer.append(&view, &mut data);
            batch.places.push(Place {
                seed: rng.random(),
                ..Place::default()
            });
        }
        batch.image = data.image;
        Ok(batch)
    }

    /// A random part of a random picture, mirrored at random.
    fn square(
        &self,
        side: u32,
        rng: &mut ChaCha8Rng,
        unreadable: &mut BTreeSet<String>,
    ) -> Result<image::RgbImage> {
        let flips = Augmentation {
            flip_horizontal: true,
            flip_vertical: true,
            ..Augmentation::default()
        };
        for _ in 0..TRIES {
            let item = &self.items[rng.random_range(0..self.items.len())];
            match decode(&item.bytes()?) {
                Ok(picture) => return flips.apply(&picture.pixels, side, rng),
                Err(_) => {
                    unreadable.insert(item.path.clone());
                }
            }
        }
        bail!("{TRIES} files in a row gave no picture, such as {unreadable:?}")
    }
}
