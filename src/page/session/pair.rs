//! What the session does for the thorough detector of a pair.

use js_sys::ArrayBuffer;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use super::Session;
use crate::browser::device;
use crate::browser::download::Download;
use crate::browser::window;
use crate::page::client::Settings;
use crate::page::comparison::Place;
use crate::page::pair::{Pair, Preference, Progress, Role, Spared, Surroundings, Task};
use crate::protocol::RequestId;

/// Where the person's word is remembered.
const PREFERENCE: &str = "spectrafide-detector";

/// The weights of the thorough detector on their way.
#[derive(Default)]
pub(super) struct Fetching {
    /// Where the page's files are.
    pub(super) settings: Option<Settings>,
    /// Dropping it stops it.
    download: Option<Download>,
    /// How many downloads there were: what an earlier one says late is not heard.
    started: u32,
    weights: Option<ArrayBuffer>,
}

/// What was said at an earlier visit, and what the device speaks for.
pub(super) fn surroundings() -> Surroundings {
    let said = window::remembered(PREFERENCE);
    Surroundings {
        preference: Preference::from_text(said.as_deref()),
        spared: Spared::of(&device::facts()),
    }
}

/// Gives the keyboard's focus to the verdict, once it is drawn.
pub(super) fn focus_verdict() {
    spawn_local(async {
        tick().await;
        // One of them is there.
        for place in [Place::Alone, Place::First] {
            window::focus(place.title_id());
        }
    });
}

impl Session {
    /// Takes in which detector of the pair the person wants, and remembers it.
    pub fn prefer(self, preference: Preference) {
        // Where nothing can be kept it holds for this visit.
        drop(window::remember(PREFERENCE, preference.to_text()));
        self.change_pair(|pair| pair.prefer(preference));
        let is_dropped = self.engine.with_untracked(|engine| {
            let pair = engine.pair.as_ref();
            pair.is_some_and(|pair| pair.progress == Progress::Absent)
        });
        if is_dropped {
            self.link.update_value(|link| {
                link.fetching.download = None;
                link.fetching.weights = None;
                link.fetching.started += 1;
            });
        }
        self.pump();
    }

    /// Asks the thorough detector about a picture again.
    pub fn review(self, id: RequestId) {
        self.queue.update(|queue| queue.expect_review(id));
        // The button that asked is gone.
        focus_verdict();
        self.pump();
    }

    /// Whether a result of this detector's, which may be compared with another one's, is that of a
    /// stand-in for a detector that has not judged the picture.
    pub(super) fn has_stood_in(self, detector: &str, compared_with: Option<&str>) -> bool {
        let asked = self.link.with_value(|link| link.asked.stand_in);
        let is_stand_in = |pair: &Pair| {
            pair.role(detector) == Some(Role::Quick) && compared_with != Some(&*pair.thorough)
        };
        asked
            && self
                .engine
                .with_untracked(|engine| engine.pair.as_ref().is_some_and(is_stand_in))
    }

    /// The name of the thorough detector.
    pub(super) fn thorough(self) -> Option<String> {
        self.engine
            .with_untracked(|engine| Some(engine.pair.as_ref()?.thorough.clone()))
    }

    fn task(self) -> Option<Task> {
        self.engine
            .with_untracked(|engine| engine.pair.as_ref().and_then(Pair::task))
    }

    fn change_pair(self, change: impl FnOnce(&mut Pair)) {
        self.engine.update(|engine| {
            if let Some(pair) = &mut engine.pair {
                change(pair);
            }
        });
    }

    /// Has the worker load the thorough detector if that is to be done; it then has no time for
    /// pictures.
    pub(super) fn load_if_due(self) -> bool {
        let (Some(Task::Load), Some(client), Some(id)) =
            (self.task(), self.client(), self.thorough())
        else {
            return false;
        };
        self.change_pair(|pair| pair.progress = Progress::Loading);
        let weights = self
            .link
            .try_update_value(|link| link.fetching.weights.take())
            .flatten();
        client.load(id, weights.as_ref());
        true
    }

    /// Starts the download of the thorough detector's weights if that is to be done.
    pub(super) fn fetch_if_due(self) {
        if self.task() != Some(Task::Fetch) {
            return;
        }
        self.change_pair(|pair| pair.progress = Progress::Fetching { done_bytes: 0 });
        if let Err(reason) = self.fetch() {
            self.note_failure(&reason);
        }
    }

    fn fetch(self) -> Result<(), String> {
        let listed = self.engine.with_untracked(|engine| {
            let pair = engine.pair.as_ref()?;
            Some((pair.weights.clone(), pair.weights_bytes))
        });
        let settings = self.link.with_value(|link| link.fetching.settings.clone());
        let (weights, total_bytes) = listed.ok_or("it is not listed")?;
        let settings = settings.ok_or("the page has no address")?;
        let (base, url) = (settings.base.clone(), settings.url(&weights));
        let download = Download::new().map_err(|error| error.to_string())?;
        let number = self
            .link
            .try_update_value(|link| {
                link.fetching.started += 1;
                link.fetching.started
            })
            .unwrap_or_default();
        let is_current = move || self.link.with_value(|link| link.fetching.started == number);
        let bytes = download.bytes(url, total_bytes, move |done_bytes| {
            if is_current() {
                self.change_pair(|pair| pair.progress = Progress::Fetching { done_bytes });
            }
        });
        self.link
            .update_value(|link| link.fetching.download = Some(download));
        spawn_local(async move {
            let outcome = bytes.await;
            if !is_current() {
                return;
            }
            self.link.update_value(|link| link.fetching.download = None);
            match outcome {
                Ok(weights) => {
                    self.link
                        .update_value(|link| link.fetching.weights = Some(weights));
                    self.change_pair(|pair| pair.progress = Progress::Fetched);
                }
                // People know what page this is.
                Err(error) => self.note_failure(&error.to_string().replace(&base, "")),
            }
            self.pump();
        });
        Ok(())
    }

    fn note_failure(self, reason: &str) {
        let reason = format!("The download did not succeed: {reason}.");
        self.change_pair(|pair| pair.note_failure(reason));
    }
}
