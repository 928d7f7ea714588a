//! Timers of the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::BrowserError;

/// Calls a function once, later; dropping it before then cancels the call.
pub struct Timeout {
    id: i32,
    _call: Closure<dyn Fn()>,
}

impl Timeout {
    /// Calls `call` after `millis`.
    ///
    /// # Errors
    ///
    /// There is no page, or it has no timers.
    pub fn after(millis: i32, call: impl Fn() + 'static) -> Result<Self, BrowserError> {
        let window =
            web_sys::window().ok_or_else(|| BrowserError("there is no page".to_owned()))?;
        let call = Closure::<dyn Fn()>::new(call);
        let id = window.set_timeout_with_callback_and_timeout_and_arguments_0(
            call.as_ref().unchecked_ref(),
            millis,
        )?;
        Ok(Self { id, _call: call })
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}
