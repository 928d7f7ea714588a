//! The page and the worker of spectrafide, two WebAssembly programs over one library.
//!
//! The page ([`ui`]) draws and never computes: it starts the worker through [`worker::client`],
//! hands it the bytes of one picture at a time and shows the report that comes back. The worker
//! (`worker::host`) owns the device and the loaded detectors. They share the types of
//! [`worker::protocol`] and nothing else, so the page is built without Burn and loads first.
//!
//! [`browser`] is the only module that names `web-sys`.

pub mod browser;
#[cfg(feature = "page")]
pub mod ui;
pub mod worker;
