//! Grok: a signature in EXIF `ImageDescription` and an identifier in `Artist`.
//!
//! `Signature: ` with at least 64 characters of Base64, and a UUID. Nobody but its maker can verify
//! the signature, so it counts as a claim. Source: observations collected in
//! <https://github.com/wiltodelta/remove-ai-watermarks>.

use super::midjourney::is_uuid;
use super::{Mark, Records, Source, generation};
use crate::finding::{Field, Generation, Tool};

const MIN_SIGNATURE_LENGTH: usize = 64;

pub(super) fn read(records: &Records) -> Option<Mark> {
    let description = records.text(Source::Exif, "ImageDescription")?;
    let artist = records.text(Source::Exif, "Artist")?;
    let signature = description.value.strip_prefix("Signature:")?.trim();
    let is_base64 = signature
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='));
    if !is_base64 || signature.len() < MIN_SIGNATURE_LENGTH || !is_uuid(artist.value.trim()) {
        return None;
    }
    let generation = Generation {
        settings: vec![Field::new("Identifier", artist.value.trim())],
        ..generation(Tool::Grok)
    };
    Some(Mark::new(generation, &[description, artist]))
}
