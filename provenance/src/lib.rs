//! What a picture file says about itself.
//!
//! [`Provenance`] is a list of [`Finding`]s: what was found, where in the file, how far it can be
//! trusted, and every field as it stood there. Findings are claims. Anyone can write most of them
//! into any file, so they may add evidence that a picture is synthetic, and never that it is not.

pub mod credentials;
pub mod finding;
pub mod source_type;

pub use credentials::Credentials;
pub use finding::{Finding, Provenance, Trust, What};
