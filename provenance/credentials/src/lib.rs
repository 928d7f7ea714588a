//! Verifies the Content Credentials of a picture file.
//!
//! [`verify`] checks the manifest store that a file carries: that the content is what was signed,
//! that the signatures hold, and who vouches for the signer. It needs nothing but the file: trust
//! lists are part of the program, and no manifest, revocation or time is ever fetched. What it
//! finds are the plain types of [`spectrafide_provenance::credentials`].
//!
//! ```
//! use spectrafide_credentials::{VerifyError, verify};
//!
//! // A GIF of one pixel, signed by nobody.
//! let gif = b"GIF89a\x01\0\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";
//! assert_eq!(verify(gif, "image/gif"), Err(VerifyError::NoManifest));
//! ```
//!
//! The checks themselves are those of the `c2pa` crate. This crate decides what to ask of it
//! ([`TrustList`]), and what its answers mean for a person.
//!
//! Source: C2PA Technical Specification 2.2, section 15,
//! <https://spec.c2pa.org/specifications/specifications/2.2/specs/C2PA_Specification.html#_validation>.

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

mod actions;
mod chain;
mod manifests;
mod reasons;
mod state;
mod trust;

use std::io::Cursor;

use c2pa::{Context, Reader};
use spectrafide_provenance::Credentials;
use spectrafide_provenance::credentials::CredentialsState;

pub use trust::TrustList;

/// Why there is nothing to say about a file's credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The file carries no manifest store and names none elsewhere.
    #[error("the file carries no Content Credentials")]
    NoManifest,
    /// Files of this kind carry no credentials that can be read.
    #[error("Content Credentials in files of the type {mime} cannot be read")]
    Format {
        /// The media type that was asked for.
        mime: String,
    },
    /// The lists that are part of the program could not be read.
    #[error("the trust list cannot be used: {0}")]
    TrustList(String),
}

/// Verifies the credentials of a file with the trust lists that are part of the program.
///
/// `mime` is the media type, such as `image/jpeg`; it decides only where the bytes do not. A
/// store that cannot be verified at all, such as one of an early version or one that is kept
/// elsewhere, is a result with the state [`CredentialsState::NotVerified`].
///
/// # Errors
///
/// [`VerifyError::NoManifest`] where the file carries no credentials, and the other variants where
/// nothing can be said about it.
pub fn verify(bytes: &[u8], mime: &str) -> Result<Credentials, VerifyError> {
    verify_with(bytes, mime, &TrustList::bundled())
}

/// [`verify`] with other trust lists.
///
/// # Errors
///
/// As [`verify`], and [`VerifyError::TrustList`] where `trust` holds no valid certificates.
pub fn verify_with(
    bytes: &[u8],
    mime: &str,
    trust: &TrustList,
) -> Result<Credentials, VerifyError> {
    let context = Context::new()
        .with_settings(trust.settings())
        .map_err(|error| VerifyError::TrustList(error.to_string()))?;
    match Reader::from_context(context).with_stream(mime, Cursor::new(bytes)) {
        Ok(reader) => Ok(Credentials {
            state: state::of(&reader),
            manifests: manifests::of(&reader),
            trust_list_date: Some(trust.date.clone()),
        }),
        Err(c2pa::Error::JumbfNotFound | c2pa::Error::ProvenanceMissing) => {
            Err(VerifyError::NoManifest)
        }
        Err(c2pa::Error::UnsupportedType) => Err(VerifyError::Format {
            mime: mime.to_owned(),
        }),
        Err(error) => Ok(Credentials {
            state: CredentialsState::NotVerified {
                reason: reasons::of_error(error),
            },
            manifests: Vec::new(),
            trust_list_date: None,
        }),
    }
}
