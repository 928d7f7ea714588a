//! What files say about themselves, with their Content Credentials verified.

use image::RgbImage;
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
