//! Reading the page's own files, from the page and from the worker.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response, WorkerGlobalScope};

use super::BrowserError;

/// Reads a text file.
///
/// # Errors
///
/// The file does not come, or is no text.
pub async fn text(url: &str) -> Result<String, BrowserError> {
    let response = get(url).await?;
    let text = JsFuture::from(response.text()?).await?;
    text.as_string()
        .ok_or_else(|| BrowserError(format!("{url} is not text")))
}

/// Reads a file and calls `progress` with the number of bytes that have arrived.
///
/// # Errors
///
/// The file does not come, or its stream breaks off.
pub async fn bytes(url: &str, progress: &dyn Fn(u64)) -> Result<Vec<u8>, BrowserError> {
    let response = get(url).await?;
    let Some(body) = response.body() else {
        return Ok(Vec::new());
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let part = JsFuture::from(reader.read()).await?;
        if Reflect::get(&part, &"done".into())?.is_truthy() {
            return Ok(bytes);
        }
        let chunk: Uint8Array = Reflect::get(&part, &"value".into())?.unchecked_into();
        let start = bytes.len();
        bytes.resize(start + chunk.length() as usize, 0);
        chunk.copy_to(&mut bytes[start..]);
        progress(bytes.len() as u64);
    }
}

async fn get(url: &str) -> Result<Response, BrowserError> {
    let global = js_sys::global();
    let promise = match global.dyn_ref::<WorkerGlobalScope>() {
        Some(scope) => scope.fetch_with_str(url),
        None => web_sys::window()
            .ok_or_else(|| BrowserError("there is no page to fetch from".to_owned()))?
            .fetch_with_str(url),
    };
    let response: Response = JsFuture::from(promise)
        .await
        .map_err(|error: JsValue| {
            let BrowserError(reason) = error.into();
            BrowserError(format!("{url} could not be fetched ({reason})"))
        })?
        .unchecked_into();
    if response.ok() {
        Ok(response)
    } else {
        Err(BrowserError(format!(
            "{url} could not be fetched (status {})",
            response.status()
        )))
    }
}
