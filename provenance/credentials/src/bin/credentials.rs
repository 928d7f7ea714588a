//! The program that verifies Content Credentials in a browser, apart from the worker because
//! it is large and few pictures carry credentials.

#[cfg(target_arch = "wasm32")]
mod exports {
    use js_sys::{Array, Uint8Array};
    use serde_json::json;
    use spectrafide_credentials::{Source, TrustList, VerifyError, verify_for_display};
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Verifies the credentials of a file: a JSON text and the bytes of the small pictures that it
    /// names. The text has the `Credentials`, or `null` when the file carries none, as
    /// `credentials`, and the `ThumbnailPlace` of each small picture as `thumbnails`.
    ///
    /// # Errors
    ///
    /// When credentials in files of this kind cannot be read.
    #[wasm_bindgen]
    pub fn verify(bytes: &[u8], mime: &str) -> Result<Array, String> {
        answer(Source {
            bytes,
            mime,
            sidecar: None,
        })
    }

    /// Verifies the manifest store `sidecar`, as a `.c2pa` file holds it, against a file; answers
    /// as [`verify`].
    ///
    /// # Errors
    ///
    /// As [`verify`].
    #[wasm_bindgen]
    pub fn verify_sidecar(bytes: &[u8], mime: &str, sidecar: &[u8]) -> Result<Array, String> {
        answer(Source {
            bytes,
            mime,
            sidecar: Some(sidecar),
        })
    }

    fn answer(source: Source<'_>) -> Result<Array, String> {
        let (credentials, thumbnails) = match verify_for_display(source, &TrustList::bundled()) {
            Ok(verified) => (Some(verified.credentials), verified.thumbnails),
            Err(VerifyError::NoManifest) => (None, Vec::new()),
            Err(error) => return Err(error.to_string()),
        };
        let places: Vec<_> = thumbnails
            .iter()
            .map(|thumbnail| &thumbnail.place)
            .collect();
        let text = json!({ "credentials": credentials, "thumbnails": places });
        let answer = Array::of1(&text.to_string().into());
        for thumbnail in &thumbnails {
            answer.push(&Uint8Array::from(thumbnail.bytes.as_slice()));
        }
        Ok(answer)
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
