//! The page. What is shown and said is decided in plain types ([`state`], [`engine`], [`pair`],
//! [`sidecars`], [`comparison`], [`effort`], [`colour`], [`plot`], [`views`], [`explanations`],
//! [`listing`], [`filing`]) and in [`words`], with
//! native tests; `components` hold markup only. [`client`] is the grip on the worker.

mod arrivals;
pub mod checks;
pub mod client;
pub mod colour;
pub mod comparison;
#[cfg(target_arch = "wasm32")]
pub mod components;
pub mod effort;
pub mod engine;
pub mod explanations;
pub mod filing;
pub mod listing;
#[cfg(target_arch = "wasm32")]
mod mount;
pub mod pair;
pub mod plot;
pub mod review;
#[cfg(test)]
#[path = "../../tests/web_page/sample.rs"]
mod sample;
#[cfg(target_arch = "wasm32")]
pub mod session;
mod settings;
pub mod sidecars;
pub mod state;
pub mod thumbnails;
pub mod views;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub use mount::{StartError, start};
