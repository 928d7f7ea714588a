//! Runs a network over labelled pictures.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use anyhow::{Context, Result, anyhow};
use burn::tensor::Device;
use indicatif::ProgressBar;
use spectrafide_models::arch::Network;
use spectrafide_models::card::DetectorCard;
use spectrafide_models::certainty::mean;
use spectrafide_models::decode::decode;
use spectrafide_models::delivery::Delivery;
use spectrafide_models::jpeg::WEB_COPY;
use spectrafide_models::opinion::Opinion;
use spectrafide_models::preprocess::{Prepared, Preprocess, ViewData};

use crate::augmentation::tier::Tier;
use crate::data::items::Item;

/// Numbers of pixels that are computed at once; bounds the memory of a step.
const PIXELS_AT_ONCE: usize = 1 << 20;

/// What is looked at beside the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// The file, for how strongly the picture was compressed.
    pub delivery: bool,
    /// The picture's web copy.
    pub copy: bool,
}

impl Looks {
    /// Those that a detector with this card needs.
    pub fn of(card: &DetectorCard) -> Self {
        Self {
            delivery: !card.by_delivery.is_empty(),
            copy: card.certainty.is_some(),
        }
    }
}

/// What a network says about a list of pictures.
#[derive(Debug, Default)]
pub struct Judged {
    /// The readable ones.
    pub pictures: Vec<PictureLogits>,
    /// Paths that gave no picture.
    pub unreadable: Vec<String>,
}

/// What a network says about a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureLogits {
    /// Its index in the list.
    pub index: usize,
    /// The logits of its views.
    pub views: Vec<f32>,
    /// Those of its web copy; empty if nobody looked.
    pub copy: Vec<f32>,
    /// How strongly it was compressed; [`Delivery::Fine`] if nobody looked.
    pub delivery: Delivery,
}

impl PictureLogits {
    /// The mean over the views.
    pub fn logit(&self) -> f32 {
        mean(&self.views)
    }

    /// What a detector with this card thinks of the picture.
    pub fn opinion(&self, card: &DetectorCard) -> Opinion {
        let copy = (!self.copy.is_empty()).then_some(&*self.copy);
        card.opinion(self.delivery, &self.views, copy)
    }
}

/// Samples that wait for the network, of all threads together: one may take ten megabytes.
const WAITING: usize = 16;

/// Computes the logits of `items` in `tier`.
///
/// # Errors
///
/// Files that cannot be read, and a device that fails.
pub fn judge(
    network: &Network,
    preprocess: &Preprocess,
    items: &[Item],
    tier: Tier,
    looks: Looks,
    device: &Device,
    progress: &ProgressBar,
) -> Result<Judged> {
    let mut judged = Judged::default();
    thread::scope(|scope| {
        // Each thread makes every so many-th sample, so that they can be taken in order.
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let receivers: Vec<Receiver<Result<Option<Sample>>>> = (0..threads)
            .map(|first| {
                let (sender, receiver) = sync_channel(WAITING.div_ceil(threads));
                scope.spawn(move || {
                    for item in items.iter().skip(first).step_by(threads) {
                        let sample = Sample::of(preprocess, item, tier, looks);
                        if sender.send(sample).is_err() {
                            return;
                        }
                    }
                });
                receiver
            })
            .collect();
        let side = preprocess.views.side() as usize;
        let mut group = Group::default();
        for (index, receiver) in (0..items.len()).zip(receivers.iter().cycle()) {
            match receiver.recv().context("a thread stopped early")?? {
                Some(sample) => {
                    group.push(index, sample);
                    if group.data.image.len() >= 3 * PIXELS_AT_ONCE / 4 {
                        group.flush(network, side, device, &mut judged)?;
                    }
                }
                None => judged.unreadable.push(items[index].path.clone()),
            }
            progress.inc(1);
        }
        group.flush(network, side, device, &mut judged)
    })?;
    Ok(judged)
}

/// A picture, ready for a network.
struct Sample {
    prepared: Prepared,
    copy: Option<Prepared>,
    delivery: Delivery,
}

impl Sample {
    fn of(preprocess: &Preprocess, item: &Item, tier: Tier, looks: Looks) -> Result<Option<Self>> {
        let bytes = item.bytes()?;
        let Ok(picture) = decode(&bytes) else {
            return Ok(None);
        };
        let context = || format!("{} cannot be delivered as {tier}", item.path);
        let (pixels, delivery) = if looks.delivery {
            let (file, pixels) = if tier == Tier::Clean {
                (bytes, picture.pixels)
            } else {
                let file = tier.deliver_file(&bytes).with_context(context)?;
                let pixels = decode(&file).with_context(context)?.pixels;
                (file.into(), pixels)
            };
            let delivery = Delivery::of(&spectrafide_provenance::read(&file, Some(&pixels)));
            (pixels, delivery)
        } else {
            let pixels = tier.deliver(picture.pixels).with_context(context)?;
            (pixels, Delivery::Fine)
        };
        let prepared = preprocess.prepare(&pixels);
        let copy = looks.copy.then(|| WEB_COPY.copy(&pixels).ok()).flatten();
        Ok(Some(Self {
            copy: copy.map(|copy| {
                let copied = preprocess.prepare(&copy);
                copied.part(0..copied.views().min(prepared.views()))
            }),
            prepared,
            delivery,
        }))
    }
}

/// Views of several pictures, computed together.
#[derive(Default)]
struct Group {
    data: ViewData,
    /// Of each picture its index, its number of views and that of its copy, and its delivery.
    pictures: Vec<(usize, [usize; 2], Delivery)>,
}

impl Group {
    fn push(&mut self, index: usize, sample: Sample) {
        let views = [
            sample.prepared.views(),
            sample.copy.as_ref().map_or(0, Prepared::views),
        ];
        self.pictures.push((index, views, sample.delivery));
        for prepared in std::iter::once(sample.prepared).chain(sample.copy) {
            self.data.append(prepared.data);
        }
    }

    fn flush(
        &mut self,
        network: &Network,
        side: usize,
        device: &Device,
        judged: &mut Judged,
    ) -> Result<()> {
        let Self { data, pictures } = std::mem::take(self);
        if pictures.is_empty() {
            return Ok(());
        }
        let data = network
            .forward(data.into_inputs(side, device))
            .try_into_data()
            .map_err(|error| anyhow!("the device failed: {error}"))?;
        let mut logits = data.iter::<f32>();
        for (index, [views, copy], delivery) in pictures {
            judged.pictures.push(PictureLogits {
                index,
                views: logits.by_ref().take(views).collect(),
                copy: logits.by_ref().take(copy).collect(),
                delivery,
            });
        }
        Ok(())
    }
}
