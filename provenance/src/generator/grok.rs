//! Grok: a signature and an identifier.
//!
//! `Signature: ` with at least 64 characters of Base64 in EXIF `ImageDescription` and again in
//! `UserComment`, and a UUID in `Artist`; or the same as XMP's description and creator. Nobody but
//! its maker can verify the signature, so it counts as a claim. Source: observations collected in
//! `docs/watermarking-landscape.md` of <https://github.com/wiltodelta/remove-ai-watermarks>.

use super::midjourney::is_uuid;
use super::{Mark, Records, Source, generation};
use crate::finding::{Field, Generation, Tool};

const MIN_SIGNATURE_LENGTH: usize = 64;
const SIGNATURES: [(Source, &str); 3] = [
    (Source::Exif, "ImageDescription"),
    (Source::Exif, "UserComment"),
    (Source::Xmp, "dc:description"),
];
const IDENTIFIERS: [(Source, &str); 2] = [(Source::Exif, "Artist"), (Source::Xmp, "dc:creator")];

pub(super) fn read(records: &Records) -> Option<Mark> {
    let mut signatures = records.texts_in(&SIGNATURES);
    let signature = signatures.find(|text| is_signature(&text.value))?;
    let mut identifiers = records.texts_in(&IDENTIFIERS);
    let identifier = identifiers.find(|text| is_uuid(text.value.trim()))?;
    let generation = Generation {
        settings: vec![Field::new("Identifier", identifier.value.trim())],
        ..generation(Tool::Grok)
    };
    Some(Mark::new(generation, &[signature, identifier]))
}

fn is_signature(text: &str) -> bool {
    let Some((label, signature)) = text.split_once(':') else {
        return false;
    };
    let signature = signature.trim();
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    label.trim().eq_ignore_ascii_case("Signature")
        && signature.len() >= MIN_SIGNATURE_LENGTH
        && signature.chars().all(is_base64)
}
