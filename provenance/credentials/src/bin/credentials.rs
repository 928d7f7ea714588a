//! The program that verifies Content Credentials in a browser, apart from the worker because
//! it is large and few pictures carry credentials.

#[cfg(target_arch = "wasm32")]
mod exports {
    use spectrafide_credentials::VerifyError;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Verifies the credentials of a file; the JSON text of a `Credentials`, or `null` when the
    /// file carries none.
    ///
    /// # Errors
    ///
    /// When credentials in files of this kind cannot be read.
    #[wasm_bindgen]
    pub fn verify(bytes: &[u8], mime: &str) -> Result<String, String> {
        let credentials = match spectrafide_credentials::verify(bytes, mime) {
            Ok(credentials) => Some(credentials),
            Err(VerifyError::NoManifest) => None,
            Err(error) => return Err(error.to_string()),
        };
        serde_json::to_string(&credentials).map_err(|error| error.to_string())
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    // Built natively only so that the whole workspace can be checked at once.
    println!("This program runs in a browser: cargo xtask serve");
}
