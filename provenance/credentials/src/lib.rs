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
mod answers;
mod identities;
mod jpeg;
mod manifests;
mod reasons;
mod results;
mod stamps;
mod thumbnails;
mod tiff;
mod trust;

use std::io::Cursor;

use c2pa::settings::Settings;
use c2pa::{Context, Reader};
use spectrafide_provenance::Credentials;
use spectrafide_provenance::credentials::{Answers, Issuer, NotVerifiedReason, Unanswered};

pub use thumbnails::Thumbnail;
pub use trust::{SPECIFICATION, TrustList};

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

/// A file whose credentials are verified.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its media type, such as `image/jpeg`; it decides only where the bytes do not.
    pub mime: &'a str,
    /// A manifest store that was kept apart from it, in a `.c2pa` file: verified in the place of
    /// the one that the file carries.
    pub sidecar: Option<&'a [u8]>,
}

/// What was found out about a file's credentials, and the small pictures that its store keeps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verified {
    /// The answers and the manifests.
    pub credentials: Credentials,
    /// A bounded number of small pictures, of manifests and of their ingredients.
    pub thumbnails: Vec<Thumbnail>,
}

/// Verifies the credentials of a file with the trust lists that are part of the program.
///
/// `mime` is the media type, such as `image/jpeg`; it decides only where the bytes do not. A
/// store that cannot be verified at all, such as one of an early version or one that is kept
/// elsewhere, is a result with the reason in [`Credentials::unanswered`].
///
/// # Errors
///
/// [`VerifyError::NoManifest`] where the file carries no credentials, and the other variants where
/// nothing can be said about it.
pub fn verify(bytes: &[u8], mime: &str) -> Result<Credentials, VerifyError> {
    verify_with(bytes, mime, &TrustList::bundled())
}

/// Verifies the manifest store `sidecar`, as a `.c2pa` file holds it, against the file `bytes`.
///
/// # Errors
///
/// As [`verify`]; a store that is none is [`VerifyError::NoManifest`].
pub fn verify_sidecar(
    bytes: &[u8],
    mime: &str,
    sidecar: &[u8],
) -> Result<Credentials, VerifyError> {
    let source = Source {
        bytes,
        mime,
        sidecar: Some(sidecar),
    };
    verify_source(source, &TrustList::bundled())
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
    let source = Source {
        bytes,
        mime,
        sidecar: None,
    };
    verify_source(source, trust)
}

/// Verifies the credentials of `source` with the lists `trust`.
///
/// # Errors
///
/// As [`verify_with`].
pub fn verify_source(source: Source<'_>, trust: &TrustList) -> Result<Credentials, VerifyError> {
    verify_for_display(source, trust).map(|verified| verified.credentials)
}

/// [`verify_source`], with the small pictures for a program that shows them.
///
/// # Errors
///
/// As [`verify_with`].
pub fn verify_for_display(source: Source<'_>, trust: &TrustList) -> Result<Verified, VerifyError> {
    let without_pictures = |credentials| Verified {
        credentials,
        thumbnails: Vec::new(),
    };
    let pages = tiff::Survey::of(source.bytes);
    if pages.has_too_many_directories() {
        let error = "the TIFF has too many directories".to_owned();
        let reason = NotVerifiedReason::Unreadable { error };
        let refused = Credentials::not_verified(reason, Vec::new());
        return Ok(without_pictures(refused));
    }
    // The library takes one of them. Another reader may take another, so that none counts.
    if source.sidecar.is_none()
        && (pages.has_several_stores() || jpeg::has_several_stores(source.bytes))
    {
        let refused = Credentials::not_verified(NotVerifiedReason::SeveralStores, Vec::new());
        return Ok(without_pictures(refused));
    }
    let mut settings = trust.settings();
    let mut reader = match read(source, settings.clone())? {
        Ok(reader) => reader,
        Err(c2pa::Error::JumbfNotFound | c2pa::Error::ProvenanceMissing) => {
            return Err(VerifyError::NoManifest);
        }
        Err(c2pa::Error::UnsupportedType) => {
            return Err(VerifyError::Format {
                mime: source.mime.to_owned(),
            });
        }
        Err(error) => return Ok(without_pictures(unanswered(reasons::of_error(error)))),
    };
    if let Some(clocks) = stamps::vouched_for(&reader, source, trust) {
        settings.trust.allowed_list = Some(clocks);
        if let Ok(again) = read(source, settings)? {
            reader = again;
        }
    }
    let manifests = manifests::of(&reader);
    let thumbnails = thumbnails::of(&reader, &manifests);
    let credentials = match answers::of(&reader, || is_on_the_interim_list(source, trust)) {
        Ok(answers) => Credentials {
            answers,
            unanswered: None,
            manifests,
            verified_by: Some(trust.verified_by()),
        },
        Err(reason) => Credentials::not_verified(reason, manifests),
    };
    Ok(Verified {
        credentials,
        thumbnails,
    })
}

fn unanswered(unanswered: Unanswered) -> Credentials {
    match unanswered {
        Unanswered::NotVerified { reason } => Credentials::not_verified(reason, Vec::new()),
        Unanswered::Absent { reason } => Credentials::absent(reason),
    }
}

/// The store with all results of its validation, or the library's error.
fn read(source: Source<'_>, settings: Settings) -> Result<c2pa::Result<Reader>, VerifyError> {
    let context = Context::new()
        .with_settings(settings)
        .map_err(|error| VerifyError::TrustList(error.to_string()))?;
    let reader = Reader::from_context(context);
    let stream = Cursor::new(source.bytes);
    Ok(match source.sidecar {
        Some(store) => reader.with_manifest_data_and_stream(store, source.mime, stream),
        None => reader.with_stream(source.mime, stream),
    })
}

/// Whether the older verify site's list alone vouches for the active manifest's signer.
fn is_on_the_interim_list(source: Source<'_>, trust: &TrustList) -> bool {
    let reader = trust
        .interim_settings()
        .map(|settings| read(source, settings));
    let Some(Ok(Ok(reader))) = reader else {
        return false;
    };
    let answers: Option<Answers> = answers::of(&reader, || false).ok();
    answers.is_some_and(|answers| answers.issuer == Issuer::Listed)
}
