//! The report on the general detector: what it says of every test picture in every tier, and the
//! figures and pages that are made of that.

pub mod figures;
pub mod page;
pub mod scores;
#[cfg(test)]
mod tests;
