//! A manifest store that lies beside the picture.

use spectrafide_provenance::Credentials;
use spectrafide_provenance::credentials::{Answer, NotVerifiedReason};
use spectrafide_provenance::finding::Finding;
use spectrafide_provenance::media_type;

use super::credentials::{CredentialsError, Verified, Verifier};
use crate::protocol::sidecar_finding;

/// A file of the type `.c2pa`.
pub struct Sidecar {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a sidecar says.
pub struct Said {
    /// As a finding, whose place is the sidecar.
    pub finding: Finding,
    /// Whether it is about this picture: only then does it count for a verdict. A store that does
    /// not fit may as well have been laid beside the wrong picture.
    pub fits: bool,
}

impl Sidecar {
    /// Verifies the store against the file `picture`.
    pub async fn verify(&self, verifier: &mut Verifier, picture: &[u8]) -> (Said, Verified) {
        let mime = media_type(picture).unwrap_or("application/octet-stream");
        let outcome = verifier.verify(picture, mime, Some(&self.bytes)).await;
        let mut verified = outcome.unwrap_or_else(|error| Verified {
            credentials: Some(refused(&error)),
            ..Verified::default()
        });
        let credentials = verified.credentials.take().unwrap_or_else(|| {
            let error = "it holds no manifest store".to_owned();
            Credentials::not_verified(NotVerifiedReason::Unreadable { error }, Vec::new())
        });
        let said = Said {
            fits: credentials.answers.hash == Answer::Good,
            finding: sidecar_finding(&self.name, self.bytes.len() as u64, credentials),
        };
        (said, verified)
    }
}

fn refused(error: &CredentialsError) -> Credentials {
    let error = error.to_string();
    Credentials::not_verified(NotVerifiedReason::VerifierFailed { error }, Vec::new())
}
