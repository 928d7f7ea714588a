//! The worker's program: takes one request after the other and answers each.

mod answer;
pub mod credentials;
mod decoding;
mod device;
mod error;
mod examining;
mod explaining;
mod foreign;
mod held;
mod job;
mod jxl;
mod on_demand;
mod shelf;
mod sidecar;
mod views;

use std::cell::Cell;
use std::panic::PanicHookInfo;
use std::rc::Rc;

use futures_channel::mpsc;
use futures_util::StreamExt;
use js_sys::{ArrayBuffer, Uint8Array};
use spectrafide_report::served::ServedFiles;
use wasm_bindgen_futures::spawn_local;

use super::constructors;
use crate::browser::message::Incoming;
use crate::browser::{BrowserError, scope};
use crate::protocol::{DevicePreference, Event, Request};
use answer::{fatal, say};
use credentials::Verifier;
use error::HostError;
use examining::Examining;
use explaining::Explaining;
use held::Held;
use job::{Job, Programs};
use jxl::JxlDecoder;
use shelf::Shelf;
use sidecar::Sidecar;

/// Runs the worker: answers until the page ends it.
pub fn run() {
    constructors::run_once();
    std::panic::set_hook(Box::new(report_panic));
    let (sender, receiver) = mpsc::unbounded::<Incoming<Request>>();
    let waiting = Rc::new(Cell::new(0));
    let counted = Rc::clone(&waiting);
    let listening = scope::listen(move |incoming| {
        counted.set(counted.get() + 1);
        // The receiver lives as long as the worker, so nothing is lost here.
        drop(sender.unbounded_send(incoming));
    });
    match listening {
        Ok(()) => {
            spawn_local(serve(receiver, waiting));
            say(&Event::Up);
        }
        Err(error) => fatal(&error),
    }
}

/// A panic inside asynchronous code ends nothing by itself: the page would wait for ever.
fn report_panic(info: &PanicHookInfo<'_>) {
    console_error_panic_hook::hook(info);
    say(&Event::Fatal {
        message: "The detector met a fault in its program.".to_owned(),
    });
}

/// Handles the requests in their order, never two at once; `waiting` counts those that are to come.
async fn serve(mut requests: mpsc::UnboundedReceiver<Incoming<Request>>, waiting: Rc<Cell<u32>>) {
    let mut tools = None;
    while let Some(incoming) = requests.next().await {
        waiting.set(waiting.get() - 1);
        let (request, buffers) = match incoming {
            Ok(parts) => parts,
            Err(error) => {
                fatal(&error);
                continue;
            }
        };
        match (request, &mut tools) {
            (
                Request::Start {
                    base,
                    files,
                    device,
                },
                None,
            ) => match Tools::open(base, files, device, Rc::clone(&waiting)).await {
                Ok(opened) => tools = Some(opened),
                Err(error) => fatal(&error),
            },
            (Request::Start { .. }, Some(_)) | (_, None) => {
                fatal(&BrowserError(
                    "the page and the worker are out of step".to_owned(),
                ));
            }
            (request, Some(tools)) => tools.answer(request, &buffers).await,
        }
    }
}

/// What requests are answered with.
struct Tools {
    shelf: Shelf,
    programs: Programs,
    held: Held,
    /// How many requests are to come.
    waiting: Rc<Cell<u32>>,
}

impl Tools {
    async fn open(
        base: String,
        files: ServedFiles,
        device: DevicePreference,
        waiting: Rc<Cell<u32>>,
    ) -> Result<Self, HostError> {
        let programs = Programs {
            verifier: Verifier::new(&base, &files),
            jxl: JxlDecoder::new(&base, &files),
        };
        let mut shelf = Shelf::open(base, files, device).await?;
        // The first picture needs the weights soon. A failure here is not final: the same fetch is
        // made, and its error shown, when a picture comes.
        drop(shelf.warm_up(&|step| say(&Event::Warming(step))).await);
        say(&Event::Ready {
            detectors: shelf.facts(),
        });
        Ok(Self {
            shelf,
            programs,
            held: Held::default(),
            waiting,
        })
    }

    async fn answer(&mut self, request: Request, buffers: &[ArrayBuffer]) {
        let Self {
            shelf,
            programs,
            held,
            waiting,
        } = self;
        let mut files = buffers
            .iter()
            .map(|buffer| Uint8Array::new(buffer).to_vec());
        let first = files.next();
        match request {
            // One more is an error that is told before.
            Request::Start { .. } => {}
            Request::Analyze {
                id,
                path,
                choice,
                sidecar,
            } => {
                // The detectors need the memory.
                held.forget();
                let sidecar = sidecar.zip(files.next());
                let job = Job {
                    id,
                    path,
                    choice,
                    bytes: first.unwrap_or_default(),
                    sidecar: sidecar.map(|(name, bytes)| Sidecar { name, bytes }),
                };
                job.run(shelf, programs, held).await;
            }
            Request::Examine { id, examination } => {
                let examining = Examining {
                    id,
                    examination,
                    bytes: first.unwrap_or_default(),
                };
                examining.run(shelf, held, programs).await;
            }
            Request::Load { detector } => {
                if let Err(error) = shelf.load(&detector, first).await {
                    let message = error.to_string();
                    say(&Event::NotLoaded { detector, message });
                }
            }
            Request::View(order) => {
                let file = first.unwrap_or_default();
                views::show(order, &file, held, &mut programs.jxl).await;
            }
            Request::Explain(order) => {
                let explaining = Explaining {
                    order,
                    bytes: first.unwrap_or_default(),
                    is_wanted: &|| waiting.get() > 0,
                };
                explaining.run(shelf, held, programs).await;
            }
        }
    }
}
