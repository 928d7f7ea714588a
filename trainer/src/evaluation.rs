//! Runs a network over labelled pictures.

use std::sync::mpsc::sync_channel;
use std::thread;

use anyhow::{Context, Result, anyhow};
use burn::tensor::Device;
use indicatif::ProgressBar;
use spectrafide_models::arch::Network;
use spectrafide_models::decode::decode;
use spectrafide_models::preprocess::{Prepared, Preprocess, inputs};

use crate::data::source::Item;
use crate::tier::Tier;

/// Numbers of pixels that are computed at once; bounds the memory of a step.
const PIXELS_AT_ONCE: usize = 1 << 20;

/// What a network says about a list of pictures.
#[derive(Debug, Default)]
pub struct Judged {
    /// For each readable picture its index in the list and its logit, the mean over its views.
    pub logits: Vec<(usize, f32)>,
    /// Paths that gave no picture.
    pub unreadable: Vec<String>,
}

/// Computes the logits of `items` in `tier`.
pub fn judge(
    network: &Network,
    preprocess: &Preprocess,
    items: &[Item],
    tier: Tier,
    device: &Device,
    progress: &ProgressBar,
) -> Result<Judged> {
    let (sender, receiver) = sync_channel::<(usize, Result<Option<Prepared>>)>(16);
    let mut judged = Judged::default();
    thread::scope(|scope| {
        scope.spawn(move || {
            for (index, item) in items.iter().enumerate() {
                if sender
                    .send((index, prepare(preprocess, item, tier)))
                    .is_err()
                {
                    return;
                }
            }
        });
        let side = preprocess.views.side() as usize;
        let mut group = Group::default();
        for (index, prepared) in receiver {
            match prepared? {
                Some(prepared) => {
                    group.push(index, prepared);
                    if group.image.len() >= 3 * PIXELS_AT_ONCE / 4 {
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

fn prepare(preprocess: &Preprocess, item: &Item, tier: Tier) -> Result<Option<Prepared>> {
    let Ok(picture) = decode(&item.bytes()?) else {
        return Ok(None);
    };
    let delivered = tier
        .deliver(picture.pixels)
        .with_context(|| format!("{} cannot be delivered as {tier}", item.path))?;
    Ok(Some(preprocess.prepare(&delivered)))
}

/// Views of several pictures, computed together.
#[derive(Default)]
struct Group {
    image: Vec<f32>,
    spectrum: Vec<f32>,
    /// Index and number of views of each picture.
    pictures: Vec<(usize, usize)>,
}

impl Group {
    fn push(&mut self, index: usize, prepared: Prepared) {
        self.pictures.push((index, prepared.views()));
        self.image.extend(prepared.image);
        self.spectrum.extend(prepared.spectrum);
    }

    fn flush(
        &mut self,
        network: &Network,
        side: usize,
        device: &Device,
        judged: &mut Judged,
    ) -> Result<()> {
        let Self {
            image,
            spectrum,
            pictures,
        } = std::mem::take(self);
        if pictures.is_empty() {
            return Ok(());
        }
        let data = network
            .forward(inputs(image, spectrum, side, device))
            .try_into_data()
            .map_err(|error| anyhow!("the device failed: {error}"))?;
        let mut logits = data.iter::<f32>();
        for (index, views) in pictures {
            let sum: f32 = logits.by_ref().take(views).sum();
            judged.logits.push((index, sum / views as f32));
        }
        Ok(())
    }
}
