//! Joins the queue, the worker and the browser: the only place where the interface acts.

mod checks;
mod explaining;
mod filing;
mod handing;
mod pair;
mod sidecars;
mod views;

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::checks::Checks;
use super::client::{Client, ClientEvent, Settings};
use super::engine::Engine;
use super::explanations::Explanations;
use super::pair::{Pair, Role};
use super::sidecars::Spares;
use super::state::{Queue, ReviewOrder};
use super::views::Views;
use super::words::progress;
use crate::browser::files::{self, PickedFile};
use crate::browser::timer::Timeout;
use crate::browser::window;
use crate::protocol::{Choice, DetectorFacts, Event, RequestId};
use pair::Fetching;

pub use filing::Filed;

/// Longest time that the first picture waits for the offline copy of the page.
const STORING_MILLIS: i32 = 20_000;

/// Everything that the components share; copies are the same session.
#[derive(Clone, Copy)]
pub struct Session {
    /// The pictures.
    pub queue: RwSignal<Queue>,
    /// The manifest stores that lie beside no picture.
    pub spares: RwSignal<Spares>,
    /// The classic view that is shown.
    pub views: RwSignal<Views>,
    /// The worker.
    pub engine: RwSignal<Engine>,
    /// The person's choice of detectors.
    pub choice: RwSignal<Choice>,
    /// Whether verdicts hold on copies.
    pub checks: RwSignal<Checks>,
    /// What is kept of results.
    pub filed: RwSignal<Filed>,
    /// What verdicts rest on.
    pub explanations: RwSignal<Explanations>,
    /// Whether files are held over the page.
    pub hovered: RwSignal<bool>,
    link: StoredValue<Link, LocalStorage>,
}

/// What cannot leave the page's thread.
#[derive(Default)]
struct Link {
    client: Option<Client>,
    files: BTreeMap<RequestId, PickedFile>,
    sidecars: sidecars::Files,
    views: views::Work,
    storing: Option<Timeout>,
    asked_to_store: bool,
    /// What the worker was asked for last.
    asked: Choice,
    fetching: Fetching,
}

impl Session {
    /// A session without a worker, as tests of components use it.
    pub fn new() -> Self {
        Self {
            queue: RwSignal::default(),
            spares: RwSignal::default(),
            views: RwSignal::default(),
            engine: RwSignal::default(),
            choice: RwSignal::default(),
            checks: RwSignal::default(),
            explanations: RwSignal::default(),
            filed: RwSignal::default(),
            hovered: RwSignal::new(false),
            link: StoredValue::new_local(Link::default()),
        }
    }

    /// Starts the worker.
    pub fn connect(self, settings: Settings) {
        self.engine.set(Engine::starting(pair::surroundings()));
        self.link
            .update_value(|link| link.fetching.settings = Some(settings.clone()));
        let version = settings.files.version.clone();
        let service_worker = format!(
            "{}{}?v={version}",
            settings.base,
            settings.files.path("sw.js")
        );
        let client = Client::start(settings, move |event| self.hear(event, &service_worker));
        self.link.update_value(|link| link.client = Some(client));
        window::on_event("spectrafide:terminate-worker", move || self.stop());
    }

    /// Takes files that are dropped on the page or pasted into it.
    pub fn take_files_from_page(self) {
        window::on_files(
            move |files| self.add(files),
            move |hovered| {
                if self.hovered.get_untracked() != hovered {
                    self.hovered.set(hovered);
                }
            },
        );
    }

    /// Puts a picture into the queue.
    fn add_picture(self, file: PickedFile) -> Option<RequestId> {
        // A file that cannot be shown can still be judged.
        let url = file.url().unwrap_or_default();
        let id = self
            .queue
            .try_update(|queue| queue.add(file.name(), file.bytes(), url))?;
        self.link.update_value(|link| {
            link.files.insert(id, file);
        });
        Some(id)
    }

    /// Takes a picture out; one that is being judged takes the worker with it.
    pub fn remove(self, id: RequestId) {
        let running = self
            .queue
            .with_untracked(|queue| queue.running().map(|item| item.id));
        if let Some(Some(removed)) = self.queue.try_update(|queue| queue.remove(id)) {
            files::release_url(&removed.url);
        }
        self.link.update_value(|link| {
            link.files.remove(&id);
            link.sidecars.beside.remove(&id);
        });
        let is_checked = self.checks.with_untracked(Checks::running) == Some(id);
        self.forget_judged(id);
        self.forget_views(id);
        if running == Some(id) || is_checked {
            self.stop();
        }
    }

    /// Judges a picture again.
    pub fn retry(self, id: RequestId) {
        self.queue.update(|queue| queue.retry(id));
        self.forget_judged(id);
        self.pump();
    }

    /// Ends what the worker is doing.
    pub fn stop(self) {
        if let Some(client) = self.client() {
            client.terminate();
        }
    }

    /// Starts a worker that did not come up.
    pub fn restart(self) {
        self.engine.set(Engine::starting(pair::surroundings()));
        if let Some(client) = self.client() {
            client.restart();
        }
    }

    /// What is known about the detector called `id`.
    pub fn detector_facts(self, id: String) -> Signal<Option<DetectorFacts>> {
        // Only what has changed is drawn anew.
        Memo::new(move |_| self.engine.with(|engine| engine.detector(&id).cloned())).into()
    }

