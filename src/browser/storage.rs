//! Cache Storage, where weights stay between visits.

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage, Request, Response};

use super::BrowserError;

/// A named store of files by address.
///
/// Browsers without Cache Storage, and pages that are not served securely, have none: opening
/// it is an error there, and the caller goes on without it.
pub struct Storage {
    cache: Cache,
}

impl Storage {
    /// Opens or makes the store called `name`.
    ///
    /// # Errors
    ///
    /// There is no Cache Storage, or the browser does not open it.
    pub async fn open(name: &str) -> Result<Self, BrowserError> {
        let caches = Reflect::get(&js_sys::global(), &"caches".into())?;
        let caches: CacheStorage = caches
            .dyn_into()
            .map_err(|_absent: JsValue| BrowserError("there is no Cache Storage".to_owned()))?;
        let cache = JsFuture::from(caches.open(name)).await?.unchecked_into();
        Ok(Self { cache })
    }

    /// The bytes stored under `key`.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BrowserError> {
        let found = JsFuture::from(self.cache.match_with_str(key)).await?;
        let Ok(response) = found.dyn_into::<Response>() else {
            return Ok(None);
        };
        let buffer = JsFuture::from(response.array_buffer()?).await?;
        Ok(Some(Uint8Array::new(&buffer).to_vec()))
    }

    /// Whether something is stored under `key`.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub async fn has(&self, key: &str) -> Result<bool, BrowserError> {
        let found = JsFuture::from(self.cache.match_with_str(key)).await?;
        Ok(found.is_instance_of::<Response>())
    }

    /// Stores `bytes` under `key`.
    ///
    /// # Errors
    ///
    /// The store is full or cannot be written.
    pub async fn put(&self, key: &str, bytes: &[u8]) -> Result<(), BrowserError> {
        let body = Uint8Array::from(bytes);
        let response = Response::new_with_opt_js_u8_array(Some(&body))?;
        JsFuture::from(self.cache.put_with_str(key, &response)).await?;
        Ok(())
    }

    /// Deletes every entry whose address does not end in one of `keys`.
    ///
    /// # Errors
    ///
    /// The store cannot be read or written.
    pub async fn keep_only(&self, keys: &[String]) -> Result<(), BrowserError> {
        let requests: Array = JsFuture::from(self.cache.keys()).await?.unchecked_into();
        for request in requests.iter() {
            let request: Request = request.unchecked_into();
            if !keys.iter().any(|key| request.url().ends_with(key.as_str())) {
                JsFuture::from(self.cache.delete_with_request(&request)).await?;
            }
        }
        Ok(())
    }
}
