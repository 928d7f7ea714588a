//! The worker's side of the conversation, and its clock.

use js_sys::{ArrayBuffer, Promise};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::BrowserError;
use super::message::{self, Incoming};

fn scope() -> Result<DedicatedWorkerGlobalScope, BrowserError> {
    js_sys::global()
        .dyn_into()
        .map_err(|_other: js_sys::Object| BrowserError("this is not a worker".to_owned()))
}

/// Sends `message` to the page and moves `buffers` with it.
///
/// # Errors
///
/// This is not a worker, or a buffer was moved before.
pub fn send<T: Serialize>(message: &T, buffers: &[ArrayBuffer]) -> Result<(), BrowserError> {
    let (object, transfer) = message::pack(message, buffers)?;
    Ok(scope()?.post_message_with_transfer(&object, &transfer)?)
}

/// Calls `on_message` with every message of the page for as long as the worker lives.
///
/// # Errors
///
/// This is not a worker.
pub fn listen<T: DeserializeOwned + 'static>(
    on_message: impl Fn(Incoming<T>) + 'static,
) -> Result<(), BrowserError> {
    let handler = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        on_message(message::unpack(&event.data()));
    });
    scope()?.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    handler.forget();
    Ok(())
}

/// Milliseconds on a clock that never goes back.
pub fn now_millis() -> f64 {
    scope()
        .ok()
        .and_then(|scope| scope.performance())
        .map_or(0.0, |clock| clock.now())
}

/// Lets messages of the page come in.
pub async fn breathe() {
    let Ok(scope) = scope() else { return };
    let wait = Promise::new(&mut |resolve, _| {
        // Without timers the promise would never be kept.
        if scope.set_timeout_with_callback(&resolve).is_err() {
            drop(resolve.call0(&JsValue::UNDEFINED));
        }
    });
    drop(JsFuture::from(wait).await);
}
