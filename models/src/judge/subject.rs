//! A file that is to be judged.

use spectrafide_picture::decode::{Picture, decode};
use spectrafide_provenance::{Provenance, media_type, read};
use spectrafide_report::Note;

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
        // A thumbnail is of the whole picture, of which a file that breaks off has a part.
        let is_whole = |picture: &&Picture| {
            let missing = |note: &Note| matches!(note, Note::RowsMissing { .. });
            !picture.notes.iter().any(missing)
        };
        let pixels = picture.as_ref().ok().filter(is_whole);
        let pixels = pixels.map(|picture| &picture.pixels);
        Self {
            path: path.to_owned(),
            says: read(bytes, pixels),
            picture,
            decode_millis: 0.0,
        }
    }

    /// The media type to verify `bytes` as, which are the file's, if it carries Content Credentials
    /// that nobody has verified; [`Provenance::conclude_verification`] takes the outcome in.
    pub fn needs_verification(&self, bytes: &[u8]) -> Option<&'static str> {
        media_type(bytes).filter(|_| self.says.needs_verification())
    }
}
