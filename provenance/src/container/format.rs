//! Which format a file has, by its first bytes.

use std::fmt;

/// The formats that are recognised.
///
/// The metadata of JPEG, PNG, WebP, GIF, TIFF and all ISO base media files is read; the others are
/// known so that a program can say what it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// Portable Network Graphics.
    Png,
    /// WebP.
    WebP,
    /// GIF.
    Gif,
    /// TIFF.
    Tiff,
    /// Windows bitmap.
    Bmp,
    /// AVIF.
    Avif,
    /// HEIC, and HEIF without a brand that names its codec.
    Heic,
    /// Another ISO base media file, such as a film or a camera's raw file.
    Bmff,
    /// JPEG XL, as a bare code stream or in boxes.
    JpegXl,
    /// Photoshop.
    Photoshop,
    /// PDF.
    Pdf,
}

/// The brands of pictures with HEVC and of their general container, after AVIF is ruled out.
/// ISO/IEC 23008-12, section 10 and annex B.4.
const HEIC_BRANDS: [&[u8; 4]; 8] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
];
/// Most bytes of brands that are looked at.
const MAX_BRAND_BYTES: usize = 256;

impl Format {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Jpeg,
        Self::Png,
        Self::WebP,
        Self::Gif,
        Self::Tiff,
        Self::Bmp,
        Self::Avif,
        Self::Heic,
        Self::Bmff,
        Self::JpegXl,
        Self::Photoshop,
        Self::Pdf,
    ];

    /// The format of a file, by its magic number; absent where none matches. The file's name plays
    /// no part.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        Some(match bytes {
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [0xff, 0x0a, ..] => Self::JpegXl,
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Self::WebP,
            [b'I', b'I', 0x2a, 0, ..] | [b'M', b'M', 0, 0x2a, ..] => Self::Tiff,
            _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Self::Png,
            _ if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") => Self::Gif,
            _ if bytes.starts_with(b"\0\0\0\x0cJXL \r\n\x87\n") => Self::JpegXl,
            _ if bytes.starts_with(b"8BPS") => Self::Photoshop,
            _ if bytes.starts_with(b"%PDF") => Self::Pdf,
            _ if bytes.starts_with(b"BM") => Self::Bmp,
            _ => return Self::of_brands(bytes),
        })
    }

    /// The format of an ISO base media file, by the brands in its first box.
    fn of_brands(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let brands = rest.strip_prefix(b"ftyp")?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        // A box that lies about its length has the main brand at least.
        let length = length.saturating_sub(8).clamp(4, MAX_BRAND_BYTES);
        let brands = brands.get(..length).unwrap_or(brands);
        // The second group of four is a version and no brand, which does no harm.
        let (brands, _) = brands.as_chunks::<4>();
        let has = |wanted: &[&[u8; 4]]| brands.iter().any(|brand| wanted.contains(&brand));
        Some(if has(&[b"avif", b"avis"]) {
            Self::Avif
        } else if has(&HEIC_BRANDS) {
            Self::Heic
        } else {
            Self::Bmff
        })
    }

    /// The media type, such as `image/jpeg`.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Tiff => "image/tiff",
            Self::Bmp => "image/bmp",
            Self::Avif => "image/avif",
            Self::Heic => "image/heic",
            Self::Bmff => "video/mp4",
            Self::JpegXl => "image/jxl",
            Self::Photoshop => "image/vnd.adobe.photoshop",
            Self::Pdf => "application/pdf",
        }
    }

    /// What people call it, such as `JPEG XL`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Tiff => "TIFF",
            Self::Bmp => "BMP",
            Self::Avif => "AVIF",
            Self::Heic => "HEIC",
            Self::Bmff => "ISO base media",
            Self::JpegXl => "JPEG XL",
            Self::Photoshop => "Photoshop",
            Self::Pdf => "PDF",
        }
    }
}

/// A short name in small letters, such as `jpeg`, as reports have it.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Tiff => "tiff",
            Self::Bmp => "bmp",
            Self::Avif => "avif",
            Self::Heic => "heic",
            Self::Bmff => "bmff",
            Self::JpegXl => "jxl",
            Self::Photoshop => "psd",
            Self::Pdf => "pdf",
        })
    }
}

/// The media type of a file, by its magic number; absent where none matches.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    Format::of(bytes).map(Format::media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(brands: &[&[u8; 4]]) -> Vec<u8> {
        let brands = brands
            .iter()
            .copied()
            .flatten()
            .copied()
            .collect::<Vec<u8>>();
        let length = (8 + brands.len()) as u32;
        let behind = b"\0\0\0\x14freeavifavifavif";
        [&length.to_be_bytes()[..], b"ftyp", &brands, behind].concat()
    }

    #[test]
    fn magic_numbers_are_recognised_as_soon_as_they_are_whole() {
        for (magic, format) in [
            (&b"\xff\xd8\xff"[..], Format::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Format::Png),
            (b"RIFF\x12\x34\x56\x78WEBP", Format::WebP),
            (b"GIF87a", Format::Gif),
            (b"GIF89a", Format::Gif),
            (b"II\x2a\0", Format::Tiff),
            (b"MM\0\x2a", Format::Tiff),
            (b"BM", Format::Bmp),
            (b"\xff\x0a", Format::JpegXl),
            (b"\0\0\0\x0cJXL \r\n\x87\n", Format::JpegXl),
            (b"8BPS", Format::Photoshop),
            (b"%PDF", Format::Pdf),
        ] {
            assert_eq!(Format::of(magic), Some(format), "{format}");
            assert_eq!(Format::of(&[magic, &[7; 40]].concat()), Some(format));
            for length in 0..magic.len() {
                assert_eq!(Format::of(&magic[..length]), None, "{format} {length}");
            }
        }
        assert_eq!(Format::of(b"Dear diary, this is holiday.png."), None);
    }

    #[test]
    fn brands_tell_avif_heic_and_films_apart() {
        let none = b"\0\0\0\0";
        for (brands, format) in [
            (&[b"avif", none, b"mif1", b"miaf"][..], Format::Avif),
            (&[b"mif1", none, b"mif1", b"avif"], Format::Avif),
            (&[b"avis", none], Format::Avif),
            (&[b"heic", none, b"mif1", b"heic"], Format::Heic),
            (&[b"heix", none], Format::Heic),
            (&[b"mif1", none], Format::Heic),
            // What follows the box is no brand.
            (&[b"mp42", none, b"isom"], Format::Bmff),
        ] {
            assert_eq!(Format::of(&iso(brands)), Some(format), "{brands:?}");
        }
        // A length of nothing leaves the main brand.
        let mut lying = iso(&[b"avif", none]);
        lying[..4].fill(0);
        assert_eq!(Format::of(&lying), Some(Format::Avif));
    }

    #[test]
    fn names_and_media_types_are_all_different() {
        let all = |name: fn(Format) -> String| -> std::collections::BTreeSet<String> {
            Format::ALL.into_iter().map(name).collect()
        };
        assert_eq!(all(|format| format.name().to_owned()).len(), 12);
        assert_eq!(all(|format| format.media_type().to_owned()).len(), 12);
        let short = all(|format| format.to_string());
        assert_eq!(short.len(), 12);
        assert!(
            short
                .iter()
                .all(|name| name.bytes().all(|b| b.is_ascii_lowercase()))
        );
        assert_eq!(media_type(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(media_type(b"text"), None);
    }
}
