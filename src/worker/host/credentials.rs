//! Content Credentials, verified by a program of its own that is loaded for the first file that
//! carries them.

use spectrafide_provenance::Credentials;
use spectrafide_report::served::ServedFiles;

use super::on_demand::OnDemand;
use crate::browser::BrowserError;

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

/// The program that verifies credentials, loaded or not.
#[derive(Debug)]
pub struct Verifier(OnDemand);

impl Verifier {
    /// Takes note of where the program is and loads nothing. `base` is the page's address.
    pub fn new(base: &str, files: &ServedFiles) -> Self {
        Self(OnDemand::new("credentials", base, files))
    }

    /// Verifies the credentials of a file; `None` when it carries none.
    ///
    /// `mime` is the file's media type, such as `image/jpeg`. To be called for files whose
    /// structure shows a manifest, because the first call fetches the program.
    ///
    /// # Errors
    ///
    /// The program does not come, fails, or is of another release.
    pub async fn verify(
        &mut self,
        bytes: &[u8],
        mime: &str,
    ) -> Result<Option<Credentials>, CredentialsError> {
        let program = self.0.get().await.map_err(CredentialsError::Load)?;
        let answer = program
            .call("verify", bytes, mime)
            .map_err(CredentialsError::Verify)?;
        Ok(serde_json::from_str(&answer)?)
    }
}