    /// The title of the detector called `id`.
    pub fn detector_title(self, id: &str) -> String {
        self.engine.with_untracked(|engine| engine.title(id))
    }

    /// Forgets what is about a verdict that is gone.
    fn forget_judged(self, id: RequestId) {
        self.checks.update(|checks| checks.forget(id));
        self.forget_explanations(id);
    }

    fn client(self) -> Option<Client> {
        self.link.with_value(|link| link.client.clone())
    }

    fn hear(self, event: ClientEvent, service_worker: &str) {
        self.engine.update(|engine| engine.hear(&event));
        self.hear_of_views(&event);
        self.hear_of_explanations(&event);
        match event {
            ClientEvent::Worker(Event::Ready { .. }) => self.store(service_worker),
            ClientEvent::Worker(Event::Progress { id, step }) => {
                self.queue.update(|queue| queue.progress(id, step));
            }
            ClientEvent::Finished {
                id,
                first,
                second,
                thumbnails,
            } => {
                self.forget_judged(id);
                let second = second.map(|second| *second);
                let compared_with = second.as_ref().map(|second| &*second.report.detector);
                let stood_in = self.has_stood_in(&first.report.detector, compared_with);
                // A review draws the result anew, with whatever in it had the focus.
                let focused = window::has_focus_within(".result__article")
                    && self.queue.with_untracked(|queue| queue.is_reviewed(id));
                self.queue.update(|queue| {
                    queue.keep_thumbnails(id, thumbnails);
                    queue.finish(id, *first, second);
                    queue.note_time(id, filing::now());
                    if stood_in {
                        queue.expect_review(id);
                    }
                });
                if focused {
                    pair::focus_verdict();
                }
            }
            ClientEvent::Stopped { cause, .. } => {
                let message = progress::stop(&cause);
                self.checks.update(|checks| {
                    checks.end(Some(message.clone()));
                });
                self.queue.update(|queue| {
                    // A file that is still being read has not reached the worker, but counts too.
                    if let Some(id) = queue.running().map(|item| item.id) {
                        queue.fail(id, message);
                    }
                });
            }
            ClientEvent::Worker(event @ (Event::CopyJudged { .. } | Event::Examined { .. })) => {
                self.hear_check(&event);
            }
            ClientEvent::Worker(_)
            | ClientEvent::Viewed { .. }
            | ClientEvent::Explained { .. }
            | ClientEvent::Broken(_) => {}
        }
        self.pump();
    }

    /// Keeps the page's files for offline use, once, and lets pictures wait for it.
    fn store(self, service_worker: &str) {
        let first = self
            .link
            .try_update_value(|link| !std::mem::replace(&mut link.asked_to_store, true));
        if first != Some(true) {
            return;
        }
        let stored = move || {
            self.engine.update(Engine::note_stored);
            self.pump();
        };
        let timeout = Timeout::after(STORING_MILLIS, stored).ok();
        self.link.update_value(|link| link.storing = timeout);
        let service_worker = service_worker.to_owned();
        spawn_local(async move {
            // Private windows and plain HTTP have no service worker: the page works without.
            drop(window::keep_for_offline_use(&service_worker).await);
            self.link.update_value(|link| link.storing = None);
            stored();
        });
    }

    /// Gives the worker something to do if it has nothing: the thorough detector to load, the next
    /// picture, or one that this detector has not judged yet, and where there is nothing else, what the
    /// verdict that is shown rests on.
    fn pump(self) {
        if !self.engine.with_untracked(Engine::is_ready) {
            return;
        }
        self.fetch_if_due();
        let is_running = self.queue.with_untracked(|queue| queue.running().is_some());
        let is_running = is_running || self.checks.with_untracked(Checks::running).is_some();
        if is_running
            || self.is_viewing()
            || self.view_if_due()
            || self.load_if_due()
            || self.check_if_due()
            || self.judge_if_due()
        {
            return;
        }
        self.explain_if_due();
    }

    /// Hands the next picture over, or one that is to be judged again; whether there was one.
    fn judge_if_due(self) -> bool {
        if !self.queue.with_untracked(Queue::is_waiting) {
            return false;
        }
        let choice = self.choice.get_untracked();
        let now = self.engine.with_untracked(|engine| {
            let pair = engine.pair.as_ref();
            (!pair.is_some_and(|pair| pair.holds(&choice))).then(|| pair.map(Pair::judge))
        });
        let Some(judge) = now else {
            return false;
        };
        if let Some(Some(id)) = self.queue.try_update(Queue::start_next) {
            let stand_in = judge == Some(Role::Quick) && choice.detector.is_none();
            self.hand_over(id, Choice { stand_in, ..choice });
            true
        } else if judge == Some(Role::Thorough)
            && let Some(Some(order)) = self.queue.try_update(Queue::start_review)
        {
            let ReviewOrder { id, compare_with } = order;
            let detector = self.thorough();
            let review = Choice {
                detector,
                compare_with,
                effort: choice.effort,
                stand_in: false,
            };
            self.hand_over(id, review);
            true
        } else {
            false
        }
    }

    fn fail(self, id: RequestId, message: &str) {
        self.queue
            .update(|queue| queue.fail(id, message.to_owned()));
        self.pump();
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}
