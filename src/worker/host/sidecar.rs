//! A manifest store that lies beside the picture.

use spectrafide_provenance::Credentials;
use spectrafide_provenance::credentials::NotVerifiedReason;
use spectrafide_provenance::media_type;
use spectrafide_provenance::sidecar::Said;

use super::credentials::{CredentialsError, Verified, Verifier};

/// A file of the type `.c2pa`.
pub struct Sidecar {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
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
        let said = Said::of(&self.name, self.bytes.len() as u64, credentials);
        (said, verified)
    }
}

fn refused(error: &CredentialsError) -> Credentials {
    let error = error.to_string();
    Credentials::not_verified(NotVerifiedReason::VerifierFailed { error }, Vec::new())
}
