//! Compressed copies of files, for hosts that send such copies as they are.

use std::io::Write as _;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Brotli's strongest quality; slow, but a file is compressed once and downloaded often.
const BROTLI_QUALITY: u32 = 11;
/// Brotli's largest standard window: 16 MiB.
const BROTLI_WINDOW_BITS: u32 = 24;
const BUFFER_BYTES: usize = 1 << 16;

/// Whether a file can get smaller; pictures and fonts are compressed already.
pub fn is_compressible(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(
        extension,
        "html" | "js" | "mjs" | "css" | "wasm" | "json" | "webmanifest" | "svg" | "bpk" | "txt"
    )
}

/// Brotli at its strongest.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut writer =
        brotli::CompressorWriter::new(&mut out, BUFFER_BYTES, BROTLI_QUALITY, BROTLI_WINDOW_BITS);
    writer.write_all(bytes).context("brotli failed")?;
    writer.flush().context("brotli failed")?;
    drop(writer);
    Ok(out)
}

/// Gzip at its strongest.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).context("gzip failed")?;
    encoder.finish().context("gzip failed")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    const TEXT: &[u8] = b"spectra of photographs, spectra of synthetic pictures, spectra of both";

    #[test]
    fn brotli_copies_decompress_to_the_original() {
        let mut back = Vec::new();
        let packed = brotli(TEXT).unwrap();
        brotli::Decompressor::new(packed.as_slice(), 4096)
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, TEXT);
    }

    #[test]
    fn gzip_copies_decompress_to_the_original() {
        let mut back = Vec::new();
        let packed = gzip(TEXT).unwrap();
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, TEXT);
    }

    #[test]
    fn pictures_are_not_compressed_again() {
        assert!(is_compressible("pkg/page_bg.0123.wasm"));
        assert!(!is_compressible("icons/icon.png"));
        assert!(!is_compressible("LICENSE"));
    }
}
