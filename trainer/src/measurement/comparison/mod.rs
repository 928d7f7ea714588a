//! The report on the detectors: what each of them, and what is set beside them, says of the same test
//! pictures in every tier, and the figures and pages that are made of that.
//!
//! The test pictures of one or more data sets are listed once ([`pictures`]). Detectors, the baselines'
//! forests and programs of others are judges, and each has a file with its answers in the order of the
//! list ([`answers`]). A [`book`] is the list with all files; every figure is computed from it.

pub mod answers;
pub mod asking;
pub mod book;
pub mod forests;
pub mod groups;
pub mod handing;
mod manifest;
pub mod pictures;
#[cfg(test)]
pub(crate) mod samples;
pub mod tallies;
#[cfg(test)]
mod tests;
