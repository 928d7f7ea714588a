//! What a frozen trunk says of pictures, computed once and kept, so that heads on it can be compared
//! in seconds.
//!
//! [`extract`] runs the trunk, [`cache`] keeps what it says and gives it back, and [`key`] says of
//! which trunk and which pixels it is.

pub mod cache;
pub mod extract;
mod index;
pub mod key;
mod layout;
mod preparing;
mod trunk;
pub mod writer;

pub use layout::{Column, Layout, Summary};
pub use trunk::{Trunk, config_of};

#[cfg(test)]
mod tests;
