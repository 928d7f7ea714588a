//! What detectors say of pictures, and how right they are.

pub mod baseline;
pub mod beside;
pub mod comparison;
pub mod evaluate;
pub mod judging;
pub mod logits;
pub mod splices;
