//! Reading the page's own files, from the page and from the worker.

use js_sys::{Promise, Reflect, Uint8Array};
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
    let mut bytes = Vec::new();
    let mut take = |part: &Uint8Array| {
        let start = bytes.len();
        bytes.resize(start + part.length() as usize, 0);
        part.copy_to(&mut bytes[start..]);
        progress(bytes.len() as u64);
        Ok(())
    };
    parts(&get(url).await?, &mut take).await?;
    Ok(bytes)
}

/// Gives `take` each part of a file as it arrives.
///
/// # Errors
///
/// The stream breaks off, or `take` has had enough.
pub async fn parts(
    response: &Response,
    take: &mut dyn FnMut(&Uint8Array) -> Result<(), BrowserError>,
) -> Result<(), BrowserError> {
    let Some(body) = response.body() else {
        return Ok(());
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    loop {
        let part = JsFuture::from(reader.read()).await?;
        if Reflect::get(&part, &"done".into())?.is_truthy() {
            return Ok(());
        }
        take(Reflect::get(&part, &"value".into())?.unchecked_ref())?;
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
    answered(url, promise).await
}

/// The good answer to a request for `url`.
///
/// # Errors
///
/// There is none.
pub async fn answered(url: &str, promise: Promise) -> Result<Response, BrowserError> {
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
