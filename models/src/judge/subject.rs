//! A file that is to be judged.

use std::fmt::Display;

use spectrafide_picture::decode::{Picture, decode};
use spectrafide_provenance::credentials::CredentialsState;
use spectrafide_provenance::{Credentials, Provenance, media_type, read};

/// A file, opened: its picture, and what it says about itself.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The file's name or path, as the person gave it.
    pub path: String,
    /// The picture, or why there is none, as a sentence.
    pub picture: Result<Picture, String>,
    /// What the file says about itself; where there is no picture, too.
    pub says: Provenance,
    /// How long it took to open, for the report.
    pub decode_millis: f64,
}

impl Subject {
    /// Opens the file `bytes`.
    pub fn open(path: &str, bytes: &[u8]) -> Self {
        Self::with_picture(
            path,
            bytes,
            decode(bytes).map_err(|error| error.to_string()),
        )
    }

    /// The file `bytes` with a picture that was decoded elsewhere, or with why there is none.
    pub fn with_picture(path: &str, bytes: &[u8], picture: Result<Picture, String>) -> Self {
        let pixels = picture.as_ref().ok().map(|picture| &picture.pixels);
        Self {
            path: path.to_owned(),
            says: read(bytes, pixels),
            picture,
            decode_millis: 0.0,
        }
    }

    /// The media type to verify `bytes` as, which are the file's, if it carries Content Credentials
    /// that nobody has verified.
    pub fn needs_verification(&self, bytes: &[u8]) -> Option<&'static str> {
        media_type(bytes).filter(|_| self.says.needs_verification())
    }

    /// Takes in what a verification of the file's Content Credentials found: `None` where it found
    /// none. Why one failed is said and nothing that was read is lost.
    pub fn hear_verification(&mut self, outcome: Result<Option<Credentials>, impl Display>) {
        match outcome {
            Ok(Some(credentials)) => self.says.set_credentials(credentials),
            // The structure was read; what it shows stays.
            Ok(None) => {}
            Err(error) => self.says.set_credentials(Credentials {
                state: CredentialsState::NotVerified {
                    reason: error.to_string(),
                },
                manifests: Vec::new(),
                trust_list_date: None,
            }),
        }
    }
}
