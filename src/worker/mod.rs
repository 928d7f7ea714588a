//! The worker: owns the device and the loaded detectors, and answers the page.

#[cfg(target_arch = "wasm32")]
pub mod constructors;
#[cfg(target_arch = "wasm32")]
pub mod host;
pub mod memory;
pub mod thumbnail;
