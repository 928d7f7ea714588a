//! What a picture file says about itself.
//!
//! [`Provenance`] is a list of [`Finding`]s: what was found, where in the file, how far it can be
//! trusted, and every field as it stood there. Findings are claims. Anyone can write most of them
//! into any file, so they may add evidence that a picture is synthetic, and never that it is not.
//!
//! ```
//! # #[cfg(feature = "read")] {
//! use spectrafide_provenance::{Trust, What, read};
//!
//! // A GIF without a picture, and a text where the format has no place for one.
//! let provenance = read(b"GIF89a\x03\0\x02\0\0\0\0\x3bmade by a model", None);
//!
//! let [problem, compression] = provenance.findings.as_slice() else {
//!     panic!("{provenance:?}");
//! };
//! let What::Problem(reason) = &problem.what else {
//!     panic!("{problem:?}");
//! };
//! assert_eq!(
//!     reason.words(),
//!     "15 bytes follow the end of the picture. They were not read."
//! );
//! assert_eq!(problem.place.offset_bytes, 14);
//! assert_eq!(compression.trust, Trust::Measured);
//! # }
//! ```
//!
//! [`container::outline`](crate::container) serves decoders; [`Provenance::conclude_verification`]
//! takes in what `spectrafide-credentials` finds. English words for all codes are methods on them.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

#[cfg(feature = "read")]
mod bytes;
mod claim;
#[cfg(feature = "read")]
pub mod container;
pub mod credentials;
#[cfg(feature = "read")]
mod declaration;
mod english;
#[cfg(feature = "read")]
mod exif;
pub mod finding;
#[cfg(feature = "read")]
mod generator;
#[cfg(feature = "read")]
pub mod history;
#[cfg(feature = "read")]
mod iptc;
#[cfg(feature = "read")]
mod json;
#[cfg(feature = "read")]
mod jumbf;
#[cfg(feature = "read")]
mod read;
pub mod sidecar;
pub mod source_type;
#[cfg(feature = "read")]
mod text;
#[cfg(feature = "read")]
mod tiff;
#[cfg(feature = "read")]
pub mod watermark;
#[cfg(feature = "read")]
mod xmp;

#[cfg(feature = "read")]
pub use container::{Format, media_type};
pub use credentials::Credentials;
pub use finding::{Finding, Provenance, Trust, What};
#[cfg(feature = "read")]
pub use read::read;
