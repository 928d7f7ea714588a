//! The page's grip on the worker: starts it, sends one picture at a time, has it load a detector,
//! replaces it when it dies or hangs.
//!
//! A panic inside asynchronous code of the worker never reaches the page, and a running
//! computation cannot be interrupted. The answer to both is the same: end the worker and start
//! another. A watchdog does so when nothing is heard for [`STALL_MILLIS`].

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::{Rc, Weak};

use js_sys::ArrayBuffer;
use spectrafide_report::{Analysis, Maps};

use super::arrivals::{put_together, with_addresses};
pub use super::settings::{Names, Settings};
use super::thumbnails::Thumbnails;
use crate::browser::BrowserError;
use crate::browser::message::{self, Incoming};
use crate::browser::spawn::WorkerHandle;
use crate::browser::timer::Timeout;
use crate::protocol::maps::join_maps;
use crate::protocol::{
    Boot, Choice, Event, Examination, ExplainOrder, Found, Request, RequestId, ViewHeader,
    ViewOrder,
};

/// Silence after which a worker counts as hung: several times the slowest step that was seen,
/// the gradients of a large picture on one old core.
pub const STALL_MILLIS: i32 = 60_000;

/// A worker that ends this often in a row before it is ready is not started again by itself.
const MAX_FAILED_STARTS: u32 = 2;

/// What the page hears.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientEvent {
    /// Anything but a result.
    Worker(Event),
    /// A picture is done; its report may still say that it could not be judged.
    Finished {
        /// Which picture.
        id: RequestId,
        /// The result.
        first: Box<Analysis>,
        /// The result of the detector that the first is compared with.
        second: Option<Box<Analysis>>,
        /// The small pictures that the picture's Content Credentials keep.
        thumbnails: Thumbnails,
    },
    /// A classic view is done.
    Viewed {
        /// The order's number.
        number: u32,
        /// All but the pixels.
        header: ViewHeader,
        /// The pixels.
        pixels: ArrayBuffer,
    },
    /// What a verdict rests on.
    Explained {
        /// The order's number.
        number: u32,
        /// The maps.
        maps: Maps,
        /// What was found.
        found: Found,
    },
    /// The worker has ended, and another one starts unless [`ClientEvent::Broken`] follows.
    Stopped {
        /// The picture that was being judged.
        id: Option<RequestId>,
        /// Why.
        cause: StopCause,
    },
    /// The worker does not come up, for the reason given.
    Broken(String),
}

/// Why a worker ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StopCause {
    /// The person or a test asked for it.
    Asked,
    /// Nothing was heard for [`STALL_MILLIS`].
    Stalled,
    /// The worker or the browser reported a fault.
    Fault(String),
}

/// A worker that is always there, as far as the browser allows.
#[derive(Clone)]
pub struct Client {
    inner: Rc<Inner>,
}

struct Inner {
    settings: Settings,
    on_event: Box<dyn Fn(ClientEvent)>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    worker: Option<WorkerHandle>,
    watchdog: Option<Timeout>,
    in_flight: Option<RequestId>,
    /// What the worker was asked for beside that and has not answered.
    asked: BTreeSet<Asked>,
    ready: bool,
    failed_starts: u32,
}

impl State {
    /// Notes what a message without buffers ends.
    fn note(&mut self, event: &Event) {
        let answered = match event {
            Event::Ready { .. } => {
                self.ready = true;
                self.failed_starts = 0;
                return;
            }
            Event::Examined { .. } => {
                self.in_flight = None;
                return;
            }
            Event::Loaded { .. } | Event::NotLoaded { .. } => Asked::Load,
            Event::NotViewed { .. } => Asked::View,
            Event::NotExplained { .. } => Asked::Explanation,
            _ => return,
        };
        self.asked.remove(&answered);
    }
}

/// A request that is about no verdict.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    Load,
    View,
    Explanation,
}

impl Client {
    /// Starts the worker; `on_event` hears everything about it.
    pub fn start(settings: Settings, on_event: impl Fn(ClientEvent) + 'static) -> Self {
        let inner = Inner {
            settings,
            on_event: Box::new(on_event),
            state: RefCell::new(State::default()),
        };
        let client = Self {
            inner: Rc::new(inner),
        };
        client.inner.spawn();
        client
    }

