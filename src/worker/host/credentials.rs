//! Content Credentials, verified by a program of its own that is loaded for the first file that
//! carries them.

use serde::Deserialize;
use spectrafide_provenance::Credentials;
use spectrafide_provenance::credentials::ThumbnailPlace;
use spectrafide_report::served::ServedFiles;

use super::on_demand::OnDemand;
use crate::browser::BrowserError;
use crate::browser::program::{Answer, Argument};
use crate::worker::thumbnail;

/// Why credentials could not be verified; the file may still carry some.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// The program could not be fetched or started.
    #[error("The program that verifies Content Credentials could not be loaded ({0}).")]
    Load(BrowserError),
    /// The program refused the file, or failed.
    #[error("The Content Credentials could not be verified ({0}).")]
    Verify(BrowserError),
    /// The program is of another release than the worker.
    #[error("The Content Credentials could not be verified (unexpected answer: {0}).")]
    Answer(#[from] serde_json::Error),
}

/// What was verified.
#[derive(Debug, Default)]
pub struct Verified {
    /// What was found out; absent where there was nothing to verify.
    pub credentials: Option<Credentials>,
    /// The small pictures that the credentials keep: those that may be shown.
    pub thumbnails: Vec<Thumbnail>,
}

/// The text of the program's answer.
#[derive(Deserialize)]
struct Text {
    credentials: Option<Credentials>,
    thumbnails: Vec<ThumbnailPlace>,
}

/// A small picture that may be shown.
#[derive(Debug)]
pub struct Thumbnail {
    /// Where it stands.
    pub place: ThumbnailPlace,
    /// The media type that its bytes have.
    pub mime: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Verified {
    fn of(answer: Answer) -> Result<Self, serde_json::Error> {
        let Text {
            credentials,
            thumbnails,
        } = serde_json::from_str(&answer.text)?;
        let pairs = thumbnails.into_iter().zip(answer.files);
        let shown = pairs.filter_map(|(place, bytes)| {
            let mime = thumbnail::media_type(&bytes)?;
            Some(Thumbnail { place, mime, bytes })
        });
        Ok(Self {
            credentials,
            thumbnails: shown.collect(),
        })
    }
}

/// The program that verifies credentials, loaded or not.
#[derive(Debug)]
pub struct Verifier(OnDemand);

impl Verifier {
    /// Takes note of where the program is and loads nothing. `base` is the page's address.
    pub fn new(base: &str, files: &ServedFiles) -> Self {
        Self(OnDemand::new("credentials", base, files))
    }

    /// Verifies the credentials of a file, or those in the file `sidecar` beside it.
    ///
    /// `mime` is the file's media type, such as `image/jpeg`. To be called for files whose
    /// structure shows a manifest and for sidecars, because the first call fetches the program.
    ///
    /// # Errors
    ///
    /// The program does not come, fails, or is of another release.
    pub async fn verify(
        &mut self,
        bytes: &[u8],
        mime: &str,
        sidecar: Option<&[u8]>,
    ) -> Result<Verified, CredentialsError> {
        let program = self.0.get().await.map_err(CredentialsError::Load)?;
        let file = [Argument::Bytes(bytes), Argument::Text(mime)];
        let answer = match sidecar {
            None => program.call("verify", &file),
            Some(store) => {
                let [bytes, mime] = file;
                program.call("verify_sidecar", &[bytes, mime, Argument::Bytes(store)])
            }
        };
        Ok(Verified::of(answer.map_err(CredentialsError::Verify)?)?)
    }
}
