//! The report on the general detector: what it says of every test picture in every tier, and the
//! figures and pages that are made of that.

pub mod ask;
#[cfg(test)]
pub(crate) mod samples;
pub mod scores;
pub mod tallies;
#[cfg(test)]
mod tests;
