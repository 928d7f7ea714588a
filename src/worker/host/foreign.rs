//! Pictures that only the browser can decode, such as AVIF and, on some systems, HEIC.

use spectrafide_picture::decode::MAX_FILE_BYTES;
use spectrafide_report::report::PictureFacts;

use super::HostError;
use crate::browser::picture;
use crate::worker::bitmap;

/// A picture in a form that the project reads, and what it was before.
pub struct Converted {
    /// The picture as an uncompressed bitmap file.
    pub bmp: Vec<u8>,
    name: &'static str,
    original_bytes: u64,
}

/// Has the browser decode `bytes`, a picture of the kind `name`.
pub async fn convert(bytes: &[u8], name: &'static str) -> Result<Converted, HostError> {
    // The bitmap has to stay below the limit that every file has.
    let max_pixels = (MAX_FILE_BYTES - 1024) / 3;
    let decoded = picture::decode(bytes, max_pixels).await.map_err(|error| {
        HostError::Foreign(format!(
            "This browser could not read the {name} picture ({error}). Save a copy as JPEG or \
             PNG and choose that."
        ))
    })?;
    let bmp = bitmap::encode(decoded.width, decoded.height, &decoded.bytes);
    Ok(Converted {
        bmp,
        name,
        original_bytes: bytes.len() as u64,
    })
}

impl Converted {
    /// Makes `facts`, which describe the bitmap, describe the file that the person gave.
    pub fn restore(&self, facts: &mut PictureFacts) {
        self.name.to_lowercase().clone_into(&mut facts.format);
        facts.file_bytes = self.original_bytes;
        facts.notes.push(format!(
            "The {} file was decoded by this browser; another one may give slightly different \
             pixels.",
            self.name
        ));
    }
}
