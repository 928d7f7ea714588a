//! Files to choose: good pictures of several sizes, and broken ones.
//!
//! All are made from a formula, so a failure can be repeated.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageBuffer, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};
use serde_json::json;
use tempfile::TempDir;
use zune_core::bit_depth::BitDepth;
use zune_core::colorspace::ColorSpace;
use zune_core::options::EncoderOptions;
use zune_jpegxl::JxlSimpleEncoder;

const CERTIFICATE: &[u8] =
    include_bytes!("../../../provenance/credentials/tests/certificates/signer.pem");
const KEY: &[u8] = include_bytes!("../../../provenance/credentials/tests/certificates/signer.key");

/// A folder of files that lives as long as the test.
pub struct Pictures {
    folder: TempDir,
}

impl Pictures {
    /// An empty folder.
    pub fn new() -> Result<Self> {
        Ok(Self {
            folder: tempfile::tempdir()?,
        })
    }

    /// A noisy gradient; the extension of the name decides the format.
    pub fn good(&self, name: &str, width: u32, height: u32) -> Result<PathBuf> {
        let path = self.path(name);
        noisy_gradient(width, height).save(&path)?;
        Ok(path)
    }

    /// The same as a JPEG XL without loss.
    pub fn jxl(&self, name: &str, width: u32, height: u32) -> Result<PathBuf> {
        let size = [width, height].map(|side| side as usize);
        let options = EncoderOptions::new(size[0], size[1], ColorSpace::RGB, BitDepth::Eight);
        let picture = noisy_gradient(width, height);
        let mut bytes = Vec::new();
        JxlSimpleEncoder::new(picture.as_raw(), options)
            .encode(&mut bytes)
            .map_err(|error| anyhow!("{error:?}"))?;
        self.bytes(name, &bytes)
    }

    /// A PNG with a text chunk before the image data.
    pub fn with_text(&self, name: &str, keyword: &str, text: &str) -> Result<PathBuf> {
        let plain = encoded(&noisy_gradient(256, 256).into(), ImageFormat::Png)?;
        // The signature, and the length, name, data and checksum of IHDR (PNG specification, 5).
        let (head, tail) = plain.split_at(8 + 4 + 4 + 13 + 4);
        let data = [keyword.as_bytes(), b"\0", text.as_bytes()].concat();
        self.bytes(name, &[head, &png_chunk(*b"tEXt", &data), tail].concat())
    }

    /// A JPEG with Content Credentials that say that a model made it, signed with a certificate
    /// that is on no trust list.
    pub fn signed(&self, name: &str) -> Result<PathBuf> {
        let (signed, _) = sign(&mut statement(name)?)?;
        self.bytes(name, &signed)
    }

    /// A JPEG and the same Content Credentials in a file of their own, which also keeps a small copy
    /// of the picture.
    pub fn signed_beside(&self, name: &str, sidecar: &str) -> Result<[PathBuf; 2]> {
        let small = encoded(&noisy_gradient(64, 64).into(), ImageFormat::Jpeg)?;
        let mut builder = statement(name)?;
        builder.set_no_embed(true);
        builder.set_thumbnail("image/jpeg", &mut Cursor::new(small))?;
        let (picture, store) = sign(&mut builder)?;
        Ok([self.bytes(name, &picture)?, self.bytes(sidecar, &store)?])
    }

    /// A file with these bytes.
    pub fn bytes(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.path(name);
        fs::write(&path, bytes)?;
        Ok(path)
    }

    /// Files that a page must survive, each with a verdict or a reason why there is none.
    pub fn awkward(&self) -> Result<Vec<PathBuf>> {
        let jpeg = encoded(&noisy_gradient(96, 96).into(), ImageFormat::Jpeg)?;
        let deep = DynamicImage::from(noisy_gradient(96, 96)).into_rgb16();
        Ok(vec![
            self.bytes("empty.png", b"")?,
            self.bytes("truncated.jpg", &jpeg[..jpeg.len() / 3])?,
            self.bytes(
                "text.png",
                b"This is not a picture, whatever its name says.\n",
            )?,
            self.bytes("huge-header.png", &png_header(30_000, 30_000))?,
            self.bytes("cmyk.jpg", &cmyk_jpeg(96, 96)?)?,
            self.bytes("animated.gif", &animated_gif(96, 96)?)?,
            self.bytes("sixteen-bit.png", &encoded(&deep.into(), ImageFormat::Png)?)?,
            self.good("one-pixel.png", 1, 1)?,
        ])
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::new(self.folder.path()).join(name)
    }
}

