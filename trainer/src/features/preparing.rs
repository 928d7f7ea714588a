//! From files to views, on all cores.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, Scope};

use anyhow::{Context, Result};
use spectrafide_picture::decode::decode;
use spectrafide_picture::preprocess::{Preprocess, ViewData};

use crate::augmentation::tier::Tier;
use crate::data::items::Item;
use crate::data::kind::Kind;

/// A picture whose features are asked for.
#[derive(Clone, Debug)]
pub(super) struct Wanted<'a> {
    pub item: &'a Item,
    pub sha256: String,
    /// The tiers that are not there yet.
    pub tiers: Vec<Tier>,
    /// Whether its kinds are not there yet.
    pub kinds: bool,
}

/// What is known of a picture; `of` is its place among those that are wanted.
pub(super) enum Message {
    Unreadable {
        of: usize,
    },
    Kinds {
        of: usize,
        kinds: BTreeSet<Kind>,
    },
    Views {
        of: usize,
        tier: Tier,
        data: ViewData,
    },
}

/// Deliveries that wait for the device, for each thread: one may take some megabytes.
const WAITING: usize = 8;

/// Prepares `wanted` in the order in which they get ready. These are threads of their own, because
/// they wait for the device, which may need the pool of `rayon` itself.
pub(super) fn start<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    wanted: &'env [Wanted<'env>],
    preprocess: &'env Preprocess,
    next: &'env AtomicUsize,
) -> Receiver<Result<Message>> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (sender, receiver) = sync_channel(WAITING * threads);
    for _ in 0..threads {
        let sender = sender.clone();
        scope.spawn(move || {
            loop {
                let of = next.fetch_add(1, Ordering::Relaxed);
                let Some(picture) = wanted.get(of) else {
                    return;
                };
                // Whoever stopped listening has an error to tell.
                if let Err(error) = picture.prepare(of, preprocess, &sender)
                    && sender.send(Err(error)).is_err()
                {
                    return;
                }
            }
        });
    }
    receiver
}

impl Wanted<'_> {
    fn prepare(
        &self,
        of: usize,
        preprocess: &Preprocess,
        sender: &SyncSender<Result<Message>>,
    ) -> Result<()> {
        let send = |message| sender.send(Ok(message)).context("nobody listens");
        let bytes = self.item.bytes()?;
        let Ok(picture) = decode(&bytes) else {
            return send(Message::Unreadable { of });
        };
        if self.kinds {
            let kinds = Kind::of_decoded(&bytes, &picture.pixels);
            send(Message::Kinds { of, kinds })?;
        }
        for &tier in &self.tiers {
            let pixels = tier
                .deliver(picture.pixels.clone())
                .with_context(|| format!("{} cannot be delivered as {tier}", self.item.path))?;
            let data = preprocess.prepare(&pixels).data;
            send(Message::Views { of, tier, data })?;
        }
        Ok(())
    }
}
