//! A large file on its way to the page, with a way to stop it.

use js_sys::{ArrayBuffer, Uint8Array};
use web_sys::{AbortController, RequestInit};

use super::{BrowserError, fetch};

/// Parts of the file after which progress is told.
const REPORTS: u64 = 200;

/// A file that is being fetched; dropping it stops that.
pub struct Download {
    controller: AbortController,
}

impl Download {
    /// Starts nothing yet: [`Download::bytes`] does.
    ///
    /// # Errors
    ///
    /// The browser has no way to stop a request.
    pub fn new() -> Result<Self, BrowserError> {
        Ok(Self {
            controller: AbortController::new()?,
        })
    }

    /// Fetches the file at `url`, which is `total_bytes` long, and tells how much of it is there. It
    /// stays outside of the page's own memory, which never shrinks.
    ///
    /// # Errors
    ///
    /// The file does not come, is of another length, or this was dropped.
    pub fn bytes<P: Fn(u64) + 'static>(
        &self,
        url: String,
        total_bytes: u64,
        progress: P,
    ) -> impl Future<Output = Result<ArrayBuffer, BrowserError>> + use<P> {
        let signal = self.controller.signal();
        async move {
            let wrong_length = || BrowserError(format!("{url} has another length than listed"));
            let init = RequestInit::new();
            init.set_signal(Some(&signal));
            let request = web_sys::window()
                .ok_or_else(|| BrowserError("there is no page".to_owned()))?
                .fetch_with_str_and_init(&url, &init);
            let response = fetch::answered(&url, request).await?;
            let length = u32::try_from(total_bytes).map_err(|_large| wrong_length())?;
            let whole = Uint8Array::new_with_length(length);
            let (mut done, mut told) = (0_u32, 0_u64);
            let mut take = |part: &Uint8Array| {
                let end = done + part.length();
                if end > length {
                    return Err(wrong_length());
                }
                whole.set(part, done);
                done = end;
                let share = u64::from(done) * REPORTS / total_bytes.max(1);
                if share > told {
                    told = share;
                    progress(u64::from(done));
                }
                Ok(())
            };
            fetch::parts(&response, &mut take).await?;
            if done == length {
                Ok(whole.buffer())
            } else {
                Err(wrong_length())
            }
        }
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        self.controller.abort();
    }
}
