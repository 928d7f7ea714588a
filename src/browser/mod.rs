//! What the browser offers, in the project's own words; the only place that names `web-sys`.
//!
//! Everything here is thin: it converts types and errors and decides nothing.

use wasm_bindgen::JsValue;

#[cfg(feature = "page")]
pub mod canvas;
#[cfg(feature = "page")]
pub mod device;
#[cfg(feature = "page")]
pub mod download;
pub mod fetch;
#[cfg(feature = "page")]
pub mod files;
#[cfg(feature = "worker")]
pub mod gpu;
pub mod message;
#[cfg(feature = "worker")]
pub mod picture;
#[cfg(feature = "page")]
pub mod pointer;
#[cfg(feature = "worker")]
pub mod program;
#[cfg(feature = "worker")]
pub mod scope;
#[cfg(feature = "page")]
pub mod spawn;
#[cfg(feature = "worker")]
pub mod storage;
#[cfg(feature = "page")]
pub mod thumbnail;
#[cfg(feature = "page")]
pub mod timer;
#[cfg(feature = "page")]
pub mod window;

/// A call that the browser refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BrowserError(pub String);

impl From<JsValue> for BrowserError {
    fn from(value: JsValue) -> Self {
        let text = js_sys::Reflect::get(&value, &"message".into())
            .ok()
            .and_then(|message| message.as_string())
            .or_else(|| value.as_string());
        Self(text.unwrap_or_else(|| format!("{value:?}")))
    }
}