    /// Judges the picture in the first of `files`, with the manifest store beside it in the second.
    /// To be called when the worker is ready and has nothing to do.
    pub fn analyze(&self, id: RequestId, names: Names, choice: Choice, files: &[ArrayBuffer]) {
        let request = Request::Analyze {
            id,
            path: names.picture,
            choice,
            sidecar: names.sidecar,
        };
        self.inner.state.borrow_mut().in_flight = Some(id);
        self.inner.send(&request, files);
    }

    /// Judges copies of the picture in `bytes`. To be called when the worker is ready and has nothing to
    /// do.
    pub fn examine(&self, id: RequestId, examination: Examination, bytes: &ArrayBuffer) {
        self.inner.state.borrow_mut().in_flight = Some(id);
        let request = Request::Examine { id, examination };
        self.inner.send(&request, std::slice::from_ref(bytes));
    }

    /// Loads a detector, of `weights` or of those in the browser's store. To be called when the worker
    /// is ready and has nothing to do.
    pub fn load(&self, detector: String, weights: Option<&ArrayBuffer>) {
        self.inner.ask(Asked::Load);
        let buffers = weights.map(std::slice::from_ref).unwrap_or_default();
        self.inner.send(&Request::Load { detector }, buffers);
    }

    /// Computes a classic view of the picture in `file`. To be called when the worker is ready and has
    /// nothing to do.
    pub fn view(&self, order: ViewOrder, file: &ArrayBuffer) {
        self.inner.ask(Asked::View);
        let buffers = std::slice::from_ref(file);
        self.inner.send(&Request::View(order), buffers);
    }

    /// Explains the verdict on the picture in `file`. To be called when the worker is ready and has
    /// nothing to do; it may be asked for something else meanwhile.
    pub fn explain(&self, order: ExplainOrder, file: &ArrayBuffer) {
        self.inner.ask(Asked::Explanation);
        let buffers = std::slice::from_ref(file);
        self.inner.send(&Request::Explain(order), buffers);
    }

    /// Ends the worker, with whatever it is doing, and starts another one.
    pub fn terminate(&self) {
        self.inner.stop(StopCause::Asked);
    }

    /// Starts the worker again after [`ClientEvent::Broken`].
    pub fn restart(&self) {
        let idle = {
            let mut state = self.inner.state.borrow_mut();
            state.failed_starts = 0;
            state.worker.is_none()
        };
        if idle {
            self.inner.spawn();
        }
    }
}

impl Inner {
    fn spawn(self: &Rc<Self>) {
        let heard = self.link(|inner, incoming: Incoming<Event>| match incoming {
            Ok((event, buffers)) => inner.hear(event, &buffers),
            Err(error) => inner.fault(&error),
        });
        let failed = self.link(|inner, error| inner.fault(&error));
        match WorkerHandle::start(&self.settings.url("worker.js"), heard, failed) {
            Ok(worker) => {
                self.state.borrow_mut().worker = Some(worker);
                let glue = self.settings.url("pkg/worker.js");
                let wasm = self.settings.url("pkg/worker_bg.wasm");
                let wasm_bytes = self.settings.files.bytes("pkg/worker_bg.wasm");
                self.send(
                    &Boot {
                        glue,
                        wasm,
                        wasm_bytes: wasm_bytes.unwrap_or(0),
                    },
                    &[],
                );
            }
            Err(error) => self.fault(&error),
        }
    }