/// That a model made the picture `title`.
fn statement(title: &str) -> Result<c2pa::Builder> {
    let manifest = json!({
        "title": title,
        "claim_generator_info": [{ "name": "spectrafide tests" }],
        "assertions": [{ "label": "c2pa.actions", "data": { "actions": [{
            "action": "c2pa.created",
            "digitalSourceType":
                "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        }] } }],
    });
    let builder = c2pa::Builder::from_context(c2pa::Context::new());
    Ok(builder.with_definition(manifest.to_string().as_str())?)
}

/// A JPEG, signed with a certificate that is on no trust list, and its manifest store.
fn sign(builder: &mut c2pa::Builder) -> Result<(Vec<u8>, Vec<u8>)> {
    let plain = encoded(&noisy_gradient(256, 256).into(), ImageFormat::Jpeg)?;
    let signer = c2pa::create_signer::from_keys(CERTIFICATE, KEY, c2pa::SigningAlg::Es256, None)?;
    let mut signed = Cursor::new(Vec::new());
    let store = builder.sign(&*signer, "image/jpeg", &mut Cursor::new(plain), &mut signed)?;
    Ok((signed.into_inner(), store))
}

/// Brightness rises along the diagonal, with noise of about ±16 levels from a fixed generator.
pub fn noisy_gradient(width: u32, height: u32) -> RgbImage {
    let mut random = 0x2545_f491_u32;
    ImageBuffer::from_fn(width, height, |x, y| {
        let slope = (x + y) * 190 / (width + height);
        Rgb([0_u32, 8, 16].map(|shift| {
            // Xorshift, Marsaglia 2003.
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            (16 + slope + ((random >> shift) & 31)) as u8
        }))
    })
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format)?;
    Ok(bytes.into_inner())
}

fn animated_gif(width: u32, height: u32) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for turned in [false, true] {
        let mut picture = DynamicImage::from(noisy_gradient(width, height));
        if turned {
            picture = picture.rotate180();
        }
        encoder.encode_frame(Frame::new(picture.into_rgba8()))?;
    }
    drop(encoder);
    Ok(bytes)
}

fn cmyk_jpeg(width: u16, height: u16) -> Result<Vec<u8>> {
    let rgb = noisy_gradient(width.into(), height.into());
    let inks: Vec<u8> = rgb
        .pixels()
        .flat_map(|Rgb([red, green, blue])| [255 - red, 255 - green, 255 - blue, 0])
        .collect();
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 90).encode(&inks, width, height, ColorType::Cmyk)?;
    Ok(bytes)
}

/// The signature and valid IHDR and IDAT chunks (PNG specification, 11.2), with no pixels.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    // 8 bits, RGB, deflate, adaptive filters, not interlaced.
    header.extend([8, 2, 0, 0, 0]);
    let empty_zlib_stream = [0x78, 0x9c, 3, 0, 0, 0, 0, 1];

    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(png_chunk(*b"IHDR", &header));
    file.extend(png_chunk(*b"IDAT", &empty_zlib_stream));
    file
}

fn png_chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [kind.as_slice(), data].concat();
    let length = (data.len() as u32).to_be_bytes();
    [&length, named.as_slice(), &crc32(&named).to_be_bytes()].concat()
}

/// The checksum of PNG chunks (PNG specification, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc: u32, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_gives_the_published_check_value() {
        // "CRC-32/ISO-HDLC" in the catalogue of parametrised CRC algorithms.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn the_huge_header_claims_its_size_and_is_otherwise_valid() {
        let bytes = png_header(30_000, 30_000);
        let mut reader = image::ImageReader::with_format(Cursor::new(bytes), ImageFormat::Png);
        reader.no_limits();
        assert_eq!(reader.into_dimensions().unwrap(), (30_000, 30_000));
    }

    #[test]
    fn awkward_files_are_what_they_are_called() {
        let pictures = Pictures::new().unwrap();
        let files = pictures.awkward().unwrap();
        let named = |name: &str| files.iter().find(|file| file.ends_with(name)).unwrap();
        let truncated = fs::read(named("truncated.jpg")).unwrap();
        assert!(!truncated.ends_with(b"\xff\xd9"), "it has its end marker");
        assert!(image::open(named("text.png")).is_err());
        let deep = image::open(named("sixteen-bit.png")).unwrap();
        assert_eq!(deep.color(), image::ColorType::Rgb16);
        assert_eq!(
            image::image_dimensions(named("cmyk.jpg")).unwrap(),
            (96, 96)
        );
        let tiny = image::open(named("one-pixel.png")).unwrap();
        assert_eq!((tiny.width(), tiny.height()), (1, 1));
    }
}
