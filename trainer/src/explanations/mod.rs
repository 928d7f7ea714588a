//! Explanations of what published detectors say, and how much they are worth.

pub mod case;
pub mod drawing;
pub mod measuring;
pub mod outcome;
pub mod study;
