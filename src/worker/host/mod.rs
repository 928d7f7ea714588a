//! The worker's program: takes one request after the other and answers each.

mod answer;
pub mod credentials;
mod decoding;
mod device;
mod error;
mod examining;
mod foreign;
mod job;
mod jxl;
mod on_demand;
mod shelf;
mod sidecar;
mod views;

use std::panic::PanicHookInfo;

use futures_channel::mpsc;
use futures_util::StreamExt;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen_futures::spawn_local;

use super::constructors;
use crate::browser::message::Incoming;
use crate::browser::{BrowserError, scope};
use crate::protocol::{Event, Request};
use answer::{fatal, say};
use credentials::Verifier;
use examining::Examining;
use job::{Job, Programs};
use jxl::JxlDecoder;
use shelf::Shelf;
use sidecar::Sidecar;
use views::Views;

/// Runs the worker: answers until the page ends it.
pub fn run() {
    constructors::run_once();
    std::panic::set_hook(Box::new(report_panic));
    let (sender, receiver) = mpsc::unbounded::<Incoming<Request>>();
    let listening = scope::listen(move |incoming| {
        // The receiver lives as long as the worker, so nothing is lost here.
        drop(sender.unbounded_send(incoming));
    });
    match listening {
        Ok(()) => {
            spawn_local(serve(receiver));
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

/// Handles the requests in their order, never two at once.
async fn serve(mut requests: mpsc::UnboundedReceiver<Incoming<Request>>) {
    let mut tools = None;
    let mut views = Views::default();
    while let Some(incoming) = requests.next().await {
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
            ) => {
                let programs = Programs {
                    verifier: Verifier::new(&base, &files),
                    jxl: JxlDecoder::new(&base, &files),
                };
                match Shelf::open(base, files, device).await {
                    Ok(mut opened) => {
                        // The first picture needs the weights soon. A failure here is not final:
                        // the same fetch is made, and its error shown, when a picture comes.
                        drop(opened.warm_up(&|step| say(&Event::Warming(step))).await);
                        say(&Event::Ready {
                            detectors: opened.facts(),
                        });
                        tools = Some((opened, programs));
                    }
                    Err(error) => fatal(&error),
                }
            }
            (
                Request::Analyze {
                    id,
                    path,
                    choice,
                    sidecar,
                },
                Some((shelf, programs)),
            ) => {
                // The detectors need the memory.
                views.forget();
                let mut files = buffers
                    .iter()
                    .map(|buffer| Uint8Array::new(buffer).to_vec());
                let bytes = files.next().unwrap_or_default();
                let sidecar = sidecar.zip(files.next());
                let job = Job {
                    id,
                    path,
                    choice,
                    bytes,
                    sidecar: sidecar.map(|(name, bytes)| Sidecar { name, bytes }),
                };
                job.run(shelf, programs).await;
            }
            (Request::Examine { id, examination }, Some((shelf, programs))) => {
                let examining = Examining {
                    id,
                    examination,
                    bytes: first_of(&buffers).unwrap_or_default(),
                };
                examining.run(shelf, programs).await;
            }
            (Request::Load { detector }, Some((shelf, _))) => {
                let weights = first_of(&buffers);
                if let Err(error) = shelf.load(&detector, weights).await {
                    let message = error.to_string();
                    say(&Event::NotLoaded { detector, message });
                }
            }
            (Request::View(order), Some((_, programs))) => {
                let file = first_of(&buffers).unwrap_or_default();
                views.show(order, &file, &mut programs.jxl).await;
            }
            (Request::Start { .. }, Some(_))
            | (
                Request::Analyze { .. }
                | Request::Examine { .. }
                | Request::Load { .. }
                | Request::View(_),
                None,
            ) => {
                fatal(&BrowserError(
                    "the page and the worker are out of step".to_owned(),
                ));
            }
        }
    }
}

/// The bytes of the first buffer, if there is one.
fn first_of(buffers: &[ArrayBuffer]) -> Option<Vec<u8>> {
    let first = buffers.first()?;
    Some(Uint8Array::new(first).to_vec())
}
