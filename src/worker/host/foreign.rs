//! Pictures that only the browser can decode, such as AVIF and, on some systems, HEIC.

use spectrafide_picture::decode::{Format, MAX_PIXELS, Picture};

use crate::browser::picture;

/// Whether some browser decodes pictures of this format, which are not read here.
pub fn is_tried(format: Format) -> bool {
    matches!(format, Format::Avif | Format::Heic)
}

/// Has the browser decode `bytes`, a picture of this format; an error is a sentence for people.
pub async fn decode(bytes: &[u8], format: Format) -> Result<Picture, String> {
    let unread = |error: &dyn std::fmt::Display| {
        format!(
            "This browser could not read the {} picture ({error}). Save a copy as JPEG or PNG and \
             choose that.",
            format.name()
        )
    };
    let decoded = picture::decode(bytes, MAX_PIXELS)
        .await
        .map_err(|error| unread(&error))?;
    let size = (decoded.width, decoded.height);
    Picture::from_rgba_of(size, decoded.bytes, format, bytes).map_err(|error| unread(&error))
}
