//! What happens to pictures between their source and a network: random changes for training, the
//! chains of steps that files go through on their way to a reader, and the fixed tiers of the
//! figures.

pub mod augment;
pub mod journey;
pub mod tier;
pub mod webp;
