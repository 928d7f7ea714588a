//! What files say about themselves, with their Content Credentials verified.

use std::path::Path;

use anyhow::{Context, Result, bail};
use image::RgbImage;
use spectrafide_models::decode;
use spectrafide_provenance::{Provenance, media_type, read as read_unverified};

/// Reads what a file says about itself; `pixels` are those of its upright picture, if it has one.
pub fn read(bytes: &[u8], pixels: Option<&RgbImage>) -> Provenance {
    let mut provenance = read_unverified(bytes, pixels);
    if provenance.needs_verification()
        && let Some(mime) = media_type(bytes)
    {
        // What cannot be verified keeps what its structure shows.
        if let Ok(credentials) = spectrafide_credentials::verify(bytes, mime) {
            provenance.set_credentials(credentials);
        }
    }
    provenance
}

/// Reads what the file at `path` says about itself.
///
/// # Errors
///
/// A file that cannot be read or is over the limit of [`decode::MAX_FILE_BYTES`].
pub fn read_file(file: &Path) -> Result<Provenance> {
    let length = std::fs::metadata(file).context("cannot be read")?.len();
    if length > decode::MAX_FILE_BYTES {
        bail!(decode::DecodeError::FileTooLarge { bytes: length });
    }
    let bytes = std::fs::read(file).context("cannot be read")?;
    // A file whose pixels cannot be decoded may still say something.
    let picture = decode::decode(&bytes).ok();
    let pixels = picture.as_ref().map(|picture| &picture.pixels);
    Ok(read(&bytes, pixels))
}
