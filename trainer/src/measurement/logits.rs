//! Runs a network over labelled pictures: what calibration is fitted on, and what studies measure.
//! A published detector is asked by [`judging`](super::judging) instead, as the page asks it.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use anyhow::{Context, Result};
use burn::tensor::Device;
use image::RgbImage;
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use spectrafide_models::judge::Look;
use spectrafide_models::network::{Inputs, Network};
use spectrafide_picture::decode::decode;
use spectrafide_picture::preprocess::{Prepared, Preprocess, ViewData};
use spectrafide_provenance::Provenance;
use spectrafide_report::Delivery;
use spectrafide_report::certainty::mean;

use crate::augmentation::tier::Tier;
use crate::data::items::Item;
use crate::device::read;

/// Pixels that are computed at once: enough to keep a fast device busy, and at most some hundred
/// megabytes of what a network computes on the way.
const PIXELS_AT_ONCE: usize = 1 << 21;

/// What is looked at beside the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// The file, for how strongly the picture was compressed.
    pub delivery: bool,
    /// The picture's web copy.
    pub copy: bool,
}

/// What a network says about a list of pictures.
#[derive(Debug, Default)]
pub struct Logits {
    /// The readable ones.
    pub pictures: Vec<PictureLogits>,
    /// Paths that gave no picture.
    pub unreadable: Vec<String>,
}

/// What a network says about a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
}

/// Samples that wait for the network, of all threads together: one may take ten megabytes.
const WAITING: usize = 16;

/// Computes the logits of `items` in `tier`.
///
/// # Errors
///
/// Files that cannot be read or delivered, and a device that fails.
pub fn logits(
    network: &impl Network,
    preprocess: &Preprocess,
    items: &[Item],
    tier: Tier,
    looks: Looks,
    device: &Device,
    progress: &ProgressBar,
) -> Result<Logits> {
    let mut logits = Logits::default();
    thread::scope(|scope| {
        // Each thread makes every so many-th sample, so that they can be taken in order.
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let receivers: Vec<Receiver<Result<Option<Look>>>> = (0..threads)
            .map(|first| {
                let (sender, receiver) = sync_channel(WAITING.div_ceil(threads));
                scope.spawn(move || {
                    for item in items.iter().skip(first).step_by(threads) {
                        let look = look(preprocess, item, tier, looks);
                        if sender.send(look).is_err() {
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
                Some(look) => {
                    group.push(index, look);
                    if group.data.views * side * side >= PIXELS_AT_ONCE {
                        group.flush(network, side, device, &mut logits)?;
                    }
                }
                None => logits.unreadable.push(items[index].path.clone()),
            }
            progress.inc(1);
        }
        group.flush(network, side, device, &mut logits)
    })?;
    Ok(logits)
}

/// How strongly a picture is compressed as it arrives in `tier`; none where the file gives none.
///
/// # Errors
///
/// A file that cannot be read or delivered.
pub fn delivery(item: &Item, tier: Tier) -> Result<Option<Delivery>> {
    Ok(arrived(item, tier, true)?.map(|(_, says)| Delivery::of(&says)))
}

/// The pixels of a picture as it arrives in `tier`, and what the file says with which it does, if that
/// is asked for; none where the file gives none.
fn arrived(item: &Item, tier: Tier, asked: bool) -> Result<Option<(RgbImage, Provenance)>> {
    let bytes = item.bytes()?;
    let Ok(picture) = decode(&bytes) else {
        return Ok(None);
    };
    let context = || format!("{} cannot be delivered as {tier}", item.path);
    if !asked {
        let pixels = tier.deliver(picture.pixels).with_context(context)?;
        return Ok(Some((pixels, Provenance::default())));
    }
    let (file, pixels) = if tier == Tier::Clean {
        (bytes, picture.pixels)
    } else {
        let file = tier.file_of(picture.pixels).with_context(context)?;
        let pixels = decode(&file).with_context(context)?.pixels;
        (file.into(), pixels)
    };
    let says = spectrafide_provenance::read(&file, Some(&pixels));
    Ok(Some((pixels, says)))
}

/// What a network is shown of a picture; none where the file gives none.
fn look(preprocess: &Preprocess, item: &Item, tier: Tier, looks: Looks) -> Result<Option<Look>> {
    let Some((pixels, says)) = arrived(item, tier, looks.delivery)? else {
        return Ok(None);
    };
    let regions = preprocess.regions(&pixels);
    let copied = if looks.copy { usize::MAX } else { 0 };
    let look = Look::at(preprocess, [usize::MAX, copied], &pixels, regions, &says);
    Ok(Some(look))
}

/// Views of several pictures, computed together.
#[derive(Default)]
struct Group {
    data: ViewData,
    /// Of each picture its index, its number of views and that of its copy, and its delivery.
    pictures: Vec<(usize, [usize; 2], Delivery)>,
}

impl Group {
    fn push(&mut self, index: usize, look: Look) {
        let copied = look.copy.as_ref().map_or(0, Prepared::views);
        let views = [look.views.views(), copied];
        self.pictures.push((index, views, look.delivery));
        for prepared in std::iter::once(look.views).chain(look.copy) {
            self.data.append(prepared.data);
        }
    }

    fn flush(
        &mut self,
        network: &impl Network,
        side: usize,
        device: &Device,
        into: &mut Logits,
    ) -> Result<()> {
        let Self { data, pictures } = std::mem::take(self);
        if pictures.is_empty() {
            return Ok(());
        }
        let data = read(network.forward(Inputs::of(data, side, device)))?;
        let mut column = data.iter::<f32>();
        for (index, [views, copy], delivery) in pictures {
            into.pictures.push(PictureLogits {
                index,
                views: column.by_ref().take(views).collect(),
                copy: column.by_ref().take(copy).collect(),
                delivery,
            });
        }
        Ok(())
    }
}