    /// A callback that does nothing once the client is gone.
    fn link<T>(self: &Rc<Self>, call: impl Fn(&Rc<Self>, T) + 'static) -> impl Fn(T) + 'static {
        let inner: Weak<Self> = Rc::downgrade(self);
        move |value| {
            if let Some(inner) = inner.upgrade() {
                call(&inner, value);
            }
        }
    }

    fn ask(&self, asked: Asked) {
        self.state.borrow_mut().asked.insert(asked);
    }

    fn send<T: serde::Serialize>(self: &Rc<Self>, message: &T, buffers: &[ArrayBuffer]) {
        let sent = match &self.state.borrow().worker {
            Some(worker) => worker.send(message, buffers),
            None => Err(BrowserError("the worker is not running".to_owned())),
        };
        match sent {
            Ok(()) => self.watch(),
            Err(error) => self.fault(&error),
        }
    }

    /// Starts the watchdog anew, or lets it rest when nothing is expected.
    fn watch(self: &Rc<Self>) {
        let mut state = self.state.borrow_mut();
        let is_busy = state.in_flight.is_some() || !state.asked.is_empty();
        let expecting = !state.ready || is_busy;
        state.watchdog = None;
        if expecting {
            let stalled = self.link(|inner, ()| inner.stop(StopCause::Stalled));
            // Without timers there is no watchdog; the Stop button remains.
            state.watchdog = Timeout::after(STALL_MILLIS, move || stalled(())).ok();
        }
    }

    fn hear(self: &Rc<Self>, event: Event, buffers: &[ArrayBuffer]) {
        match event {
            Event::Up => {
                let Settings {
                    base,
                    files,
                    device,
                } = self.settings.clone();
                self.send(
                    &Request::Start {
                        base,
                        files,
                        device,
                    },
                    &[],
                );
            }
            Event::Fatal { message } => self.stop(StopCause::Fault(message)),
            Event::Done {
                id,
                first,
                second,
                thumbnails,
            } => {
                self.state.borrow_mut().in_flight = None;
                self.watch();
                let maps = first.maps.len() + second.as_ref().map_or(0, |one| one.maps.len());
                let (maps, files) = buffers.split_at(maps.min(buffers.len()));
                let values = maps.iter().map(message::values_of).collect();
                match put_together(first, second, values) {
                    Ok((first, second)) => (self.on_event)(ClientEvent::Finished {
                        id,
                        first,
                        second,
                        thumbnails: with_addresses(thumbnails, files),
                    }),
                    Err(error) => {
                        self.state.borrow_mut().in_flight = Some(id);
                        self.stop(StopCause::Fault(error.to_string()));
                    }
                }
            }
            Event::Viewed { number, header } => {
                self.state.borrow_mut().asked.remove(&Asked::View);
                self.watch();
                let pixels = buffers
                    .first()
                    .cloned()
                    .unwrap_or_else(|| ArrayBuffer::new(0));
                (self.on_event)(ClientEvent::Viewed {
                    number,
                    header,
                    pixels,
                });
            }
            Event::Explained {
                number,
                maps,
                found,
            } => {
                self.state.borrow_mut().asked.remove(&Asked::Explanation);
                self.watch();
                let values = buffers.iter().map(message::values_of).collect();
                match join_maps(&maps, values) {
                    Ok(maps) => (self.on_event)(ClientEvent::Explained {
                        number,
                        maps,
                        found,
                    }),
                    Err(error) => self.stop(StopCause::Fault(error.to_string())),
                }
            }
            event => {
                self.state.borrow_mut().note(&event);
                self.watch();
                (self.on_event)(ClientEvent::Worker(event));
            }
        }
    }

    fn fault(self: &Rc<Self>, error: &BrowserError) {
        self.stop(StopCause::Fault(error.to_string()));
    }

    fn stop(self: &Rc<Self>, cause: StopCause) {
        let (id, start_again) = {
            let mut state = self.state.borrow_mut();
            state.watchdog = None;
            state.worker = None;
            if !state.ready && cause != StopCause::Asked {
                state.failed_starts += 1;
            }
            state.ready = false;
            state.asked.clear();
            (
                state.in_flight.take(),
                state.failed_starts < MAX_FAILED_STARTS,
            )
        };
        (self.on_event)(ClientEvent::Stopped {
            id,
            cause: cause.clone(),
        });
        if start_again {
            self.spawn();
        } else {
            let reason = match cause {
                StopCause::Fault(message) => message,
                StopCause::Stalled | StopCause::Asked => "It did not answer.".to_owned(),
            };
            (self.on_event)(ClientEvent::Broken(reason));
        }
    }
}
