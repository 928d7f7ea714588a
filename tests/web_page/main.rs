//! The interface in a browser: components with fixed results, found as a person finds them.

#![cfg(target_arch = "wasm32")]

mod detectors;
mod explaining;
mod file_notes;
mod keeping;
mod maps;
mod page;
mod pair;
mod progress;
mod quick_look;
mod results;
mod sample;
mod sidecars;
mod stability;
mod views;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
