//! The worker: what is said to it, who talks to it and what it does.

#[cfg(feature = "page")]
pub mod client;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub mod constructors;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub mod host;
pub mod maps;
pub mod memory;
pub mod protocol;
