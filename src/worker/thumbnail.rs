//! Which small pictures of a manifest store are passed on to be shown.

use spectrafide_provenance::container::{Format, outline};

/// Largest side that is shown, in pixels: what a few bytes unpack to must not fill the memory.
const MAX_SIDE_PX: u32 = 2048;

/// The media type of a small picture that may be shown; none for anything but a still JPEG, PNG or
/// WebP of a bounded size. What the manifest calls it plays no part.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let outline = outline(bytes);
    let format = outline.format?;
    let is_shown = matches!(format, Format::Jpeg | Format::Png | Format::WebP);
    let side = outline.width_px?.max(outline.height_px?);
    let is_small = (1..=MAX_SIDE_PX).contains(&side) && !outline.animated;
    (is_shown && is_small).then(|| format.media_type())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The signature and the header of a PNG (PNG specification, 5.2 and 11.2.1), with a checksum
    /// that nobody looks at.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let sizes = [width.to_be_bytes(), height.to_be_bytes()].concat();
        let header = [b"\0\0\0\x0dIHDR", &sizes[..], &[8, 2, 0, 0, 0], &[0; 4]].concat();
        let end = b"\0\0\0\0IEND\xae\x42\x60\x82";
        [b"\x89PNG\r\n\x1a\n", &header[..], end].concat()
    }

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        assert_eq!(media_type(&png(256, 192)), Some("image/png"));
        // Start of image, a frame of 8 bits, 16 × 32, one component, and the start of a scan.
        let jpeg = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x10\0\x20\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\xff\xd9";
        assert_eq!(media_type(jpeg), Some("image/jpeg"));
    }

    #[test]
    fn what_is_no_small_picture_is_not_shown() {
        for bytes in [
            &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..],
            b"<!doctype html><script>alert(1)</script>",
            b"GIF89a\x01\0\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b",
            b"",
            b"\xff\xd8\xff",
            &png(30_000, 30_000),
            &png(0, 0),
        ] {
            assert_eq!(media_type(bytes), None, "{bytes:?}");
        }
    }
}
