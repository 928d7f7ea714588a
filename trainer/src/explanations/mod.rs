//! Explanations of what published detectors say, and how much they are worth.

pub mod drawing;
pub mod measuring;
mod opening;
pub mod outcome;
pub mod study;
