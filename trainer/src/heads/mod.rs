//! Heads on a frozen trunk, compared across folds of whole sources.
//!
//! A head is fitted on the pictures of all folds but one and asked about those of that one, whose
//! sources it does not know. Pictures of the test split have no part in it. [`probe`] makes a run
//! of the linear one.

pub mod compare;
mod contrastive;
mod descent;
mod figures;
mod loss;
mod neighbours;
mod network;
mod numbers;
pub mod outcome;
pub mod plan;
pub mod probe;
mod readout;
mod stochastic;
mod table;
mod teaching;

#[cfg(test)]
mod tests;
