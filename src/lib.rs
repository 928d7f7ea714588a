//! The page and the worker of spectrafide, two WebAssembly programs over one library.
//!
//! - `page` draws and never computes: it starts the worker, hands it the bytes of one picture at a
//!   time and shows the report that comes back.
//! - `worker` owns the device and the loaded detectors.
//! - [`protocol`] holds what the two say to each other, and is all that they share: the page is
//!   built without Burn, and so loads first.
//! - [`browser`] is the only module that names `web-sys`, and stands on none of the others.

// The samples of the browser's tests are those of the native ones.
#[cfg(test)]
extern crate self as spectrafide;

pub mod browser;
#[cfg(feature = "page")]
pub mod page;
pub mod protocol;
#[cfg(feature = "worker")]
pub mod worker;
