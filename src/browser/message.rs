//! Messages between page and worker: a JSON text and buffers that are moved with it.

use js_sys::{Array, ArrayBuffer, Float32Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use super::BrowserError;

/// The object's field with the JSON text; `www/worker.js` uses the same name.
const TEXT: &str = "text";
/// The object's field with the list of buffers.
const BUFFERS: &str = "buffers";

/// A message that has arrived, with the buffers that were moved with it.
pub type Incoming<T> = Result<(T, Vec<ArrayBuffer>), BrowserError>;

/// A message as the browser takes it: the object and what to transfer with it.
pub(super) fn pack<T: Serialize>(
    message: &T,
    buffers: &[ArrayBuffer],
) -> Result<(JsValue, Array), BrowserError> {
    let text = serde_json::to_string(message).map_err(|error| BrowserError(error.to_string()))?;
    let transfer: Array = buffers.iter().collect();
    let object = Object::new();
    Reflect::set(&object, &TEXT.into(), &text.into())?;
    Reflect::set(&object, &BUFFERS.into(), &transfer)?;
    Ok((object.into(), transfer))
}

/// The reverse of [`pack`].
pub(super) fn unpack<T: DeserializeOwned>(data: &JsValue) -> Incoming<T> {
    let text = Reflect::get(data, &TEXT.into())?
        .as_string()
        .ok_or_else(|| BrowserError("a message without text".to_owned()))?;
    let message = serde_json::from_str(&text).map_err(|error| BrowserError(error.to_string()))?;
    let buffers = Reflect::get(data, &BUFFERS.into())?;
    let buffers = buffers
        .dyn_ref::<Array>()
        .map(|list| {
            list.iter()
                .filter_map(|item| item.dyn_into().ok())
                .collect()
        })
        .unwrap_or_default();
    Ok((message, buffers))
}

/// Copies `values` into a buffer that can be moved.
pub fn buffer_of(values: &[f32]) -> ArrayBuffer {
    Float32Array::from(values).buffer()
}

/// Copies `bytes` into a buffer that can be moved.
pub fn buffer_of_bytes(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

/// The numbers in `buffer`; empty when its length is no multiple of four bytes.
pub fn values_of(buffer: &ArrayBuffer) -> Vec<f32> {
    if !buffer.byte_length().is_multiple_of(4) {
        return Vec::new();
    }
    Float32Array::new(buffer).to_vec()
}
