//! JPEG XL, decoded by a program of its own that is loaded for the first picture of that format.

use spectrafide_jxl::{Answer, AnswerError};
use spectrafide_picture::decode::{DecodeError, MAX_PIXELS, Picture};
use spectrafide_report::served::ServedFiles;

use super::on_demand::OnDemand;
use crate::browser::BrowserError;
use crate::browser::program::Argument;

/// Why a JPEG XL picture could not be decoded.
#[derive(Debug, thiserror::Error)]
pub enum JxlError {
    /// The program could not be fetched or started.
    #[error(
        "The program that reads JPEG XL pictures could not be loaded ({0}). Check the connection \
         and try again."
    )]
    Load(BrowserError),
    /// The program failed, for want of memory above all.
    #[error(
        "The JPEG XL picture could not be decoded here ({0}). Save a copy as JPEG or PNG and \
         choose that."
    )]
    Ended(BrowserError),
    /// The program is of another release than the worker.
    #[error(
        "The JPEG XL picture could not be decoded (unexpected answer: {0}). Reload the page and \
         try again."
    )]
    Answer(#[from] AnswerError),
    /// There is no picture in the file.
    #[error("{0}")]
    Decode(#[from] DecodeError),
}

/// The program that decodes JPEG XL, loaded or not.
#[derive(Debug)]
pub struct JxlDecoder(OnDemand);

impl JxlDecoder {
    /// Takes note of where the program is and loads nothing. `base` is the page's address.
    pub fn new(base: &str, files: &ServedFiles) -> Self {
        Self(OnDemand::new("jxl", base, files))
    }

    /// Whether a picture can be decoded without a fetch.
    pub fn is_loaded(&self) -> bool {
        self.0.is_loaded()
    }

    /// Decodes `file`.
    ///
    /// # Errors
    ///
    /// The program does not come, fails, or is of another release; and those of the picture itself.
    pub async fn decode(&mut self, file: &[u8]) -> Result<Picture, JxlError> {
        let program = self.0.get().await.map_err(JxlError::Load)?;
        let question = [Argument::Bytes(file), Argument::Number(MAX_PIXELS as f64)];
        let answer = match program.call_for_bytes("decode", &question) {
            Ok(answer) => Answer::from_bytes(&answer)?,
            Err(error) => {
                self.0.end();
                return Err(JxlError::Ended(error));
            }
        };
        Ok(Picture::from_jxl(answer.0, file)?)
    }
}
