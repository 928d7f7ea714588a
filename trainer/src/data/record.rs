//! What a check needs to know about a picture, without the picture.

use crate::digest::sha256;
use serde::{Deserialize, Serialize};
use spectrafide_picture::decode::decode;
use spectrafide_report::score::Label;

use super::items::Split;
use super::path::source_name;
use super::perceptual::Hash;
use crate::data::container;

/// One labelled picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Input and path inside it.
    pub origin: String,
    /// Its class.
    pub label: Label,
    /// Its split, if known.
    pub split: Option<Split>,
    /// Its source folder.
    pub folder: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Hash of what is to be seen; none for a picture without much to be
    /// seen.
    pub hash: Option<Hash>,
    /// What the container says, see [`container::facts`].
    pub facts: [f32; container::COUNT],
}

impl Record {
    /// Class and folder, such as `real/flickr`.
    pub fn source(&self) -> String {
        source_name(self.label, &self.folder)
    }
}

/// What the bytes of a file say.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents {
    /// SHA-256 of the file.
    pub sha256: String,
    /// Hash of what is to be seen; none for a picture without much to be
    /// seen.
    pub hash: Option<Hash>,
    /// What the container says.
    pub facts: [f32; container::COUNT],
    /// The usual ending of the file's format.
    pub ending: String,
}

impl Contents {
    /// Reads `bytes`.
    ///
    /// # Errors
    ///
    /// Why they give no picture, as a sentence.
    pub fn of(bytes: &[u8]) -> Result<Self, String> {
        let picture = decode(bytes).map_err(|error| error.to_string())?;
        Ok(Self {
            sha256: sha256(bytes),
            hash: Hash::of(&picture.pixels),
            facts: container::facts(bytes).map_err(|error| error.to_string())?,
            ending: match picture.format {
                spectrafide_picture::decode::Format::Jpeg => "jpg".to_owned(),
                other => other.to_string(),
            },
        })
    }
}
