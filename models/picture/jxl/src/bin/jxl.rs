//! The program that decodes JPEG XL in a browser, apart from the worker because few pictures are of
//! that format.

#[cfg(target_arch = "wasm32")]
mod exports {
    use spectrafide_jxl::Answer;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Decodes a file of at most `max_pixels` pixels; the bytes of an `Answer`.
    ///
    /// # Errors
    ///
    /// None that is known: why a file gives no picture is an answer, too.
    #[wasm_bindgen]
    pub fn decode(bytes: &[u8], max_pixels: f64) -> Result<Vec<u8>, String> {
        let answer = Answer(spectrafide_jxl::read(bytes, max_pixels as u64));
        answer.into_bytes().map_err(|error| error.to_string())
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
