//! The page: started by `www/boot.js`, draws the interface.

#[cfg(target_arch = "wasm32")]
mod exports {
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Draws the page; `manifest` is the text of `manifest.json`.
    ///
    /// # Errors
    ///
    /// When the text is not a manifest.
    #[wasm_bindgen]
    pub fn start(manifest: &str) -> Result<(), String> {
        spectrafide::page::start(manifest).map_err(|error| error.to_string())
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
