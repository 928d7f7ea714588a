//! The page's side of a worker.

use js_sys::ArrayBuffer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::BrowserError;
use super::message::{self, Incoming};

type MessageHandler = Closure<dyn Fn(MessageEvent)>;
type ErrorHandler = Closure<dyn Fn(ErrorEvent)>;

/// A running worker; dropping it ends the worker, whatever it is doing.
pub struct WorkerHandle {
    worker: Worker,
    _on_message: MessageHandler,
    _on_error: ErrorHandler,
}

impl WorkerHandle {
    /// Starts the module at `url`.
    ///
    /// # Errors
    ///
    /// The browser starts no worker from this address.
    pub fn start<T: DeserializeOwned + 'static>(
        url: &str,
        on_message: impl Fn(Incoming<T>) + 'static,
        on_error: impl Fn(BrowserError) + 'static,
    ) -> Result<Self, BrowserError> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(url, &options)?;
        let on_message = MessageHandler::new(move |event: MessageEvent| {
            on_message(message::unpack(&event.data()));
        });
        let on_error = ErrorHandler::new(move |event: ErrorEvent| {
            event.prevent_default();
            // A worker whose file cannot be loaded reports a plain event without a message.
            on_error(BrowserError::from(wasm_bindgen::JsValue::from(event)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Sends `message` and moves `buffers` with it.
    ///
    /// # Errors
    ///
    /// A buffer was moved before.
    pub fn send<T: Serialize>(
        &self,
        message: &T,
        buffers: &[ArrayBuffer],
    ) -> Result<(), BrowserError> {
        let (object, transfer) = message::pack(message, buffers)?;
        Ok(self.worker.post_message_with_transfer(&object, &transfer)?)
    }
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
